"""GDNP: its directions are Rayleigh iterates, its guarantees hold, its failures say why."""

import numpy as np
import pytest
from hypothesis import given
from strategies import instances, nonzero_rationals

from bnlinear.dynamics import (
    GDNP,
    GDNPOutcome,
    GDNPRun,
    gdnp_direction_step,
    iterate,
    rayleigh_step,
)
from bnlinear.dynamics.gd import GD
from bnlinear.exact.jets import derivative
from bnlinear.exact.matrices import identity
from bnlinear.exact.number import Number
from bnlinear.problems import LOSSES, GaussianHalfspace, Loss
from bnlinear.theory import bisection_bound, gradient_bound

FINITE = ["softplus", "squared_hinge", "squared", "exponential"]
BOUNDED = ["sigmoid", "tanh"]


def problem_in(dim, loss, seed=0):
    """A random problem with κ(S) near 20, uᵀS⁻¹u near 0.3."""
    rng = np.random.default_rng(seed)
    Q = np.linalg.qr(rng.normal(size=(dim, dim)))[0]
    C = Q @ np.diag(np.linspace(0.2, 4, dim)) @ Q.T
    u = Q @ rng.normal(size=dim) * 0.5 / dim**0.5
    S = C + np.outer(u, u)
    return GaussianHalfspace((S + S.T) / 2, u, loss), rng.normal(size=dim)


def unit(w):
    return w / np.linalg.norm(w)


# -- the strongest test: the directions are the Rayleigh iterates ----------------------------------

@given(instances(max_dim=4), nonzero_rationals(9).map(Number), nonzero_rationals(9).map(Number),
       nonzero_rationals(9).map(Number))
def test_the_direction_step_is_the_rayleigh_step_exactly(p, g, c1, c2):
    """For any length and any c₁, c₂ ≠ 0, with u = −g or g; ‖w‖_S is rational here."""
    if p.w @ p.g == 0:
        return
    for sign in (1, -1):
        step = gdnp_direction_step(p.w, p.H, sign * p.g, g, c1, c2, p.lr)
        assert np.all(step == rayleigh_step(p.w, p.H, p.g, effective_lr=1 / p.lr))


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("dim", [2, 5, 30])
def test_the_direction_step_is_the_rayleigh_step_for_every_loss(loss, dim):
    problem, w = problem_in(dim, loss)
    for g in (-1.7, 0.3, 1.0):
        c1, c2 = problem.stein(g * w / np.sqrt(w @ problem.S @ w))
        step = gdnp_direction_step(w, problem.S, problem.u, g, c1, c2, problem.L)
        rayleigh = rayleigh_step(w, problem.S, -problem.u, effective_lr=1 / problem.L)
        # the part of c₂Sw̃ along w is projected out: it leaves eps·|c₂g/c₁| behind
        assert np.allclose(unit(step), unit(rayleigh), rtol=0, atol=1e-15 * (1 + abs(c2 * g / c1)))


@pytest.mark.parametrize("loss", FINITE)
@pytest.mark.parametrize("dim", [2, 5, 30])
@pytest.mark.parametrize("bisections", [3, 60])
def test_a_run_follows_the_rayleigh_iterates(loss, dim, bisections):
    """Whatever the loss and however rough the lengths."""
    problem, w = problem_in(dim, loss)
    run = GDNP(bisections=bisections).run(problem, 40, w0=w)
    assert run.outcome is GDNPOutcome.COMPLETED and len(run.w) == 41
    for k in range(41):
        # errors of earlier steps are contracted like the directions themselves
        assert np.allclose(unit(run.w[k]), unit(w), rtol=0, atol=3e-15)
        w = rayleigh_step(w, problem.S, -problem.u, effective_lr=1 / problem.L)


def test_the_printed_h_would_not():
    """h = E[φ′]uᵀw − E[φ″](uᵀw)² (as printed) differs from c₁uᵀw unless g = ‖w‖_S."""
    problem, w = problem_in(5, "softplus")
    g, norm = 2.0, np.sqrt(w @ problem.S @ w)
    c1, c2 = problem.stein(g * w / norm)
    x = problem.u @ w
    printed = c1 + c2 * x * g / norm - c2 * x  # the c₁ that the printed h stands for
    step = w + (gdnp_direction_step(w, problem.S, problem.u, g, c1, c2, problem.L) - w
                ) * c1 / printed
    rayleigh = rayleigh_step(w, problem.S, problem.u, effective_lr=1 / problem.L)
    assert abs(unit(step) - unit(rayleigh)).max() > 1e-4


