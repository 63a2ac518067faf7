"""Rows on weight decay, momentum and singular Hessians fail when a formula is broken.

Ledger files: amin2026/*, li2020, arora2019, wan2021, wu2020, wuyun2023, beyond/{momentum, singular,
weight_decay, sign, skips, edge}, cho2017/metric, kohler2019/decoupling.
"""

from pathlib import Path

import numpy as np
import pytest

import bnlinear.claims.families.scale_invariance as family
import bnlinear.dynamics as dynamics
import bnlinear.problems as problems
import bnlinear.theory.explosion as theory
from bnlinear.claims.running.loading import load
from bnlinear.claims.verdict.ladder import judge

LEDGER = Path(__file__).parents[2] / "proofs_checks"


def verdicts(file, names):
    """The rows of some claims of a ledger file, at quick effort: name → whether it is ok."""
    claims = {claim.name: claim for claim in load(LEDGER / file)}
    return {name: judge(claims[name], effort="quick").ok for name in names}


def decay_added(w, tau, gradient, lr, momentum, weight_decay):
    tau = momentum * tau - lr * (gradient - weight_decay * w)
    return w + tau, tau


def momentum_dropped(w, tau, gradient, lr, momentum, weight_decay):
    tau = -lr * (gradient + weight_decay * w)
    return w + tau, tau


def twice_the_gradient(w, tau, gradient, lr, momentum, weight_decay):
    tau = momentum * tau - lr * (2 * gradient + weight_decay * w)
    return w + tau, tau


@pytest.mark.parametrize("broken, file, names", [
    (decay_added, "amin2026/law.py", ["radius_law"]),
    (twice_the_gradient, "amin2026/law.py", ["radius_law", "momentum_law"]),
    (momentum_dropped, "amin2026/law.py", ["momentum_law"]),
    (decay_added, "wan2021.py", ["angle_of_a_step"]),
    (twice_the_gradient, "wan2021.py", ["norm_law"]),
    (momentum_dropped, "beyond/momentum.py", ["momentum_norm_law"]),
    (decay_added, "li2020.py", ["exponential_schedule"]),
    (decay_added, "amin2026/orbit.py", ["fixed_point", "period_two", "unstable_spiral"]),
    (decay_added, "beyond/singular.py", ["decay_shrinks_the_null_component"]),
    (decay_added, "beyond/weight_decay.py", ["weight_decay_equilibrium"]),
])
def test_a_broken_sgd_step_fails_its_rows(monkeypatch, broken, file, names):
    assert all(verdicts(file, names).values())
    monkeypatch.setattr(family, "sgd_step", broken)
    monkeypatch.setattr(dynamics, "sgd_step", broken)
    assert not any(verdicts(file, names).values())


def test_a_broken_direction_step_fails_its_rows(monkeypatch):
    names = ["sign_kept_doubled", "sign_kept_sharp"]
    monkeypatch.setattr(dynamics, "rayleigh_step",
                        lambda w, H, g, lr: w + 3 * lr * ((w @ H @ w) / (w @ g) * g - H @ w))
    assert not any(verdicts("beyond/sign.py", names).values())


def test_a_broken_bngd_step_fails_its_rows(monkeypatch):
    def wrong_target(a, w, H, g, lr, lr_a):
        sigma = np.sqrt(w @ H @ w)
        return a + lr_a * (w @ g / sigma - a), w + lr * (a / sigma) * (g - 2 * (w @ g) / sigma**2
                                                                       * (H @ w))

    monkeypatch.setattr(dynamics, "bngd_step", wrong_target)
    assert not any(verdicts("amin2026/radius.py", ["growth_pays"]).values())
    assert not any(verdicts("beyond/singular.py", ["null_component_constant"]).values())


def test_a_broken_skip_factor_fails_its_row(monkeypatch):
    monkeypatch.setattr(theory, "skip_factor", lambda block, E, V: 1 + E / (2 + block * V))
    assert not any(verdicts("beyond/skips.py", ["skip_block", "skip_growth"]).values())


def test_a_broken_batch_norm_fails_the_shuffling_row(monkeypatch):
    monkeypatch.setattr(problems, "bn_forward",
                        lambda x, ones, gamma, beta, eps: x - (ones @ x) / len(x) * ones)
    assert not any(verdicts("wuyun2023.py", ["shuffle_once"]).values())
