"""The transform against its definition in the standard library, jets, and itself by columns."""

import statistics
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import positive_rationals, rationals

from bnlinear.exact import Number, array, at_precision, derivative, dyadic, dyadic_array
from bnlinear.problems import BatchNorm, RunningStatistics
from bnlinear.problems.layers.transform import (
    batch_statistics,
    bn_backward,
    bn_backward_by_chain_rule,
    bn_forward,
    running_average,
    unbiased_variance,
)

FRACTIONS = rationals(9)


@st.composite
def layers(draw):
    """x, ∂ℓ/∂y, a direction, γ, β, and an ε that makes s = √(σ² + ε) = (σ²/t + t)/2 rational."""
    m = draw(st.integers(2, 5))
    x, g, h = (draw(st.lists(FRACTIONS, min_size=m, max_size=m)) for _ in range(3))
    t, variance = draw(positive_rationals(9)), statistics.pvariance(x)
    eps = ((variance / t - t) / 2) ** 2
    return x, g, h, draw(FRACTIONS), draw(FRACTIONS), eps, (variance / t + t) / 2


def ones(x):
    return array([1] * len(x))


@given(layers())
def test_statistics_are_those_of_the_standard_library(layer):
    x = layer[0]
    mean, variance = batch_statistics(array(x), ones(x))
    assert (mean, variance) == (Number(statistics.mean(x)), Number(statistics.pvariance(x)))
    assert unbiased_variance(variance, len(x)) == Number(statistics.variance(x))


@given(layers())
def test_forward_is_its_definition_exactly(layer):
    x, _, _, gamma, beta, eps, s = layer
    y = bn_forward(array(x), ones(x), Number(gamma), Number(beta), Number(eps))
    mean = statistics.mean(x)
    assert list(y) == [Number(gamma * (value - mean) / s + beta) for value in x]


@given(layers())
def test_backward_is_the_derivative_of_forward_exactly(layer):
    x, g, h = map(array, layer[:3])
    gamma, beta, eps = map(Number, layer[3:6])
    dx, dgamma, dbeta = bn_backward(x, ones(x), g, gamma, eps)
    assert dx @ h == derivative(lambda t: g @ bn_forward(x + t * h, ones(x), gamma, beta, eps))
    assert dgamma == derivative(lambda t: g @ bn_forward(x, ones(x), gamma + t, beta, eps))
    assert dbeta == derivative(lambda t: g @ bn_forward(x, ones(x), gamma, beta + t, eps))
    chained = bn_backward_by_chain_rule(x, ones(x), g, gamma, eps)
    assert list(chained[0]) == list(dx) and chained[1:] == (dgamma, dbeta)


@given(layers(), layers())
def test_columns_are_independent_units(one, other):
    """A matrix (m, 2) gives exactly what its columns give, each with its own γ and β."""
    m = min(len(one[0]), len(other[0]))
    X, G = (array([one[k][:m], other[k][:m]]).T for k in (0, 1))
    gamma, beta, eps = array([one[3], other[3]]), array([one[4], other[4]]), Number(1)

    def differences():
        """Balls around 0, small at 256 bits."""
        layer = BatchNorm(gamma, beta, eps)
        whole = [layer.forward(X), *layer.backward(X, G)]
        chained = bn_backward_by_chain_rule(X, array([[1]] * m), G, gamma, eps)
        gaps = []
        for k in (0, 1):
            alone = BatchNorm(gamma[k], beta[k], eps)
            parts = [alone.forward(X[:, k]), *alone.backward(X[:, k], G[:, k])]
            gaps += [mine[..., k] - part for mine, part in zip(whole, parts, strict=True)]
            gaps += [mine[..., k] - part for mine, part in zip(chained, parts[1:], strict=True)]
        return np.concatenate([np.atleast_1d(gap) for gap in gaps])

    assert all(abs(gap) <= Number(Fraction(1, 10**50))
               for gap in at_precision(256, differences))


def test_balls_enclose_the_float():
    x = [1, 2, 4]
    exact = BatchNorm(eps=Number("1/7")).forward(array(x))
    floats = BatchNorm(eps=1 / 7).forward(x)
    # three terms and one root: a few units in the last place of numbers near 1
    assert np.allclose([float(value) for value in exact], floats, rtol=0, atol=4e-16 * 4)


def test_inference_with_the_batch_s_own_statistics_is_forward():
    x = array([[1, 5], [3, -5]])  # σ = 1 and 5
    mean, variance = batch_statistics(x, array([[1]] * 2))
    layer = BatchNorm(array([2, 3]), array([-1, 1]), Number(0))
    found = layer.inference(x, RunningStatistics(mean, variance))
    assert np.array_equal(found, array([[-3, 4], [1, -2]]))
    assert np.array_equal(found, layer.forward(x))


def test_inference_takes_one_row_and_no_statistics_of_it():
    layer = BatchNorm(gamma=2.0, beta=1.0)
    assert list(layer.inference([7.0], RunningStatistics(3.0, 4.0))) == [5.0]
    assert layer.inference([[7.0]], RunningStatistics(3.0, 4.0)).tolist() == [[5.0]]


# -- running statistics ------------------------------------------------------------------------


