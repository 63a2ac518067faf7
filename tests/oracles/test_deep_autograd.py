"""Gradients of deep networks against PyTorch: its batch norm, its activations, its autograd."""

import numpy as np
import pytest

from bnlinear.problems.activations import ERF, IDENTITY, RELU, TANH, leaky_relu
from bnlinear.problems.deep_network import random_network

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
