"""Normalized methods run at any length of the weights, and at any learning rate."""

import numpy as np
import pytest

from bnlinear import (
    BNGD,
    BNSGD,
    SGDG,
    AdamG,
    LeastSquares,
    iterate,
)
from bnlinear.dynamics import Outcome
from bnlinear.exact.number import (
    array,
    dyadic,
    dyadic_array,
)
from bnlinear.exact.precision import at_precision

STEEP = LeastSquares([[2.0, 1.0], [1.0, 3.0]], [1.0, 2.0], 5.0)


def in_balls(lr, w0, steps):
    exact = LeastSquares(array([[2, 1], [1, 3]]), array([1, 2]), 5)
    return at_precision(4000, lambda: iterate(
        BNGD(dyadic(lr)), exact, steps, w0=dyadic_array(np.array(w0))))


@pytest.mark.parametrize("lr", [1e-300, 1e-160, 1e20, 1e77, 1e78, 1e160, 1e250, 1e300])
def test_bngd_takes_any_learning_rate_in_floats(lr):
    """σ² leaves the range of floats from |w| = 1e154 on; the steps do not."""
    run = iterate(BNGD(lr), STEEP, 20, w0=[1.0, 1.0])
    exact = in_balls(lr, [1.0, 1.0], 20)
    assert run.outcome is Outcome.COMPLETED and len(run.w) == 21
    # a large first step, then one that hardly moves: a few roundings of a loss of about 1
    assert np.allclose(run.excess_loss, exact.excess_loss.astype(float), rtol=1e-13, atol=0)
    assert np.allclose(run.w / run.w[-1], (exact.w / exact.w[-1]).astype(float), rtol=1e-13)


@pytest.mark.parametrize("size", [1e-200, 1e-170, 1e170, 1e250])
def test_bngd_starts_at_any_length(size):
    near = 0.3 * size * size if 1e-290 < size * size < 1e290 else 1.0
    run = iterate(BNGD(near), STEEP, 5, w0=[size, size])
    exact = in_balls(near, [size, size], 5)
    assert run.outcome is Outcome.COMPLETED
    assert np.allclose(run.excess_loss, exact.excess_loss.astype(float), rtol=1e-12, atol=0)


@pytest.mark.parametrize("power", [-900, -600, 600, 900])
def test_the_other_normalized_methods_start_at_any_length(power):
    w0 = np.ldexp([3.0, 1.0], power)
    for method in (SGDG(0.01), AdamG(0.01)):  # on the sphere: the same run, bit for bit
        one, two = (iterate(method, STEEP, 9, w0=w) for w in ([3.0, 1.0], w0))
        assert np.array_equal(one.excess_loss, two.excess_loss)
    run = iterate(BNSGD(2.0**-500, momentum=0.5), STEEP, 9, w0=w0)
    assert run.outcome is Outcome.COMPLETED and np.all(np.isfinite(run.loss))
    plain = iterate(BNSGD(0.01), STEEP, 0, w0=[3.0, 1.0])
    assert run.excess_loss[0] == plain.excess_loss[0] > 0.1


def test_weights_that_no_float_holds_diverge_and_the_outcome_says_what_to_do():
    run = iterate(BNGD(1e300), STEEP, 5, w0=[1e-100, 1e-100])
    assert run.outcome is Outcome.DIVERGED and "start from shorter ones" in run.outcome.value
