"""The layer for data: its normalized outputs, its gradient by differences, what it refuses."""

import numpy as np
import pytest

from bnlinear.exact.number import array
from bnlinear.problems.layers.batch_norm import BatchNorm, RunningStatistics

RNG = np.random.default_rng(4)
X = RNG.normal(size=(6, 2)) + 5


def test_outputs_have_mean_beta_and_standard_deviation_gamma():
    y = BatchNorm(gamma=np.array([2.0, 3.0]), beta=np.array([1.0, -1.0])).forward(X)
    assert np.allclose(y.mean(axis=0), [1, -1]) and np.allclose(y.std(axis=0), [2, 3])


def test_exact_numbers_are_normalised_exactly():
    assert (BatchNorm().forward(array([1, 3])) == array([-1, 1])).all()


@pytest.mark.parametrize("eps", [0, 0.1])
def test_the_gradient_is_that_of_differences(eps):
    layer, g, h = BatchNorm(gamma=1.5, beta=0.5, eps=eps), RNG.normal(size=X.shape), 1e-5
    dx, dgamma, dbeta = layer.backward(X, g)
    for place in np.ndindex(*X.shape):
        step = np.zeros_like(X)
        step[place] = h
        change = (g * (layer.forward(X + step) - layer.forward(X - step))).sum() / (2 * h)
        assert np.isclose(change, dx[place], atol=1e-8)  # h² and eps/h
    assert np.allclose(dbeta, g.sum(axis=0))
    assert np.allclose(dgamma, (g * (layer.forward(X) - 0.5) / 1.5).sum(axis=0))


@pytest.mark.parametrize("size", [1e-200, 1e200])
def test_inputs_whose_squares_leave_the_floats(size):
    x, g = np.array([1.0, 3.0, 4.0]), np.array([1.0, 0.0, 2.0])
    plain = BatchNorm(eps=0.0)
    assert np.allclose(plain.forward(x * size), plain.forward(x), rtol=1e-15)
    dx, _, _ = plain.backward(x * size, g)
    assert np.allclose(dx * size, plain.backward(x, g)[0], rtol=1e-12, atol=1e-14)


def test_eps_is_in_the_units_of_the_inputs():
    """Beside squares of 1e-300 an ε of 1e-300 is as 1 beside squares of 1."""
    small = BatchNorm(eps=2.0**-1000).forward(np.ldexp([1.0, 3.0, 4.0], -500))
    assert np.allclose(small, BatchNorm(eps=1.0).forward([1.0, 3.0, 4.0]), rtol=1e-14)


def test_running_statistics_are_weighted_by_the_momentum():
    after = RunningStatistics(mean=0.0, variance=1.0).after([1.0, 3.0], momentum=0.25)
    assert (after.mean, after.variance) == (0.5, 0.25 * 2 + 0.75)  # 2 = 2/(2 − 1)·1, unbiased
    y = BatchNorm(gamma=2.0, beta=1.0).inference([1.5], RunningStatistics(0.5, 4.0))
    assert y.tolist() == [2.0]


@pytest.mark.parametrize("call, message", [
    (lambda: BatchNorm(eps=-1), "0 or more"), (lambda: BatchNorm(eps=np.nan), "0 or more"),
    (lambda: BatchNorm().forward([1.0]), "at least two rows"),
    (lambda: BatchNorm().forward(np.ones((3, 2))), r"unit\(s\) \[0, 1\]"),
    (lambda: BatchNorm(gamma=np.ones(3)).forward(X), "gamma has shape"),
    (lambda: BatchNorm().backward(X, X[:2]), "shape of x"),
    (lambda: RunningStatistics(0.0, 1.0).after([1.0], momentum=0.1), "unbiased"),
    (lambda: RunningStatistics(0.0, 1.0).after([1.0, 2.0], momentum=2), "between 0 and 1"),
])
def test_what_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
