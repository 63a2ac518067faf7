"""Probes against gradients taken one by one."""

import numpy as np
import pytest

from bnlinear.problems import network
from bnlinear.training.networks.probes import along_gradient, layer_shift

RNG = np.random.default_rng(0)
X, Y = RNG.standard_normal((9, 6)), np.eye(3)[RNG.integers(0, 3, 9)]


def moved(weights, G, lr, layers):
    return tuple(p if number not in layers else type(p)(*(
        None if w is None else w - lr * g for w, g in zip(p, one, strict=True)))
        for number, (p, one) in enumerate(zip(weights, G, strict=True)))


@pytest.mark.parametrize("place", [None, "before"])
def test_along_the_gradient(place):
    net = network("6-5-4-3", batch_norm=place)
    weights = net.start(0)
    G = net.gradients(weights, X, Y).gradients
    found = along_gradient(net, weights, X, Y, [0.1, 0.7])

    def flat(gradients):
        return np.concatenate([part.ravel() for one in gradients for part in one
                               if part is not None])

    assert found.gradient == pytest.approx(np.linalg.norm(flat(G)))
    for lr, loss, distance in zip((0.1, 0.7), found.loss, found.distance, strict=True):
        after = net.gradients(moved(weights, G, lr, range(3)), X, Y)
        assert loss == pytest.approx(after.loss[0])
        assert distance == pytest.approx(np.linalg.norm(flat(after.gradients) - flat(G)))


@pytest.mark.parametrize("shape", ["dense", "cnn"])
def test_what_earlier_layers_shift(shape):
    net = (network("6-5-4-3", batch_norm="before") if shape == "dense"
           else network("cnn", (1, 2, 3), 3, batch_norm="before"))
    weights = net.start(0)
    G = net.gradients(weights, X, Y).gradients
    found = layer_shift(net, weights, X, Y, 0.5)
    for number in range(3):
        after = net.gradients(moved(weights, G, 0.5, range(number)), X, Y).gradients[number].W
        before = G[number].W
        assert found.distance[number] == pytest.approx(
            np.linalg.norm(after - before) / np.linalg.norm(before), abs=1e-12)
        assert found.cosine[number] == pytest.approx(
            np.sum(after * before) / np.linalg.norm(after) / np.linalg.norm(before))
    assert found.distance[0] == 0 and found.distance[2] > 1e-3
