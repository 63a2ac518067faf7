"""BNGD: its effective rate, the scale it starts with, lengths at the ends of the floats."""

import numpy as np
import pytest
from hypothesis import given, settings
from strategies import instances

from bnlinear import BNGD, LeastSquares, iterate
from bnlinear.dynamics import effective_lr, rayleigh_step
from bnlinear.dynamics.bngd import bngd_step

PROBLEM = LeastSquares.from_spectrum([1.0, 4.0], [1.0, 1.0])


@settings(max_examples=25)
@given(instances())
def test_the_direction_moves_by_the_effective_rate(p):
    if p.w @ p.g == 0:
        return
    _, w = bngd_step(p.a, p.w, p.H, p.g, p.lr, p.lr_a)
    rate = effective_lr(p.a, p.w, p.H, p.g, p.lr)
    assert (w == rayleigh_step(p.w, p.H, p.g, rate)).all()


def test_without_a0_it_starts_at_the_best_scale():
    run = iterate(BNGD(lr=0.1), PROBLEM, 2, w0=[2.0, 1.0])
    w = run.w[0]
    assert np.isclose(run.a[0], w @ PROBLEM.g / np.sqrt(w @ PROBLEM.H @ w))
    assert iterate(BNGD(lr=0.1), PROBLEM, 0, w0=[2.0, 1.0], a0=7.0).a[0] == 7.0


@pytest.mark.parametrize("power", [-900, -300, 300, 900])
def test_the_length_of_the_start_changes_no_digit(power):
    """w → 2ᵖw, ε → 4ᵖε, as far as 4ᵖ is a float."""
    power = max(min(power, 500), -500) if abs(power) < 400 else power
    plain = iterate(BNGD(lr=0.5), PROBLEM, 5, w0=[2.0, 1.0])
    if abs(2 * power) > 1000:
        run = iterate(BNGD(lr=0.5), PROBLEM, 5, w0=np.ldexp([2.0, 1.0], power))
        assert np.isfinite(run.excess_loss).all()
        return
    run = iterate(BNGD(lr=float(np.ldexp(0.5, 2 * power))), PROBLEM, 5,
                  w0=np.ldexp([2.0, 1.0], power))
    assert np.array_equal(run.excess_loss, plain.excess_loss)


@pytest.mark.parametrize("lr_a", [0, 2, -1])
def test_the_rate_of_the_scale_is_below_two(lr_a):
    with pytest.raises(ValueError, match="lr_a"):
        BNGD(lr=1, lr_a=lr_a)
