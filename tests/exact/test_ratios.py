"""Quotients of eigenvalues are exact."""

import numpy as np
import pytest
from flint import fmpz_poly
from hypothesis import given
from strategies import nonzero_rationals, rationals

from bnlinear.exact.number import Number, array
from bnlinear.exact.precision import Undecided, at_precision
from bnlinear.exact.ratios import degree, ratio
from bnlinear.exact.spectra import Root, spectrum

SQRT2, SQRT3 = Root(fmpz_poly([-2, 0, 1]), 1), Root(fmpz_poly([-3, 0, 1]), 1)


@given(rationals(), nonzero_rationals())
def test_of_rationals(a, b):
    assert ratio(Number(a), Number(b)) == a / b


@given(nonzero_rationals(20), nonzero_rationals(20))
def test_what_is_rational_is_seen_to_be(a, b):
    found = ratio(SQRT2 * Number(a), SQRT2 * Number(b))
    assert isinstance(found, Number) and found == a / b


@given(nonzero_rationals(20), nonzero_rationals(20))
def test_what_is_not_is_a_root(a, b):
    found = ratio(SQRT3 * Number(a), SQRT2 * Number(b))
    assert isinstance(found, Root) and degree(found) == 2
    assert (found > 0) is (a / b > 0)
    at_precision(200, lambda: _assert_square(found, (a / b) ** 2 * 3 / 2))


def _assert_square(root, square):
    assert (root.number() ** 2).ball.overlaps(Number(square).ball)


def test_a_rational_over_a_root():
    assert ratio(Number(6), SQRT2) == SQRT2 * 3
    assert ratio(SQRT2, Number(6)) == SQRT2 / 6


def test_conjugates():
    """(10 + √10)/(10 − √10) = (11 + 2√10)/9."""
    small, large = spectrum(array([[13, 1], [1, 7]])).roots
    assert ratio(large, small) == (Root(fmpz_poly([-40, 0, 1]), 1) + 11) / 9


def test_an_unfactored_polynomial_is_no_obstacle():
    """Above degree 16 the eigenvalues are not given by their minimal polynomials."""
    H = array(np.diag(range(20, 39)))
    H[:2, :2] = array([[13, 1], [1, 7]])
    small, large = spectrum(H).roots[:2]
    assert degree(small) == 19
    assert ratio(large, small) == (Root(fmpz_poly([-40, 0, 1]), 1) + 11) / 9


def test_a_degree_that_is_too_high_is_said():
    big = Root(fmpz_poly([-2, *[0] * 12, 1]), 0)  # x¹³ = 2
    with pytest.raises(Undecided, match="169"):
        ratio(big, big + 1)
