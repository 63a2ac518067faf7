"""The converters to exact numbers are exact or refuse in one line, whatever library hands over.

1. Exact types of every library are read by `rational` as they stand.
2. Binary floats of every library are refused by `rational`, with advice that works, and read to the
   last bit by `dyadic`.
3. Neither rounds: big integers, long doubles, 1/3, texts.
4. What is no rational number is refused, and the message names what is accepted.
"""

import re
from decimal import Decimal
from fractions import Fraction
from numbers import Rational

import mpmath
import numpy as np
import pytest
import sympy
from flint import fmpq, fmpz
from hypothesis import given
from hypothesis import strategies as st

from bnlinear.exact import InexactError, Number, array, dyadic, dyadic_array, rational

try:
    import gmpy2
except ImportError:
    gmpy2 = None

THIRD, BIG = Fraction(1, 3), 2**200 + 1

EXACT = [
    (BIG, BIG), (THIRD, THIRD), (Decimal("0.1"), Fraction(1, 10)), ("0.1", Fraction(1, 10)),
    (np.int8(-7), -7), (np.int64(2**53 + 1), 2**53 + 1), (np.uint64(2**64 - 1), 2**64 - 1),
    (fmpz(BIG), BIG), (fmpq(1, 3), THIRD), (Number("1/3"), THIRD),
    (sympy.Integer(BIG), BIG), (sympy.Rational(1, 3), THIRD), (sympy.S.Half, Fraction(1, 2))]

#: What holds the double nearest to 1/10, and the text that `Number` is to be given.
TENTH = [0.1, np.float64(0.1), mpmath.mpf("0.1")]

#: Binary floats and what they hold.
FLOATS = [*((x, Fraction(0.1)) for x in TENTH),
          (np.float16(0.1), Fraction(819, 8192)), (np.float32(0.1), Fraction(13421773, 2**27)),
          (np.longdouble("0.1"), Fraction(*map(int, np.longdouble("0.1").as_integer_ratio()))),
          (sympy.Float("-0.1"), -Fraction(0.1)), (mpmath.mpf(-3), -3), (mpmath.mpf(0), 0),
          (mpmath.mpf(BIG % 2**53) * 2**300, BIG % 2**53 * 2**300), (sympy.Float(2.0), 2)]

if gmpy2 is not None:
    EXACT += [(gmpy2.mpz(BIG), BIG), (gmpy2.xmpz(BIG), BIG), (gmpy2.mpq(1, 3), THIRD),
              (Fraction(gmpy2.mpq(1, 3)), THIRD)]
    FLOATS += [(gmpy2.mpfr(0.1), Fraction(0.1))]


def value(exact):
    return Fraction(int(exact.p), int(exact.q))


@pytest.mark.parametrize(("given", "meant"), EXACT, ids=lambda v: f"{type(v).__name__} {v}"[:24])
def test_exact_types_mean_what_they_say(given, meant):
    assert value(rational(given)) == meant
    assert value(Number(given).rational) == meant
    assert value(array([given])[0].rational) == meant


def test_a_fraction_of_another_backend():
    class Whole(int):
        """An integer whose type FLINT does not know, as those of gmpy2."""

    third = Fraction(1, 3)
    third._numerator, third._denominator = Whole(1), Whole(3)
    assert rational(third) == fmpq(1, 3)


@pytest.mark.parametrize(("given", "meant"), FLOATS, ids=lambda v: f"{type(v).__name__} {v}"[:24])
def test_floats_are_refused_or_read_to_the_last_bit(given, meant):
    with pytest.raises(InexactError, match=r"write Number\('.*'\) to mean .* dyadic") as refusal:
        rational(given)
    advice = re.search(r"Number\('(.*?)'\)", str(refusal.value)).group(1)
    assert float(Number(advice)) == pytest.approx(float(meant), rel=1e-3)  # it can be followed
    assert "\n" not in str(refusal.value)
    assert value(dyadic(given).rational) == meant
    assert value(dyadic_array([[given]])[0, 0].rational) == meant


@given(st.integers())
def test_integers_keep_all_their_digits(n):
    assert value(dyadic(n).rational) == n
    assert value(dyadic_array([n])[0].rational) == n


def test_integer_arrays_keep_all_their_digits():
    found = dyadic_array(np.array([2**53 + 1, -(2**63)]))
    assert [value(x.rational) for x in found] == [2**53 + 1, -(2**63)]
    assert dyadic_array(np.ones((2, 0, 3))).shape == (2, 0, 3)


@pytest.mark.parametrize("x", [THIRD, Decimal("0.1"), Number("1/3"), sympy.Rational(1, 3)])
def test_what_has_no_binary_digits_is_not_rounded(x):
    with pytest.raises(ValueError, match=r"is no binary number: write Number"):
        dyadic(x)
    with pytest.raises(ValueError, match=r"is no binary number: write Number"):
        dyadic_array([x])


@pytest.mark.parametrize("x", [float("nan"), float("inf"), np.float32("-inf"), np.longdouble("nan"),
                               mpmath.inf, mpmath.nan, mpmath.ninf, Decimal("inf")], ids=str)
def test_what_is_not_finite_is_refused(x):
    with pytest.raises(ValueError, match="not a finite number"):
        dyadic(x)
    with pytest.raises((InexactError, ValueError), match="not a finite number"):
        rational(x)


@pytest.mark.parametrize("x", [1j, mpmath.mpc(1, 2), mpmath.pi, mpmath.iv.mpf("0.1"), sympy.sqrt(2),
                               sympy.pi, sympy.zoo, np.complex128(1), None, [1], np.array(["a"]),
                               np.timedelta64(3, "s"), np.datetime64("2020-01-01")], ids=repr)
@pytest.mark.parametrize("convert", [rational, dyadic, Number])
def test_what_is_no_rational_number_is_refused_with_what_is_accepted(convert, x):
    with pytest.raises(TypeError, match="accepted are integers, fractions and decimals"):
        convert(x)


@pytest.mark.parametrize("x", [True, np.True_])
def test_truth_values_are_no_numbers(x):
    for convert in (rational, dyadic):
        with pytest.raises(InexactError, match="truth value"):
            convert(x)


def test_texts_are_decimals_not_binary_numbers():
    with pytest.raises(TypeError, match=r"write Number\('0.1'\)"):
        dyadic("0.1")


@pytest.mark.parametrize("x", [mpmath.mpf("0.1"), sympy.Float("0.1")], ids=repr)
def test_other_libraries_floats_do_not_mix(x):
    with pytest.raises(InexactError):
        Number(1) + x


class Third:
    """1/3 of a library that nobody here knows, which says that it is rational."""

    numerator, denominator = 1, 3


Rational.register(Third)


def test_a_rational_number_of_any_library_mixes():
    assert Number(1) + Third() == Number("4/3") and Number("1/3") <= Third()
