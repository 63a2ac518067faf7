"""The simplest number between two, and what one instance forbids."""

from fractions import Fraction
from math import floor

from hypothesis import given
from hypothesis import strategies as st

from bnlinear.claims import claim, families, le
from bnlinear.claims.discovery.bracket import Bracket, between


@given(st.fractions(-9, 9, max_denominator=40), st.fractions(-9, 9, max_denominator=40))
def test_no_simpler_fraction_lies_between(one, other):
    if one == other:
        return
    low, high = sorted((one, other))
    found = between(low, high)
    assert low < found < high
    for denominator in range(1, found.denominator):
        assert floor(low * denominator) + 1 >= high * denominator


def bracket(body, **options):
    claimed = claim(statement="", p=families.scalars(0, 3))(body)
    return Bracket(claimed, "c", Fraction(1), {}, effort="quick", rng=0, **options)


def test_the_limit_of_an_affine_constant_is_exact():
    found = bracket(lambda p, c=1: le(p * 7, c * 3), greatest=False).strongest
    assert (found.value, found.attained) == (7, True)


def test_the_limit_of_another_constant_is_close():
    found = bracket(lambda p, c=1: le(p, c * c), greatest=False).strongest
    assert 1.728 < found.value < 1.7321


def test_the_greatest():
    found = bracket(lambda p, c=1: le(c * p, p + 1), greatest=True).strongest
    assert (found.value, found.attained) == (Fraction(4, 3), True)
    assert found.at.values == (Fraction(3),)
