"""Singular H: the minimisers are a flat, along which no step moves."""

import numpy as np
import pytest

from bnlinear import (
    BNGD,
    BNSGD,
    GD,
    LeastSquares,
    iterate,
)
from bnlinear.dynamics import rayleigh_step
from bnlinear.exact.number import (
    Number,
    array,
)

FLAT = array([[1, 1, 0], [1, 1, 0], [0, 0, 2]])  # null space (1, −1, 0)
NULL = array([1, -1, 0])


def flat(exact):
    problem = LeastSquares(FLAT, array([1, 1, 3]), 9)
    return problem if exact else LeastSquares(FLAT.astype(float), [1.0, 1.0, 3.0], 9.0)


@pytest.mark.parametrize("lr", ["1/10", "1/2", "1000"])
def test_no_step_moves_along_the_null_space(lr):
    w0 = array([3, 1, -2])
    for method in (GD(Number(lr)), BNGD(Number(lr)), BNSGD(Number(lr), momentum=Number("1/2"))):
        run = iterate(method, flat(True), 5, w0=w0)
        for w in run.w:
            assert same_number(w @ NULL, w0 @ NULL)
    w = w0
    for _ in range(5):
        w = rayleigh_step(w, FLAT, array([1, 1, 3]), Number(lr))
        assert w @ NULL == w0 @ NULL


def same_number(one, two):
    difference = one - two
    return difference == 0 if difference.is_rational else difference.ball.contains(0)


def test_gd_converges_to_the_nearest_minimiser_and_bngd_to_its_range_part():
    problem, w0 = flat(False), np.array([3.0, 1.0, -2.0])
    run = iterate(GD(0.5), problem, 200, w0=w0)
    assert np.allclose(run.w[-1], [1.5, -0.5, 1.5], atol=1e-14)  # u = (½, ½, 3/2), null (1, −1, 0)
    assert np.allclose(run.w[-1], problem.nearest_minimiser(w0), atol=1e-14)
    assert np.allclose(iterate(GD(0.5), problem, 200, w0=[0, 0, 0]).w[-1], problem.u, atol=1e-14)
    run = iterate(BNGD(0.5), problem, 2000, w0=w0)
    assert run.excess_loss[-1] < 1e-30
    seen = problem.range_part(run.w[-1])
    assert np.allclose(seen / seen[0], problem.u / problem.u[0], rtol=1e-13)
    assert np.allclose(problem.null_part(run.w[-1]), [1.0, -1.0, 0.0], rtol=1e-12)


@pytest.mark.parametrize("exact", [True, False])
def test_a_start_that_the_loss_does_not_see_is_refused(exact):
    w0 = NULL if exact else [0.1, -0.1, 0.0]
    for method in (BNGD(1), BNSGD(1)):
        with pytest.raises(ValueError, match=r"H w0 is zero.*off the null space of H"):
            iterate(method, flat(exact), 3, w0=w0)
