"""The law of z = −yx: moments of data, ρ and its gap, and moments that no data have."""

import numpy as np
import pytest

from bnlinear.problems.gaussian.gaussian_data import GaussianData, moments_of

RNG = np.random.default_rng(5)
S, u = np.array([[2.0, 0.5], [0.5, 1.0]]), np.array([0.3, -0.6])


def test_moments_of_data():
    X, y = RNG.normal(size=(8, 2)), RNG.choice([-1, 1], 8)
    z = -y[:, None] * X
    own_S, own_u = moments_of(X, y, centre=False)
    assert np.allclose(own_S, z.T @ z / 8) and np.allclose(own_u, z.mean(axis=0))
    centred_S, _ = moments_of(X + 3, y)
    assert np.allclose(centred_S, np.cov(X.T, bias=True))


def test_the_second_moment_is_not_the_covariance():
    assert np.allclose(GaussianData(S, u).covariance, S - np.outer(u, u))


def test_the_best_direction_is_that_of_least_squares():
    data = GaussianData(S, u)
    best = np.linalg.solve(S, u)
    assert np.isclose(data.rho(best), -u @ best) and data.gap(best) < 1e-15
    w = np.array([1.0, 1.0])
    assert np.isclose(data.gap(w), data.rho(w) - data.rho(best)) and data.gap(w) > 0
    assert np.array_equal(data.regression.g, -u) and data.regression.c == 1
    assert data.L == np.linalg.eigvalsh(S)[-1]


@pytest.mark.parametrize("moments, message", [
    ((S, u[:1]), r"must be \(d, d\) and \(d,\)"), ((S * np.nan, u), "finite"),
    ((S + np.eye(2, k=1), u), "not symmetric"), ((S, 0 * u), "u is zero"),
    (([[1.0, 1.0], [1.0, 1.0]], u), "positive definite"), ((S, 9 * u), "no covariance"),
])
def test_moments_that_no_data_have(moments, message):
    with pytest.raises(ValueError, match=message):
        GaussianData(*moments)


@pytest.mark.parametrize("X, y, message", [
    (np.ones((3, 2)), [1, 1], "must be"), (np.full((2, 1), np.nan), [1, -1], r"X\[0, 0\]"),
    (np.ones((2, 1)), [0, 1], "2\\*y - 1"),
])
def test_data_that_have_no_moments(X, y, message):
    with pytest.raises(ValueError, match=message):
        moments_of(X, y)
