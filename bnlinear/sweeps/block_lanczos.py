"""Block Lanczos with three blocks in memory (Golub & Underwood 1977).

Q is not stored, and a new block is made orthogonal to the last two only. In floats its far
columns lose their orthogonality, and T gets copies of eigenvalues that have converged, whose
weights add up to the right one (Greenbaum 1989): the losses do not notice. But to the last two it
must be made orthogonal twice. One vector at a time would stay so by itself; blocks do not: products
of 2 × 2 factors that do not commute let the error grow at every step, until T has nothing to do
with H (eigenvalues of -10²⁸ after 140 steps of an H between 0 and 1).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

Block = np.ndarray  # shape (r, d) with r ≤ 2: its vectors are rows, and contiguous

EPS = np.finfo(float).eps
CHUNK = 16384  # columns worked on at a time: two blocks of two rows fit a second-level cache


def block_lanczos(product: Callable[[Block], Block], scale: float, start: Block,
                  steps: int) -> tuple[np.ndarray, np.ndarray]:
    """T = Qᵀ(H/scale)Q, shape (n, n), and the start block in the basis Q, shape (2, n).

    (H/scale)Q = (previous Q)·Bᵀ + QA + (next Q)·(next B), where Q has the rows of a block.
    """
    Q, first = _orthonormal(start, start @ start.T, 10 * EPS * np.linalg.norm(start, axis=1))
    T = np.zeros((2 * steps + 2, 2 * steps + 2))
    before, L, n = Q[:0], np.zeros((0, len(Q))), 0
    for step in range(steps + 1):
        here, n = slice(n, n + len(Q)), n + len(Q)
        Z = product(Q)
        Z /= scale
        A = _subtract(Z, [(L.T, before)], [Q])[0]
        T[here, here] = (A + A.T) / 2
        if step == steps:
            break
        again = _subtract(Z, [(A, Q)], [before, Q])
        gram = _subtract(Z, [(again[0].T, before), (again[1].T, Q)], [Z])[0]
        # a remainder of the size of the rounding errors of HQ: the space is invariant
        before, (Q, L) = Q, _orthonormal(Z, gram, np.full(len(Z), 10 * EPS * np.abs(T).max()))
        if not len(Q):
            break
        T[here, n:n + len(Q)], T[n:n + len(Q), here] = L, L.T
    if not np.all(np.isfinite(T)):
        raise ValueError("H returns values that are not finite; check its entries")
    return T[:n, :n], np.pad(first, ((0, 0), (0, n - first.shape[1])))


def _orthonormal(Z: Block, gram: np.ndarray, negligible: np.ndarray) -> tuple[Block, np.ndarray]:
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
        gram = _transform(Z, np.linalg.inv(factor))
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


# -- passes over long rows, in chunks that stay in the cache -----------------------------------

def _subtract(Z: Block, terms: list[tuple[np.ndarray, Block]],
              against: list[Block]) -> list[np.ndarray]:
    """Z −= ΣCY in place, over the terms (C, Y); returns WZᵀ of the new Z for each W."""
    products = [np.zeros((len(W), len(Z))) for W in against]
    for first in range(0, Z.shape[1], CHUNK):
        part = np.s_[:, first:first + CHUNK]
        for C, Y in terms:
            Z[part] -= C @ Y[part]
        for found, W in zip(products, against, strict=True):
            found += W[part] @ Z[part].T
    return products


def _transform(Z: Block, M: np.ndarray) -> np.ndarray:
    """Z ← MZ in place; returns ZZᵀ of the new Z."""
    gram = np.zeros((len(Z), len(Z)))
    for first in range(0, Z.shape[1], CHUNK):
        part = np.s_[:, first:first + CHUNK]
        Z[part] = M @ Z[part]
        gram += Z[part] @ Z[part].T
    return gram