def test_momentum_is_the_weight_of_the_new_batch():
    after = RunningStatistics(Number(0), Number(1)).after(array([0, 2]), momentum=Number("1/10"))
    assert after.mean == Number("1/10")        # 9/10·0 + 1/10·1
    assert after.variance == Number("11/10")   # 9/10·1 + 1/10·2: the unbiased variance of {0, 2}
    assert running_average(Number(5), Number(7), 0) == 5


@given(st.lists(st.lists(FRACTIONS, min_size=3, max_size=3), min_size=1, max_size=5))
def test_momentum_one_over_t_gives_means_over_the_batches(batches):
    running = RunningStatistics(Number(99), Number(99))  # forgotten at the first batch
    for t, batch in enumerate(batches, start=1):
        running = running.after(array(batch), momentum=Number(1) / t)
    assert running.mean == Number(statistics.mean(map(statistics.mean, batches)))
    assert running.variance == Number(statistics.mean(map(statistics.variance, batches)))


# -- what is refused ---------------------------------------------------------------------------


@pytest.mark.parametrize(("call", "message"), [
    (lambda: BatchNorm().forward([1.0]), r"x has 1 row; the variance of a batch of one is 0"),
    (lambda: BatchNorm(eps=1e-5).forward([[1.0, 2.0]]), "x has 1 row"),
    (lambda: BatchNorm().backward([1.0], [1.0]), "x has 1 row"),
    (lambda: RunningStatistics(0, 1).after([1.0], momentum=0.1), "no unbiased variance"),
    (lambda: BatchNorm().forward([0.1, 0.1, 0.1]), r"unit\(s\) \[0\]: σ² \+ eps is not above 0"),
    (lambda: BatchNorm().forward([[1.0, 3.0], [2.0, 3.0]]), r"unit\(s\) \[1\]"),
    (lambda: BatchNorm().forward(array([2, 2])), r"Give eps > 0"),
    (lambda: BatchNorm().inference([1.0], RunningStatistics(0.0, 0.0)), "not above 0"),
    (lambda: BatchNorm().forward([1.0, np.nan]), r"x\[1\] is nan; every entry must be finite"),
    (lambda: BatchNorm().backward([1.0, 2.0], [1.0, np.inf]), r"g\[1\] is inf"),
    (lambda: BatchNorm().backward([1.0, 2.0], [1.0]), r"g has shape \(1,\) and x \(2,\)"),
    (lambda: BatchNorm().forward([[[1.0]]]), r"x has shape \(1, 1, 1\)"),
    (lambda: BatchNorm().forward([]), "x holds 0 entries"),
    (lambda: BatchNorm().forward(["a", "b"]), "x holds 2 entries of type <U1"),
    (lambda: BatchNorm(gamma=np.ones(2)).forward([1.0, 2.0]), r"gamma has shape \(2,\) but x has"),
    (lambda: BatchNorm(beta=np.ones(3)).forward(np.eye(2)), r"or have shape \(2,\)"),
    (lambda: BatchNorm().inference(np.eye(2), RunningStatistics(np.ones(3), 1.0)), "mean has"),
    (lambda: BatchNorm(eps=-1e-5), r"eps = -1e-05"),
    (lambda: BatchNorm(eps=np.nan), r"eps = nan"),
    (lambda: BatchNorm(eps="1e-5"), r"eps = '1e-5'"),
    (lambda: RunningStatistics(0, 1).after([1.0, 2.0], momentum=10), "momentum = 10; it is the"),
])
def test_bad_input_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_a_constant_unit_is_fine_with_eps():
    assert list(BatchNorm(beta=2.0, eps=1e-5).forward([3.0, 3.0])) == [2.0, 2.0]


# -- inputs of any size --------------------------------------------------------------------------

@pytest.mark.parametrize("eps", [0.0, 1e-5, 1e-300, 1e200])
@pytest.mark.parametrize("size", [1e-300, 1e-200, 1e-120, 1e120, 1e200, 3e307])
def test_floats_of_any_size_are_normalised(size, eps):
    """Against 200 digits: the squares of these entries are no floats."""
    x, g = np.array([1.0, -1.0, 0.5]) * size, np.array([1.0, 2.0, 4.0])
    layer, exact = BatchNorm(2.0, 1.0, eps), BatchNorm(Number(2), Number(1), dyadic(eps))
    big, slope = dyadic_array(x), dyadic_array(g)
    truth = at_precision(700, lambda: exact.forward(big)).astype(float)
    assert np.allclose(layer.forward(x), truth, rtol=1e-14, atol=0)
    both = layer.forward(np.column_stack([x, [1.0, 2.0, 3.0]]))
    assert np.allclose(both[:, 0], truth, rtol=1e-14, atol=0)  # each column by its own power
    found = layer.backward(x, g)
    true = at_precision(700, lambda: exact.backward(big, slope))
    for one, two in zip(found[:2], true[:2], strict=True):
        two = np.asarray(two, dtype=float)
        # parts of dx cancel: eps of the largest; below 1e-307 floats have fewer digits
        assert np.allclose(one, two, rtol=1e-13, atol=1e-15 * np.abs(two).max() + 1e-320)


def test_a_variance_that_is_no_float_is_refused():
    with pytest.raises(ValueError, match="its variance leaves the range of floats; divide"):
        RunningStatistics(0.0, 1.0).after([1e200, 0.0], momentum=0.1)