@given(instances(max_dim=3), nonzero_rationals(9).map(Number), nonzero_rationals(9).map(Number))
def test_the_direction_moves_along_the_gradient_of_f(p, g, c1):
    """For the quadratic f(w̃) = c₁uᵀw̃ + ½w̃ᵀSw̃ (so c₂ = 1): (w⁺ − w)/s is −∇_w f(w, g), by jets."""
    if p.w @ p.g == 0:
        return

    def f(w):
        tilde = (g / np.sqrt(w @ p.H @ w)) * w
        return c1 * (p.g @ tilde) + tilde @ p.H @ tilde / 2

    gradient = np.array([derivative(lambda t, e=e: f(p.w + t * e)) for e in identity(len(p.w))])
    s = -np.sqrt(p.w @ p.H @ p.w) ** 3 / (p.lr * g * c1 * (p.g @ p.w))
    step = gdnp_direction_step(p.w, p.H, p.g, g, c1, Number(1), p.lr)
    assert np.all(step == p.w - s * gradient)


# -- what is guaranteed ----------------------------------------------------------------------------

@pytest.mark.parametrize("loss", ["softplus", "squared_hinge", "squared"])
@pytest.mark.parametrize("dim", [2, 5, 30])
@pytest.mark.parametrize("bisections", [0, 4, 12, 60])
def test_the_linear_rate_bound(loss, dim, bisections):
    problem, w0 = problem_in(dim, loss)
    run = GDNP(bisections=bisections).run(problem, 60, w0=w0)
    mu, L = problem.extremes
    zeta = problem.loss.smoothness * L
    for k in range(1, 61):
        width = abs(np.diff(run.bracket[k])[0])
        bisection = bisection_bound(zeta / mu, bisections, width)
        sharper = bisection_bound(problem.loss.smoothness, bisections, width)
        bound = gradient_bound(mu, L, k, phi=abs(problem.stein(run.w_tilde[k])[0]),
                               gap0=problem.gap(w0), bisection=sharper)
        assert sharper <= bisection
        # the slope is computed to about 1e-15, its square to 1e-30
        assert run.gradient_norm2[k] <= bound * (1 + 1e-12) + 1e-30
        assert problem.length_slope(run.w[k], run.g[k]) ** 2 <= sharper + 1e-30


def test_the_rate_is_met():
    """S = diag(1, 3, 10), S⁻¹u along the middle axis: what is off it shrinks by 1 − μ/L = 9/10."""
    problem = GaussianHalfspace(np.diag([1.0, 3.0, 10.0]), [0.0, -1.0, 0.0], "softplus")
    run = GDNP().run(problem, 60, w0=[0.3, 1.0, 0.0])
    ratios = run.gradient_norm2[41:] / run.gradient_norm2[40:-1]
    # the transverse part is down to 1e-2 by then, c₁ and the cosine have settled to its square
    assert np.allclose(ratios, (1 - 1 / 10) ** 2, rtol=1e-3)


def test_the_bound_without_outer_square_fails_when_the_loss_is_scaled():
    """2^{−T}ζ|b − a|/μ² as recalled is linear in φ, the left side is quadratic."""
    big = Loss("1e6 softplus", *[lambda t, f=f: 1e6 * f(t) for f in (
        LOSSES["softplus"].value, LOSSES["softplus"].slope, LOSSES["softplus"].curvature)],
        radius=np.pi, smoothness=1e6 / 4)
    problem, w0 = problem_in(5, big)
    run = GDNP(bisections=4).run(problem, 200, w0=w0)
    mu, L = problem.extremes
    width, zeta = abs(np.diff(run.bracket[-1])[0]), big.smoothness * L
    assert run.gradient_norm2[-1] > zeta * width / 2**4 / mu**2
    assert run.gradient_norm2[-1] <= bisection_bound(zeta / mu, 4, width)


