"""Object arrays of Numbers, and the numbers that binary floats hold."""

from __future__ import annotations

import numpy as np

from bnlinear.exact.converters import binary
from bnlinear.exact.number.number import Number


def array(values: object) -> np.ndarray:
    """An object array of Numbers from nested lists of integers, strings, fractions.

    >>> array([1, "1/2"]) @ array(["1/3", 4])
    Number('7/3')
    """
    plain = np.array(values, dtype=object)
    out = np.empty(plain.shape, dtype=object)
    for index, value in np.ndenumerate(plain):
        out[index] = Number(value)
    return out


def dyadic(value: object) -> Number:
    """The exact binary number that a float holds, of any width and library; integers are exact.

    >>> dyadic(0.5), dyadic(2**53 + 1)
    (Number('1/2'), Number('9007199254740993'))

    Raises
    ------
    ValueError
        For an infinity, not-a-number, or an exact number such as 1/3 that no binary digits give.
    """
    return Number(binary(value))


def dyadic_array(values: object) -> np.ndarray:
    """The exact binary numbers that an array of floats or integers holds."""
    plain = values if isinstance(values, np.ndarray) else np.array(values, dtype=object)
    out = np.empty(plain.shape, dtype=object)
    for place, value in np.ndenumerate(plain):
        out[place] = dyadic(value)
    return out


def is_exact(values: object) -> bool:
    """Is this an object array of Numbers?"""
    found = np.asarray(values)
    return found.dtype == object and all(isinstance(v, Number) for v in found.flat)
