"""A layer's Hessian, and the BNP step, against PyTorch's automatic differentiation in float64."""

import numpy as np
import pytest

from bnlinear.dynamics.bnp import batch_preconditioner
from bnlinear.problems.layers.layer_batch import LayerBatch
from bnlinear.problems.layers.layer_operator import layer_operator

pytestmark = pytest.mark.oracle
torch = pytest.importorskip("torch", reason="the `oracles` extra is not installed")

N, M, K = 9, 4, 3
#: Sums of 9 products of numbers below 10, and a softmax: some hundred roundings of 1e-16 · 100.
TOLERANCE = {"rtol": 1e-12, "atol": 1e-12}
EPS = 1e-3  # BatchNorm1d's own, matched by ε₂; large enough that leaving it out shows


def data(seed=0):
    rng = np.random.default_rng(seed)
    H = rng.normal(size=(N, M)) * [1, 2, 5, 0.1] + [3, 0, -1, 1]
    return H, rng.normal(size=(M + 1, K)) / 3, rng.integers(0, K, N)


def tensor(values):
    return torch.tensor(values)


LOSSES = {
    "squared": lambda a, y: ((a - y[:, None]) ** 2).sum() / 2,
    "logistic": lambda a, y: torch.nn.functional.softplus(-(2.0 * (y[:, None] > 0) - 1) * a).sum(),
    "poisson": lambda a, y: torch.nn.functional.poisson_nll_loss(
        a, y[:, None].to(a.dtype).expand_as(a), reduction="sum"),
    "softmax": lambda a, y: torch.nn.functional.cross_entropy(a, y, reduction="sum"),
}


@pytest.mark.parametrize("name", LOSSES)
def test_hessian(name):
    H, theta, y = data()

    def loss(flat):
        table = flat.reshape(M + 1, K)
        return LOSSES[name](table[0] + tensor(H) @ table[1:], tensor(y)) / N

    expected = torch.autograd.functional.hessian(loss, tensor(theta).ravel()).numpy()
    layer = LayerBatch.from_loss(H, name, theta[0] + H @ theta[1:])
    assert np.allclose(layer.hessian(), expected, **TOLERANCE)
    assert np.allclose(layer_operator(layer) @ np.eye(len(expected)), expected, **TOLERANCE)
    if name == "softmax":
        values = np.linalg.eigvalsh(expected)
        assert np.sum(values < 1e-12 * values[-1]) == M + 1  # nullity: the shifts, no more


def test_hessian_behind_batch_norm():
    """The Hessian in z of BatchNorm1d (no affine part) then Linear is ĜᵀSĜ, at z = P⁻¹θ."""
    H, z, y = data(1)
    normal = torch.nn.BatchNorm1d(M, eps=EPS, affine=False, dtype=torch.float64)(tensor(H))

    def loss(flat):
        table = flat.reshape(M + 1, K)
        return LOSSES["softmax"](table[0] + normal @ table[1:], tensor(y)) / N

    expected = torch.autograd.functional.hessian(loss, tensor(z).ravel()).numpy()
    layer = LayerBatch.from_loss(H, "softmax", z[0] + normal.numpy() @ z[1:])
    mean, variance = layer.statistics()
    variance = variance + EPS
    assert np.allclose(layer.normalised(mean, variance).hessian(), expected, **TOLERANCE)
    operator = layer_operator(layer, mean, np.sqrt(variance))
    assert np.allclose(operator @ np.eye(len(expected)), expected, **TOLERANCE)


@pytest.mark.parametrize("steps", [1, 5])
def test_batch_norm_steps_are_bnp_steps(steps):
    """BatchNorm1d then Linear under SGD, and a plain Linear whose gradients are preconditioned."""
    H, z, y = data(2)
    norm = torch.nn.BatchNorm1d(M, eps=EPS, affine=False, dtype=torch.float64)
    bn, plain = (torch.nn.Linear(M, K, dtype=torch.float64) for _ in range(2))
    P = batch_preconditioner(H, eps2=EPS, scale="none")
    std = np.sqrt(P.variance)
    with torch.no_grad():
        bn.weight.copy_(tensor(z[1:].T))
        bn.bias.copy_(tensor(z[0]))
        plain.weight.copy_(tensor(z[1:].T / std))
        plain.bias.copy_(tensor(z[0] - P.mean @ (z[1:].T / std).T))
    for _ in range(steps):
        for layer, features in ((bn, norm(tensor(H))), (plain, tensor(H))):
            layer.zero_grad()
            LOSSES["softmax"](layer(features), tensor(y)).div(N).backward()
        G_b, G_w = P.update(plain.bias.grad.numpy(), plain.weight.grad.numpy(), layout="out_in")
        with torch.no_grad():
            bn.weight -= 0.5 * bn.weight.grad
            bn.bias -= 0.5 * bn.bias.grad
            plain.weight -= 0.5 * tensor(G_w)
            plain.bias -= 0.5 * tensor(G_b)
    found, expected = (layer.weight.detach().numpy() for layer in (plain, bn))
    assert np.allclose(found, expected / std, **TOLERANCE)
    assert not np.allclose(found, z[1:].T / std, rtol=1e-3)  # it did move
    outputs = (layer.detach().numpy() for layer in (plain(tensor(H)), bn(norm(tensor(H)))))
    assert np.allclose(*outputs, **TOLERANCE)
