"""The transform, its gradients, its running statistics and its Hessian against PyTorch."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bnlinear.problems import BatchNorm, RunningStatistics
from bnlinear.theory import bn_curvature, bn_gradient_norm_squared

pytestmark = pytest.mark.oracle
torch = pytest.importorskip("torch", reason="the `oracles` extra is not installed")

EPS = 0.25
#: Sums of at most 6 entries up to 9 in float64, over roots s ≥ 1/2: 1e-12 is some thousand units in
#: the last place of what is met here (gradients up to γ|g|/s ~ 1e3), far below any wrong factor.
TOLERANCE = {"rtol": 1e-12, "atol": 1e-12}


@st.composite
def batches(draw):
    """x and g, shape (m, k), with γ and β, shape (k,)."""
    m, k = draw(st.integers(2, 6)), draw(st.integers(1, 3))
    entries = st.integers(-9, 9).map(float)
    rows = st.lists(st.lists(entries, min_size=k, max_size=k), min_size=m, max_size=m)
    x, g = np.array(draw(rows)), np.array(draw(rows))
    gamma, beta = (np.array(draw(st.lists(entries, min_size=k, max_size=k))) for _ in range(2))
    return x, g, gamma, beta


def torch_layer(gamma, beta, momentum=0.1):
    layer = torch.nn.BatchNorm1d(len(gamma), eps=EPS, momentum=momentum, dtype=torch.float64)
    with torch.no_grad():
        layer.weight.copy_(torch.tensor(gamma))
        layer.bias.copy_(torch.tensor(beta))
    return layer


@given(batches())
def test_forward_and_backward(batch):
    x, g, gamma, beta = batch
    layer, mine = torch_layer(gamma, beta), BatchNorm(gamma, beta, EPS)
    inputs = torch.tensor(x, requires_grad=True)
    outputs = layer(inputs)
    outputs.backward(torch.tensor(g))
    assert np.allclose(mine.forward(x), outputs.detach().numpy(), **TOLERANCE)
    for found, leaf in zip(mine.backward(x, g), (inputs, layer.weight, layer.bias), strict=True):
        assert np.allclose(found, leaf.grad.numpy(), **TOLERANCE)


@given(st.lists(batches(), min_size=1, max_size=3), st.sampled_from([0.1, 0.7]))
def test_running_statistics_and_inference(batches, momentum):
    """Batches of different sizes, one after the other; then the layer is evaluated."""
    width = min(len(batch[2]) for batch in batches)
    gamma, beta = (batches[0][k][:width] for k in (2, 3))
    layer, running = torch_layer(gamma, beta, momentum), RunningStatistics(0.0, 1.0)
    for x, *_ in batches:
        layer(torch.tensor(x[:, :width]))
        running = running.after(x[:, :width], momentum=momentum)
    assert np.allclose(running.mean, layer.running_mean.numpy(), **TOLERANCE)
    assert np.allclose(running.variance, layer.running_var.numpy(), **TOLERANCE)
    row = batches[0][0][:1, :width]  # one row is enough now
    theirs = layer.eval()(torch.tensor(row)).detach().numpy()
    assert np.allclose(BatchNorm(gamma, beta, EPS).inference(row, running), theirs, **TOLERANCE)


def test_pytorch_refuses_a_batch_of_one_too():
    with pytest.raises(ValueError, match="more than 1 value per channel"):
        torch_layer([1.0], [0.0])(torch.ones(1, 1, dtype=torch.float64))


@given(batches(), st.integers(0, 2**6 - 1))
def test_gradient_norm_and_curvature(batch, signs):
    """A loss of one unit that is not quadratic: Σ g_i y_i + y_i³/3, of indefinite Hessian."""
    x, g, gamma, beta = (part[..., 0] for part in batch)
    h = np.array([1.0 if signs >> i & 1 else -1.0 for i in range(len(x))])

    def loss(inputs):
        mean = inputs.mean()
        s = torch.sqrt(((inputs - mean) ** 2).mean() + EPS)
        y = float(gamma) * (inputs - mean) / s + float(beta)
        return (torch.tensor(g) * y + y**3 / 3).sum()

    y = BatchNorm(float(gamma), float(beta), EPS).forward(x)
    slope, ones = g + y**2, np.ones(len(x))
    gradient = torch.autograd.functional.jacobian(loss, torch.tensor(x)).numpy()
    hessian = torch.autograd.functional.hessian(loss, torch.tensor(x)).numpy()
    size = (1 + gamma**2) * (1 + slope @ slope) / EPS  # what cancels in either formula
    squared = bn_gradient_norm_squared(x, ones, slope, float(gamma), EPS)
    curvature = bn_curvature(x, ones, slope, np.diag(2 * y), h, float(gamma), EPS)
    assert abs(squared - gradient @ gradient) <= 1e-13 * size
    # |h|² ≤ 6, |y| ≤ 30, and each term of the curvature is below γ²|y||h|²/ε + |γ||g||ŷ||h|²/ε
    assert abs(curvature - h @ hessian @ h) <= 1e-12 * size
