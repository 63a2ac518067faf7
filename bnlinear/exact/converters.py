"""What other libraries hand over, read as exact rationals: without rounding, or not at all.

Exact types (integers and fractions of Python, NumPy, gmpy2, SymPy and FLINT, decimals, strings)
mean what they say. Binary floats of any width are refused by `rational`, since the digits that are
printed are not the value; `binary` reads the number that they hold.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from numbers import Rational
from operator import index
from typing import Any

import numpy as np
from flint import fmpq, fmpz

ACCEPTED = ("accepted are integers, fractions and decimals (of Python, NumPy, gmpy2, SymPy, FLINT) "
            "and strings such as '-3/5' or '0.25'")


class InexactError(TypeError):
    """A float tried to enter an exact computation."""


def rational(value: object) -> fmpq:
    """The one converter to `flint.fmpq`: integers, fractions, decimals, strings, Numbers.

    >>> rational("1.25e-1"), rational("-3/5"), rational(Fraction(2, 4))
    (1/8, -3/5, 1/2)

    Raises
    ------
    InexactError
        For a float: its decimal digits are not its value. Use `dyadic` to mean the binary value.
    ValueError
        For a string that is not a number, or a Number that is a ball.
    TypeError
        For what is no number, or no rational one.
    """
    if isinstance(value, fmpq):
        return value
    if type(value) is int:
        return fmpq(value)
    if type(value) is Fraction:  # its parts may be integers of gmpy2
        return fmpq(int(value.numerator), int(value.denominator))
    own = getattr(value, "rational", None)  # a Number's, which raises for a ball
    if isinstance(own, fmpq):
        return own
    exact = _exact(value)
    if exact is not None:
        return exact
    if is_float(value):
        raise InexactError(f"the float {_shown(value)} entered an exact computation: "
                           + _remedy(value))
    raise TypeError(f"cannot read {type(value).__name__} {value!r} as an exact number: {ACCEPTED}")


def _exact(value: Any) -> fmpq | None:
    """The value of an exact type; None for any other."""
    if isinstance(value, bool | np.bool_):
        raise InexactError(f"a truth value ({value}) is not a number")
    if isinstance(value, np.timedelta64):  # which NumPy counts among its integers
        return None
    if isinstance(value, int | np.integer | fmpz):
        return fmpq(int(value))
    if isinstance(value, str):
        value = _fraction(value)
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ValueError(f"{value} is not a finite number")
        value = Fraction(value)
    if isinstance(value, Rational):
        return fmpq(int(value.numerator), int(value.denominator))
    if hasattr(type(value), "__index__") and not isinstance(value, np.ndarray):
        return fmpq(index(value))
    return None


def _fraction(text: str) -> Fraction:
    try:
        return Fraction(text.strip())
    except (ValueError, ZeroDivisionError) as error:
        raise ValueError(f"{text!r} is not a rational number such as -3/5 or 0.25") from error


_SCALARS = (int, float, Decimal, np.number, fmpq, fmpz, Rational)


def is_scalar(value: object) -> bool:
    """Is it a scalar that `rational` should judge (and, if a float, refuse)?"""
    return type(value) in (int, Fraction, float) or isinstance(value, _SCALARS) or is_float(value)


def is_float(value: object) -> bool:
    """Is it a binary float: of Python, NumPy, gmpy2, SymPy or mpmath?"""
    return isinstance(value, float | np.floating) or (
        type(value).__name__ == "mpfr" and hasattr(value, "as_integer_ratio")) or (
        # a constant of mpmath (pi, e) holds no number: it has a new value at each precision
        hasattr(value, "_mpf_") and type(value).__name__ != "constant")


def _shown(value: object) -> str:
    return repr(value) if isinstance(value, float | np.floating) else f"{value}"


def _remedy(value: object) -> str:
    try:
        _fraction(str(value))
    except ValueError:
        return "it is not a finite number"
    return (f"write Number('{value!s}') to mean the decimal, or dyadic(x) to mean the binary "
            "number it holds (both of bnlinear.exact)")


def binary(value: object) -> fmpq:
    """The number that a binary float holds, to its last bit; integers and other exact binary
    numbers as they are.

    Raises
    ------
    ValueError
        For an infinity, not-a-number, or an exact number such as 1/3 that no binary digits give.
    TypeError
        For what is no number.
    """
    if isinstance(value, str):
        raise TypeError(f"cannot read the text {value!r} as a binary number: write "
                        f"Number({value!r}) to mean the decimal")
    if is_float(value):
        return _held(value)
    exact = rational(value)
    if int(exact.q) & (int(exact.q) - 1):
        raise ValueError(f"{exact} is no binary number: write Number('{exact}')")
    return exact


def _held(value: Any) -> fmpq:
    raw = getattr(value, "_mpf_", None)
    try:
        if raw is None:
            numerator, denominator = value.as_integer_ratio()
            return fmpq(int(numerator), int(denominator))
    except (ValueError, OverflowError):
        raise ValueError(f"{value} is not a finite number") from None
    sign, mantissa, exponent = raw[0], int(raw[1]), int(raw[2])
    if not mantissa and exponent:  # how mpmath and SymPy write infinities and not-a-number
        raise ValueError(f"{value} is not a finite number")
    return fmpq((-mantissa if sign else mantissa) << max(0, exponent), 1 << max(0, -exponent))
