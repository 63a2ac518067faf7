"""Closed forms of BNGD against measured trajectories."""

import numpy as np
import pytest
from hypothesis import given
from strategies import instances, nonzero_rationals

from bnlinear import BNGD, LeastSquares, iterate
from bnlinear.dynamics import bngd_step, rayleigh_step
from bnlinear.exact.number import Number
from bnlinear.theory import (
    effective_lr,
    effective_lr_large,
    effective_lr_limit,
    effective_lr_small,
    hstar_extremes,
    linear_rate,
    usable_range,
    usable_range_median,
)

PROBLEM = LeastSquares.from_spectrum([1.0, 2.0, 5.0], [1.0, -1.0, 0.5])
W0, A0 = np.array([1.0, 1.0, 2.0]), 0.7


def limit_of(lr, steps, problem=PROBLEM, w0=W0, **options):
    run = iterate(BNGD(lr, options.pop("lr_a", 1.0)), problem, steps, w0=w0, **options)
    assert run.excess_loss[-1] < 1e-10  # it has arrived
    return effective_lr_limit(problem, run.w[-1], lr)


# -- the effective learning rate -------------------------------------------------------------------

@given(instances(max_dim=3))
def test_it_is_the_rayleigh_step_that_bngd_takes_exactly(p):
    problem = LeastSquares.from_minimiser(p.H, p.u)
    if p.w @ p.g == 0:
        return
    now = effective_lr(problem, p.w, p.a, p.lr)
    _, w = bngd_step(p.a, p.w, p.H, p.g, p.lr, p.lr_a)
    assert np.all(w == rayleigh_step(p.w, p.H, p.g, now))


@given(instances(max_dim=3), nonzero_rationals(9).map(Number))
def test_at_a_minimiser_it_is_its_limit_exactly(p, s):
    """At w = su, a = x/σ = sign(s)√R*: a x/σ³ = x²/σ⁴ = 1/s²."""
    problem = LeastSquares.from_minimiser(p.H, p.w)  # so that √R* = σ is rational
    a = abs(s) / s * np.sqrt(p.w @ p.H @ p.w)
    assert effective_lr(problem, s * p.w, a, p.lr) == p.lr / s**2
    assert effective_lr_limit(problem, s * p.w, p.lr) == p.lr / s**2


@pytest.mark.parametrize("lr", [0.05, 1.0, 20.0])
def test_a_run_tends_to_the_limit(lr):
    run = iterate(BNGD(lr, 0.9), PROBLEM, 3000, w0=W0, a0=A0)
    now = effective_lr(PROBLEM, run.w[-1], run.a[-1], lr)
    # of first order in the last direction error, which is at most 1e-14
    assert now == pytest.approx(effective_lr_limit(PROBLEM, run.w[-1], lr), rel=1e-12)


@pytest.mark.parametrize("lr_a", [0.5, 1.0, 1.5])
def test_the_asymptote_for_small_learning_rates(lr_a):
    """All growth of |w| is O(ε): a tenth of ε, a tenth of the miss."""
    misses = [limit_of(lr, round(40 / lr), a0=A0, lr_a=lr_a) / effective_lr_small(PROBLEM, W0, lr)
              - 1 for lr in (1e-2, 1e-3)]
    assert abs(misses[0]) < 1e-2
    assert misses[0] / misses[1] == pytest.approx(10, rel=0.05)


@pytest.mark.parametrize("lr_a", [0.5, 1.0])
def test_the_asymptote_for_large_learning_rates(lr_a):
    """All growth after the first step is O(ε), beside the ε² of that step."""
    misses = [limit_of(lr, round(40 * lr), a0=A0, lr_a=lr_a)
              / effective_lr_large(PROBLEM, W0, A0, lr) - 1 for lr in (1e2, 1e3)]
    assert abs(misses[0]) < 0.1
    assert misses[0] / misses[1] == pytest.approx(10, rel=0.1)


# -- rates -----------------------------------------------------------------------------------------

def test_the_extremes_leave_out_the_kernel():
    """S⁻¹g along an eigenvector: H* keeps the other eigenvalues and turns that one into 0."""
    problem = LeastSquares.from_spectrum([1.0, 5.0, 20.0, 100.0], [0.0, 0.0, 0.0, 1.0])
    assert hstar_extremes(problem) == pytest.approx((1.0, 20.0), rel=1e-14)


@pytest.mark.parametrize("lr, lr_a", [(0.05, 0.9), (0.3, 0.9), (3.0, 0.9), (1.0, 0.05), (1.0, 1.9)])
def test_the_linear_rate_is_the_one_measured(lr, lr_a):
    run = iterate(BNGD(lr, lr_a), PROBLEM, 600, w0=W0, a0=A0)
    factor = linear_rate(PROBLEM, effective_lr_limit(PROBLEM, run.w[-1], lr), lr_a)
    last = np.flatnonzero(run.excess_loss > 1e-24)[-1]  # above the rounding of floats
    measured = (run.excess_loss[last] / run.excess_loss[last - 20]) ** (1 / 40)
    # the next eigenvalue has died out to a few 1e-4 by then
    assert measured == pytest.approx(factor, rel=1e-3)


def test_the_rate_is_the_largest_of_three():
    problem = LeastSquares.from_spectrum([1.0, 2.0, 4.0], [0.0, 0.0, 1.0])  # H* has 0, 1, 2
    assert linear_rate(problem, 0.1) == pytest.approx(0.9)
    assert linear_rate(problem, 0.95) == pytest.approx(0.9)
    assert linear_rate(problem, 0.5, lr_a=0.2) == pytest.approx(0.8)
    assert linear_rate(problem, 1.1) > 1


