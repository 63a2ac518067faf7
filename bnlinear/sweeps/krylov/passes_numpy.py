"""What block Lanczos does with long rows, in chunks that stay in the cache.

Blocks have shape (r, d) with r ≤ 2. `passes_numba` does the same in one loop.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

CHUNK = 16384  # columns worked on at a time: two blocks of two rows fit a second-level cache


def subtract(Z: np.ndarray, C: np.ndarray, Y: np.ndarray, against: np.ndarray | None) -> np.ndarray:
    """Z −= CY in place; returns against·Zᵀ of the new Z, or ZZᵀ if `against` is None."""
    W = Z if against is None else against
    products = np.zeros((len(W), len(Z)))
    for part in _chunks(Z):
        Z[part] -= C @ Y[part]
        products += W[part] @ Z[part].T
    return products


def transform(Z: np.ndarray, M: np.ndarray) -> np.ndarray:
    """Z ← MZ in place; returns ZZᵀ of the new Z."""
    gram = np.zeros((len(Z), len(Z)))
    for part in _chunks(Z):
        Z[part] = M @ Z[part]
        gram += Z[part] @ Z[part].T
    return gram


def _chunks(Z: np.ndarray) -> Iterator[tuple[slice, slice]]:
    return (np.s_[:, first:first + CHUNK] for first in range(0, Z.shape[1], CHUNK))
