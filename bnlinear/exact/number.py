"""Numbers without rounding: a rational where possible, a ball where a root forbids it.

A `Number` holds either an exact rational or a ball (a midpoint and a rigorous radius, Arb
through python-flint). It lives in NumPy object arrays, so the step functions of
`bnlinear.dynamics` run on it unchanged. Three rules make it safe to trust:

* a float never enters: mixing one in raises `InexactError`; and inside `no_floats` none leaves;
* a comparison answers only what is certain, and raises `Undecided` otherwise;
* a ball is never silently undefined: division by a ball around zero raises `Undecided`.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeAlias

import flint
import numpy as np
from flint import arb, fmpq, fmpz
from flint.utils.flint_exceptions import DomainError

from bnlinear.exact import watching
from bnlinear.exact.converters import InexactError, binary, is_scalar, rational
from bnlinear.exact.precision import Undecided, at_precision, floats_allowed, is_screening
from bnlinear.kinds import Operand

__all__ = ["Exactable", "InexactError", "NotReal", "Number", "array", "dyadic", "dyadic_array",
           "is_exact", "is_scalar", "rational"]

Exactable: TypeAlias = "Number | int | str | Fraction | Decimal | fmpq | fmpz | np.integer[Any]"


class NotReal(ValueError):
    """A root of a negative number, or a logarithm of one that is not positive."""


class Number:
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

    __slots__ = ("_value",)
    _value: fmpq | arb

    def __init__(self, value: Exactable) -> None:
        self._value = rational(value) if not isinstance(value, Number) else value._value

    @classmethod
    def _of(cls, value: fmpq | arb) -> Number:
        if isinstance(value, arb) and not value.is_finite():
            raise Undecided("a ball grew without bound (a divisor or a root touches zero)")
        return cls._wrap(value)

    @classmethod
    def _wrap(cls, value: fmpq | arb) -> Number:
        number = object.__new__(cls)
        number._value = value
        return number

    @classmethod
    def from_ball(cls, ball: arb) -> Number:
        """Wrap an Arb ball (which must be finite)."""
        return cls._of(ball)

    # -- what is inside --------------------------------------------------------------------

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
        return self._value if isinstance(self._value, arb) else arb(self._value)

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
            return Number, (str(self._value),)
        parts = [tuple(int(n) for n in end.man_exp())
                 for end in (self._value.mid(), self._value.rad())]
        return _ball_from_parts, tuple(parts)

    def __hash__(self) -> int:
        exact = self._value
        if isinstance(exact, arb) and exact.is_exact():
            exact = exact.fmpq()  # a ball of radius 0 equals a rational: it must hash as one
        if isinstance(exact, fmpq):
            return hash(Fraction(int(exact.p), int(exact.q)))
        return hash(self.__reduce__()[1])

    # -- arithmetic ------------------------------------------------------------------------

    def _apply(self, other: object, op: Callable[[Any, Any], Any], swap: bool = False) -> Operand:
        if isinstance(other, Number):
            theirs = other._value
        elif isinstance(other, float | np.floating) and is_screening():
            return op(float(other), self.rounded()) if swap else op(self.rounded(), float(other))
        elif is_scalar(other):
            theirs = rational(other)
        else:
            return NotImplemented
        mine = self._value
        if type(mine) is not type(theirs):
            mine, theirs = _as_ball(mine), _as_ball(theirs)
        return Number._of(op(theirs, mine) if swap else op(mine, theirs))

    def _annihilates(self, other: object) -> bool:
        """Is one of the two the rational 0? Its product is then 0, and no ball about 0."""
        return self._is_zero() or (isinstance(other, Number) and other._is_zero()) or (
            isinstance(other, int) and other == 0)

    def _two_rationals(self, other: object) -> bool:
        """Are both rational? The common case, for which flint's own operator is all."""
        return type(other) is Number and type(self._value) is type(other._value) is fmpq

    def __add__(self, other: Operand) -> Operand:
        if self._two_rationals(other):
            return Number._wrap(self._value + other._value)
        return self._apply(other, lambda a, b: _signed(a + b, a, b))

    __radd__ = __add__

    def __mul__(self, other: Operand) -> Operand:
        if self._two_rationals(other):
            return Number._wrap(self._value * other._value)
        if other is self:  # as in v @ v: a square is not negative
            return self ** 2
        product = self._apply(other, lambda a, b: _signed(a * b, a, b))
        return Number(0) if isinstance(product, Number) and self._annihilates(other) else product

    __rmul__ = __mul__

    def __sub__(self, other: Operand) -> Operand:
        if self._two_rationals(other):
            return Number._wrap(self._value - other._value)
        return self._apply(other, lambda a, b: a - b)

    def __rsub__(self, other: Operand) -> Operand:
        return self._apply(other, lambda a, b: a - b, swap=True)

    def __truediv__(self, other: Operand) -> Operand:
        if watching.listeners:
            watching.tell(other)
        # or it raises: the divisor may be 0
        quotient = self._apply(other, lambda a, b: _signed(a / b, a, b))
        return Number(0) if isinstance(quotient, Number) and self._is_zero() else quotient

    def __rtruediv__(self, other: Operand) -> Operand:
        if watching.listeners:
            watching.tell(self)
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
        return Number._of(_ball_power(self._value, int(exponent)))

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

    # -- the functions the papers use: np.sqrt(x) on an object array calls x.sqrt() --------

    def sqrt(self) -> Number:
        """The nonnegative root: rational for a rational square, otherwise a ball."""
        if watching.listeners:
            watching.tell(self)
        if isinstance(self._value, fmpq):
            if self._value < 0:
                raise NotReal(f"square root of the negative number {self}")
            try:
                return Number._of(self._value.sqrt())
            except DomainError:
                pass  # not a rational square: the root is irrational
        elif self._value < 0:
            raise NotReal(f"square root of the negative number {self}")
        return Number._of(self.ball.sqrt())

    def sin(self) -> Number:
        return Number(0) if self._is_zero() else Number._of(self.ball.sin())

    def cos(self) -> Number:
        return Number(1) if self._is_zero() else Number._of(self.ball.cos())

    def exp(self) -> Number:
        return Number(1) if self._is_zero() else Number._of(self.ball.exp())

    def log(self) -> Number:
        if watching.listeners:
            watching.tell(self)
        if self._value <= 0:
            raise NotReal(f"logarithm of {self}, which is not positive")
        return Number._of(self.ball.log())

    def _is_zero(self) -> bool:
        return isinstance(self._value, fmpq) and self._value == 0

    # -- three-valued comparisons ----------------------------------------------------------

    def _certain(self, other: object, yes: Callable[[Any, Any], Any],
                 no: Callable[[Any, Any], Any]) -> bool:
        if not isinstance(other, Number) and not is_scalar(other):
            return NotImplemented
        if isinstance(other, float | np.floating) and is_screening():
            return bool(yes(self.rounded(), float(other)))
        theirs = other._value if isinstance(other, Number) else rational(other)
        mine = self._value
        if type(mine) is not type(theirs):
            mine, theirs = _as_ball(mine), _as_ball(theirs)
        if yes(mine, theirs):
            return True
        if no(mine, theirs):
            return False
        raise Undecided(f"{self} and {other} overlap at {flint.ctx.prec} bits")

    def __lt__(self, other: Operand) -> bool:
        return self._certain(other, lambda a, b: a < b, lambda a, b: a >= b)

    def __le__(self, other: Operand) -> bool:
        return self._certain(other, lambda a, b: a <= b, lambda a, b: a > b)

    def __gt__(self, other: Operand) -> bool:
        return self._certain(other, lambda a, b: a > b, lambda a, b: a <= b)

    def __ge__(self, other: Operand) -> bool:
        return self._certain(other, lambda a, b: a >= b, lambda a, b: a < b)

    def __eq__(self, other: object) -> bool:
        return self._certain(other, lambda a, b: a == b, lambda a, b: a != b)

    def __bool__(self) -> bool:
        return self != 0


