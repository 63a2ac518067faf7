"""Object arrays of raw balls, for long sums that must stay inside one module."""

from __future__ import annotations

import numpy as np
from flint import arb

from bnlinear.exact.number import Number
from bnlinear.kinds import Batch


def balls(values: Batch) -> np.ndarray:
    """Numbers as raw balls."""
    return np.array([v.ball for v in values.ravel()], dtype=object).reshape(values.shape)


def numbers(values: np.ndarray) -> np.ndarray:
    """Raw balls as Numbers."""
    found = [Number.from_ball(v) for v in values.ravel()]
    return np.array(found, dtype=object).reshape(values.shape)


def zeros(*shape: int) -> np.ndarray:
    """Raw balls, all exactly 0."""
    return np.full(shape, arb(0), dtype=object)


def around_zero(radius: arb) -> arb:
    """The ball [−radius, radius]."""
    return arb(0, radius.upper())


def cholesky(matrix: np.ndarray) -> np.ndarray:
    """Lower triangular G with GGᵀ = matrix; an error if a pivot is not certainly positive."""
    G = zeros(*matrix.shape)
    for j in range(len(matrix)):
        pivot = matrix[j, j] - sum((v * v for v in G[j, :j]), arb(0))
        if not pivot > 0:
            raise ValueError(f"a matrix is not certainly positive definite: pivot {pivot}")
        G[j, j] = pivot.sqrt()
        for i in range(j + 1, len(matrix)):
            dot = sum((a * b for a, b in zip(G[i, :j], G[j, :j], strict=True)), arb(0))
            G[i, j] = (matrix[i, j] - dot) / G[j, j]
    return G
