"""Where a member of a family lies: its dimension and a flat tuple of small rationals."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

from bnlinear.exact.algebraic.fields import Algebraic
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


def interval(box: Box) -> str:
    """A range to read: ``in [1/8, 8]``."""
    return f"in [{box[0]}, {box[1]}]"


class ProofLimit(Exception):
    """This part of a family cannot be read by the proof kernel."""
