"""Exchanged networks are noticed; the counterexample by plain floats, one network a layer."""

from dataclasses import replace

import numpy as np
import pytest

import proofs_checks.covariate_shift as ledger
from bnlinear.claims.verdict.ladder import judge
from bnlinear.dynamics.covariate_shift import loss_and_gradients, shifted_gradients, stepped
from bnlinear.problems.layers.deep_network import DeepNetwork, random_network


@pytest.mark.parametrize("claim", [ledger.plain_is_higher, ledger.plain_is_lower_orthogonal],
                         ids=["gaussian", "orthogonal"])
def test_the_other_way_round_is_noticed(monkeypatch, claim):
    assert judge(claim, effort="quick").verdict == "supported"
    true = ledger.correlations
    monkeypatch.setattr(ledger, "correlations",
                        lambda *given: [pair[::-1] for pair in true(*given)])
    assert judge(claim, effort="quick").verdict == "undecided"  # floats violate it


def mean_cosine(batch_norm, lr, p):
    x, y, W = (np.asarray(v).astype(float) for v in (p.x, p.y, p.W))
    network = DeepNetwork((W,) * 25, batch_norm=batch_norm, linear_output=True)
    gradients = loss_and_gradients(network, x, y)[1]
    after, cosines = stepped(network, gradients, lr), []
    for layer in range(1, 25):
        mixed = replace(network, weights=after.weights[:layer] + network.weights[layer:])
        G, shifted = gradients[layer], loss_and_gradients(mixed, x, y)[1][layer]
        cosines.append(np.sum(G * shifted) / np.linalg.norm(G) / np.linalg.norm(shifted))
    return np.mean(cosines)


def loss_at(weights, like, x, y):
    return np.mean((replace(like, weights=tuple(weights)).forward(x)[-1] - y) ** 2)


@pytest.mark.parametrize("batch_norm", [False, True])
def test_shifted_gradients_by_finite_differences(batch_norm):
    """G′ of a layer: slope of the loss with the layers before it stepped, itself and the rest not.

    Only forward passes here, so no backward pass has to be right.
    """
    rng, h = np.random.default_rng(0), 1e-5
    x, y = rng.standard_normal((2, 6, 3))
    network = random_network([3] * 5, batch_norm=batch_norm, linear_output=True, rng=rng)
    after = stepped(network, [rng.standard_normal((3, 3)) for _ in range(4)], 0.3)  # far away
    for layer, G in enumerate(shifted_gradients(network, after, x, y)):
        weights = [*after.weights[:layer], *network.weights[layer:]]
        for at in np.ndindex(3, 3):
            ends = []
            for t in (-h, h):
                moved = [W.copy() for W in weights]
                moved[layer][at] += t
                ends.append(loss_at(moved, network, x, y))
            # h² times third derivatives, and rounding 1e-16/h: some 1e-9
            assert (ends[1] - ends[0]) / (2 * h) == pytest.approx(G[at], rel=1e-6, abs=1e-7)


def test_the_counterexample_by_hand():
    p = ledger.plain_is_higher_any_regime_as_stated.counterexample["p"]
    assert mean_cosine(False, 0.1, p) == pytest.approx(0.382639, abs=1e-6)
    assert mean_cosine(True, 0.1, p) == pytest.approx(0.998399, abs=1e-6)
    row = judge(ledger.plain_is_higher_any_regime_as_stated, effort="quick")
    assert row.ok and row.verdict == "refuted"
