"""The steps are negative gradients, in every arithmetic.

The gradients are not written again: they are derivatives, by jets, of the losses. Where σ is
rational (see `strategies.instances`) everything is, and the tests ask for equality.
"""

import numpy as np
import pytest
from flint import arb
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies import instances, nonzero_rationals, vectors

from bnlinear.dynamics import BNGD, GD, State, bngd_step, gd_step, rayleigh_step
from bnlinear.dynamics.normalized import NormalizedState
from bnlinear.exact.jets import derivative
from bnlinear.exact.matrices import identity
from bnlinear.exact.number import Number
from bnlinear.exact.precision import at_precision
from bnlinear.problems import LeastSquares


def problem_of(p):
    return LeastSquares.from_minimiser(p.H, p.u, residual=3)


def gradient(f, w):
    return np.array([derivative(lambda t, h=h: f(w + t * h)) for h in identity(len(w))])


@given(instances())
def test_gd_step_is_minus_lr_times_the_gradient(p):
    step = gd_step(p.w, p.H, p.g, p.lr)
    assert np.all(step == p.w - p.lr * gradient(problem_of(p).loss, p.w))


@given(instances())
def test_bngd_step_is_minus_lr_times_the_gradient_at_the_old_point(p):
    problem = problem_of(p)
    a, w = bngd_step(p.a, p.w, p.H, p.g, p.lr, p.lr_a)
    assert a == p.a - p.lr_a * derivative(lambda t: problem.bn_loss(p.a + t, p.w))
    assert np.all(w == p.w - p.lr * gradient(lambda v: problem.bn_loss(p.a, v), p.w))


@given(instances())
def test_bngd_moves_w_at_a_right_angle(p):
    _, w = bngd_step(p.a, p.w, p.H, p.g, p.lr, p.lr_a)
    assert (w - p.w) @ p.w == 0


@given(instances())
def test_with_lr_a_one_the_scale_is_the_best_for_the_old_direction(p):
    problem = problem_of(p)
    a, _ = bngd_step(p.a, p.w, p.H, p.g, p.lr, 1)
    assert derivative(lambda t: problem.bn_loss(a + t, p.w)) == 0


@given(instances())
def test_rayleigh_step_is_minus_the_gradient_of_the_quotient(p):
    """∇ρ for ρ = −(wᵀg)²/(wᵀHw); ê on the ray's scale is ê y²/(2x²) on that of ρ."""
    x, y = p.w @ p.g, p.w @ p.H @ p.w
    if x == 0:
        return
    rho = gradient(lambda v: -(v @ p.g) ** 2 / (v @ p.H @ v), p.w)
    step = rayleigh_step(p.w, p.H, p.g, effective_lr=p.lr)
    assert np.all(step == p.w - p.lr * y**2 / (2 * x**2) * rho)


@given(instances())
def test_rayleigh_step_goes_towards_the_moving_target(p):
    """w⁺ − ru = (I − êH)(w − ru), and w − ru is H-orthogonal to w."""
    if p.w @ p.g == 0:
        return
    target = (p.w @ p.H @ p.w) / (p.w @ p.g) * p.u
    step = rayleigh_step(p.w, p.H, p.g, effective_lr=p.lr)
    assert np.all(step - target == p.w - target - p.lr * (p.H @ (p.w - target)))
    assert (p.w - target) @ p.H @ p.w == 0


@given(instances())
def test_rayleigh_step_with_the_effective_learning_rate_is_the_bngd_step(p):
    x, sigma = p.w @ p.g, np.sqrt(p.w @ p.H @ p.w)
    if x == 0:
        return
    effective_lr = p.lr * p.a * x / sigma**3
    _, w = bngd_step(p.a, p.w, p.H, p.g, p.lr, p.lr_a)
    assert np.all(rayleigh_step(p.w, p.H, p.g, effective_lr) == w)


# -- one source line, several arithmetics --------------------------------------------------------

