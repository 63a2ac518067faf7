"""Number fields: ties are decided by algebra, text says the number, other numbers give balls."""

import math
import pickle

import pytest
from flint import arb, fmpz_poly

from bnlinear.exact import Number
from bnlinear.exact.algebraic.common_field import common_field
from bnlinear.exact.algebraic.fields import Algebraic
from bnlinear.exact.number import NotReal
from bnlinear.exact.spectra import Root


def root(coefficients, index):
    return Root(fmpz_poly(coefficients), index)


TWO, GOLDEN = Algebraic(root([-2, 0, 1], 1)), Algebraic(root([-1, -1, 1], 1))
CUBE = Algebraic(root([-2, 0, 0, 1], 0))


def test_ties_are_decided_and_not_missed_by_a_hair():
    assert TWO * TWO == 2 and GOLDEN * GOLDEN == GOLDEN + 1 and CUBE**3 == 2
    near = Number("1.41421356237309504880168872420969807856967187537695")
    assert near != TWO and near > TWO - Number("1e-49") and not near < TWO - Number("1e-49")
    assert (TWO > near) is not (TWO < near)


def test_arithmetic_is_that_of_a_field():
    for alpha in (TWO, GOLDEN, CUBE):
        e = 3 * alpha - Number("1/7")
        assert e / e == 1 and (1 / e) * e == 1 and e - e == 0 and -e + e == 0
        assert e**-2 * e**2 == 1 and abs(-e) == abs(e) and 2 - (2 - e) == e
        assert pickle.loads(pickle.dumps(e)) == e and hash(e * 1) == hash(e)
    with pytest.raises(ZeroDivisionError):
        1 / (TWO * TWO - 2)


def test_numbers_outside_the_field_give_balls_from_both_sides():
    """π − √2 and π/√2, and those of the golden ratio: no common field is looked for."""
    pi, value = Number.from_ball(arb.pi()), 2**0.5
    for found, expected in (
            (TWO - pi, value - math.pi), (pi - TWO, math.pi - value), (TWO + pi, value + math.pi),
            (TWO * pi, value * math.pi), (TWO / pi, value / math.pi), (pi / TWO, math.pi / value),
            (TWO - GOLDEN, value - (1 + 5**0.5) / 2), (TWO / GOLDEN, value * 2 / (1 + 5**0.5))):
        assert float(found) == pytest.approx(expected, rel=1e-14)
    assert float(TWO.__rsub__(pi)) == pytest.approx(math.pi - value, rel=1e-14)
    assert float(TWO.__rtruediv__(pi)) == pytest.approx(math.pi / value, rel=1e-14)


def test_a_root_of_a_negative_number_is_refused():
    with pytest.raises(NotReal):
        (1 - TWO).sqrt()


def test_both_roots_of_a_quadratic_are_told_apart():
    small, large = (Algebraic(root([1, -4, 2], k)) for k in (0, 1))
    assert (str(small), str(large)) == ("1 - 1/2·√2", "1 + 1/2·√2")
    assert small < 1 < large and float(small) == pytest.approx(0.2928932188, rel=1e-9)
    assert [str(Algebraic(root([-2, 0, 9], k))) for k in (0, 1)] == ["-1/3·√2", "1/3·√2"]


def test_text_of_higher_degree_names_the_polynomial():
    assert str(CUBE) == "the root near 1.25992 of x^3 - 2"
    assert str(CUBE**2 - 1) == "α^2 - 1 for α the root near 1.25992 of x^3 - 2"
    assert str(TWO * TWO) == "2"


def test_numbers_of_another_field_give_balls():
    ball = TWO + GOLDEN
    assert isinstance(ball, Number) and not ball.is_rational and ball > 3
    assert (TWO + 2).sqrt() > Number("1.847") and (TWO * TWO * 2).sqrt() == 2


def test_several_roots_in_one_field():
    roots = [root([-2, 0, 1], 0), root([-3, 0, 1], 1), root([-2, 0, 0, 1], 0),
             root([-8, 0, 1], 1)]
    a, b, c, d = common_field(roots)
    assert a**2 == 2 and b**2 == 3 and c**3 == 2 and d == -2 * a
    assert [float(v) for v in (a, b, c, d)] == pytest.approx([float(r) for r in roots])
    assert a.generator == d.generator and a.modulus.degree() == 12


def test_a_sum_that_is_rational_generates_nothing():
    """α − β = 0 or α + β = 0 for equal and opposite roots: another multiple is taken."""
    a, b = common_field([root([-2, 0, 1], 0), root([-2, 0, 1], 1)])
    assert a == -b and b > 0
