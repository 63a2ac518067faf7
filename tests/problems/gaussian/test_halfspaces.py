"""Gaussian halfspaces against closed forms, sampling and difference quotients; bad input."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bnlinear.problems import LOSSES, GaussianHalfspace
from bnlinear.problems.gaussian.gaussian_data import GaussianData, moments_of

COVARIANCE = np.array([[1.0, 0.3, 0.1], [0.3, 0.6, -0.2], [0.1, -0.2, 2.0]])
U = np.array([-0.5, 0.3, 0.4])
S = COVARIANCE + np.outer(U, U)
W = np.array([0.8, -0.4, 0.3])
NAMES = [name for name in LOSSES if name != "softplus"]  # logistic is the same object

coordinates = st.integers(-30, 30).map(lambda k: k / 10)
points = st.tuples(coordinates, coordinates, coordinates).map(np.array).filter(np.any)


@given(points)
def test_the_squared_loss_is_least_squares(w):
    """E½(1 + zᵀw)² = ½ + uᵀw + ½wᵀSw, gradient u + Sw."""
    problem = GaussianHalfspace(S, U, "squared")
    size = 1 + w @ S @ w  # of the terms that are rounded
    assert problem.value(w) == pytest.approx(0.5 + U @ w + w @ S @ w / 2, abs=4e-15 * size)
    assert np.allclose(problem.gradient(w), U + S @ w, rtol=0, atol=1e-14 * size)


@given(points)
def test_the_exponential_loss_is_the_moment_generating_function(w):
    """E exp(zᵀw) = exp(uᵀw + ½wᵀΣw), gradient (u + Σw) times that."""
    problem, f = GaussianHalfspace(S, U, "exponential"), np.exp(U @ w + w @ COVARIANCE @ w / 2)
    # the points t carry eps relative error: e^t then carries eps times |t| up to 60
    assert problem.value(w) == pytest.approx(f, rel=1e-13)
    gradient = (U + COVARIANCE @ w) * f
    size = f * (1 + w @ S @ w)  # c₁ = (1 − uᵀw) f and c₂Sw may cancel
    assert np.allclose(problem.gradient(w), gradient, rtol=0, atol=1e-13 * size)


@pytest.mark.parametrize("name", NAMES)
def test_expectations_match_monte_carlo_within_its_standard_error(name):
    problem, loss = GaussianHalfspace(S, U, name), LOSSES[name]
    z = np.random.default_rng(4).multivariate_normal(U, COVARIANCE, size=400_000)
    t = z @ W
    samples = np.column_stack([loss.value(t), loss.slope(t)[:, None] * z])
    found = np.concatenate([[problem.value(W)], problem.gradient(W)])
    deviation = samples.std(axis=0) / np.sqrt(len(z))
    # four standard errors: with this seed fixed it passes or fails for good
    assert np.all(abs(samples.mean(axis=0) - found) < 4 * deviation)
    assert np.all(deviation < 1e-2)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("w", [W, -3 * W, 0.1 * W, np.zeros(3)])
def test_stein_is_the_gradient(name, w):
    problem, h = GaussianHalfspace(S, U, name), 1e-5
    quotients = [(problem.value(w + h * e) - problem.value(w - h * e)) / (2 * h)
                 for e in np.eye(3)]
    # rounding eps·f/h = 2e-11·f, truncation h²/6·f‴ = 2e-11·f‴; f grows to 50 here
    assert np.allclose(problem.gradient(w), quotients, rtol=1e-8, atol=1e-9)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("g", [-2.0, -0.3, 1e-6, 1.0, 5.0])
def test_the_slope_along_the_length_two_ways(name, g):
    problem, norm = GaussianHalfspace(S, U, name), np.sqrt(W @ S @ W)
    c1, c2 = problem.stein(g * W / norm)
    # c₁uᵀw/‖w‖ + c₂g: each term is right to eps of its size
    size = abs(c1) + abs(c2 * g)
    assert problem.length_slope(W, g) == pytest.approx(c1 * (U @ W) / norm + c2 * g,
                                                       abs=2e-14 * size)


def test_the_slope_at_length_zero_is_the_limit():
    problem = GaussianHalfspace(S, U, "logistic")
    # φ′(0) uᵀw/‖w‖_S; the curvature ¼ times the distance 1e-9
    assert problem.length_slope(W, 0.0) == pytest.approx(problem.length_slope(W, 1e-9), abs=1e-9)


@pytest.mark.parametrize("name", ["sigmoid", "tanh"])
@pytest.mark.parametrize("w", [W, -W])
def test_the_slope_of_an_odd_loss_keeps_the_sign_of_the_mean(name, w):
    """φ′ is even and positive: ∂f/∂g has the sign of uᵀw for every g, at any size."""
    problem = GaussianHalfspace(S, U, name)
    for g in [-(2.0**20), -1e3, -1.0, -1e-3, 0.0, 1e-3, 1.0, 1e3, 2.0**20]:
        assert np.sign(problem.length_slope(w, g)) == np.sign(U @ w), g


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("g", [-1.5, 0.7])
def test_the_gradient_norm_splits_into_direction_and_length(name, g):
    """‖∇f‖²_{S⁻¹} = c₁²(ρ − ρ*) + (∂f/∂g)², against the norm taken plainly."""
    problem = GaussianHalfspace(S, U, name)
    gradient = problem.gradient(g * W / np.sqrt(W @ S @ W))
    assert problem.gradient_norm2(W, g) == pytest.approx(
        gradient @ np.linalg.solve(S, gradient), rel=1e-12)


def test_rho_and_its_gap():
    problem = GaussianHalfspace(S, U)
    best = np.linalg.solve(S, U)
    assert problem.rho(best) == pytest.approx(-(U @ best), rel=1e-14)
    assert problem.gap(W) == pytest.approx(problem.rho(W) + U @ best, abs=1e-15)
    assert problem.gap(-7 * best) < 1e-30  # no cancellation: the square of a rounding error
    assert problem.extremes == pytest.approx(np.linalg.eigvalsh(S)[[0, 2]], rel=1e-15)


def test_s_is_the_second_moment_not_the_covariance():
    """Where the two readings part, sampling sides with the second moment by 100 errors."""
    z = np.random.default_rng(0).multivariate_normal(U, S - np.outer(U, U), size=1_000_000)
    slope = LOSSES["logistic"].slope(z @ W)
    samples = slope[:, None] * z
    error = samples.std(axis=0) / 1000
    right = GaussianHalfspace(S, U).gradient(W)
    wrong = GaussianHalfspace(S + np.outer(U, U), U).gradient(W)  # z ∼ N(u, S)
    assert np.all(abs(samples.mean(axis=0) - right) < 4 * error)
    assert 1e-2 < abs(wrong - right).max() < 1e-1
    assert abs(samples.mean(axis=0) - wrong).max() > 20 * error.max()


# -- from data -----------------------------------------------------------------------------------

X = np.array([[1.0, 2.0], [3.0, -1.0], [0.5, 0.0], [-2.5, 1.0], [-1.0, -1.0]])
Y = np.array([1, -1, -1, 1, 1])


def test_from_data_takes_the_moments_of_the_centred_data():
    problem = GaussianHalfspace.from_data(X, Y, "tanh")
    Z = -Y[:, None] * (X - X.mean(axis=0))
    assert np.allclose(problem.u, Z.mean(axis=0), rtol=0, atol=1e-15)
    assert np.allclose(problem.S, Z.T @ Z / 5, rtol=1e-15, atol=0)
    assert problem.loss is LOSSES["tanh"]
    plain = GaussianHalfspace.from_data(X, Y, centre=False)
    assert np.allclose(plain.u, -(Y @ X) / 5, rtol=0, atol=1e-15)
    assert plain.loss is LOSSES["logistic"]


def test_separable_data_are_accepted():
    """uᵀS⁻¹u = 1: one w has zᵀw = 1 for every row, up to rounding."""
    problem = GaussianHalfspace.from_data([[-1.0, 0.5], [1.0, 1.0], [-1.0, -2.0]], [1, -1, 1],
                                          centre=False)
    w = np.linalg.solve(problem.S, problem.u)
    mean, deviation = problem.margin(w)
    # the variance is a difference of numbers near 1: its root is right to √eps
    assert mean == pytest.approx(1, abs=1e-14) and deviation < 1e-7


@pytest.mark.parametrize("x, y, message", [
    (X, Y[:4], r"X has shape \(5, 2\) and y \(4,\)"),
    (X[0], Y, r"X has shape \(2,\)"),
    (X, (Y + 1) // 2, r"y holds \[0 1\]; labels are -1 and 1 \(from 0 and 1: 2\*y - 1\)"),
    (X, Y * 0.5, "labels are -1 and 1"),
    (X[:1], Y[:1], "n at least 2"),
    (np.column_stack([X, X[:, 0]]), Y, "positive definite second moment. Drop constant or dup"),
    (X * np.nan, Y, r"X\[0, 0\] is nan; every entry must be finite"),
])
def test_bad_data(x, y, message):
    with pytest.raises(ValueError, match=message):
        GaussianHalfspace.from_data(x, y)


def test_moments_are_exactly_symmetric():
    data = np.random.default_rng(0).normal(size=(50, 6))
    second, _ = moments_of(data, np.sign(data[:, 0]))
    assert np.array_equal(second, second.T)


# -- bad moments ---------------------------------------------------------------------------------

@pytest.mark.parametrize("second, u, message", [
    (np.eye(2), [0.0, 0.0], "u is zero: the theorems need u = "),
    (np.eye(2), [0.5, 0.0, 0.0], r"S has shape \(2, 2\) and u \(3,\)"),
    (np.ones((2, 3)), [0.5, 0.0], r"S has shape \(2, 3\)"),
    (np.zeros((0, 0)), [], r"S has shape \(0, 0\)"),
    ([[1.0, 0.5], [0.4, 1.0]], [0.5, 0.0], "S is not symmetric; pass"),
    ([[1.0, 1.0], [1.0, 1.0]], [0.5, 0.0], "positive definite second moment"),
    (np.diag([1.0, -1.0]), [0.5, 0.0], "S has the eigenvalue -1; the theorems need a positive"),
    (np.eye(2), [np.nan, 0.0], "u = .* every entry must be finite"),
    (np.eye(2), [1.1, 0.0], r"= 1.21 is above 1, .* pass C \+ np.outer\(u, u\)"),
])
def test_moments_that_break_a_hypothesis(second, u, message):
    with pytest.raises(ValueError, match=message):
        GaussianData(second, u)


def test_the_remedy_for_a_covariance_works():
    u = np.array([1.5, 0.0])  # u² = 9/4 is exact
    assert np.array_equal(GaussianData(np.eye(2) + np.outer(u, u), u).covariance, np.eye(2))
