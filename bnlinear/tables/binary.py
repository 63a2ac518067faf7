"""Arrays of binary numbers as columns: each float is the number that it holds."""

from __future__ import annotations

import numpy as np

from bnlinear.tables.column import Column, smallest

_BITS = 53
_SAFE = 62  # bits that a signed int64 holds with certainty


def binary_column(values: np.ndarray) -> Column:
    """A column of finite floats, integers or truth values, shape (n,), exactly.

    >>> binary_column(np.array([0.75, -2.0]))
    Column([3, -8] / 4)
    """
    if values.dtype.kind in "biu":
        return Column(smallest(values.astype(object) if values.dtype == np.uint64 else values))
    if values.dtype.itemsize > 8:
        return _of_ratios([value.as_integer_ratio() for value in values.tolist()])
    fractions, exponents = np.frexp(values.astype(np.float64))
    mantissas = np.ldexp(fractions, _BITS).astype(np.int64)
    exponents = exponents.astype(np.int64) - _BITS
    nonzero = mantissas != 0
    if not nonzero.any():
        return Column(smallest(mantissas))
    # without trailing zeros, so that 0.5 beside 1e20 does not ask for 53 bits more
    zeros = np.where(nonzero, np.frexp((mantissas & -mantissas).astype(np.float64))[1] - 1, 0)
    mantissas >>= zeros
    exponents = np.where(nonzero, exponents + zeros, 0)
    least = min(int(exponents[nonzero].min()), 0)
    shifts = np.where(nonzero, exponents - least, 0)
    bits = np.where(nonzero, np.frexp(np.abs(mantissas).astype(np.float64))[1], 0)
    if int((bits + shifts).max()) <= _SAFE:
        return Column(smallest(mantissas << shifts), 2**-least)
    return Column(smallest([p << k for p, k in zip(mantissas.tolist(), shifts.tolist(),
                                                  strict=True)]), 2**-least)


def _of_ratios(ratios: list[tuple[int, int]]) -> Column:
    denominator = max(q for _, q in ratios)  # powers of two
    return Column(smallest([p * (denominator // q) for p, q in ratios]), denominator)
