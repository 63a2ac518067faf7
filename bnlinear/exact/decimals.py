"""From an exact number to what is printed: certified decimals, correctly rounded floats."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_UP, Context, Decimal
from fractions import Fraction
from math import inf
from typing import Any

from flint import arb

from bnlinear.exact.number import Number
from bnlinear.exact.precision import Undecided, decide


def certified_decimal(compute: Callable[[], Any], digits: int = 12) -> str:
    """A number as "value ± bound": |number − value| ≤ bound holds with certainty.

    Parameters
    ----------
    compute
        Returns the number (a `Number`), and is called again with more precision until its
        radius is negligible.
    digits
        Significant digits of the value. The bound covers its rounding and the radius, and is
        itself rounded up to one digit; "± 0" says that the value is exact.

    >>> certified_decimal(lambda: Number(2).sqrt())
    '1.41421356237 ± 4e-12'
    >>> certified_decimal(lambda: Number("9/4"))
    '2.25 ± 0'
    """
    return str(decide(lambda: _value_and_bound(compute(), digits)))


def _value_and_bound(number: Number, digits: int) -> str:
    middle, radius = _middle_and_radius(number)
    if radius > abs(middle) / 10 ** (digits + 3):
        raise Undecided(f"{number} has fewer than {digits + 3} digits")
    value = _rounded(middle, digits)
    error = abs(middle - Fraction(value)) + radius
    if error == 0:
        return f"{_plain(value.normalize())} ± 0"
    return f"{_plain(value)} ± {_bound(error)}"


def _middle_and_radius(number: Number) -> tuple[Fraction, Fraction]:
    if number.is_rational:
        exact = number.rational
        return Fraction(int(exact.p), int(exact.q)), Fraction(0)
    return _dyadic(number.ball.mid()), _dyadic(number.ball.rad())


def _dyadic(end: arb) -> Fraction:
    mantissa, exponent = end.man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def _rounded(value: Fraction, digits: int) -> Decimal:
    return Context(prec=digits).divide(Decimal(value.numerator), Decimal(value.denominator))


def _bound(error: Fraction) -> str:
    """One significant digit, rounded up: never less than `error`."""
    context = Context(prec=1, rounding=ROUND_UP)
    upper = context.divide(Decimal(error.numerator), Decimal(error.denominator))
    digit, exponent = f"{upper:e}".split("e")
    return f"{digit}e{int(exponent)}" if int(exponent) else digit


def _plain(value: Decimal) -> str:
    """Without an exponent where that is readable."""
    return f"{value:f}" if -6 <= value.adjusted() < 16 else f"{value:e}"


def nearest_float(compute: Callable[[], Any]) -> float:
    """The float nearest to an exact number (±inf beyond them): both ends of its ball round to it.

    >>> nearest_float(lambda: Number(2).sqrt() ** 2), nearest_float(lambda: Number("1/10"))
    (2.0, 0.1)
    """
    return float(decide(lambda: _one_float(compute())))


def _one_float(number: Number) -> float:
    middle, radius = _middle_and_radius(number)
    low, high = _correctly_rounded(middle - radius), _correctly_rounded(middle + radius)
    if low != high:
        raise Undecided(f"{number} lies around the middle between two floats")
    return low


def _correctly_rounded(value: Fraction) -> float:
    try:
        return float(value)
    except OverflowError:
        return inf if value > 0 else -inf
