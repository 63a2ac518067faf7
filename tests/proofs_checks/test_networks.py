"""The rows on networks can fail: methods exchanged, margins too large, a broken method."""

import numpy as np
import pytest

import proofs_checks.networks as ledger
from bnlinear.claims.verdict.ladder import judge

PAIRS = [(ledger.bnp_small_batches, "bnp", "bn"), (ledger.bnp_batch_60, "bnp", "vanilla"),
         (ledger.bnp_batch_of_one, "bnp", "vanilla"), (ledger.bnp_convolutions, "bnp", "vanilla"),
         (ledger.sgdg_above_sgd, "sgdg", "bn"), (ledger.noise_behind_bn, "noise", "vanilla")]


@pytest.mark.parametrize("claim, one, other", PAIRS, ids=[claim.name for claim, _, _ in PAIRS])
def test_exchanged_methods_are_noticed(claim, one, other, monkeypatch):
    true, exchange = ledger.trained, {one: other, other: one}

    def exchanged(method, lr, seed, scale=None, **how):
        return true(exchange.get(method, method), lr, seed, **how)

    monkeypatch.setattr(ledger, "trained", exchanged)
    assert judge(claim, effort="quick").verdict == "undecided"  # floats violate it


@pytest.mark.parametrize("claim", [ledger.orthogonality_costs, ledger.rate_drop,
                                   ledger.bngd_apart, ledger.bngd_one_rate])
def test_a_setting_that_is_ignored_is_noticed(claim, monkeypatch):
    """Without the orthogonality term, the drop, ε_a, the normalized output, nothing is left."""
    true = ledger.trained
    monkeypatch.setattr(ledger, "trained", lambda *given, alpha=0, schedule=None, lr_a=None,
                        options=None, **how: true(*given, **how))
    if claim is ledger.bngd_apart:
        monkeypatch.setattr(ledger, "preset", lambda name, lr, **how: PRESET(
            "bn" if name == "bngd" else name, lr, **how))
    assert judge(claim, effort="quick").verdict == "undecided"


PRESET = ledger.preset


@pytest.mark.parametrize("claim", [ledger.predictiveness, ledger.covariate_shift])
def test_batch_norm_that_is_left_out_is_noticed(claim, monkeypatch):
    true, exchange = ledger.net_of, {"bn": "vanilla", "vanilla": "bn"}
    monkeypatch.setattr(ledger, "net_of", lambda method, *rest: true(exchange[method], *rest))
    assert judge(claim, effort="quick").verdict == "undecided"


def test_an_interval_that_reaches_the_margin_does_not_pass():
    values = np.array([1.0, 1.2, 0.8, 1.1, 0.9])
    half = 2.7764451052 * values.std(ddof=1) / 5**0.5  # Student's t with four degrees of freedom
    assert ledger.surely_above(1 - half - 1e-6, values).margin() > 0
    assert ledger.surely_above(1 - half + 1e-6, values).margin() < 0


def test_no_two_instances_share_a_seed(monkeypatch):
    seen = []
    monkeypatch.setattr(ledger, "train_network", lambda *given, seeds, **how: seen.append(seeds))
    for seed in (0, 0.5, 1, 98.999, 99):
        ledger.trained("bn", 0.1, seed, B=60, epochs=1, samples=100)
    together = [seed for part in seen for seed in part]
    assert len(together) == len(set(together)) == 5 * ledger.SEEDS
