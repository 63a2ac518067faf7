"""Sums of products of integer columns, exact: by float matrix products where these cannot round.

A column of int8 to int64 is split into digits of 18 bits; products of these, summed over 2¹⁶ rows,
stay below 2⁵³, where floats are exact. Other integers go through flint.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from flint import fmpz_mat

#: Bits of a digit and rows of a block: 2·BITS + log₂(ROWS) ≤ 52.
BITS, ROWS = 18, 2**16
#: Digits that a block of rows may have, and rows of the product that are computed at once.
MOST_FLOATS, STRIP = 2**22, 256
#: Integer products in one call of flint: below a second, so that Ctrl-C is heard between two.
MOST_PRODUCTS = 2 * 10**8


def gram(columns: Sequence[np.ndarray]) -> fmpz_mat:
    """ZᵀZ of integer columns, each of shape (n,): shape (c, c).

    >>> gram([np.array([1, 2], dtype=np.int8), np.array([7, -1], dtype=object)])
    [5,  5]
    [5, 50]
    """
    if all(column.dtype != object for column in columns):
        return _by_floats(columns)
    return _by_flint(columns)


def _by_flint(columns: Sequence[np.ndarray]) -> fmpz_mat:
    n, c = len(columns[0]), len(columns)
    rows = max(1, MOST_PRODUCTS // c**2)
    total = fmpz_mat(c, c)
    for start in range(0, n, rows):
        part = [column[start:start + rows].tolist() for column in columns]
        block = fmpz_mat(part)
        total += block * block.transpose()
    return total


def _by_floats(columns: Sequence[np.ndarray]) -> fmpz_mat:
    n, counts = len(columns[0]), [_digits(column) for column in columns]
    width = sum(counts)
    rows = max(1, min(ROWS, MOST_FLOATS // width))
    total: np.ndarray | None = None
    part = np.zeros((width, width), dtype=np.int64)
    for block, start in enumerate(range(0, n, rows)):
        F = np.empty((width, min(rows, n - start)))
        place = 0
        for column, count in zip(columns, counts, strict=True):
            place = _write_digits(F, place, count, column[start:start + rows].astype(np.int64))
        for top in range(0, width, STRIP):  # no second matrix of this size
            part[top:top + STRIP] += (F[top:top + STRIP] @ F.T).astype(np.int64)
        if block % 512 == 511:  # 2⁵² times 2⁹ fits 63 bits
            total = part.astype(object) if total is None else total + part
            part = np.zeros_like(part)
    return fmpz_mat(_joined(part if total is None else total + part, counts))


def _digits(column: np.ndarray) -> int:
    """How many digits of BITS bits hold the absolute values."""
    low, high = int(column.min(initial=0)), int(column.max(initial=0))
    return max(1, -(-max(-low, high).bit_length() // BITS))


def _write_digits(F: np.ndarray, place: int, count: int, values: np.ndarray) -> int:
    """values = Σ digit_k·2^(BITS·k), |digit_k| < 2^BITS; the last one keeps the sign."""
    for _ in range(count - 1):
        F[place] = values & (2**BITS - 1)
        values = values >> BITS
        place += 1
    F[place] = values
    return place + 1


def _joined(digits: np.ndarray, counts: Sequence[int]) -> list[list[int]]:
    """Σ over the digits of both columns, each with its weight; row by row, as integers are large.
    """
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    weights = np.array([2**(BITS * k) for count in counts for k in range(count)], dtype=object)
    rows = []
    for start, count in zip(starts, counts, strict=True):
        row = sum(digits[start + k].astype(object) * 2**(BITS * k) for k in range(count))
        rows.append(np.add.reduceat(row * weights, starts).tolist())
    return rows
