"""From an exact number to what is printed: certified decimals, correctly rounded floats."""

from __future__ import annotations

import sys
from collections.abc import Callable
from decimal import ROUND_DOWN, ROUND_UP, Context, Decimal
from fractions import Fraction
from math import floor, inf, nextafter
from typing import Any

from flint import arb

from bnlinear.exact.number import Number
from bnlinear.exact.precision import Undecided, decide
from bnlinear.kinds import Scalar


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
        return f"{_plain(_shortest(value))} ± 0"
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


def _shortest(value: Decimal) -> Decimal:
    """Without zeros at the end; all other digits stay (Python's own context would keep 28)."""
    return value.normalize(Context(prec=max(1, len(value.as_tuple().digits))))


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


def known_digits(number: Number, digits: int = 6) -> str | None:
    """A number cut after so many significant digits, all of them right, then "…"; None if its ball
    does not know them. A rational that needs no more is written in full, and a ball about such a
    number, which may lie on either side of it, after "≈".

    >>> known_digits(Number(2).sqrt()), known_digits(Number("-1/4")), known_digits(Number("1/3"))
    ('1.41421…', '-0.25', '0.333333…')
    >>> known_digits(Number(2).sqrt() ** 2)
    '≈ 2'
    """
    middle, radius = _middle_and_radius(number)
    ends = middle - radius, middle + radius
    low, high = (_cut(end, digits) for end in ends)
    if low == high and (low or not radius):
        if not radius and Fraction(low) == middle:
            return _plain(_shortest(low))
        mantissa, e, exponent = _plain(low).partition("e")
        return f"{mantissa}…{e}{exponent}"
    near, other = (_rounded(end, digits) for end in ends)
    return f"≈ {_plain(_shortest(near))}" if near and near == other else None


def _cut(value: Fraction, digits: int) -> Decimal:
    context = Context(prec=digits, rounding=ROUND_DOWN)
    return context.divide(Decimal(value.numerator), Decimal(value.denominator))


def below(number: Number) -> str:
    """A power of ten, or a multiple with one digit, that a number's absolute value stays below."""
    middle, radius = _middle_and_radius(number)
    return _bound(abs(middle) + radius)


def rounded_down(number: Number) -> float:
    """A float at most as large in absolute value as the number; 1 and other floats as they are.

    >>> rounded_down(1 - Number("1e-30")) < 1, rounded_down(Number(1))
    (True, 1.0)
    """
    middle, radius = _middle_and_radius(number)
    exact = max(abs(middle) - radius, Fraction(0))
    nearest = min(_correctly_rounded(exact), sys.float_info.max)
    below = nextafter(nearest, 0.0) if Fraction(nearest) > exact else nearest
    return below if middle >= 0 else -below


def cut(value: float, digits: int = 6) -> str:
    """A float ≥ 0 cut after so many decimals, so that only 1 reads as 1.

    >>> cut(0.9999999761), cut(1.0), cut(0.3)
    ('0.999999', '1.000000', '0.300000')
    """
    exact = Fraction(repr(value))  # the decimal that is meant: 0.3 is not 0.299999
    return f"{Decimal(floor(exact * 10**digits)).scaleb(-digits):.{digits}f}"


def four_digits(value: Scalar) -> str:
    """A number to four digits, as `:.4g` prints it; of a ball only where it knows them.

    >>> four_digits(2 / 3), four_digits(Number("2/3")), four_digits(Number(2).sqrt())
    ('0.6667', '0.6667', '1.414')
    """
    if not isinstance(value, Number):
        return f"{float(value):.4g}"
    middle, radius = _middle_and_radius(value)
    low, high = (f"{float(_rounded(end, 4)):.4g}" for end in (middle - radius, middle + radius))
    if low != high:
        return f"below {below(value)}"
    beyond_floats = float(low) in (0.0, inf, -inf) and middle != 0
    return f"{_rounded(middle, 4):e}" if beyond_floats else low
