"""Gaussian expectations against enclosures by balls, and against each other."""

from itertools import pairwise

import numpy as np
import pytest
from flint import acb, arb, ctx

from bnlinear.problems import LOSSES
from bnlinear.problems.gaussian.quadrature import (
    gaussian_rule,
    hermite,
    hermite_count,
    trapezoidal_rule,
)


def softplus_ball(t, flag):
    """log(1 + eᵗ), continued from the real line; right of 0 without the growth of eᵗ."""
    if t.real > 0:
        return t + (1 + (-t).exp()).log(analytic=flag)
    return (1 + t.exp()).log(analytic=flag)


# φ, φ′, φ″ written again, for balls
BALLS = {
    "softplus": (softplus_ball,
                 lambda t, flag: 1 / (1 + (-t).exp()),
                 lambda t, flag: 1 / (2 + t.exp() + (-t).exp())),
    "squared": (lambda t, flag: (1 + t) ** 2 / 2, lambda t, flag: 1 + t, lambda t, flag: acb(1)),
    "exponential": (lambda t, flag: t.exp(),) * 3,
    "sigmoid": (lambda t, flag: 1 / (1 + (-t).exp()),
                lambda t, flag: 1 / (2 + t.exp() + (-t).exp()),
                lambda t, flag: -(t / 2).tanh() / (2 + t.exp() + (-t).exp())),
    "tanh": (lambda t, flag: t.tanh(),
             lambda t, flag: 4 / (2 + (2 * t).exp() + (-2 * t).exp()),
             lambda t, flag: -8 * t.tanh() / (2 + (2 * t).exp() + (-2 * t).exp())),
}


def enclosed(function, mean, deviation, low=None):
    """A ball around E ψ(t) for t ∼ N(mean, deviation²), from the integral over 14 deviations.

    The tail beyond holds less than 10⁻⁴³ of the mass; no ψ here outgrows that at s ≤ 3, nor do
    the bounded and the linearly growing ones at any s.
    """
    old, ctx.prec = ctx.prec, 100
    try:
        m, s = arb(mean), arb(deviation)

        def integrand(t, flag):
            return function(t, flag) * (-((t - m) / s) ** 2 / 2).exp()

        start = m - 14 * s if low is None else arb(low)
        pieces = [start, *(m + k * s for k in (-3, 0, 3) if low is None), m + 14 * s]
        if low is None and deviation > 1:
            pieces = sorted({float(p) for p in pieces} | {-40.0, 0.0, 40.0} & {
                x for x in (-40.0, 0.0, 40.0) if start < x < m + 14 * s})
        total = sum((acb.integral(integrand, acb(a), acb(b))
                     for a, b in pairwise(pieces)), acb(0))
        return (total / (s * (2 * arb.pi()).sqrt())).real
    finally:
        ctx.prec = old


@pytest.mark.parametrize("name", BALLS)
@pytest.mark.parametrize("order", range(3))
@pytest.mark.parametrize("mean, deviation", [(0.3, 0.1), (-0.7, 1.0), (0.0, 1.9), (2.5, 3.0)])
def test_expectations_of_losses_match_the_balls(name, order, mean, deviation):
    check_against_ball(name, order, mean, deviation)


@pytest.mark.parametrize("name", ["softplus", "sigmoid", "tanh"])
@pytest.mark.parametrize("order", range(3))
@pytest.mark.parametrize("mean, deviation", [(-5.0, 12.0), (30.0, 40.0), (-300.0, 1000.0)])
def test_long_margins_match_the_balls(name, order, mean, deviation):
    check_against_ball(name, order, mean, deviation)


def check_against_ball(name, order, mean, deviation):
    loss = LOSSES[name]
    function = (loss.value, loss.slope, loss.curvature)[order]
    points, weights = gaussian_rule(mean, deviation, radius=loss.radius, breaks=loss.breaks,
                                    growth=loss.growth)
    ball = enclosed(BALLS[name][order], mean, deviation)
    assert float(ball.rad()) < 1e-20
    # a sum of at most 1500 rounded terms: eps times the sum of their sizes, with some slack
    size = weights @ abs(function(points))
    assert abs(weights @ function(points) - float(ball.mid())) <= 3e-15 * max(size, 1e-15)


