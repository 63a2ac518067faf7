"""Columns less their means, to the last digit; squares that leave the range of floats."""

from fractions import Fraction

import numpy as np
import pytest

from bnlinear.checks import ArgumentError
from bnlinear.exact.number import array
from bnlinear.problems.centring import centred, check_squares


@pytest.mark.parametrize("shift", [0.0, 1e15, -2.0**52, 1e300])
def test_every_digit_that_the_column_has_is_kept(shift):
    X = shift + np.array([[0.0, 3.0], [1.0, 5.0], [7.0, 7.0]]) * max(1.0, np.spacing(abs(shift)))
    for column, mine in zip(X.T, centred(X, "X").T, strict=True):
        exact = [Fraction(value) for value in column]
        mean = sum(exact) / len(exact)
        size = max(abs(value - mean) for value in exact)
        for value, own in zip(exact, mine, strict=True):
            assert abs(Fraction(own) - (value - mean)) <= size * Fraction(4, 2**53)


def test_exact_numbers_stay_exact():
    assert (centred(array([[1], [2], [4]]), "X") == array([["-4/3"], ["-1/3"], ["5/3"]])).all()


def test_a_constant_column_is_zero():
    assert not centred(np.full((3, 1), 0.1), "X").any()


def test_differences_beyond_the_floats_are_refused():
    with pytest.raises(ArgumentError, match="leave the range of floats"):
        centred(np.array([[1.7e308], [-1.7e308], [-1.7e308]]), "X")


@pytest.mark.parametrize("size, fine", [(1e-139, True), (1e139, True), (0.0, True),
                                        (1e-141, False), (1e141, False)])
def test_squares_must_be_floats(size, fine):
    X = np.array([[1.0, size], [0.5, -size]])
    if fine:
        check_squares(X, "X")
    else:
        with pytest.raises(ArgumentError, match=r"X\[:, 1\]"):
            check_squares(X, "X")