@pytest.mark.parametrize("loss", FINITE)
def test_a_long_run_ends_at_a_critical_point_on_the_line(loss):
    problem, w0 = problem_in(4, loss)
    run = GDNP().run(problem, 800, w0=w0)
    best = np.linalg.solve(problem.S, problem.u)
    assert abs(problem.gradient(run.w_tilde[-1])).max() < 1e-14
    assert problem.gap(run.w[-1]) < 1e-28
    ratio = run.w_tilde[-1] / best
    assert np.allclose(ratio, ratio[0], rtol=1e-12)


@pytest.mark.parametrize("dim", [1, 4])
def test_on_the_logistic_loss_it_is_linear_discriminant_analysis(dim):
    """∇f(−2C⁻¹u) = 0, C = S − uuᵀ: there φ′ = p(−z)/(p(z) + p(−z)), and φ′ z p is odd."""
    problem, w0 = problem_in(dim, "logistic")
    run = GDNP().run(problem, 800, w0=w0)
    best = -2 * np.linalg.solve(problem.covariance, problem.u)
    assert np.allclose(run.w_tilde[-1], best, rtol=1e-12)


def test_on_the_squared_loss_it_is_least_squares():
    """The minimiser is −S⁻¹u; gradient descent finds it too."""
    problem, w0 = problem_in(4, "squared")
    run = GDNP().run(problem, 800, w0=w0)
    gd = iterate(GD(1 / problem.L), problem.regression, 3000, w0=w0)
    assert np.allclose(run.w_tilde[-1], gd.w[-1], rtol=0, atol=1e-13)


# -- what is recorded ------------------------------------------------------------------------------

def test_every_row_is_the_step_of_the_row_before():
    problem, w0 = problem_in(3, "squared_hinge")
    method = GDNP(bisections=7)
    run = method.run(problem, 5, w0=w0, g0=-0.4)
    state = method.init(problem, w0, -0.4)
    for k in range(6):
        assert np.array_equal(run.w[k], state.w) and run.g[k] == state.g
        tilde = state.g * state.w / np.sqrt(state.w @ problem.S @ state.w)
        assert np.allclose(run.w_tilde[k], tilde, rtol=1e-15)
        assert run.rho[k] == problem.rho(state.w)
        assert run.h[k] == pytest.approx(problem.stein(tilde)[0] * (problem.u @ state.w))
        assert run.gradient_norm2[k] == problem.gradient_norm2(state.w, state.g)
        assert tuple(run.bracket[k]) == state.bracket
        state = method.step(state, problem)
    assert run.g[0] == -0.4 and run.bracket[0].tolist() == [-0.4, -0.4]
    assert "5 steps" in repr(run) and "COMPLETED" in repr(run)


def test_the_size_and_the_sign_of_the_start_do_not_matter():
    problem, w0 = problem_in(3, "softplus")
    one = GDNP().run(problem, 20, w0=w0)
    for factor in (1e-30, -1.0, 1e30):
        two = GDNP().run(problem, 20, w0=factor * w0, g0=np.sign(factor))
        assert np.allclose(two.w_tilde, one.w_tilde, rtol=0, atol=1e-14)


def test_more_bisections_give_a_smaller_slope():
    problem, w0 = problem_in(3, "softplus")
    slopes = [abs(problem.length_slope(run.w[5], run.g[5])) for run in (
        GDNP(bisections=b).run(problem, 5, w0=w0) for b in (2, 12, 50))]
    assert slopes[0] > 1e-4 > slopes[1] > 1e-8 > slopes[2]


# -- no finite length ------------------------------------------------------------------------------

@pytest.mark.parametrize("loss", BOUNDED)
@pytest.mark.parametrize("dim", [1, 2, 5])
def test_bounded_losses_have_no_finite_length(loss, dim):
    problem, w0 = problem_in(dim, loss)
    run = GDNP().run(problem, 10, w0=w0)
    assert run.outcome is GDNPOutcome.NO_FINITE_LENGTH
    assert "no sign change" in run.outcome.value and "sigmoid and tanh" in run.outcome.value
    assert len(run.w) == len(run.g) == len(run.bracket) == 1
    assert np.array_equal(run.w[0], w0) and run.g[0] == 1.0


