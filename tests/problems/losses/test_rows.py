"""Losses of a row: slopes by differences, softmax without overflow, ties are wrong."""

import numpy as np
import pytest

from bnlinear.problems.losses.rows import ROW_LOSSES, softmax

RNG = np.random.default_rng(0)
TARGETS = {"squared": RNG.normal(size=(5, 3)), "softmax": np.eye(3)[[0, 2, 1, 1, 0]],
           "logistic": RNG.choice([-1.0, 1.0], size=(5, 3))}


@pytest.mark.parametrize("name", ROW_LOSSES)
def test_the_slope_is_the_derivative_of_the_value(name):
    loss, Y, Z, h = ROW_LOSSES[name], TARGETS[name], RNG.normal(size=(5, 3)), 1e-5
    for k in range(3):
        step = h * np.eye(3)[k]
        difference = (loss.value(Z + step, Y) - loss.value(Z - step, Y)) / (2 * h)
        # h² times a third derivative below 1, and eps/h
        assert np.allclose(difference, loss.slope(Z, Y)[:, k], atol=1e-9)


def test_softmax_of_large_scores():
    assert softmax(np.array([[1e4, 0.0]])).tolist() == [[1.0, 0.0]]
    assert np.allclose(softmax(np.log([[1.0, 3.0]])), [[0.25, 0.75]], rtol=1e-15)


def test_the_slope_of_a_right_class_does_not_cancel():
    slope = ROW_LOSSES["softmax"].slope(np.array([[50.0, 0.0]]), np.array([[1.0, 0.0]]))
    assert np.allclose(slope, np.exp(-50) * np.array([[-1.0, 1.0]]), rtol=1e-14)


@pytest.mark.parametrize("Z, wrong", [([2.0, 1.0], False), ([1.0, 2.0], True), ([1.0, 1.0], True),
                                      ([np.nan, 1.0], True)])
def test_a_tie_is_wrong_and_so_is_nan(Z, wrong):
    assert bool(ROW_LOSSES["softmax"].misses(np.array([Z]), np.array([[1.0, 0.0]]))[0]) is wrong


def test_the_value_of_softmax_is_minus_the_logarithm():
    Z, Y = RNG.normal(size=(4, 3)), np.eye(3)[[0, 1, 2, 2]]
    expected = -np.log((softmax(Z) * Y).sum(axis=1))
    assert np.allclose(ROW_LOSSES["softmax"].value(Z, Y), expected, rtol=1e-13)
