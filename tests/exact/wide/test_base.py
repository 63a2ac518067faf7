"""Bases: a matrix less a part of rank one is what its rows, products, balls and floats say."""

from fractions import Fraction

import numpy as np
import pytest
from flint import arb, arb_mat, fmpz_mat

from bnlinear.exact.precision import at_precision
from bnlinear.exact.wide import Base, Integers, LessRankOne


def fraction(value):
    mantissa, power = value.mid().man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(power)


def holds(ball, value):
    """Is the fraction inside?"""
    return abs(fraction(ball) - value) <= fraction(arb(ball.rad()).upper())


def test_a_matrix_less_a_part_of_rank_one():
    S, h = fmpz_mat([[4, 2], [2, 3]]), [2, 1]
    base = LessRankOne(Base.of_integers(S), h, lambda: arb(1) / 3)
    X = arb_mat([[1], [5]])
    product = at_precision(128, lambda: base.product(X))
    rows = at_precision(128, lambda: [base.row(0), base.row(1), base.diagonal()])
    # S − hhᵀ/3 = [[8/3, 4/3], [4/3, 8/3]]
    for ball, value in [(product[0, 0], "28/3"), (product[1, 0], "44/3"), (rows[0][1], "4/3"),
                        (rows[1][0], "4/3"), (rows[2][0], "8/3"), (rows[2][1], "8/3")]:
        assert holds(ball, Fraction(value)) and ball.rel_accuracy_bits() > 120
    assert at_precision(128, base.balls).overlaps(arb_mat([[arb(8) / 3, arb(4) / 3],
                                                           [arb(4) / 3, arb(8) / 3]]))


def test_the_share_is_computed_once_at_each_precision():
    """It may be the solution of a system; and one of fewer bits must not be taken for more."""
    asked = []

    def share():
        asked.append(1)
        return arb(1) / 3

    base = LessRankOne(Base.of_integers(fmpz_mat([[4, 2], [2, 3]])), [2, 1], share)
    for bits in (64, 64, 256, 256):
        product = at_precision(bits, lambda: base.product(arb_mat([[1], [5]])))
    assert len(asked) == 2 and product[0, 0].rel_accuracy_bits() > 250


def test_its_floats_and_their_errors():
    base = LessRankOne(Base.of_integers(fmpz_mat([[4, 2], [2, 3]])), [2, 1], lambda: arb(1) / 3)
    e, b, error = at_precision(128, base.floats)
    true = np.array([[8, 4], [4, 8]]) / 3 * np.exp2(e[:, None] + e)
    assert np.all(np.abs(b - true) <= error + 1e-15) and error.max() < 1e-14


@pytest.mark.parametrize("least", [1, 10**6])
def test_slices_and_balls_have_the_same_product(monkeypatch, least):
    """300 rows go through slices, fewer through balls."""
    monkeypatch.setattr("bnlinear.exact.wide.base.LEAST", least)
    base = Integers(fmpz_mat([[4, 2], [2, 3]]))
    X = arb_mat([[arb(1) / 3], [5]])
    product = at_precision(128, lambda: base.product(X))
    assert (base._slices is None) == (least > 2)
    assert product.overlaps(at_precision(128, base.balls) * X)
