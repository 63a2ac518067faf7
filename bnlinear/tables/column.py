"""A column of exact numbers: integers over one denominator."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import lcm
from typing import Any

import numpy as np
from flint import fmpq

from bnlinear.exact.number import Number

#: Integers below this are floats themselves.
_EXACT_FLOAT = 2**53


@dataclass(frozen=True, eq=False)
class Column:
    """The numbers ``numerators / denominator``.

    Attributes
    ----------
    numerators
        Shape (n,): integers of the smallest dtype that holds them all, int8 to int64; or Python's
        own, dtype object, where int64 does not.
    denominator
        At least 1: a power of ten for decimals, of two for binary numbers.
    """

    numerators: np.ndarray
    denominator: int = 1

    @classmethod
    def of(cls, numbers: Iterable[Any]) -> Column:
        """Of rational `Number`s.

        >>> Column.of([Number("0.1"), Number("-3/4")])
        Column([2, -15] / 20)
        """
        fractions = [number.rational for number in numbers]
        denominator = lcm(*(int(value.q) for value in fractions))
        return cls(smallest([int(value.p) * (denominator // int(value.q)) for value in fractions]),
                   denominator)

    def __len__(self) -> int:
        return len(self.numerators)

    def __repr__(self) -> str:
        shown = ", ".join(map(str, self.numerators[:3])) + ", …" * (len(self) > 3)
        return f"Column([{shown}] / {self.denominator})"

    def numbers(self) -> np.ndarray:
        """The same as rational `Number`s, shape (n,); each value is made once."""
        made: dict[int, Number] = {}
        out = np.empty(len(self), dtype=object)
        for i, p in enumerate(self.numerators.tolist()):
            if p not in made:
                made[p] = Number(fmpq(p, self.denominator))
            out[i] = made[p]
        return out

    def floats(self) -> np.ndarray:
        """The nearest floats, shape (n,); infinite beyond them."""
        if self.numerators.dtype != object and self.denominator < _EXACT_FLOAT:
            low, high = int(self.numerators.min()), int(self.numerators.max())
            if -_EXACT_FLOAT < low and high < _EXACT_FLOAT:  # one division, rounded once
                return np.asarray(self.numerators / float(self.denominator))
        return np.array([_nearest(p, self.denominator) for p in self.numerators.tolist()])

    @property
    def is_constant(self) -> bool:
        return bool(np.all(self.numerators == self.numerators[0]))


def smallest(numerators: Any) -> np.ndarray:
    """Integers as an array of the smallest dtype that holds them."""
    try:
        array = np.asarray(numerators, dtype=np.int64)
    except OverflowError:
        return np.array(numerators, dtype=object)
    low, high = (int(array.min()), int(array.max())) if len(array) else (0, 0)
    for bits, dtype in ((7, np.int8), (15, np.int16), (31, np.int32)):
        if -2**bits <= low and high < 2**bits:
            return array.astype(dtype)
    return array


def _nearest(p: int, q: int) -> float:
    try:
        return p / q  # of two integers: rounded once, correctly
    except OverflowError:
        return np.inf if p > 0 else -np.inf
