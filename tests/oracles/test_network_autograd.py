"""Every kind of layer against PyTorch's own layers and autograd, to 1e-12.

The oracle is written with torch.nn.functional (linear, conv2d, batch_norm); it shares nothing with
the closed forms. "Statistics in the gradient or not" is `detach` on the mean and the variance.
"""

import numpy as np
import pytest

from bnlinear.problems import network
from bnlinear.problems.networks.layer import Layer, Noise
from bnlinear.problems.networks.maps import Conv, Dense
from bnlinear.problems.networks.network import Network

torch = pytest.importorskip("torch")
F = torch.nn.functional
pytestmark = pytest.mark.oracle

ACTIVATIONS = {"relu": torch.relu, "tanh": torch.tanh, "erf": torch.erf, "identity": lambda z: z}
N, EPS = 7, 1e-3


def normalised(x, gamma, beta, through):
    """BN over all axes but that of the channels, axis 1."""
    axes = [axis for axis in range(x.ndim) if axis != 1]
    shape = [1, -1] + [1] * (x.ndim - 2)
    if through:
        return F.batch_norm(x, None, None, gamma.reshape(-1), beta.reshape(-1), True, 0.0, EPS)
    mean, variance = x.mean(axes).detach(), x.var(axes, unbiased=False).detach()
    y_hat = (x - mean.reshape(shape)) / torch.sqrt(variance.reshape(shape) + EPS)
    return gamma.reshape(shape) * y_hat + beta.reshape(shape)


def forward(net, weights, x, noise):
    for layer, p, random in zip(net.layers, weights, noise, strict=True):
        inputs, lin = x, layer.linear
        if isinstance(lin, Conv):
            W = p["W"].T.reshape(lin.units, lin.inputs[0], lin.size, lin.size)
            x = F.conv2d(x, W, None, lin.stride, lin.padding)
        else:
            x = x.reshape(len(x), -1) @ p["W"]
        shape = [1, -1] + [1] * (x.ndim - 2)
        if "b" in p:
            x = x + p["b"].reshape(shape)
        act = ACTIVATIONS[layer.activation.name.lower()]
        x = act(x) if layer.batch_norm != "before" else x
        if layer.batch_norm:
            x = noisy(normalised(x, p["gamma"], p["beta"], layer.through_statistics), random)
        x = act(x) if layer.batch_norm == "before" else x
        if layer.skip:
            x = x + inputs
    return x.reshape(len(x), -1)


def noisy(y, random):
    if random is None:
        return y
    scale, shift = (torch.from_numpy(as_images(part[0], y.shape)) for part in random)
    return scale * y + shift


def as_images(rows, shape):
    """(P·N, C), samples fastest, as (N, C, …)."""
    return rows.T.reshape(shape[1], *shape[2:], shape[0]).transpose(-1, *range(len(shape) - 1))


def compare(net, rng, with_noise=False):
    weights = net.start(rng, np.float64)
    random = np.random.default_rng(rng)
    weights = tuple(type(p)(*(None if part is None else part + random.normal(size=part.shape) / 4
                              for part in p)) for p in weights)
    X = random.standard_normal((N, net.inputs))
    k = net.outputs
    Y = np.eye(k)[random.integers(0, k, N)] if net.head == "softmax" else random.normal(size=(N, k))
    noise = [None] * len(net.layers)
    if with_noise:
        shapes = [trace.y_hat.shape if trace.y_hat is not None else None
                  for trace in net.forward(weights, X)[1]]
        noise = [None if shape is None else Noise(random.uniform(1, 2, shape),
                                                  random.normal(size=shape)) for shape in shapes]
    found = net.gradients(weights, X, Y, noise=tuple(noise))

    named = [{name: torch.tensor(part[0] if name == "W" else part[0, 0], requires_grad=True)
              for name, part in p._asdict().items() if part is not None} for p in weights]
    scores = forward(net, named, torch.tensor(X).reshape(N, *net.layers[0].linear.inputs)
                     if isinstance(net.layers[0].linear, Conv) else torch.tensor(X), noise)
    target = torch.tensor(Y)
    loss = (F.cross_entropy(scores, target) if net.head == "softmax"
            else ((scores - target) ** 2).sum(1).mean() / 2)
    loss.backward()
    assert abs(found.loss[0] - loss.item()) < 1e-12 * max(1, abs(loss.item()))
    for mine, theirs in zip(found.gradients, named, strict=True):
        for name, part in mine._asdict().items():
            assert (part is None) == (name not in theirs)
            if part is not None:
                expected = theirs[name].grad.numpy()
                miss = np.abs(part.reshape(expected.shape) - expected).max()
                assert miss < 1e-12 * max(1, np.abs(expected).max()), name


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("place", [None, "before", "after"])
@pytest.mark.parametrize("through", [True, False])
@pytest.mark.parametrize("head", ["softmax", "squared"])
def test_dense_layers(activation, place, through, head):
    compare(network("6-5-5-4", activation=activation, batch_norm=place, skip=True, head=head,
                    eps=EPS, through_statistics=through, normalise_output=True), rng=3)


@pytest.mark.parametrize("place", [None, "before", "after"])
@pytest.mark.parametrize("through", [True, False])
@pytest.mark.parametrize("geometry", [(3, 1, 0), (3, 2, 1), (2, 2, 0), (3, 1, 1)])
def test_convolutions(place, through, geometry):
    size, stride, padding = geometry
    act = network("2-2").layers[0].activation
    relu = network("2-2-2").layers[0].activation
    first = Conv((2, 6, 5), 3, size, stride, padding)
    same = Conv(first.outputs, 3, 3, 1, 1)
    layers = (Layer(first, relu, place, eps=EPS, through_statistics=through),
              Layer(same, relu, place, skip=True, eps=EPS, through_statistics=through),
              Layer(Dense(same.outputs, 4), act))
    compare(Network(layers), rng=5)


@pytest.mark.parametrize("place", ["before", "after"])
def test_injected_noise(place):
    compare(network("6-5-4", batch_norm=place, eps=EPS), rng=1, with_noise=True)
    compare(network("cnn", (1, 8, 8), 3, batch_norm=place, eps=EPS), rng=1, with_noise=True)
