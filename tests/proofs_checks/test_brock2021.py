"""Breaking the clipping breaks its row."""

from pathlib import Path

import numpy as np
import pytest

import bnlinear.dynamics as dynamics
from bnlinear.claims.ladder import judge
from bnlinear.claims.loading import load
from bnlinear.exact import maximum

LEDGER = Path(__file__).parents[2] / "proofs_checks" / "brock2021.py"


def without_floor(g, w, clipping, eps):
    limit = clipping * np.sqrt(w @ w)
    return (limit / maximum(np.sqrt(g @ g), limit)) * g


def always_scaled(g, w, clipping, eps):
    return (clipping * maximum(np.sqrt(w @ w), eps) / np.sqrt(g @ g)) * g


def unclipped(g, w, clipping, eps):
    return 1 * g


def twice_the_limit(g, w, clipping, eps):
    limit = 2 * clipping * maximum(np.sqrt(w @ w), eps)
    return (limit / maximum(np.sqrt(g @ g), limit)) * g


@pytest.mark.parametrize("broken", [without_floor, always_scaled, unclipped, twice_the_limit],
                         ids=lambda broken: broken.__name__)
def test_a_broken_clipping_fails_its_row(monkeypatch, broken):
    (claim,) = load(LEDGER)
    assert judge(claim, effort="quick").ok
    monkeypatch.setattr(dynamics, "clip_unit", broken)  # before the ledger is loaded
    (claim,) = load(LEDGER)
    assert judge(claim, effort="quick").verdict == "refuted"
