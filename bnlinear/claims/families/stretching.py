"""Coordinates beyond the box: other scales, large condition numbers, extreme learning rates.

A box says where instances are searched, unless its author chose it: then it belongs to the family.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

#: Scales and ratios reach from 10^−REACH to 10^REACH.
REACH = 6

Values = tuple[Any, ...]


def tenfold(rng: np.random.Generator, most: int = REACH) -> Fraction:
    """A power of ten, of either sign of the exponent."""
    return Fraction(10) ** int(rng.integers(-most, most + 1))


def rescaled(values: Values, rng: np.random.Generator) -> Values:
    """As they are, all in another unit, or each in its own."""
    mode = rng.integers(4)
    if mode < 2:
        return values
    unit = tenfold(rng)
    return tuple(value * (unit if mode == 2 else tenfold(rng)) for value in values)


def spread(values: Values, rng: np.random.Generator) -> Values:
    """Positive numbers in another unit, or with ratios up to 10^REACH."""
    if rng.integers(3) == 0:
        unit = tenfold(rng)
        return tuple(value * unit for value in values)
    return tuple(value * tenfold(rng, REACH // 2) for value in values)
