"""Exchanged networks are noticed; the counterexample by plain floats, one network a layer."""

from dataclasses import replace

import numpy as np
import pytest

import proofs_checks.covariate_shift as ledger
from bnlinear.claims.ladder import judge
from bnlinear.dynamics.covariate_shift import loss_and_gradients, stepped
from bnlinear.problems.deep_network import DeepNetwork


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


def test_the_counterexample_by_hand():
    p = ledger.plain_is_higher_any_regime_as_stated.counterexample["p"]
    assert mean_cosine(False, 0.1, p) == pytest.approx(0.382639, abs=1e-6)
    assert mean_cosine(True, 0.1, p) == pytest.approx(0.998399, abs=1e-6)
    row = judge(ledger.plain_is_higher_any_regime_as_stated, effort="quick")
    assert row.ok and row.verdict == "refuted"
