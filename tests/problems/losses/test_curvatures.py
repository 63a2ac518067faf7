"""Second derivatives of the losses against differences of their slopes; what does not fit."""

import numpy as np
import pytest

from bnlinear.problems import LOSSES
from bnlinear.problems.losses.curvatures import NAMES, curvature_of, softmax_curvature
from bnlinear.problems.losses.rows import ROW_LOSSES, softmax

RNG = np.random.default_rng(1)


@pytest.mark.parametrize("name", ["squared", "softmax"])
def test_curvatures_are_derivatives_of_slopes(name):
    Z, h = RNG.normal(size=(4, 3)), 1e-5
    Y = np.eye(3)[[0, 1, 2, 0]]
    C = curvature_of(name, Z, Y, 4)
    for k in range(3):
        step = h * np.eye(3)[k]
        difference = (ROW_LOSSES[name].slope(Z + step, Y)
                      - ROW_LOSSES[name].slope(Z - step, Y)) / (2 * h)
        assert np.allclose(difference, C[:, :, k], atol=1e-9)  # h² and eps/h


def test_of_the_margin_it_is_even():
    a = np.array([0.3, -2.0])
    assert np.allclose(curvature_of("logistic", a, None, 2), curvature_of("logistic", -a, None, 2))
    for signs in ([1, 1], [-1, 1]):
        own = curvature_of(LOSSES["exponential"], a, np.array(signs), 2)
        assert np.allclose(own, np.exp(-np.array(signs) * a), rtol=1e-15)


def test_softmax_does_not_feel_a_shift():
    C = softmax_curvature(softmax(RNG.normal(size=(6, 4))))
    assert np.allclose(C.sum(axis=2), 0, atol=1e-15) and np.allclose(C, C.mT)


def test_a_function_is_called():
    assert curvature_of(lambda scores, y: scores + y, np.ones(3), np.ones(3), 3).tolist() == [2] * 3


@pytest.mark.parametrize("loss, scores, y, message", [
    ("hinge", np.zeros(2), None, ", ".join(NAMES)), ("squared", np.zeros(3), None, "2 samples"),
    ("squared", ["a", "b"], None, "not an array of numbers"),
    ("squared", [np.inf, 0.0], None, "not finite"), ("softmax", np.zeros(2), None, "k >= 2"),
    (LOSSES["logistic"], np.zeros(2), [1, 2], "labels -1 and 1"),
])
def test_what_does_not_fit(loss, scores, y, message):
    with pytest.raises(ValueError, match=message):
        curvature_of(loss, scores, y, 2)
