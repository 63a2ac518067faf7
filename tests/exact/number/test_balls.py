"""Numbers that are no fractions, as balls, keep these promises:

1. a ball contains the true value, and is as narrow as its precision allows;
2. what is not negative has no negative ball: absolute values, squares, lengths.
"""

import operator
from fractions import Fraction
from math import isqrt

import mpmath
import numpy as np
import pytest
from flint import arb
from hypothesis import given
from hypothesis import strategies as st
from strategies import nonzero_rationals, positive_rationals, rationals

from bnlinear.exact.number import (
    Number,
    array,
)
from bnlinear.exact.precision import Undecided, at_precision
from tests.exact.number.values import ARITHMETIC, IRRATIONAL, ball, ends, fraction

# -- 1. balls contain the truth ------------------------------------------------------------------


@given(positive_rationals() | st.just(Fraction(0)))
def test_sqrt_of_a_rational_square_is_exact(p):
    assert fraction(Number(p * p).sqrt()) == p
    assert fraction(np.sqrt(array([p * p]))[0]) == p


@given(x=positive_rationals(), bits=st.integers(20, 300))
def test_sqrt_of_any_other_is_a_narrow_ball_around_it(x, bits):
    if isqrt(x.numerator) ** 2 == x.numerator and isqrt(x.denominator) ** 2 == x.denominator:
        return
    root = at_precision(bits, Number(x).sqrt)
    low, high = ends(root)
    assert not root.is_rational
    assert low > 0 and low * low < x < high * high
    assert high - low <= high * Fraction(2) ** (3 - bits)  # a few roundings of one unit each


@given(positive_rationals())
def test_roots_of_negative_numbers_are_refused(x):
    with pytest.raises(ValueError, match="square root of the negative"):
        Number(-x).sqrt()
    with pytest.raises(ValueError, match="square root of the negative"):
        (-IRRATIONAL * x).sqrt()
    with pytest.raises(Undecided):  # the ball is on both sides of 0
        ball(Fraction(0), x).sqrt()


@pytest.mark.parametrize("op", ARITHMETIC)
@given(p=rationals(), q=nonzero_rationals(), mixed=st.booleans())
def test_ball_arithmetic_contains_the_rational_result(op, p, q, mixed):
    radius = Fraction(1, 10**6)
    right = Number(q) if mixed else ball(q, radius)  # |q| ≥ 1/99: the divisor is off zero
    for inside in (p - radius, p, p + radius):
        low, high = ends(op(ball(p, radius), right))
        assert low <= op(inside, q) <= high
        low, high = ends(op(right, ball(p, radius))) if op is not operator.truediv else (low, high)
        assert low <= (op(q, inside) if op is not operator.truediv else op(inside, q)) <= high
    low, high = ends(-ball(p, radius))
    assert low <= -p - radius and -p + radius <= high
    low, high = ends(abs(ball(p, radius)))
    assert low <= abs(p) <= high


@given(middle=rationals(9) | st.just(Fraction(0)), radius=positive_rationals(9),
       n=st.integers(0, 6))
def test_powers_of_balls_contain_the_powers(middle, radius, n):
    """flint's own power is not a number when the midpoint is 0."""
    number = ball(middle, radius)
    low, high = ends(number**n)
    for inside in (middle - radius, middle, middle + radius, *ends(number)):
        assert low <= inside**n <= high
    assert n % 2 or at_precision(256, lambda: number**n >= 0)
    assert high <= max(abs(end) for end in ends(number)) ** n * (1 + Fraction(1, 10**6))


@pytest.mark.parametrize("name", ["sin", "cos", "exp", "log"])
@given(x=positive_rationals(20))
def test_functions_agree_with_mpmath(name, x):
    value = at_precision(128, getattr(Number(x), name))
    with mpmath.workdps(60):
        oracle = getattr(mpmath, name)(mpmath.mpf(x.numerator) / x.denominator)
        close = Fraction(int(mpmath.nint(oracle * 10**50)), 10**50)
    low, high = ends(value)
    slack = Fraction(1, 10**49)  # the oracle was rounded to 50 digits
    assert low - slack <= close <= high + slack
    assert high - low <= Fraction(1, 2**80) * (1 + abs(close))  # 128 bits, exp and sin lose few


def test_functions_at_zero_are_exact_and_log_needs_a_positive_number():
    assert [fraction(f(Number(0))) for f in (Number.sin, Number.cos, Number.exp)] == [0, 1, 1]
    for x in (Number(0), Number(-1), -IRRATIONAL):
        with pytest.raises(ValueError, match="not positive"):
            x.log()


def test_a_ball_that_is_not_finite_never_exists():
    for bad in (arb("nan"), arb("inf")):
        with pytest.raises(Undecided):
            Number.from_ball(bad)


# -- 2. balls that touch 0 ------------------------------------------------------------------


def zeros():
    """√k − √k: each is 0, and no ball knows it."""
    return np.array([Number(k).sqrt() - Number(k).sqrt() for k in range(2, 9)], dtype=object)


@pytest.mark.parametrize("bits", [53, 64, 128, 300])
def test_absolute_values_squares_and_lengths_of_zero_are_not_negative(bits):
    def check():
        v = zeros()
        assert all(abs(z) >= 0 and z * z >= 0 for z in v)
        assert v @ v >= 0 and (v @ v) / 7 + abs(v[0]) * (v @ v) >= 0
        length = np.sqrt(v @ v)
        assert length >= 0 and length.ball.contains(0)
        assert np.sqrt((v @ v) / 7) + length >= 0
    at_precision(bits, check)


def test_nothing_else_around_zero_becomes_nonnegative():
    z, other = zeros()[:2]
    for value in (z, z * other, z + other, -abs(z), abs(z) - abs(other), z / Number(3)):
        with pytest.raises(Undecided):
            bool(value >= 0)
