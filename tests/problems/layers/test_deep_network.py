"""Deep networks: shapes, invariances, batches side by side. Gradients: tests/oracles."""

import numpy as np
import pytest

from bnlinear.problems.layers.activations import RELU, TANH
from bnlinear.problems.layers.deep_network import DeepNetwork, random_network


def draw(*shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape)


@pytest.mark.parametrize("batch_norm", [True, False])
@pytest.mark.parametrize("linear_output", [True, False])
def test_directional_derivatives(batch_norm, linear_output):
    """⟨∂ℓ/∂W, V⟩ and ⟨∂ℓ/∂x, v⟩ against central differences of ℓ = ⟨c, output⟩."""
    network = random_network([3, 5, 4, 2], TANH, batch_norm=batch_norm,
                             linear_output=linear_output, rng=1)
    x, c, v = draw(6, 3), draw(6, 2, seed=1), draw(6, 3, seed=2)
    back = network.backward(network.forward(x), c)
    V = [draw(*W.shape, seed=3) for W in network.weights]
    h = 1e-6  # third derivatives of some 1e4 times h²/6, and rounding 1e-15/h: below 1e-8

    def loss(t):
        moved = tuple(W + t * U for W, U in zip(network.weights, V, strict=True))
        there = DeepNetwork(moved, TANH, batch_norm, linear_output)
        return np.sum(c * there.forward(x + t * v)[-1])

    expected = (loss(h) - loss(-h)) / (2 * h)
    found = np.sum(back.signals[0] * v) + sum(
        np.sum(g * U) for g, U in zip(back.weights, V, strict=True))
    assert found == pytest.approx(expected, rel=1e-7)


def test_batches_side_by_side_do_not_meet():
    network = random_network([3, 5, 2], RELU, rng=0)
    x, g = draw(6, 4, 3), draw(6, 4, 2, seed=1)
    together = network.backward(network.forward(x), g)
    alone = [network.backward(network.forward(x[:, c]), g[:, c]) for c in range(4)]
    # matrices of another shape may be multiplied in another order: rounding
    for layer in range(3):
        assert np.allclose(together.signals[layer],
                           np.stack([one.signals[layer] for one in alone], axis=1), atol=1e-12)
    for layer in range(2):
        assert np.allclose(together.weights[layer], sum(one.weights[layer] for one in alone),
                           atol=1e-12)


def test_batch_norm_forgets_the_scale_of_the_weights():
    network = random_network([3, 5, 2], TANH, rng=0)
    scaled = DeepNetwork(tuple(7 * W for W in network.weights), TANH)
    x, g = draw(8, 3), draw(8, 2, seed=1)
    assert np.allclose(network.forward(x)[-1], scaled.forward(x)[-1], atol=1e-12)
    for W, gradient in zip(network.weights, network.backward(network.forward(x), g).weights,
                           strict=True):
        assert np.allclose(np.sum(W * gradient, axis=0), 0, atol=1e-12)  # ⟨w, ∇_w⟩ = 0 a unit


@pytest.mark.parametrize("rows, columns", [(5, 5), (6, 3), (3, 6)])
def test_orthogonal_weights(rows, columns):
    (W,) = random_network([rows, columns], init="orthogonal", rng=2).weights
    gram = W.T @ W if rows >= columns else W @ W.T
    assert W.shape == (rows, columns) and np.allclose(gram, np.eye(min(rows, columns)))


def test_orthogonal_weights_are_uniform():
    """Without the signs of R, the diagonal of Q has one sign."""
    found = np.array([random_network([3, 3], init="orthogonal", rng=seed).weights[0]
                      for seed in range(300)])
    assert np.all(np.abs(found.mean(axis=0)) < 0.15)  # 1/√3/√300 = 0.033, four times and more


def test_gaussian_weights_keep_the_size():
    (W,) = random_network([400, 300], rng=0).weights
    assert np.var(W) == pytest.approx(1 / 400, rel=0.03)  # √(2/120000) = 0.4 %


def test_bad_input_is_refused():
    with pytest.raises(ValueError, match=r"widths = \[3\]"):
        random_network([3])
    with pytest.raises(ValueError, match=r"init = 'xavier'.*gaussian, orthogonal"):
        random_network([3, 3], init="xavier")
