"""A column of exact numbers less its mean, in floats: centred first, rounded once."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from bnlinear.tables.column import Column
from bnlinear.tables.table import TableError

#: Integers below this are floats themselves.
_EXACT_FLOAT = 2**53


def centred_floats(column: Column, place: str) -> tuple[np.ndarray, float]:
    """x − mean, each the nearest float, and the nearest float to the mean.

    Parameters
    ----------
    place
        Names the column in messages.

    Examples
    --------
    >>> centred_floats(Column(np.array([1700000000000000000, 1700000000000000001])), "t")
    (array([-0.5,  0.5]), 1.7e+18)
    """
    n, values = len(column), column.numerators
    total, denominator = sum(values.tolist()), n * column.denominator
    try:
        return _quotients(values, n, total, denominator), float(Fraction(total, denominator))
    except OverflowError:
        raise TableError(f"{place}: its entries less their mean leave the range of floats; divide "
                         "the column by its size") from None


def _quotients(values: np.ndarray, n: int, total: int, denominator: int) -> np.ndarray:
    """(n·x − total)/denominator of integers, rounded once."""
    if values.dtype != object and denominator < _EXACT_FLOAT:
        low, high = n * int(values.min()), n * int(values.max())
        if max(map(abs, (low, high, total, low - total, high - total))) < _EXACT_FLOAT:
            return np.asarray((n * values.astype(np.int64) - total) / float(denominator))
    # a quotient of two Python integers is the nearest float, however long they are
    return np.array([(n * x - total) / denominator for x in values.tolist()])