def test_a_length_beyond_the_limit_is_the_same_outcome_and_the_remedy_works():
    problem = GaussianHalfspace([[1.0]], [-0.999], "softplus")  # g near 2m/(1 − m²) = 1000
    assert GDNP(bracket_limit=256).run(problem, 1, w0=[1.0]).outcome is \
        GDNPOutcome.NO_FINITE_LENGTH
    run = GDNP().run(problem, 1, w0=[1.0])
    assert run.outcome is GDNPOutcome.COMPLETED
    # for two Gaussian classes of equal covariance the best logistic weight is 2C⁻¹·mean
    assert run.g[-1] == pytest.approx(2 * 0.999 / (1 - 0.999**2), rel=1e-9)


def test_margins_without_spread_have_no_finite_length():
    problem = GaussianHalfspace([[1.0]], [-1.0], "softplus")
    run = GDNP().run(problem, 1, w0=[1.0])
    assert run.outcome is GDNPOutcome.NO_FINITE_LENGTH and "variance" in run.outcome.value


def test_a_loss_with_its_minimum_at_zero_stays_there():
    """φ = t²/2: c₁ = 0 everywhere, every direction is critical, and the best length is 0."""
    square = Loss("square", lambda t: t * t / 2, lambda t: t, np.ones_like, radius=np.inf)
    problem, w0 = problem_in(3, square)
    run = GDNP().run(problem, 4, w0=w0)
    assert run.outcome is GDNPOutcome.COMPLETED
    assert np.array_equal(run.w, np.tile(w0, (5, 1)))
    assert np.all(run.g[1:] == 0) and np.all(run.h == 0) and np.all(run.gradient_norm2[1:] == 0)


# -- bad input -------------------------------------------------------------------------------------

PROBLEM = GaussianHalfspace(np.diag([1.0, 2.0]), [-0.6, 0.0])


@pytest.mark.parametrize("w0, g0, message", [
    ([0.0, 0.0], 1.0, "w0 is zero: the direction"),
    ([0.0, 1.0], 1.0, r"uᵀw0 = 0: the theorem needs ρ\(w0\) ≠ 0"),
    ([1.0, 0.0, 0.0], 1.0, r"w0 has shape \(3,\); the problem needs \(2,\)"),
    ([np.nan, 0.0], 1.0, "both must be finite"),
    ([1.0, 0.0], np.inf, "both must be finite"),
    ([1e200, 0.0], 1.0, "leaves the range of floats; rescale w0"),
    ([1e-200, 0.0], 1.0, "leaves the range of floats; rescale w0"),
])
def test_bad_starts(w0, g0, message):
    with pytest.raises(ValueError, match=message):
        GDNP().run(PROBLEM, 3, w0=w0, g0=g0)


def test_a_start_may_be_as_short_as_its_cube_is_a_float():
    plain, short = (GDNP().run(PROBLEM, 5, w0=[scale, scale]) for scale in (1.0, 1e-100))
    assert short.w_tilde == pytest.approx(plain.w_tilde, rel=1e-9)  # a few roundings a step


@pytest.mark.parametrize("steps", [-1, 2.0, "3", None])
def test_bad_steps(steps):
    with pytest.raises(ValueError, match=rf"steps = {steps!r}; it must be an integer"):
        GDNP().run(PROBLEM, steps, w0=[1.0, 1.0])


@pytest.mark.parametrize("bisections", [-1, 2.5, None])
def test_bad_bisections(bisections):
    with pytest.raises(ValueError, match=rf"bisections = {bisections!r}; it must be an integer"):
        GDNP(bisections=bisections)


@pytest.mark.parametrize("limit", [0.0, -1.0, np.inf, np.nan])
def test_bad_bracket_limits(limit):
    with pytest.raises(ValueError, match=r"bracket_limit = .*; it must be a finite number above 0"):
        GDNP(bracket_limit=limit)


def test_the_result_is_frozen():
    run = GDNP().run(PROBLEM, 1, w0=[1.0, 1.0])
    assert isinstance(run, GDNPRun)
    with pytest.raises(AttributeError):
        run.g = 0