@pytest.mark.parametrize("mean, deviation", [(0.3, 0.1), (-1.0, 1.0), (-9.0, 2.0), (4.0, 100.0)])
def test_the_kink_of_the_squared_hinge_costs_no_accuracy(mean, deviation):
    loss = LOSSES["squared_hinge"]
    points, weights = gaussian_rule(mean, deviation, radius=loss.radius, breaks=loss.breaks)
    for function, branch in ((loss.value, lambda t, _: (1 + t) ** 2),
                             (loss.slope, lambda t, _: 2 * (1 + t)),
                             (loss.curvature, lambda t, _: acb(2))):
        low = max(-1.0, mean - 14 * deviation)
        ball = enclosed(branch, mean, deviation, low=low)
        size = max(weights @ abs(function(points)), 1e-3 * abs(mean))
        assert abs(weights @ function(points) - float(ball.mid())) <= 3e-15 * size


def test_gauss_hermite_alone_would_miss_the_kink():
    loss = LOSSES["squared_hinge"]
    points, weights = hermite(128)
    right = gaussian_rule(0.0, 1.0, radius=0.0, breaks=loss.breaks)
    assert abs(weights @ loss.curvature(points) - right[1] @ loss.curvature(right[0])) > 1e-3


def test_the_node_count_is_argued():
    """The error of n nodes is near exp(−2r√n/s): one count less than argued is not enough."""
    loss, s = LOSSES["sigmoid"], 1.0
    assert hermite_count(s, loss.radius) == 64  # (20 s/π)² = 40.5
    ball = float(enclosed(BALLS["sigmoid"][0], 0.7, 2.0).mid())
    for count in (32, 64):
        points, weights = hermite(count)
        error = abs(weights @ loss.value(0.7 + 2.0 * points) - ball)
        predicted = np.exp(-loss.radius * np.sqrt(count))
        assert predicted / 100 < error < 100 * predicted
    assert hermite_count(2.0, loss.radius) is None  # needs 162
    assert hermite_count(0.1, 0.0) is None          # kinks: never
    assert hermite_count(5.0, np.inf) == 32
    assert hermite_count(2.0, np.inf, growth=1.0) == 64


@pytest.mark.parametrize("deviation", [0.5, 1.7, 1.99, 2.01, 7.0])
def test_both_rules_have_the_moments_of_the_normal_law(deviation):
    for radius in (np.pi, 0.0):
        points, weights = gaussian_rule(0.3, deviation, radius=radius)
        z = (points - 0.3) / deviation
        moments = [weights @ z**k for k in range(7)]
        assert np.allclose(moments, [1, 0, 1, 0, 3, 0, 15], rtol=0, atol=3e-14)


def test_a_law_without_spread_is_a_point():
    points, weights = gaussian_rule(0.4, 0.0)
    assert points.tolist() == [0.4] and weights.tolist() == [1.0]


@pytest.mark.parametrize("radius", [0.2, 1.0, 3.0])
def test_the_trapezoidal_rule_reaches_rounding(radius):
    """1/(1 + (ξ/r)²) has its poles at ±ir: the nearest that the rule may meet."""
    points, weights = trapezoidal_rule(radius)
    ball = enclosed(lambda t, _: 1 / (1 + (t / radius) ** 2), 0.0, 1.0)
    # a pole *on* the edge of the strip adds its residue: exp(−2πr/h) = e⁻³⁸ times about r²
    assert abs(weights @ (1 / (1 + (points / radius) ** 2)) - float(ball.mid())) < 2e-15
    coarse = slice(0, None, 2) if len(points) % 4 == 1 else slice(1, None, 2)
    half = weights[coarse] / weights[coarse].sum()
    if radius <= 1:  # twice the step is not enough: the count is argued
        assert abs(half @ (1 / (1 + (points[coarse] / radius) ** 2)) - float(ball.mid())) > 1e-11


@pytest.mark.parametrize("mean, deviation", [(-50.0, 4.0), (-511.0, 22.9)])
def test_the_mass_may_lie_far_out_in_the_tail(mean, deviation):
    """φ′ is like eᵗ left of 0: at m = −511, s = 22.9 its mass is at t = 0, 22 deviations away."""
    loss = LOSSES["logistic"]
    points, weights = gaussian_rule(mean, deviation, radius=loss.radius, breaks=loss.breaks)
    # φ′ in the window (m − 5s, 14s), by balls; what is left out is smaller by e⁻⁴⁰ and more
    old, ctx.prec = ctx.prec, 600
    try:
        s = arb(deviation)
        ball = acb.integral(lambda t, _: (-((t - mean) / s) ** 2 / 2).exp() / (1 + (-t).exp()),
                            acb(mean - 5 * deviation), acb(14 * deviation)).real
        right = float((ball / (s * (2 * arb.pi()).sqrt())).mid())
    finally:
        ctx.prec = old
    # exponents up to 500 are rounded by eps: the terms carry 500 eps = 1e-13 each
    assert weights @ loss.slope(points) == pytest.approx(right, rel=2e-13)