STEPS = {
    "gd": lambda p, convert: gd_step(convert(p.w), convert(p.H), convert(p.g), convert(p.lr)),
    "bngd": lambda p, convert: np.append(*bngd_step(
        *(convert(v) for v in (p.a, p.w, p.H, p.g, p.lr, p.lr_a)))),
    "rayleigh": lambda p, convert: rayleigh_step(
        convert(p.w), convert(p.H), convert(p.g), convert(p.lr)),
}


def as_balls(value):
    """Balls around the same numbers, a little wide."""
    return np.vectorize(lambda v: Number.from_ball(arb(v.rational) + arb(0, 1e-30)),
                        otypes=[object])(value)[()]


@pytest.mark.parametrize("name", STEPS)
@given(instances())
def test_balls_contain_the_rational_step(name, p):
    if name == "rayleigh" and p.w @ p.g == 0:
        return
    exact = STEPS[name](p, lambda v: v)
    balls = at_precision(200, lambda: STEPS[name](p, as_balls))
    for ball, number in zip(balls, exact, strict=True):
        assert not ball.is_rational
        assert at_precision(400, lambda b=ball, n=number: b.ball.contains(n.ball))
        assert float(ball.ball.rad()) < 1e-12  # 10⁻³⁰, and factors of at most 10⁶ a few times


@pytest.mark.parametrize("name", STEPS)
@given(instances())
def test_floats_agree_with_the_rational_step(name, p):
    if name == "rayleigh" and p.w @ p.g == 0:
        return
    exact = STEPS[name](p, lambda v: v).astype(float)
    floats = STEPS[name](p, lambda v: np.asarray(v).astype(float)[()])
    # each summand is rounded a dozen times; the largest is bounded by these sizes. The quotient
    # x/σ² or σ²/x multiplies the error of σ² = wᵀHw, whose own summands are |w|²|H|
    size = {name: float(np.linalg.norm(np.asarray(getattr(p, name)).astype(float)))
            for name in ("w", "H", "g", "a", "lr", "lr_a")}
    sigma2, x = float(p.w @ p.H @ p.w), abs(float(p.w @ p.g))
    wHw, wg = size["w"] ** 2 * size["H"], size["w"] * size["g"]
    cancelled = (wHw / sigma2 + 1) * {
        "gd": 1.0,
        "bngd": (1 + size["a"]) * (1 + size["lr_a"]) * (1 + wg) / min(1, sigma2) ** 1.5,
        "rayleigh": (1 + wHw) * (1 + wg) / min(1, x) ** 2 if x else 1.0,
    }[name]
    scale = (1 + size["w"] + size["a"] + size["lr"] * (size["g"] + size["H"] * size["w"]))
    assert np.allclose(floats, exact, rtol=0, atol=1e-14 * scale * cancelled)


@given(instances(min_dim=2), nonzero_rationals(9), st.data())
def test_methods_take_these_steps(p, scale, data):
    problem = problem_of(p)
    assume(p.lr_a < 2)
    v = data.draw(vectors(len(p.w)))
    assert np.all(GD(p.lr).step(State(w=v), problem).w == gd_step(v, p.H, p.g, p.lr))
    state = BNGD(p.lr, p.lr_a).step(NormalizedState(w=p.w, a=p.a), problem)
    a, w = bngd_step(p.a, p.w, p.H, p.g, p.lr, p.lr_a)
    assert state.a == a and np.all(state.w == w)


@given(instances(), st.sampled_from([Number(-3), Number("1/2"), Number(5)]))
def test_the_scaling_law(p, rho):
    """w → ρw, ε → ρ²ε, a → sign(ρ)a maps one run to the other (exactly)."""
    sign = 1 if rho > 0 else -1
    a, w = bngd_step(p.a, p.w, p.H, p.g, p.lr, p.lr_a)
    a2, w2 = bngd_step(sign * p.a, rho * p.w, p.H, p.g, rho**2 * p.lr, p.lr_a)
    assert a2 == sign * a and np.all(w2 == rho * w)
