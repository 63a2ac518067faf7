"""Columns of balls: to floats and back, lengths, scales."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from flint import arb, arb_mat


def to_floats(values: Sequence[arb]) -> tuple[np.ndarray, int]:
    """Floats and a power of two: values ≈ floats·2^q."""
    ends = [value.mid().man_exp() for value in values]
    tops = [int(a).bit_length() + int(q) for a, q in ends if a != 0]
    if not tops:
        return np.zeros(len(values)), 0
    top = max(tops)
    return np.array([float(value.mid() * arb(2) ** -top) for value in values]), top


def from_columns(columns: Sequence[Sequence[arb]]) -> arb_mat:
    """The matrix with these columns."""
    m = len(columns[0])
    return arb_mat(m, len(columns), [column[i] for i in range(m) for column in columns])


def diagonal(A: arb_mat) -> list[arb]:
    """The entries A_jj."""
    return [A[j, j] for j in range(A.nrows())]


def scaled_columns(X: arb_mat, f: Sequence[arb]) -> arb_mat:
    """X·diag(f)."""
    columns = X.ncols()
    return arb_mat(X.nrows(), columns, [value * f[place % columns]
                                        for place, value in enumerate(X.entries())])


def unit(X: arb_mat) -> arb_mat:
    """Columns of length 1, nearly, as exact midpoints."""
    return scaled_columns(X, [1 / v.sqrt() for v in diagonal(X.transpose() * X)]).mid()


def identity(size: int) -> arb_mat:
    """The identity matrix."""
    return arb_mat(size, size, [int(i == j) for i in range(size) for j in range(size)])


def log_size(X: arb_mat) -> float:
    """About log₂ of the largest absolute value; far below 0 for a zero matrix."""
    powers = [int(a).bit_length() + int(q) for a, q in
              (value.mid().man_exp() for value in X.entries()) if a != 0]
    return float(max(powers, default=-2**40))
