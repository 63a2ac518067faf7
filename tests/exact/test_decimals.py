"""What is printed is true: |number − value| ≤ bound, and a float is the nearest one."""

import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from flint import arb
from hypothesis import given
from hypothesis import strategies as st

from bnlinear.exact.decimals import (
    below,
    certified_decimal,
    four_digits,
    known_digits,
    nearest_float,
)
from bnlinear.exact.number import Number
from bnlinear.exact.precision import Undecided

POSITIVE = st.builds(Fraction, st.integers(1, 10**30), st.integers(1, 10**30))


def parts(text: str) -> tuple[Fraction, Fraction]:
    value, bound = text.split(" ± ")
    return Fraction(value), Fraction(bound)


@given(POSITIVE)
def test_a_rational_lies_within_its_bound(exact):
    value, bound = parts(certified_decimal(lambda: Number(exact)))
    assert abs(exact - value) <= bound <= value * Fraction(1, 10**11)


@given(st.integers(2, 10**40))
def test_a_root_lies_within_its_bound(n):
    value, bound = parts(certified_decimal(lambda: Number(n).sqrt()))
    assert (value - bound) ** 2 <= n <= (value + bound) ** 2
    assert bound <= value * Fraction(1, 10**11)


@pytest.mark.parametrize("exact, text", [
    ("9/4", "2.25 ± 0"),
    (1, "1 ± 0"),
    (1000, "1000 ± 0"),
    ("1/3", "0.333333333333 ± 4e-13"),
    ("2/3", "0.666666666667 ± 4e-13"),
    ("1234567890123", "1234567890120 ± 3"),
    ("12345678901234567890", "1.23456789012e+19 ± 4e7"),
    ("1/7000000000", "1.42857142857e-10 ± 2e-22"),
])
def test_how_it_reads(exact, text):
    assert certified_decimal(lambda: Number(exact)) == text


def test_a_wide_ball_is_refined():
    """√2 − p/q cancels 60 digits: 64 bits see nothing of it."""
    near = Fraction(math.isqrt(2 * 10**120), 10**60)
    value, bound = parts(certified_decimal(lambda: Number(2).sqrt() - Number(near)))
    assert (value + near - bound) ** 2 <= 2 <= (value + near + bound) ** 2
    assert 0 < value < Fraction(1, 10**60)


def test_a_radius_counts():
    """A ball that no precision narrows keeps its radius in the bound, or stays undecided."""
    assert certified_decimal(lambda: Number.from_ball(arb(1, 1e-17))) == "1 ± 2e-17"
    with pytest.raises(Undecided):
        certified_decimal(lambda: Number.from_ball(arb(1, 1e-12)))


@given(st.integers(2, 10**40))
def test_the_float_of_a_root_is_the_nearest(n):
    found = nearest_float(lambda: Number(n).sqrt())
    low, high = (Fraction(float(np.nextafter(found, to))) for to in (0, np.inf))
    middle = Fraction(found)
    assert ((low + middle) / 2) ** 2 <= n <= ((middle + high) / 2) ** 2


@given(POSITIVE)
def test_the_float_of_a_rational_is_the_nearest(exact):
    assert nearest_float(lambda: Number(exact)) == float(exact)


def test_a_float_is_refined_until_both_ends_agree():
    """Just above the middle between 1 and the next float: at 64 bits it is the middle."""
    middle, bit = Number(1 + Fraction(1, 2**53)), Number(Fraction(1, 10**30))
    assert nearest_float(lambda: middle + bit * Number(2).sqrt()) == 1 + 2.0**-52
    assert nearest_float(lambda: middle - bit * Number(2).sqrt()) == 1


def test_beyond_the_floats():
    assert nearest_float(lambda: Number(Decimal("1e400"))) == math.inf
    assert nearest_float(lambda: -Number(Decimal("1e400"))) == -math.inf
    assert nearest_float(lambda: Number(Decimal("1e-400"))) == 0


def test_four_digits_of_a_ball_that_knows_fewer():
    """Neither end's digits are printed where they differ."""
    for middle in (1, -1):
        wide = Number.from_ball(arb(middle, 0.01))
        assert four_digits(wide) == f"below {below(wide)}"
    assert four_digits(Number.from_ball(arb(2, 1e-9))) == "2"


def test_an_exact_value_keeps_all_digits_that_are_asked_for():
    text = "1.41421356237309504880168872420969807"
    assert certified_decimal(lambda: Number(text), 40) == f"{text} ± 0"
    assert known_digits(Number(text), 40) == text
    assert known_digits(Number(text), 34) == text[:35] + "…"
