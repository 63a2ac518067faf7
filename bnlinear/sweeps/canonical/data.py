"""Least squares on a table in canonical coordinates, without forming H.

H = XᵀX/n has the square of the condition number of X, so its small eigenvalues lose twice the
digits. Instead [X, y]/√n = QR. A pivoted QR of R with columns of length 1 tells which of them
depend on others, to within rounding. Of the M with MᵀM = H that is left, one-sided Jacobi (Drmač &
Veselić 2008) finds the singular values, right to their own digits where only the scales of the
columns differ. With M = UΣVᵀ: Λ = Σ², √Λw = UᵀMw, and √Λu = Uᵀ(Qᵀy/√n).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from bnlinear.kinds import Batch, Seed, Vector
from bnlinear.sweeps.canonical.coordinates import Diagonal

#: Wider than this, one-sided Jacobi takes too long: LAPACK's divide and conquer, right to the
#: digits of the largest singular value.
JACOBI = 300


def from_data(X: Batch, y: Vector, w0: Vector, *, means: Vector = None,
              mean_y: float = 0.0) -> Diagonal:
    """A table and a start, as a `Diagonal` whose eigenvalues are all positive.

    Parameters
    ----------
    X, y
        Features and target less their means, shapes (n, d) and (n,), floats: `centred` of
        `bnlinear.problems.centring` keeps their digits.
    w0
        Start, shape (d,).
    means, mean_y
        What was subtracted, shape (d,), to learn a bias too: least squares on [1, X + means],
        the bias starting at 0. With zeros for `means`, on [1, X]. By default there is no bias.

    Examples
    --------
    >>> from_data(np.array([[-1.0], [0.0], [1.0]]), np.array([-2.0, 0.0, 2.0]), [1.0])
    Diagonal(1 coordinates, eigenvalues 0.6667 to 0.6667)
    """
    w = np.asarray(w0, dtype=float)
    n, d = X.shape
    R: Any = np.linalg.qr(np.column_stack([X, y]) / np.sqrt(n), mode="r")
    M, q = _independent(R[:d, :d], R[:d, d], max(n, d))
    if means is not None:
        M = np.block([[np.ones((1, 1)), np.asarray(means, dtype=float)[None]],
                      [np.zeros((len(M), 1)), M]])
        q, w = np.append(mean_y, q), np.append(0.0, w)
    values, U = _left_singular(M)
    return Diagonal(values**2, U.T @ (M @ w), U.T @ q)


def draw_start(d: int, rng: Seed) -> np.ndarray:
    """Uniform on the unit sphere; the same for the same seed `rng`."""
    w = np.random.default_rng(rng).standard_normal(d)
    return w / np.linalg.norm(w)


def _independent(R: np.ndarray, q: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """M of full row rank with MᵀM = RᵀR up to rounding, and q turned along."""
    from scipy.linalg import qr

    length = np.linalg.norm(R, axis=0)
    length = np.where(length > 0, length, 1.0)
    turn, triangle, pivots = qr(R / length, pivoting=True, mode="economic")
    pivot = np.abs(np.diagonal(triangle))
    rank = int(np.count_nonzero(pivot > 8 * size * np.finfo(float).eps * pivot.max(initial=0.0)))
    M = np.empty((rank, R.shape[1]))
    M[:, pivots] = triangle[:rank]
    return M * length, turn[:, :rank].T @ q


def _left_singular(M: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Singular values of M, shape (r, d) with r ≤ d, and its left singular vectors (r, r)."""
    if not M.size:
        return np.zeros(0), np.zeros((0, 0))
    if len(M) > JACOBI or len(M) < 2:
        U, values, _ = np.linalg.svd(M, full_matrices=False)
        return values, U
    from scipy.linalg import lapack

    # of Mᵀ, the right singular vectors are wanted; "F": rows and columns may be badly scaled
    values, _, V, work, _, info = lapack.dgejsv(np.asfortranarray(M.T), joba=2, jobu=3, jobv=0,
                                                jobr=0, jobp=1)
    if info:
        raise np.linalg.LinAlgError(f"LAPACK's dgejsv ended with info = {info}")
    return values * (work[0] / work[1]), V
