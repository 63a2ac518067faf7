"""What a `Number` holds: a rational or a ball, to read, to print and to pickle."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any, Self, TypeAlias

import numpy as np
from flint import arb, fmpq, fmpz

from bnlinear.exact.converters import InexactError, rational
from bnlinear.exact.number.balls import as_ball, ball_of, parts_of
from bnlinear.exact.precision import Undecided, floats_allowed

Exactable: TypeAlias = "Value | int | str | Fraction | Decimal | fmpq | fmpz | np.integer[Any]"


class Value:
    """A rational or a finite ball."""

    __slots__ = ("_value",)
    _value: fmpq | arb

    def __init__(self, value: Exactable) -> None:
        self._value = rational(value) if not isinstance(value, Value) else value._value

    @classmethod
    def _of(cls, value: fmpq | arb) -> Self:
        if isinstance(value, arb) and not value.is_finite():
            raise Undecided("a ball grew without bound (a divisor or a root touches zero)")
        return cls._wrap(value)

    @classmethod
    def _wrap(cls, value: fmpq | arb) -> Self:
        number = object.__new__(cls)
        number._value = value
        return number

    @classmethod
    def from_ball(cls, ball: arb) -> Self:
        """Wrap an Arb ball (which must be finite)."""
        return cls._of(ball)

    @property
    def is_rational(self) -> bool:
        return isinstance(self._value, fmpq)

    @property
    def rational(self) -> fmpq:
        """The rational inside; a `ValueError` for a ball."""
        if not isinstance(self._value, fmpq):
            raise ValueError(f"{self} is a ball, not a rational number")
        return self._value

    @property
    def ball(self) -> arb:
        """An enclosure at the working precision."""
        return as_ball(self._value)

    def _is_zero(self) -> bool:
        return isinstance(self._value, fmpq) and self._value == 0

    def __float__(self) -> float:
        if not floats_allowed():
            raise InexactError(f"{self} was turned into a float inside an exact decision: compare "
                               "exact numbers, or use screen_only=True")
        return self.rounded()

    def rounded(self) -> float:
        """The float nearby, for display; infinite beyond the range of floats."""
        try:
            if isinstance(self._value, fmpq):
                return float(Fraction(int(self._value.p), int(self._value.q)))
            return float(self._value.mid())
        except OverflowError:
            return float("inf") if self._value > 0 else float("-inf")

    def __str__(self) -> str:
        return str(self._value)

    def __repr__(self) -> str:
        return f"Number('{self._value}')"

    def __reduce__(self) -> tuple[Any, ...]:
        if isinstance(self._value, fmpq):
            return type(self), (str(self._value),)
        return _from_parts, (type(self), *parts_of(self._value))


def _from_parts(cls: type[Value], mid: tuple[int, int], rad: tuple[int, int]) -> Value:
    return cls._of(ball_of(mid, rad))
