"""Algebraic numbers in one field: sums and products that balls cannot decide are decided."""

from flint import fmpz_poly

from bnlinear.exact.algebraic.common_field import common_field
from bnlinear.exact.spectra import Root


def root_of(*coefficients, index=1):
    return Root(fmpz_poly(list(coefficients)), index)


def test_two_square_roots():
    a, b = common_field([root_of(-2, 0, 1), root_of(-3, 0, 1)])
    assert a * a == 2 and b * b == 3 and a > 0 and b > 0
    assert (a + b) * (a + b) == 5 + 2 * a * b and a * b * a * b == 6


def test_a_number_that_is_in_the_field_already():
    a, b = common_field([root_of(-2, 0, 1), root_of(-8, 0, 1)])
    assert b == 2 * a


def test_the_same_number_twice_and_conjugates():
    plus, again, minus = common_field([root_of(-2, 0, 1), root_of(-2, 0, 1),
                                       root_of(-2, 0, 1, index=0)])
    assert plus == again and plus + minus == 0


def test_three_numbers_of_different_degrees():
    a, b, c = common_field([root_of(-2, 0, 1), root_of(-2, 0, 0, 1, index=0),
                            root_of(-1, -1, 1)])
    assert a**2 == 2 and b**3 == 2 and c * c == c + 1
    assert a.generator == b.generator == c.generator
