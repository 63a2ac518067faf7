"""Raw balls go in and out of arrays unchanged; Cholesky encloses the factor, or refuses."""

import pytest
from flint import arb
from hypothesis import given
from hypothesis import strategies as st
from strategies import positive_rationals, rationals

from bnlinear.exact.ball_arrays import around_zero, balls, cholesky, numbers, zeros
from bnlinear.exact.number import Number, array
from bnlinear.exact.precision import at_precision

ENTRIES = st.tuples(*[positive_rationals(9)] * 3, *[rationals(9)] * 3)


@given(entries=ENTRIES)
def test_cholesky_finds_the_factor_again(entries):
    a, b, c, d, e, f = entries
    G = array([[a, 0, 0], [d, b, 0], [e, f, c]])
    found = cholesky(balls(G @ G.T))
    for ball, entry in zip(found.flat, at_precision(300, lambda: balls(G)).flat, strict=True):
        assert ball.contains(entry)
        assert ball.rad() < 1e-6  # of 53 bits, entries between 1/9 and 9 lose few


@pytest.mark.parametrize(("matrix", "pivot"), [
    ([[-1]], "-1"),
    ([[0]], "0"),
    ([[1, 2], [2, 4]], "0"),   # singular
    ([[1, 2], [2, 3]], "-1"),
    ([[4, 2, 0], [2, 2, 1], [0, 1, "1/2"]], "-0.5"),
])
def test_cholesky_refuses_what_is_not_certainly_positive_definite(matrix, pivot):
    with pytest.raises(ValueError, match=f"not certainly positive definite: pivot {pivot}"):
        cholesky(balls(array(matrix)))


def test_numbers_and_balls_undo_each_other():
    values = array([["1/2", -3], [0, "1/4"]])
    values[0, 1] = Number(2).sqrt()
    back = numbers(balls(values))
    assert back.shape == (2, 2)
    assert [str(v.ball) for v in back.flat] == [str(v.ball) for v in values.flat]


def test_zeros_are_exact_and_of_the_shape_asked_for():
    found = zeros(2, 3)
    assert found.shape == (2, 3)
    assert all(v.is_exact() and v == 0 for v in found.flat)


def test_around_zero_holds_both_ends_of_an_uncertain_radius():
    ball = around_zero(arb(2).sqrt())
    assert ball.contains(arb(2).sqrt()) and ball.contains(-arb(2).sqrt()) and ball.contains(0)
    assert not ball.contains(arb("1.4143"))
