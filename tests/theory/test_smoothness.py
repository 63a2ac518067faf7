"""The formulas against the transform's own gradient and derivatives, exactly."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import nonzero_vectors, rationals, vectors

from bnlinear.exact import Number, array, derivative
from bnlinear.problems import bn_backward, bn_forward
from bnlinear.theory import bn_curvature, bn_gradient_norm_squared, nearest_rescaling


@st.composite
def units(draw):
    """x with σ² + ε = s² for a rational s, a gradient, a direction, γ."""
    m = draw(st.integers(2, 4))
    x, g, h = (draw(vectors(m)) for _ in range(3))
    centred = x - x.sum() / m
    t = Number(draw(st.integers(1, 9))) / 2
    eps = (((centred @ centred) / m / t - t) / 2) ** 2
    return x, array([1] * m), g, h, Number(draw(rationals(9))), eps


@given(units())
def test_gradient_norm_is_that_of_the_gradient(unit):
    x, ones, g, _, gamma, eps = unit
    dx, *_ = bn_backward(x, ones, g, gamma, eps)
    assert bn_gradient_norm_squared(x, ones, g, gamma, eps) == dx @ dx


@given(units(), st.data())
def test_curvature_is_the_second_derivative(unit, data):
    """For a loss ⟨g, d⟩ + ½⟨d, Hd⟩ whose H is symmetric and of any sign."""
    x, ones, g, h, gamma, eps = unit
    A = array(data.draw(st.lists(st.lists(rationals(4), min_size=len(x), max_size=len(x)),
                                 min_size=len(x), max_size=len(x))))
    H, y = A + A.T, bn_forward(x, ones, gamma, Number(1), eps)

    def loss(t):
        d = bn_forward(x + t * h, ones, gamma, Number(1), eps) - y
        return g @ d + d @ H @ d / 2

    assert bn_curvature(x, ones, g, H, h, gamma, eps) == derivative(loss, order=2)


def test_one_number_a_unit():
    x, g = np.array([[0.0, 1.0], [2.0, 4.0], [7.0, 4.0]]), np.array([[1.0, 0.0], [2, 1], [0, 5]])
    gamma = np.array([2.0, -3.0])
    whole = bn_gradient_norm_squared(x, np.ones((3, 1)), g, gamma, 0.5)
    parts = [bn_gradient_norm_squared(x[:, k], np.ones(3), g[:, k], gamma[k], 0.5) for k in (0, 1)]
    # a dozen operations on numbers of one size
    assert whole.shape == (2,) and np.allclose(whole, parts, rtol=1e-14, atol=0)


def test_mean_and_normalised_values_are_invisible():
    """g = 1 or g = ŷ: the normalized loss does not move with either, if ε = 0."""
    x, ones = array([1, 3]), array([1, 1])
    for g in (ones, array([-1, 1])):
        assert bn_gradient_norm_squared(x, ones, g, Number(5), Number(0)) == 0
    assert bn_gradient_norm_squared(x, ones, array([-1, 1]), Number(5), Number(3)) > 0


@given(st.integers(1, 4).flatmap(lambda d: st.tuples(nonzero_vectors(d), nonzero_vectors(d))),
       rationals(9))
def test_no_other_multiple_is_nearer(weights, other):
    start, optimum = weights
    factor, distance = nearest_rescaling(start, optimum)
    miss = start - Number(other) * optimum
    assert distance <= miss @ miss
    assert distance == (start - factor * optimum) @ (start - factor * optimum)


def test_the_printed_bound_needs_a_positive_overlap():
    factor, distance = nearest_rescaling(array([-1]), array([1]))
    assert (factor, distance) == (Number(-1), Number(0))  # −W*: no optimum


@pytest.mark.parametrize("eps", [0, Fraction(1, 2)])
def test_worked_by_hand(eps):
    """x = (0, 2), g = (1, 0): s² = 1 + ε, ŷ = ∓1/s, |∇|² = (½ − (1 + ε/s²)/(2s²))/s²."""
    found = bn_gradient_norm_squared(array([0, 2]), array([1, 1]), array([1, 0]), Number(1),
                                     Number(eps))
    s2 = 1 + Fraction(eps)
    wanted = Number((Fraction(1, 2) - (1 + eps / s2) / (2 * s2)) / s2)
    assert abs(found - wanted) <= Number(Fraction(1, 10**12))  # √(3/2) is a ball of 53 bits
