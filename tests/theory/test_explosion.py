"""Gradient explosion: closed forms, quadrature, balls, and the mean-field formula by sampling."""

import numpy as np
import pytest
from flint import arb

from bnlinear.exact import Number, at_precision
from bnlinear.problems.layers.activations import ACTIVATIONS, ERF, IDENTITY, RELU, TANH, leaky_relu
from bnlinear.theory import explosion
from bnlinear.theory.explosion import (
    certified_explosion_factor,
    explosion_factor,
    finite_batch_factor,
    leaky_relu_factor,
    simulate_explosion,
)

#: E erf(z)² = (2/π) arcsin ⅔ and E erf′(z)² = 4/(π√5).
CLOSED = {"identity": 1.0, "relu": np.pi / (np.pi - 1), "erf": 2 / (5**0.5 * np.arcsin(2 / 3))}


@pytest.mark.parametrize("name", CLOSED)
def test_quadrature_meets_the_closed_forms(name):
    # 20 panels or 32 nodes of weights that sum to 1 up to rounding
    assert explosion_factor(ACTIVATIONS[name]) == pytest.approx(CLOSED[name], rel=1e-13)


@pytest.mark.parametrize("slope", [-2.0, -0.3, 0.25, 1.0, 3.0])
def test_quadrature_meets_the_closed_form_of_leaky_relu(slope):
    assert explosion_factor(leaky_relu(slope)) == pytest.approx(leaky_relu_factor(slope, np.pi),
                                                                rel=1e-13)


@pytest.mark.parametrize("activation", [RELU, TANH, ERF, IDENTITY], ids=repr)
def test_balls_enclose_what_quadrature_finds(activation):
    found = at_precision(128, lambda: certified_explosion_factor(activation))
    assert found.ball.rad() < 1e-34
    assert found.rounded() == pytest.approx(explosion_factor(activation), rel=1e-13)


def test_the_ball_of_erf_holds_the_closed_form():
    def apart():
        third = (arb(2) / 3).asin()
        return certified_explosion_factor(ERF).ball - 2 / (arb(5).sqrt() * third)

    assert at_precision(200, apart).contains(0)
    assert at_precision(200, apart).rad() < 1e-55


@pytest.mark.parametrize("slope, exact", [(0, "1/2"), (1, "1"), (50, "2501/2")])
@pytest.mark.parametrize("reach", [1, 2, 4])
def test_tails_are_not_forgotten(slope, exact, reach):
    """E φ² encloses (1 + α²)/2 though only ±R is integrated, and R = 1 leaves 80 % of it out."""
    found = explosion._expectation(leaky_relu(Number(slope)), lambda side, z: side.value(z) ** 2,
                                   reach)
    assert found.ball.contains(Number(exact).ball)


def test_only_the_identity_does_not_explode():
    assert explosion_factor(IDENTITY) == pytest.approx(1, abs=1e-13)
    assert all(explosion_factor(a) > 1.1 for a in (RELU, TANH, ERF))


# -- finite batches --------------------------------------------------------------------------


@pytest.mark.parametrize("B", [4, 5, 8, 100, 10**6])
def test_the_identity_has_the_factor_of_the_paper(B):
    assert finite_batch_factor(B, slope=1.0) == pytest.approx((B - 2) / (B - 3), rel=1e-12)


@pytest.mark.parametrize("slope", [-0.5, 0.0, 0.3])
def test_large_batches_have_the_limit(slope):
    limit = leaky_relu_factor(slope, np.pi)
    gaps = [finite_batch_factor(B, slope) - limit for B in (10**3, 10**4, 10**5)]
    assert gaps[0] / gaps[1] == pytest.approx(10, rel=0.01)  # an expansion in 1/B
    assert gaps[1] / gaps[2] == pytest.approx(10, rel=0.01)


@pytest.mark.parametrize("B, slope", [(5, 0.0), (8, 0.0), (8, -0.5), (20, 0.3)])
def test_the_closed_form_is_its_expectation(B, slope):
    """B tr E[PDCDP]/((B−3)(B−1)λ) by sampling ŷ: matrices, no arc-cosine kernel."""
    phi, draws = leaky_relu(slope), 40_000
    z = np.random.default_rng(B).standard_normal((draws, B))
    z -= z.mean(axis=1, keepdims=True)
    y = z / np.sqrt((z**2).mean(axis=1, keepdims=True))
    C = np.eye(B) - 1 / B
    P = C - y[:, :, None] * y[:, None, :] / B
    PD = P * phi.slope(y)[:, None, :]
    traces = np.einsum("nij,jk,nik->n", PD, C, PD)
    spread = np.einsum("ni,ij,nj->n", phi(y), C, phi(y)) / (B - 1)
    factor = B * traces.mean() / ((B - 3) * (B - 1) * spread.mean())
    # each mean has a standard error of 0.2 %; five of them
    assert finite_batch_factor(B, slope) == pytest.approx(factor, rel=0.01)


@pytest.mark.parametrize("slope, B", [(0.0, 8), (0.0, 32), (0.3, 8), (1.0, 8)])
def test_simulated_networks_agree(slope, B):
    run = simulate_explosion(leaky_relu(slope), B, width=300, depth=6, batches=12, rng=B)
    assert run.factors[0] == pytest.approx(finite_batch_factor(B, slope), rel=0.05)  # 4 scatters


def test_simulated_tanh_networks_approach_the_limit():
    run = simulate_explosion(TANH, 96, width=300, depth=6, batches=2, rng=0)
    assert run.factors[0] == pytest.approx(explosion_factor(TANH), rel=0.05)


def test_a_run_is_reproducible_and_readable():
    first, second = (simulate_explosion(RELU, 8, width=40, depth=4, runs=2, rng=3) for _ in "ab")
    assert np.array_equal(first.norms2, second.norms2)
    assert first.norms2.shape == (2, 5) and first.factors.shape == (2,)
    assert "2 runs, depth 4" in repr(first)
    inner = first.norms2[:, 1] / first.norms2[:, 3]
    assert np.allclose(first.factors**2, inner)


def test_bad_input_is_refused():
    with pytest.raises(ValueError, match="batch_size = 3"):
        finite_batch_factor(3)
    with pytest.raises(ValueError, match="depth = 2"):
        simulate_explosion(RELU, 8, depth=2)
    with pytest.raises(ValueError, match="batch_size = 3"):
        simulate_explosion(RELU, 3)
