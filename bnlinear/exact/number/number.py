"""`Number`: its arithmetic."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
from flint import arb, fmpq

from bnlinear.exact import watching
from bnlinear.exact.converters import is_scalar, rational
from bnlinear.exact.number.balls import as_ball, ball_power, signed
from bnlinear.exact.number.comparisons import FLOATS
from bnlinear.exact.number.functions import Functions
from bnlinear.exact.precision import is_screening
from bnlinear.kinds import Operand


class Number(Functions):
    """An exact rational, or a ball once an irrational root was taken.

    Parameters
    ----------
    value
        An integer, a string such as ``"-3/5"`` or ``"0.1"``, a `Fraction`, a `Decimal`; also of
        NumPy, gmpy2, SymPy or FLINT.

    >>> Number("1/2") + Number(1) / 3
    Number('5/6')
    >>> Number("9/4").sqrt()
    Number('3/2')
    >>> Number(2).sqrt() < Number("3/2")
    True
    >>> Number(1) + 0.5
    Traceback (most recent call last):
        ...
    bnlinear.exact.converters.InexactError: the float 0.5 entered an exact computation: ...
    """

    __slots__ = ()

    def _apply(self, other: object, op: Callable[[Any, Any], Any], swap: bool = False) -> Operand:
        if isinstance(other, Number):
            theirs = other._value
        elif isinstance(other, FLOATS) and is_screening():
            return op(float(other), self.rounded()) if swap else op(self.rounded(), float(other))
        elif is_scalar(other):
            theirs = rational(other)
        else:
            return NotImplemented
        mine = self._value
        if type(mine) is not type(theirs):
            mine, theirs = as_ball(mine), as_ball(theirs)
        return Number._of(op(theirs, mine) if swap else op(mine, theirs))

    def _annihilates(self, other: object) -> bool:
        """Is one of the two the rational 0? Its product is then 0, and no ball about 0."""
        return self._is_zero() or (isinstance(other, Number) and other._is_zero()) or (
            isinstance(other, int) and other == 0)

    def _partner(self, other: object) -> Any:
        """The rational or integer that `other` is, if this is rational too: the common case, for
        which flint's own operator is all. Else None."""
        if type(self._value) is not fmpq:
            return None
        if type(other) is Number:
            return other._value if type(other._value) is fmpq else None
        return other if type(other) is int else None

    def __add__(self, other: Operand) -> Operand:
        theirs = self._partner(other)
        if theirs is not None:
            return Number._wrap(self._value + theirs)
        return self._apply(other, lambda a, b: signed(a + b, a, b))

    __radd__ = __add__

    def __mul__(self, other: Operand) -> Operand:
        theirs = self._partner(other)
        if theirs is not None:
            return Number._wrap(self._value * theirs)
        if other is self:  # as in v @ v: a square is not negative
            return self ** 2
        product = self._apply(other, lambda a, b: signed(a * b, a, b))
        return Number(0) if isinstance(product, Number) and self._annihilates(other) else product

    __rmul__ = __mul__

    def __sub__(self, other: Operand) -> Operand:
        theirs = self._partner(other)
        if theirs is not None:
            return Number._wrap(self._value - theirs)
        return self._apply(other, lambda a, b: a - b)

    def __rsub__(self, other: Operand) -> Operand:
        theirs = self._partner(other)
        if theirs is not None:
            return Number._wrap(theirs - self._value)
        return self._apply(other, lambda a, b: a - b, swap=True)

    def __truediv__(self, other: Operand) -> Operand:
        if watching.listeners:
            watching.tell(other)
        theirs = self._partner(other)
        if theirs is not None:
            return Number._wrap(self._value / theirs)
        # or it raises: the divisor may be 0
        quotient = self._apply(other, lambda a, b: signed(a / b, a, b))
        return Number(0) if isinstance(quotient, Number) and self._is_zero() else quotient

    def __rtruediv__(self, other: Operand) -> Operand:
        if watching.listeners:
            watching.tell(self)
        theirs = self._partner(other)
        if theirs is not None:
            return Number._wrap(theirs / self._value)
        quotient = self._apply(other, lambda a, b: a / b, swap=True)
        zero = other == 0 if isinstance(other, int | fmpq | Fraction) else False
        return Number(0) if isinstance(quotient, Number) and zero else quotient

    def __pow__(self, exponent: Operand) -> Number:
        if not isinstance(exponent, int | np.integer):
            raise TypeError(f"a Number takes whole powers only, not {exponent!r}; use sqrt")
        if exponent < 0:
            return 1 / self ** -int(exponent)
        if isinstance(self._value, fmpq):
            return Number._of(self._value ** int(exponent))
        return Number._of(ball_power(self._value, int(exponent)))

    def __neg__(self) -> Number:
        return Number._of(self._value * -1)

    def __pos__(self) -> Number:
        return self

    def __abs__(self) -> Number:
        value: Any = abs(self._value)
        return Number._of(value.nonnegative_part() if isinstance(value, arb) else value)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Operand,
                        **options: object) -> Operand:
        """Beside a float array on a float screen a Number is a float; else an exact entry."""
        floats = [x for x in inputs
                  if isinstance(x, np.ndarray | np.floating) and x.dtype.kind == "f" and x.size]
        if floats and not is_screening():
            rational(np.ravel(floats[0])[0])  # raises: a float is no exact number
        plain = [(x.rounded() if floats else np.array(x, dtype=object))
                 if isinstance(x, Number) else x for x in inputs]
        return getattr(ufunc, method)(*plain, **options)