def _as_ball(value: fmpq | arb) -> arb:
    return value if isinstance(value, arb) else arb(value)


def _signed(result: Operand, left: Operand, right: Operand) -> Operand:
    """Of nonnegative balls the sum, product and quotient are nonnegative: rounding aside."""
    if isinstance(result, arb) and not result > 0 and left >= 0 and right >= 0:
        return result.nonnegative_part()
    return result


def _ball_power(base: arb, exponent: int) -> arb:
    """By multiplication: flint's own power of a ball with midpoint 0 is not a number."""
    power = arb(1)
    for bit in bin(exponent)[2:]:
        power = power * power * base if bit == "1" else power * power
    return power if exponent % 2 else power.nonnegative_part()


def _ball_from_parts(mid: tuple[int, int], rad: tuple[int, int]) -> Number:
    """Rebuild a pickled ball, bit for bit: both ends are dyadic."""
    def point(mantissa: int, exponent: int) -> arb:
        return arb(fmpz(mantissa)) * arb(2) ** exponent

    def build() -> Number:
        if rad[0] == 0:
            return Number._of(point(*mid))
        # arb(middle, radius) widens the radius by one unit of its 30 bits: ask for one unit less,
        # and keep the answer only if it is the old radius
        shift = 30 - (rad[0].bit_length() if rad[0] > 1 else 0)
        same = arb(point(*mid), point((rad[0] << shift) - 1, rad[1] - shift))
        wanted = point(*rad)
        return Number._of(same if same.rad() == wanted else arb(point(*mid), wanted))

    return at_precision(max(64, mid[0].bit_length()), build)


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
