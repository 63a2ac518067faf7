"""Coordinates in small rationals: the nearest fraction whose parts have two digits."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bnlinear.claims.families.coordinates import Coordinates, interval, simplest


@given(st.floats(-99, 99))
def test_the_simplest_fraction_has_two_digits_and_is_near(value):
    fraction = simplest(value)
    assert fraction.denominator <= 99 and abs(fraction.numerator) <= 99
    most = min(99, max(1, int(99 / max(1, abs(value)))))
    assert abs(fraction - Fraction(value)) <= Fraction(1, most)


@pytest.mark.parametrize("value, fraction", [(0.333, "1/3"), (0.5, "1/2"),
                                             (-2.25, "-9/4"), (0, "0")])
def test_known_fractions(value, fraction):
    assert simplest(value) == Fraction(fraction)


def test_exact_and_float_coordinates_are_near():
    here = Coordinates(2, (0.5, 0.333))
    assert here.exact() == Coordinates(2, (Fraction(1, 2), Fraction(1, 3)))
    assert here.exact().floats().values == (0.5, 1 / 3) and here.exact().is_rational
    assert interval((Fraction(1, 8), Fraction(8))) == "in [1/8, 8]"
