"""The registry's derivatives, its smoothness constants, and what a user's loss must bring."""

import numpy as np
import pytest
from flint import acb, ctx

from bnlinear.problems import LOSSES, GaussianHalfspace, Loss

FORMULAS = {
    "softplus": lambda t: (1 + t.exp()).log(),
    "logistic": lambda t: (1 + t.exp()).log(),
    "squared_hinge": lambda t: (1 + t) ** 2 if t.real.mid() > -1 else acb(0),
    "squared": lambda t: (1 + t) ** 2 / 2,
    "exponential": lambda t: t.exp(),
    "sigmoid": lambda t: 1 / (1 + (-t).exp()),
    "tanh": lambda t: t.tanh(),
}


def taylor(function, t):
    """φ, φ′, φ″ at t by Cauchy's formula: 64 points on a circle of radius ½, 200 bits.

    No singularity lies closer than 1.5, so the error is below 3⁻⁶⁰ times the size of φ there.
    """
    old, ctx.prec = ctx.prec, 200
    try:
        roots = [(acb.pi() * acb(0, k) / 32).exp() for k in range(64)]
        values = [function(acb(t) + z / 2) for z in roots]
        out = [sum((v / z**n for v, z in zip(values, roots, strict=True)), acb(0)) / 64 * 2**n
               for n in range(3)]
        return [float(out[n].real.mid()) * (1, 1, 2)[n] for n in range(3)]
    finally:
        ctx.prec = old


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("t", [-30.0, -2.0, -0.3, 0.0, 1.5, 30.0])
def test_the_derivatives_are_those_of_the_formula(name, t):
    loss = LOSSES[name]
    found = [float(f(np.array([t]))[0]) for f in (loss.value, loss.slope, loss.curvature)]
    # each is a handful of rounded operations; 1 + e⁻ᵗ and tanh lose nothing relative to 1
    assert np.allclose(found, taylor(FORMULAS[name], t), rtol=4e-15, atol=1e-15)


@pytest.mark.parametrize("name", LOSSES)
def test_extreme_margins_give_no_nan_and_no_warning(name):
    loss, points = LOSSES[name], np.array([-700.0, -40.0, 0.0, 40.0, 700.0])
    for function in (loss.value, loss.slope, loss.curvature):
        assert np.all(np.isfinite(function(points)))


@pytest.mark.parametrize("name", [n for n, loss in LOSSES.items() if loss.smoothness])
def test_smoothness_is_the_largest_second_derivative(name):
    points = np.linspace(-6, 6, 200_001)
    largest = abs(LOSSES[name].curvature(points)).max()
    # a maximum is met to second order in half the spacing, 3e-5
    assert largest == pytest.approx(LOSSES[name].smoothness, rel=1e-8)


def test_a_loss_is_found_by_name_or_is_its_own():
    S, u = np.eye(2), [0.5, 0.0]
    assert GaussianHalfspace(S, u).loss is LOSSES["logistic"] is LOSSES["softplus"]
    mine = Loss("mine", np.cosh, np.sinh, np.cosh, radius=np.inf, growth=1.0)
    assert GaussianHalfspace(S, u, mine).loss is mine
    assert repr(mine) == "Loss('mine')"


@pytest.mark.parametrize("loss", ["hinge", None, np.tanh])
def test_an_unknown_loss(loss):
    with pytest.raises(ValueError, match=r"loss = .* is not known; choose one of softplus, "):
        GaussianHalfspace(np.eye(2), [0.5, 0.0], loss)


def test_a_loss_without_second_derivative():
    with pytest.raises(ValueError, match=r"loss 'mine' has no φ″ \(got None\); .* c₂ = E\[φ″\]"):
        Loss("mine", np.cosh, np.sinh, None)
    with pytest.raises(ValueError, match="loss 'mine' has no φ′ "):
        Loss("mine", np.cosh, 1.0, np.cosh)


@pytest.mark.parametrize("slope, curvature, message", [
    (np.cosh, np.cosh, "φ′ is not the derivative of φ: at t = -1.9 it is 3.4"),
    (np.sinh, np.sinh, "φ″ is not the derivative of φ′"),
    (lambda t: np.sinh(t) * np.nan, np.cosh, "φ′ is not the derivative of φ"),
    (lambda t: float(np.sinh(t).sum()), np.cosh, r"φ′ turns shape \(4,\) into \(\)"),
])
def test_wrong_derivatives_are_noticed(slope, curvature, message):
    with pytest.raises(ValueError, match=f"loss 'mine': {message}"):
        Loss("mine", np.cosh, slope, curvature)


@pytest.mark.parametrize("options", [{"radius": -1.0}, {"growth": -1.0}, {"radius": np.nan}])
def test_bad_analytic_data(options):
    with pytest.raises(ValueError, match="both must be 0 or more"):
        Loss("mine", np.cosh, np.sinh, np.cosh, **options)


def test_a_loss_may_have_its_kink_anywhere():
    """(t − 0.7)₊² for t ∼ N(½, 4) is the squared hinge (1 + τ)₊² for τ = t − 1.7 ∼ N(−1.2, 4)."""
    mine = Loss("mine", lambda t: np.maximum(0, t - 0.7) ** 2,
                lambda t: 2 * np.maximum(0, t - 0.7), lambda t: 2.0 * (t > 0.7),
                radius=0.0, breaks=(0.7,))  # 0.7 is where the derivatives are probed
    shifted = GaussianHalfspace([[4 + 0.5**2]], [0.5], mine)
    hinge = GaussianHalfspace([[4 + 1.2**2]], [-1.2], "squared_hinge")
    assert shifted.value(np.ones(1)) == pytest.approx(hinge.value(np.ones(1)), rel=1e-14)
    assert shifted.stein(np.ones(1))[1] == pytest.approx(hinge.stein(np.ones(1))[1], rel=1e-14)
