"""Breaking the clipping breaks its row."""

from pathlib import Path

import numpy as np
import pytest

import bnlinear.dynamics as dynamics
from bnlinear.claims.running.loading import load
from bnlinear.claims.search.pool import pool
from bnlinear.claims.verdict.ladder import judge
from bnlinear.exact import maximum

LEDGER = Path(__file__).parents[2] / "proofs_checks" / "brock2021.py"


def lower_floor(g, w, clipping, eps):
    limit = clipping * maximum(np.sqrt(w @ w), eps / 8)
    return (limit / maximum(np.sqrt(g @ g), limit)) * g


def always_scaled(g, w, clipping, eps):
    limit = clipping * maximum(np.sqrt(w @ w), eps)
    return (limit / maximum(np.sqrt(g @ g), limit / 1000)) * g  # 0 at 0


def unclipped(g, w, clipping, eps):
    return 1 * g


def twice_the_limit(g, w, clipping, eps):
    limit = 2 * clipping * maximum(np.sqrt(w @ w), eps)
    return (limit / maximum(np.sqrt(g @ g), limit)) * g


def test_the_row_speaks_of_zero_weights_and_gradients():
    """Weights at 0 are what ε is for."""
    (claim,) = load(LEDGER)
    units = [claim.build(at)["p"] for at in pool(claim, 200, rng=0)]
    assert any(not np.any(p.w != 0) for p in units) and any(not np.any(p.g != 0) for p in units)


@pytest.mark.parametrize("broken", [lower_floor, always_scaled, unclipped, twice_the_limit],
                         ids=lambda broken: broken.__name__)
def test_a_broken_clipping_fails_its_row(monkeypatch, broken):
    (claim,) = load(LEDGER)
    assert judge(claim, effort="quick").ok
    monkeypatch.setattr(dynamics, "clip_unit", broken)  # before the ledger is loaded
    (claim,) = load(LEDGER)
    assert judge(claim, effort="quick").verdict == "refuted"
