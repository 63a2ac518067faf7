"""Rows on one pass over the units, on rows of data, convolutions, momentum and mini-batches.

Ledger files: kohler2019/{passes, data}, lange2022/convolution, beyond/{bngd_momentum, singular}.
"""

from pathlib import Path

import numpy as np
import pytest

import bnlinear.dynamics as dynamics
from bnlinear.claims.running.loading import load
from bnlinear.claims.verdict.ladder import judge
from bnlinear.dynamics import gdnp_units
from bnlinear.problems import TanhNetwork
from bnlinear.problems.networks.maps import Conv
from proofs_checks.kohler2019.data import gdnp_gradient, plain_gradient
from proofs_checks.kohler2019.passes import Pass, slopes

LEDGER = Path(__file__).parents[2] / "proofs_checks"


def ok(file, name):
    """Is the row of a ledger file as expected, at quick effort?"""
    claims = {claim.name: claim for claim in load(LEDGER / file)}
    return judge(claims[name], effort="quick").ok


def along_the_gradient(w, tau, gradient, lr, momentum, weight_decay):
    tau = momentum * tau - lr * (gradient / 2 + weight_decay * w)
    return w + tau, tau


def decay_added(w, tau, gradient, lr, momentum, weight_decay):
    tau = momentum * tau - lr * (gradient - weight_decay * w)
    return w + tau, tau


def never_moves(w, tau, gradient, lr, momentum, weight_decay):
    return w, tau


@pytest.mark.parametrize("file, name, broken", [
    ("beyond/bngd_momentum.py", "mini_batch_growth", along_the_gradient),
    ("beyond/bngd_momentum.py", "momentum_never_settles_at_one", never_moves),
    ("beyond/bngd_momentum.py", "momentum_converges_as_hoped", never_moves),
    ("beyond/bngd_momentum.py", "momentum_from_rest", never_moves),
    ("beyond/singular.py", "decay_turns_to_the_range", decay_added),
    ("beyond/singular.py", "decay_finds_minimum_norm", decay_added),
])
def test_a_broken_step_fails_the_row(monkeypatch, file, name, broken):
    if name == "decay_finds_minimum_norm":  # its loop decays by hand: break the step it takes
        monkeypatch.setattr(dynamics, "bngd_step", lambda a, w, H, g, lr, lr_a: (a, w))
    monkeypatch.setattr(dynamics, "sgd_step", broken)
    assert not ok(file, name)


def test_patches_in_another_order_fail_the_convolution(monkeypatch):
    features = Conv.features
    monkeypatch.setattr(Conv, "features", lambda self, x, N: features(self, x, N)[:, ::-1])
    assert not ok("lange2022/convolution.py", "convolution")


def test_one_pass_ends_where_the_code_that_runs_ends():
    """In three dimensions, by GDNP with 60 steps a unit: the gradient stays where it is."""
    network = TanhNetwork(np.diag([1.0, 2.0, 3.0]), [-0.6, 0.2, 0.1], [1.0, 0.5])
    run = gdnp_units(network, 60, w0=[[1, 1, 1], [-2, 1, 0.3]])
    alpha = run.W[-1] @ network.u / network.regression.R_star
    enclosed = slopes(Pass("23/60", 1, "1/2", 0, 0, 0, 0), "-4.96416703507", "-2.37508619849")
    assert np.allclose(alpha, [-4.96416703507, -2.37508619849], rtol=0, atol=1e-8)
    norm = np.sqrt(run.gradient_norm2)
    assert norm[0] == pytest.approx(0.346, abs=1e-3)
    assert norm[-1] == pytest.approx(abs(float(enclosed[0])) / np.sqrt(23 / 60), rel=1e-6)


def test_breast_cancer():
    """κ = 1e5, 50 steps: the real table that the row's generated ones stand for."""
    data = pytest.importorskip("sklearn.datasets")
    X, y = data.load_breast_cancer(return_X_y=True)
    X = (X - X.mean(axis=0)) / X.std(axis=0)
    Z = -(2 * y - 1)[:, None] * X
    assert gdnp_gradient(Z, 50) == pytest.approx(4.36e-3, rel=0.01)
    assert plain_gradient(Z, 50) == pytest.approx(4.18e-2, rel=0.01)
