"""Breaking a formula breaks its row; the refuted bounds by hand."""

from pathlib import Path

import pytest
from hypothesis import given

import bnlinear.problems.layers.transform as transform
import bnlinear.theory.smoothness as formulas
from bnlinear.claims.running.loading import load
from bnlinear.claims.strategies import members
from bnlinear.claims.verdict.ladder import judge
from bnlinear.exact import Number
from proofs_checks.santurkar2018.smoothness import curved, printed_curvature

LEDGER = Path(__file__).parents[2] / "proofs_checks" / "santurkar2018"


def row(file, name):
    """Judge one claim of a ledger file, read anew."""
    (found,) = [claim for claim in load(LEDGER / file) if claim.name == name]
    return judge(found, effort="quick")


def no_mean_part(x, ones, g, gamma, eps):
    mean, variance = transform.batch_statistics(x, ones)
    y_hat, s2 = transform.normalised(x, ones, mean, variance, eps), variance + eps
    along = (1 + eps / s2) * (g @ y_hat) ** 2
    return gamma * gamma / s2 * (g @ g - along / (ones @ ones))


def other_sign_of_the_bend(x, ones, g, H, h, gamma, eps):
    whole = TRUE_CURVATURE(x, ones, g, H, h, gamma, eps)
    flat = TRUE_CURVATURE(x, ones, 0 * g, H, h, gamma, eps)  # the bend is linear in g
    return 2 * flat - whole


TRUE_CURVATURE = formulas.bn_curvature


def w_star_itself(start, optimum):
    miss = start - optimum
    return (start @ optimum) / (optimum @ optimum), miss @ miss


@pytest.mark.parametrize(("name", "broken", "file", "claim"), [
    ("bn_gradient_norm_squared", no_mean_part, "smoothness.py", "gradient_any_eps"),
    ("bn_curvature", other_sign_of_the_bend, "smoothness.py", "hessian_any_direction"),
    ("nearest_rescaling", w_star_itself, "weights.py", "initialisation"),
], ids=["no mean part", "sign of the bend", "no rescaling"])
def test_a_broken_formula_fails_its_row(monkeypatch, name, broken, file, claim):
    assert row(file, claim).ok
    monkeypatch.setattr(formulas, name, broken)
    assert row(file, claim).verdict == "refuted"


@pytest.mark.parametrize(("file", "claim"), [
    ("smoothness.py", "gradient"), ("smoothness.py", "hessian"), ("weights.py", "weight_identity")])
def test_a_broken_transform_fails_the_rows_about_it(monkeypatch, file, claim):
    def half_the_variance(x, ones):
        mean, variance = TRUE_STATISTICS(x, ones)
        return mean, variance / 2

    monkeypatch.setattr(transform, "batch_statistics", half_the_variance)
    assert not row(file, claim).ok


TRUE_STATISTICS = transform.batch_statistics


def test_the_weight_bound_by_hand():
    """g = (½, 0), ŷ = (1, −1): 0 on the left; 1/16 − 1/8 − 1/4 or 1/4 − 1/8 − 1/4 on the right."""
    (claim,) = [c for c in load(LEDGER / "weights.py") if c.name == "weight_bound_as_printed"]
    sides = [(r.lhs, r.rhs) for r in claim.at(claim.counterexample)]
    assert sides == [(Number(0), Number("-5/16")), (Number(0), Number("-1/8"))]


@given(members(curved()))
def test_the_printed_form_is_that_of_every_tangent_direction(p):
    """For h ⟂ 1, ŷ and ε = 0 the formula for every direction is the printed one."""
    if p.variance == 0:
        return
    h = p.h - ((p.ones @ p.h) / p.m) * p.ones - ((p.y_hat @ p.h) / p.m) * p.y_hat
    found = formulas.bn_curvature(p.x, p.ones, p.g, p.H, h, p.gamma, p.eps)
    assert found == printed_curvature(p, h)