# -- the usable range ------------------------------------------------------------------------------

def test_the_range_reaches_from_one_asymptote_to_the_other():
    best = 2 / sum(hstar_extremes(PROBLEM))
    low = best * (W0 @ W0) / (PROBLEM.u @ PROBLEM.u)
    high = low * usable_range(PROBLEM, W0, A0)
    assert effective_lr_small(PROBLEM, W0, low) == pytest.approx(best)
    assert effective_lr_large(PROBLEM, W0, A0, high) == pytest.approx(best)


@pytest.mark.parametrize("rho, gamma", [(3.0, 1.0), (1.0, 4.0), (0.2, 0.5)])
def test_the_range_is_invariant_as_bngd_is(rho, gamma):
    """w → ρw changes no direction, u → γu (y → γy) with a → γa neither; C/ε_opt² alone changes."""
    scaled = LeastSquares.from_spectrum([1.0, 2.0, 5.0], gamma * PROBLEM.u)
    assert usable_range(scaled, rho * W0, gamma * A0) == pytest.approx(
        usable_range(PROBLEM, W0, A0), rel=1e-12)


def draw(rng, dim):
    u, w = rng.normal(size=(2, dim))
    problem = LeastSquares.from_spectrum(np.linspace(1, 100, dim), u / np.linalg.norm(u))
    w /= np.linalg.norm(w)
    return problem, w, abs(w @ problem.g) / np.sqrt(w @ problem.H @ w)


def test_the_dimension_law():
    """The median of Ω over draws, beside its closed form: grows like d."""
    medians, predicted = [], []
    for dim in (15, 60):
        rng = np.random.default_rng(dim)
        medians.append(np.median([usable_range(*draw(rng, dim)) for _ in range(800)]))
        predicted.append(usable_range_median(np.linspace(1, 100, dim)))
    # the median of 800 draws of 1/χ² has a standard error of 8 %; finite d adds 1/d
    assert np.allclose(medians, predicted, rtol=0.25)
    assert predicted[1] / predicted[0] == pytest.approx(4, rel=0.07)


def test_no_gain_from_the_dimension_when_the_start_is_along_g():
    """w₀ = Hu/|Hu|: for a fixed shape of the spectrum Ω tends to a constant."""
    ranges = []
    for dim in (200, 800):
        problem, *_ = draw(np.random.default_rng(0), dim)
        w = problem.g / np.linalg.norm(problem.g)
        ranges.append(usable_range(problem, w, w @ problem.g / np.sqrt(w @ problem.H @ w)))
    assert ranges[1] / ranges[0] == pytest.approx(1, abs=0.3)


# -- bad input -------------------------------------------------------------------------------------

@pytest.mark.parametrize("call, message", [
    (lambda: effective_lr_small(PROBLEM, np.zeros(3), 1.0), "w0 is zero"),
    (lambda: effective_lr_small(PROBLEM, np.array([2.0, 1.0, 0.0]), 1.0), "w0'g = 0: .* saddle"),
    (lambda: effective_lr_large(PROBLEM, W0, 0.0, 1.0), "a0 = 0: the asymptote"),
    (lambda: effective_lr_large(PROBLEM, np.array([2.0, -2.0, 1.0]), 1.0, 1.0), "a critical dir"),
    (lambda: usable_range(PROBLEM, np.zeros(3), 1.0), "w0 is zero"),
    (lambda: hstar_extremes(LeastSquares.from_spectrum([1.0], [1.0])), "has one dimension"),
    (lambda: hstar_extremes(LeastSquares.from_spectrum([1.0, 2.0], [0.0, 0.0])), "g is zero"),
    (lambda: usable_range_median([1.0]), "at least two, all positive"),
    (lambda: usable_range_median([1.0, 0.0]), "at least two, all positive"),
])
def test_bad_input(call, message):
    with pytest.raises(ValueError, match=message):
        call()


# -- singular H ----------------------------------------------------------------------------------

def test_what_the_loss_does_not_see_counts_for_nothing():
    """The same problem with a third weight that no datum moves: H = diag(1, 4, 0)."""
    plain = LeastSquares.from_spectrum([1.0, 4.0], [1.0, 2.0])
    flat = LeastSquares.from_spectrum([1.0, 4.0, 0.0], [1.0, 2.0, 0.0])
    w0, wide = np.array([2.0, 0.5]), np.array([2.0, 0.5, 7.0])
    assert hstar_extremes(flat) == pytest.approx(hstar_extremes(plain), rel=1e-14)
    for law in (effective_lr_small, effective_lr_limit):
        assert law(flat, wide, 0.3) == pytest.approx(law(plain, w0, 0.3), rel=1e-14)
    assert effective_lr_large(flat, wide, 1.0, 9.0) == pytest.approx(
        effective_lr_large(plain, w0, 1.0, 9.0), rel=1e-14)
    assert usable_range(flat, wide, 1.0) == pytest.approx(usable_range(plain, w0, 1.0), rel=1e-13)
    run = iterate(BNGD(0.3), flat, 4000, w0=wide)
    limit = effective_lr(flat, run.w[-1], run.a[-1], 0.3)
    assert effective_lr_limit(flat, run.w[-1], 0.3) == pytest.approx(limit, rel=1e-12)
    with pytest.raises(ValueError, match="one dimension"):
        hstar_extremes(LeastSquares.from_spectrum([1.0, 0.0], [1.0, 0.0]))
