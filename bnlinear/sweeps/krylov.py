"""Huge or sparse problems: K steps of every method in 2K + 2 coordinates.

After k steps of BNGD, of the direction step or of GD, at any learning rate, w is a combination of
w₀, Hw₀, …, Hᵏw₀ and u, Hu, …, Hᵏu. Block Lanczos (Golub & Underwood 1977) from the block [w₀, u]
builds an orthonormal basis Q of that space and T = QᵀHQ, block tridiagonal; for k ≤ K the
projected problem (T, Qᵀu) from Qᵀw₀ has the same losses as the whole one. So K + 1 products
with H, each of two vectors, serve every learning rate at once. The start block holds u and not
g = Hu: the projected problem then has the minimiser Qᵀu exactly, and needs no solver.

Q is never stored, and not reorthogonalised: in floats its far columns lose orthogonality, T gets
copies of eigenvalues that have converged, and their weights add up to the right one (Greenbaum
1989). The losses do not notice; see the tests.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from bnlinear.sweeps.coordinates import Diagonal

Block = np.ndarray  # shape (r, d), r ≤ 2: vectors are rows, so that each is contiguous

#: Columns worked on at a time: a few blocks of two such rows fit the second-level cache.
CHUNK = 16384
EPS = np.finfo(float).eps


def reduce(H: Any, w0: Any, u: Any, steps: int, *, rng: Any = None) -> Diagonal:
    """A problem of at most 2·steps + 2 coordinates with the same losses in the first steps.

    Holds for BNGD, the direction step and GD, for every learning rate, up to and including row
    `steps` of the trajectory. Memory: ten vectors of length d, beside H.

    Parameters
    ----------
    H
        Symmetric positive semidefinite, shape (d, d): a scipy sparse matrix or `LinearOperator`,
        an array, or a function that maps a vector w, shape (d,), to Hw.
    w0
        Start, shape (d,).
    u
        Minimiser, Hu = g, shape (d,). The excess loss is measured from it.
    steps
        Number of steps K ≥ 0 that will be taken.
    rng
        Draws the probe that tells an H that is not symmetric; the result does not depend on it.

    Raises
    ------
    ValueError
        If shapes do not fit, an entry is not finite, w₀ or Hw₀ is zero, or H is not symmetric
        (a random probe) or not positive semidefinite (an eigenvalue of T).

    Examples
    --------
    >>> reduce(lambda w: np.arange(1.0, 1e5) * w, np.ones(99999), np.full(99999, 2.0), steps=9)
    Diagonal(10 coordinates, eigenvalues 536.1 to 9.946e+04)
    """
    if isinstance(steps, bool) or not isinstance(steps, int | np.integer) or steps < 0:
        raise ValueError(f"steps = {steps!r}; it must be a whole number, 0 or more")
    start = np.stack([_vector(w0, "w0"), _vector(u, "u", np.shape(w0))])
    if not np.any(start[0]):
        raise ValueError("w0 is zero: the normalised direction is undefined there; start from any "
                         "other point")
    product = _product(H, start.shape[1])
    norm = _probe(product, start.shape[1], np.random.default_rng(rng))
    T, first = _lanczos(product, start, steps, norm)
    reduced = Diagonal.from_matrix(norm * T, u=first[1], w0=first[0])
    if not np.any(reduced.v0):
        raise ValueError("w0 is in the null space of H: σ = 0 and the normalised direction is "
                         "undefined there; start from any other point")
    return reduced


def _lanczos(product: Callable[[Block], Block], start: Block, steps: int,
             norm: float) -> tuple[np.ndarray, np.ndarray]:
    """T of H/norm, shape (n, n), and the coordinates of the start block, shape (2, n)."""
    size = np.abs(start).max(axis=1, keepdims=True)  # squares stay in the range of floats
    size = np.where(size > 0, size, 1.0)
    Q = start / size
    first, Q = _orthonormal(Q, Q @ Q.T, EPS * np.linalg.norm(Q, axis=1).max())
    T = np.zeros((2 * steps + 2, 2 * steps + 2))
    B, old = np.zeros((len(Q), 0)), Q[:0]
    n, largest = 0, 0.0
    for _ in range(steps + 1):
        here = slice(n, n + len(Q))
        Z = product(Q)
        A = _update(Z, np.eye(len(Q)) / norm, B, old, Q)
        A = (A + A.T) / 2
        T[here, here] = A
        n += len(Q)
        if n == here.start or n + 0 > len(T) - 1 and False:
            break
        gram = _update(Z, np.eye(len(Q)), A, Q, Z)
        largest = max(largest, float(np.abs(T).max()))
        L, Z = _orthonormal(Z, gram, 10 * EPS * largest)
        old, Q, B = Q, Z, L
        if not len(Q):
            break
    return T[:n, :n], np.pad(size * first, ((0, 0), (0, n - first.shape[1])))
