"""Where a member of a family lies: its dimension and a flat tuple of small rationals."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np

from bnlinear.exact.algebraic.fields import Algebraic
from bnlinear.exact.converters import rational
from bnlinear.kinds import Scalar

Box: TypeAlias = tuple[Fraction, Fraction]


class Rejected(Exception):
    """These coordinates are no member of the family (a vector that must not vanish is zero)."""


Hypothesis: TypeAlias = tuple[Any, str, str]  # a scalar, its sign (">", ">=") and why it has it


@dataclass(frozen=True)
class Coordinates:
    """One member of a family: its dimension and its flat tuple of numbers, rationals but for a
    counterexample that exists over the reals alone."""

    dim: int
    values: tuple[Any, ...]

    @property
    def is_rational(self) -> bool:
        return not any(isinstance(value, Algebraic) for value in self.values)

    def exact(self) -> Coordinates:
        """The nearest member with numerators and denominators within 99."""
        return Coordinates(self.dim, tuple(simplest(v) for v in self.values))

    def floats(self) -> Coordinates:
        return Coordinates(self.dim, tuple(float(v) for v in self.values))


def simplest(value: Scalar, limit: int = 99) -> Fraction:
    """The nearest fraction with a denominator, and a numerator, of at most `limit`."""
    fraction = Fraction(value)
    denominators = min(limit, max(1, int(limit / max(Fraction(1), abs(fraction)))))
    return fraction.limit_denominator(denominators)


def box_of(what: str, ends: object) -> Box:
    """A range of exact numbers; a float means the binary number that it holds.

    Raises
    ------
    ValueError
        If that are not two numbers, the lower one first.
    """
    try:
        if not isinstance(ends, tuple | list) or len(ends) != 2:
            raise ValueError("not two numbers")
        low, high = map(_end, ends)
    except (TypeError, ValueError, OverflowError) as error:
        raise ValueError(f"{what} = {ends!r}: {error}; give two numbers, the lower one first, such "
                         "as (0, '1/2')") from error
    if low > high:
        raise ValueError(f"{what} = {interval((low, high))[3:]}: the lower end comes first; write "
                         f"({high}, {low})")
    return low, high


def _end(value: object) -> Fraction:
    if isinstance(value, float | np.floating):
        return Fraction(*value.as_integer_ratio())
    exact = rational(value)
    return Fraction(int(exact.p), int(exact.q))


def interval(box: Box) -> str:
    """A range to read: ``in [1/8, 8]``."""
    return f"in [{box[0]}, {box[1]}]"


class ProofLimit(Exception):
    """This part of a family cannot be read by the proof kernel."""
