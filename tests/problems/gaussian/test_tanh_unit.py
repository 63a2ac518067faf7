"""One unit of a network: its gradient is a row of the network's, along u and Sw if others rest."""

import numpy as np
import pytest

from bnlinear.problems.gaussian.tanh_network import TanhNetwork
from bnlinear.problems.gaussian.tanh_unit import TanhUnit

S, u = np.array([[2.0, 0.5], [0.5, 1.0]]), np.array([0.3, -0.6])
NETWORK = TanhNetwork(S, u, np.array([1.0, -0.5]))
ALIGNED = 0.7 * np.linalg.solve(S, u)
UNIT = TanhUnit(NETWORK, np.array([[0.0, 0.0], ALIGNED]), 0)
w = np.array([0.4, 0.9])


def test_the_gradient_is_the_row_of_the_network():
    assert np.array_equal(UNIT.gradient(w), NETWORK.gradient(np.array([w, ALIGNED]))[0])


def test_beside_aligned_units_it_is_along_u_and_sw():
    c1, c2 = UNIT.stein(w)
    assert np.allclose(UNIT.gradient(w), c1 * u + c2 * S @ w, atol=1e-12)  # quadrature


def test_slope_and_norm_at_a_length():
    g, direction = 1.3, w / np.sqrt(w @ S @ w)
    gradient = UNIT.gradient(g * direction)
    assert np.isclose(UNIT.length_slope(w, g), direction @ gradient)
    assert np.isclose(UNIT.gradient_norm2(w, g), gradient @ np.linalg.solve(S, gradient))


def test_units_are_counted_from_zero():
    with pytest.raises(ValueError, match="index = 2; the network has 2 units"):
        TanhUnit(NETWORK, UNIT.W, 2)
