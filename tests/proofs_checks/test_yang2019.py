"""Breaking a formula or an activation breaks the rows about it."""

from pathlib import Path

import numpy as np
import pytest
from flint import arb

import bnlinear.theory.explosion as formulas
from bnlinear.claims.ladder import judge
from bnlinear.claims.loading import load
from bnlinear.exact import Number
from bnlinear.problems.activations import RELU
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


@pytest.mark.parametrize("factor", [1.09, 1 / 1.09])
def test_a_wrong_formula_for_finite_batches_fails_its_row(monkeypatch, factor):
    true = formulas.finite_batch_factor
    monkeypatch.setattr(formulas, "finite_batch_factor", lambda B: factor * true(B))
    assert row("explosion_finite_batch").verdict == "undecided"  # floats can only accuse


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
