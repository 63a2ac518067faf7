"""G and G′ of deep networks: the chains side by side against one network a layer."""

import numpy as np
import pytest

from bnlinear.dynamics import Outcome
from bnlinear.dynamics.covariate_shift import (
    cosine_of,
    covariate_shift,
    distance_of,
    loss_and_gradients,
    shifted_gradients,
    stepped,
)
from bnlinear.exact import Number, array, at_precision
from bnlinear.problems.layers.activations import TANH
from bnlinear.problems.layers.deep_network import DeepNetwork, random_network

RNG = np.random.default_rng(0)
X, Y = RNG.standard_normal((12, 4)), RNG.standard_normal((12, 3))


def build(**options):
    return random_network([4, 5, 6, 5, 3], rng=7, **options)


@pytest.mark.parametrize("batch_norm", [True, False])
@pytest.mark.parametrize("linear_output", [True, False])
def test_shifted_gradients_layer_by_layer(batch_norm, linear_output):
    network = build(activation=TANH, batch_norm=batch_norm, linear_output=linear_output)
    _, gradients = loss_and_gradients(network, X, Y)
    after = stepped(network, gradients, 0.3)
    found = shifted_gradients(network, after, X, Y)
    for layer in range(network.depth):
        mixed = DeepNetwork(after.weights[:layer] + network.weights[layer:], TANH, batch_norm,
                            linear_output)
        expected = loss_and_gradients(mixed, X, Y)[1][layer]
        assert np.allclose(found[layer], expected, rtol=1e-10, atol=1e-12)  # order of the sums
        if layer:
            assert not np.allclose(found[layer], gradients[layer], rtol=1e-3, atol=0)


def test_the_loss_is_the_mean_over_entries():
    network = build()
    loss, gradients = loss_and_gradients(network, X, Y)
    assert loss == pytest.approx(np.mean((network.forward(X)[-1] - Y) ** 2), rel=1e-14)
    V = [RNG.standard_normal(W.shape) for W in network.weights]
    h = 1e-6  # third derivatives of some 1e3 times h²/6, and rounding 1e-16/h
    ends = [loss_and_gradients(stepped(network, V, t), X, Y)[0] for t in (-h, h)]
    slope = sum(np.sum(G * U) for G, U in zip(gradients, V, strict=True))
    assert (ends[0] - ends[1]) / (2 * h) == pytest.approx(slope, rel=1e-6)


def test_a_run_trains_and_records():
    network = build(linear_output=True)
    run = covariate_shift(network, X, Y, lr=0.05, steps=30)
    assert run.outcome is Outcome.COMPLETED
    assert run.cosine.shape == run.distance.shape == (30, 4) and run.loss.shape == (31,)
    assert run.loss[0] == loss_and_gradients(network, X, Y)[0] and run.loss[-1] < run.loss[0]
    assert np.allclose(run.cosine[:, 0], 1, rtol=0, atol=1e-12)
    assert np.all(run.distance[:, 0] < 1e-12)  # no layer before it
    assert np.all(run.cosine[:, 1:] < 1 - 1e-9)
    assert run.correlation == run.cosine[:, 1:].mean()
    assert run.relative_distance == run.distance[:, 1:].mean()
    assert "30 steps" in repr(run)


def test_the_second_step_starts_after_the_first():
    network = build()
    both = covariate_shift(network, X, Y, lr=0.05, steps=2)
    later = covariate_shift(stepped(network, loss_and_gradients(network, X, Y)[1], 0.05), X, Y,
                            lr=0.05, steps=1)
    assert np.array_equal(both.cosine[1], later.cosine[0])
    assert np.array_equal(both.loss[1:], later.loss)


@pytest.mark.parametrize("batch_norm", [True, False])
def test_the_shift_is_of_the_order_of_the_learning_rate(batch_norm):
    runs = [covariate_shift(build(batch_norm=batch_norm), X, Y, lr=lr, steps=1)
            for lr in (1e-4, 1e-5)]
    # G′ − G is linear in lr, 1 − cosine quadratic: ten and a hundred times less
    assert runs[0].relative_distance / runs[1].relative_distance == pytest.approx(10, rel=0.02)
    assert (1 - runs[0].correlation) / (1 - runs[1].correlation) == pytest.approx(100, rel=0.05)


def test_exact_numbers_run_through_the_same_lines():
    x, y = [[1, 0], [0, 1], [-1, 1], [0, -2]], [[0, 1], [1, 0], [1, 1], [-1, 0]]
    W = [["1/2", 1], [-1, "3/4"]]

    def pairs(convert, lr):
        network = DeepNetwork((convert(W),) * 4, linear_output=True)
        _, G = loss_and_gradients(network, convert(x), convert(y))
        shifted = shifted_gradients(network, stepped(network, G, lr), convert(x), convert(y))
        return [(cosine_of(g, h), distance_of(g, h)) for g, h in zip(G[1:], shifted[1:],
                                                                     strict=True)]

    exact = at_precision(200, lambda: pairs(array, Number("1/10")))
    floats = pairs(lambda values: array(values).astype(float), 0.1)
    assert np.allclose(np.array(exact).astype(float), floats, rtol=1e-10, atol=0)  # some 100
    # operations of floats, which lose four digits where G and G′ nearly agree


def test_divergence_is_an_outcome():
    run = covariate_shift(build(batch_norm=False), X, Y, lr=1e3, steps=20)
    assert run.outcome is Outcome.DIVERGED
    assert len(run.cosine) < 20 and len(run.loss) == len(run.cosine) + 1
    assert np.all(np.isfinite(run.loss)) and np.all(np.isfinite(run.cosine))
    none = covariate_shift(build(batch_norm=False), X, 1e200 * Y, lr=0.1, steps=3)
    assert none.cosine.shape == (0, 4) and np.isnan(none.correlation)


@pytest.mark.parametrize("change, message", [
    ({"steps": 0}, "steps = 0"), ({"lr": -0.1}, "lr = -0.1"), ({"lr": np.nan}, "lr = nan"),
    ({"y": Y[:, :2]}, r"y \(12, 2\).*shapes \(12, 4\) and \(12, 3\)"),
    ({"y": Y[:5]}, r"y \(5, 3\)"), ({"x": X[:, :3]}, r"x has shape \(12, 3\)"),
])
def test_bad_input_is_refused(change, message):
    given = {"x": X, "y": Y, "lr": 0.1, "steps": 1} | change
    with pytest.raises(ValueError, match=message):
        covariate_shift(build(), **given)
