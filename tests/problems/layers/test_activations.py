"""Activations and their derivatives."""

import numpy as np
import pytest
from flint import acb

from bnlinear.exact import Number
from bnlinear.problems.layers.activations import ACTIVATIONS, RELU, leaky_relu

ALL = [*ACTIVATIONS.values(), leaky_relu(-0.4)]


@pytest.mark.parametrize("activation", ALL, ids=repr)
def test_the_slope_is_the_derivative(activation):
    z = np.array([-2.3, -0.7, -0.01, 0.02, 0.6, 3.1])
    h = 1e-6  # central differences: h²/6·|φ‴| and rounding 1e-16/h, both below 1e-9
    difference = (activation(z + h) - activation(z - h)) / (2 * h)
    assert np.allclose(activation.slope(z), difference, rtol=0, atol=1e-9)


@pytest.mark.parametrize("activation", ALL, ids=repr)
def test_what_the_tail_bound_assumes(activation):
    z = np.linspace(-30, 30, 601)
    assert activation(0.0) == 0
    assert np.all(np.abs(activation.slope(z)) <= activation.lipschitz)


@pytest.mark.parametrize("activation", ALL, ids=repr)
@pytest.mark.parametrize("z", [-0.75, 1.5])  # binary fractions: exact in both arithmetics
def test_floats_and_balls_agree(activation, z):
    side = activation.right if z > 0 else activation.left
    # one rounding of libm against the other
    assert complex(side.value(acb(z))) == pytest.approx(complex(activation(z)), rel=1e-14)
    assert complex(side.slope(acb(z))) == pytest.approx(complex(activation.slope(z)), rel=1e-14)


def test_an_exact_slope_stays_exact():
    third = leaky_relu(Number("1/3")).left.value(acb(-3))
    assert third.real.contains(-1) and third.real.rad() < 1e-15
    assert leaky_relu(0.0)(-2.0) == RELU(-2.0) == 0


@pytest.mark.parametrize("slope", [float("nan"), "0.1", True])
def test_a_bad_slope_is_refused(slope):
    with pytest.raises(ValueError, match="slope"):
        leaky_relu(slope)
