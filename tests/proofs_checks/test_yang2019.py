"""Breaking a formula or an activation breaks the rows about it."""

from pathlib import Path

import numpy as np
import pytest
from flint import arb

import bnlinear.theory.explosion as formulas
from bnlinear.claims.running.loading import load
from bnlinear.claims.verdict.ladder import judge
from bnlinear.exact import Number
from bnlinear.problems.layers.activations import RELU
from bnlinear.problems.layers.deep_network import random_network
from bnlinear.theory.explosion import certified_explosion_factor

LEDGER = Path(__file__).parents[2] / "proofs_checks" / "yang2019.py"


def row(name):
    """Judge one claim of the ledger file, read anew."""
    (found,) = [claim for claim in load(LEDGER) if claim.name == name]
    return judge(found, effort="quick")


def uncentred(slope, pi):
    return 1 + 0 * slope * pi


def one_moment_more(slope, zeroth, first, second):
    return TRUE_MOMENTS(slope, zeroth, first, second + first)


TRUE_MOMENTS = formulas.factor_from_half_moments
TRUE_FACTOR = formulas.finite_batch_factor


@pytest.mark.parametrize(("name", "broken", "claims"), [
    ("leaky_relu_factor", uncentred, ["explosion", "leaky_relu_moments"]),
    ("factor_from_half_moments", one_moment_more, ["leaky_relu_moments"]),
])
def test_a_broken_formula_fails_its_rows(monkeypatch, name, broken, claims):
    assert all(row(claim).ok for claim in claims)
    monkeypatch.setattr(formulas, name, broken)
    for claim in claims:
        assert row(claim).verdict == "refuted", claim


def test_integrals_of_another_activation_fail_the_row(monkeypatch):
    true = certified_explosion_factor
    monkeypatch.setattr(formulas, "certified_explosion_factor",
                        lambda activation: true(RELU))
    assert row("explosion").verdict == "refuted"


@pytest.mark.parametrize("factor", [1.03, 1 / 1.03])
def test_a_wrong_formula_for_finite_batches_fails_its_row(monkeypatch, factor):
    true = formulas.finite_batch_factor
    monkeypatch.setattr(formulas, "finite_batch_factor", lambda B: factor * true(B))
    assert row("explosion_finite_batch").verdict == "undecided"  # floats can only accuse


def test_a_slip_in_the_trace_fails_its_row(monkeypatch):
    """A diagonal term 4q for 2q, where q = ½: 4 % at B = 8, less in larger batches."""
    def slipped(B):
        # B·(2q/B)/((B − 3)(B − 1)λ) more, and λ = 0.3749 at B = 8
        return TRUE_FACTOR(B) + 1 / ((B - 3) * (B - 1) * 0.3749)

    assert slipped(8) / TRUE_FACTOR(8) == pytest.approx(1.0426, abs=1e-4)
    monkeypatch.setattr(formulas, "finite_batch_factor", slipped)
    assert row("explosion_finite_batch").verdict == "undecided"


def test_the_printed_factors_of_finite_batches():
    assert [f"{TRUE_FACTOR(B):.4f}" for B in (8, 16, 32, 64)] == ["1.7882", "1.5900", "1.5220",
                                                                 "1.4931"]


def share_kept(B, common):
    """Mean of |PDg|²/|g|² for ReLU, with one g for all rows or one orthogonal to 1."""
    h = np.random.default_rng(0).standard_normal((B, 20_000))
    g = np.ones_like(h) if common else np.where(np.arange(B)[:, None] % 2, 1.0, -1.0) + 0 * h
    found = random_network([1, 1], RELU, rng=0).pull_back(0, h, g)
    return np.mean(np.sum(found**2, axis=0) * h.var(axis=0)) / B


def test_only_a_gradient_orthogonal_to_one_keeps_its_share():
    """E φ′² = ½ but for O(1/B); a common g loses (E φ′)² = ¼ along 1, (E φ′z)² = 1/2π along ŷ."""
    for B in (32, 64):  # standard error 0.2 % at most
        assert abs(share_kept(B, common=False) - 0.5) < 1 / B
    assert share_kept(64, common=True) == pytest.approx(1 / 4 - 1 / (2 * np.pi), abs=1 / 64)


def test_the_norm_by_hand():
    row_ = row("norm_as_printed")
    assert row_.verdict == "refuted" and row_.counterexample == {"slope": "0"}
    norm = certified_explosion_factor(RELU).sqrt()
    assert norm.rounded() == pytest.approx(np.sqrt(np.pi / (np.pi - 1)), rel=1e-12)
    assert f"{norm.rounded():.4f}" == "1.2112"
    assert norm < Number.from_ball(arb.pi() / (arb.pi() - 1))


def test_the_argument_names_what_it_leans_on():
    uses = row("explosion").uses
    assert {"an argument in words", "Gaussian integral", "gradient independence",
            "lemma yang2019.half_line_integrals", "lemma yang2019.leaky_relu_moments",
            "lemma santurkar2018.gradient"} <= set(uses)
