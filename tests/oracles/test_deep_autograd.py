"""Gradients of deep networks against PyTorch: its batch norm, its activations, its autograd."""

import numpy as np
import pytest

from bnlinear.dynamics.covariate_shift import (
    loss_and_gradients,
    shifted_gradients,
    stepped,
)
from bnlinear.problems.layers.activations import ERF, IDENTITY, RELU, TANH, leaky_relu
from bnlinear.problems.layers.deep_network import random_network

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.oracle

TORCH = {
    RELU: torch.relu, TANH: torch.tanh, ERF: torch.erf, IDENTITY: lambda z: z,
    leaky_relu(0.2): lambda z: torch.nn.functional.leaky_relu(z, 0.2),
}


@pytest.mark.parametrize("activation", TORCH, ids=repr)
@pytest.mark.parametrize("batch_norm", [True, False])
@pytest.mark.parametrize("linear_output", [True, False])
def test_gradients_of_inputs_and_weights(activation, batch_norm, linear_output):
    network = random_network([4, 7, 6, 7, 3], activation, batch_norm=batch_norm,
                             linear_output=linear_output, rng=5)
    x, c = (np.random.default_rng(seed).standard_normal((9, width))
            for seed, width in ((0, 4), (1, 3)))
    weights = [torch.tensor(W, requires_grad=True) for W in network.weights]
    inputs = [torch.tensor(x, requires_grad=True)]
    for layer, W in enumerate(weights):
        h = inputs[-1] @ W
        if not (linear_output and layer == len(weights) - 1):
            if batch_norm:
                h = torch.nn.functional.batch_norm(h, None, None, training=True,
                                                   eps=1e-30)  # 0 is refused; no digit is lost
            h = TORCH[activation](h)
        h.retain_grad()
        inputs.append(h)
    (inputs[-1] * torch.tensor(c)).sum().backward()
    forward = network.forward(x)
    found = network.backward(forward, c)
    # both work in double precision, through four layers
    for mine, theirs in zip(forward, inputs, strict=True):
        assert np.allclose(mine, theirs.detach().numpy(), rtol=0, atol=1e-12)
    for mine, theirs in zip(found.signals, inputs, strict=True):
        assert np.allclose(mine, theirs.grad.numpy(), rtol=1e-10, atol=1e-11)
    for mine, theirs in zip(found.weights, weights, strict=True):
        assert np.allclose(mine, theirs.grad.numpy(), rtol=1e-10, atol=1e-11)


@pytest.mark.parametrize("batch_norm", [True, False])
def test_shifted_gradients(batch_norm):
    """G′ of each layer: autograd with the layers before it updated."""
    network = random_network([4, 5, 5, 5, 3], batch_norm=batch_norm, linear_output=True, rng=5)
    x, y = (torch.tensor(np.random.default_rng(seed).standard_normal((9, width)))
            for seed, width in ((0, 4), (1, 3)))

    def gradients(weights):
        leaves, h = [W.clone().requires_grad_() for W in weights], x
        for layer, W in enumerate(leaves):
            h = h @ W
            if batch_norm and layer < len(leaves) - 1:
                h = torch.nn.functional.batch_norm(h, None, None, training=True, eps=1e-30)
        return torch.autograd.grad(torch.nn.functional.mse_loss(h, y), leaves)

    old = [torch.tensor(W) for W in network.weights]
    new = [W - 0.2 * G for W, G in zip(old, gradients(old), strict=True)]
    _, mine = loss_and_gradients(network, x.numpy(), y.numpy())
    found = shifted_gradients(network, stepped(network, mine, 0.2), x.numpy(), y.numpy())
    for layer, shifted in enumerate(found):
        theirs = gradients(new[:layer] + old[layer:])[layer]
        assert np.allclose(shifted, theirs.numpy(), rtol=1e-9, atol=1e-12)
