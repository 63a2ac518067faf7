"""Block Lanczos with three blocks in memory (Golub & Underwood 1977).

Q is not stored, unless it is small (`STORED`). A new block is made orthogonal to the last one,
twice, and to those before by the recurrence alone. So in floats the far columns lose their
orthogonality, and T gets copies of eigenvalues that have converged, whose weights add up to the
right one (Greenbaum 1989): the losses do not notice. Without the second round a block that is
small, where the space is nearly invariant, would lie along the last one with its rounding errors,
and T would get eigenvalues that H has not.
Where all of ℝᵈ is nearly used up, as with fewer rows than features, such a block is nothing but
rounding errors of all blocks before: a Q that is stored is orthogonal to all of them.
"""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

import numpy as np

from bnlinear.sweeps.krylov import passes_numpy

Block = np.ndarray  # shape (r, d) with r ≤ 2: its vectors are rows, and contiguous

EPS = np.finfo(float).eps

#: Floats of Q that are kept, 32 MB, to make each block orthogonal to all before it.
STORED = 2**22


def block_lanczos(product: Callable[[Block, Block], Block], scale: float, start: Block, steps: int,
                  passes: ModuleType = passes_numpy) -> tuple[np.ndarray, np.ndarray]:
    """T = Qᵀ(H/scale)Q, shape (n, n), and the start block in the basis Q, shape (2, n).

    (H/scale)Q = (previous Q)·Bᵀ + QA + (next Q)·(next B), where Q has the rows of a block.
    `product(Q, Z)` writes HQ to Z and returns Z; `passes` is `passes_numpy` or `passes_numba`.
    """
    Q, first = _orthonormal(start, start @ start.T, 10 * EPS * np.linalg.norm(start, axis=1),
                            passes)
    T = np.zeros((2 * steps + 2, 2 * steps + 2))
    stored = np.empty((len(T), start.shape[1])) if len(T) * start.shape[1] <= STORED else None
    spare, before, L, n = Q[:0], Q[:0], np.zeros((0, len(Q))), 0
    for step in range(steps + 1):
        here, n = slice(n, n + len(Q)), n + len(Q)
        Z = product(Q, spare if len(spare) == len(Q) else np.empty_like(Q))
        if scale != 1:
            Z *= 1 / scale
        A = passes.subtract(Z, L.T, before, Q)
        T[here, here] = (A + A.T) / 2
        if step == steps:
            break
        again = passes.subtract(Z, A.T, Q, Q)
        gram = passes.subtract(Z, again.T, Q, None)
        if stored is not None:
            stored[here] = Q
            gram = _clear(Z, stored[:n])
        # a remainder of the size of the rounding errors of HQ: the space is invariant
        negligible = np.full(len(Z), 30 * EPS * np.abs(T).max())
        spare, before, (Q, L) = before, Q, _orthonormal(Z, gram, negligible, passes)
        if stored is not None:
            Q, L = _outside(Q, L, stored[:n])
        if not len(Q):
            break
        T[here, n:n + len(Q)], T[n:n + len(Q), here] = L, L.T
    if not np.all(np.isfinite(T)):
        raise ValueError("H returns values that are not finite; check its entries")
    return T[:n, :n], np.pad(first, ((0, 0), (0, n - first.shape[1])))


def _clear(Z: Block, basis: np.ndarray) -> np.ndarray:
    """Z made orthogonal to a basis, in place, twice; returns ZZᵀ."""
    for _ in range(2):
        Z -= (Z @ basis.T) @ basis
    return Z @ Z.T


def _outside(Q: Block, L: np.ndarray, basis: np.ndarray) -> tuple[Block, np.ndarray]:
    """A new block without the rows that are rounding errors along the basis, and the others' L.

    A row that was made of a small remainder may have a part along the basis again.
    """
    gram = _clear(Q, basis)
    new = gram.diagonal() > 0.5
    basis_of_rows, turn = np.linalg.qr(Q[new].T)
    return np.ascontiguousarray(basis_of_rows.T), L[:, new] @ turn.T


def _orthonormal(Z: Block, gram: np.ndarray, negligible: np.ndarray,
                 passes: ModuleType = passes_numpy) -> tuple[Block, np.ndarray]:
    """Orthonormal rows Q and L with Z = LQ; a row that adds no more than `negligible` is left out.

    Cholesky's factor of ZZᵀ, repeated: one round loses half the digits when the rows are nearly
    parallel, a second gets them back (CholeskyQR2), a third is in reserve. Z is overwritten.
    """
    L, own = np.eye(len(Z)), np.ones(len(Z))
    for _ in range(3):
        keep = own * np.sqrt(gram.diagonal()) > negligible
        if not np.all(keep):
            Z, L, own, negligible = Z[keep], L[:, keep], own[keep], negligible[keep]
            gram = gram[np.ix_(keep, keep)]
        # 1e-14 is above the rounding of a product of two vectors that is summed chunk by chunk
        if np.abs(gram - np.eye(len(Z))).max(initial=0.0) < 1e-14:
            break
        factor = _cholesky(gram)
        gram = passes.transform(Z, np.linalg.inv(factor))
        L, own = L @ factor, own * factor.diagonal()
    return Z, L


def _cholesky(gram: np.ndarray) -> np.ndarray:
    """Lower triangular; a pivot lost to rounding is replaced by the size of that rounding."""
    factor = np.zeros_like(gram)
    for i in range(len(gram)):
        for j in range(i):
            factor[i, j] = (gram[i, j] - factor[i, :j] @ factor[j, :j]) / factor[j, j]
        pivot = gram[i, i] - factor[i, :i] @ factor[i, :i]
        factor[i, i] = np.sqrt(max(pivot, EPS * gram[i, i]))
    return factor
