"""Newton's optimum: closed forms, a slope of zero, and no optimum told where there is none."""

import numpy as np
import pytest

from bnlinear.problems.losses.rows import ROW_LOSSES
from bnlinear.problems.regression.newton import newton, with_bias

RNG = np.random.default_rng(2)
G = RNG.normal(size=(30, 3))


def test_squared_loss_is_ridge_regression():
    Y, penalty = RNG.normal(size=(30, 2)), np.array([0.1, 0.0, 2.0])
    A = with_bias(G)
    expected = np.linalg.solve(A.T @ A / 30 + np.diag([0.0, *penalty]), A.T @ Y / 30)
    assert np.allclose(newton(G, Y, ROW_LOSSES["squared"], penalty), expected, atol=1e-12)


@pytest.mark.parametrize("name, Y", [
    ("logistic", np.sign(RNG.normal(size=(30, 1)))),
    ("softmax", np.eye(3)[RNG.integers(0, 3, 30)])])
def test_the_slope_at_the_optimum_is_zero(name, Y):
    loss, penalty = ROW_LOSSES[name], np.full(3, 0.3)
    θ = newton(G, Y, loss, penalty)
    A = with_bias(G)
    slope = A.T @ loss.slope(A @ θ, Y) / 30 + np.array([0.0, *penalty])[:, None] * θ
    assert np.abs(slope).max() < 1e-13


def test_of_softmax_no_part_is_along_its_flat_direction():
    Y = np.eye(3)[RNG.integers(0, 3, 30)]
    θ = newton(G, Y, ROW_LOSSES["softmax"], np.full(3, 0.3))
    assert np.abs(θ.sum(axis=1)).max() < 1e-13


def test_separated_classes_have_no_optimum():
    with pytest.raises(ValueError, match="did not converge"):
        newton(np.array([[-1.0], [1.0]]), np.array([[-1.0], [1.0]]), ROW_LOSSES["logistic"],
               np.zeros(1))
