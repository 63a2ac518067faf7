"""The hunt finds real counterexamples unaided, and floats alone never decide."""

import numpy as np
import pytest

from bnlinear.claims import claim, eq, families, ge, gt, implies, le, lt, ne
from bnlinear.claims.search.decide import Evidence
from bnlinear.claims.search.hunt import Screen
from bnlinear.claims.search.pool import pool
from bnlinear.claims.search.surface import on_surface
from bnlinear.claims.verdict.ladder import judge
from bnlinear.dynamics import bngd_step, rayleigh_step

DIRECTIONS = families.directions()


def test_sign_kept_as_stated():
    """wᵀg changes its sign in a long step: rare among random instances."""
    @claim(statement="sign(wᵀg) never changes", p=DIRECTIONS, where=lambda p: ne(p.x, 0))
    def sign_kept_as_stated(p):
        after = rayleigh_step(p.w, p.H, p.g, p.effective_lr)
        return gt(p.x * (after @ p.g), 0)

    rows = [judge(sign_kept_as_stated, effort="quick", rng=rng) for rng in range(3)]
    assert [row.verdict for row in rows] == ["refuted"] * 3
    assert rows[0].counterexample["p"].keys() >= {"H", "u", "w", "effective_lr"}


def test_a_bound_that_breaks_at_the_edge_of_the_hypotheses():
    @claim(statement="ê ≤ 2.2/L: the step does not lengthen w − ru", p=DIRECTIONS,
           where=lambda p: [ne(p.x, 0), le(10 * p.effective_lr * p.L, 22)])
    def beyond(p):
        after = rayleigh_step(p.w, p.H, p.g, p.effective_lr) - p.r * p.u
        return le(after @ after, p.e @ p.e)

    assert judge(beyond).verdict == "refuted"


@pytest.mark.parametrize("body", [
    lambda p: ne(p.x, 0),
    lambda p: implies(eq(p.a, p.b), eq(p.v @ p.v, 0)),
    lambda p: gt((p.w - p.u) @ (p.w - p.u), 0),
], ids=["x = 0", "a = b", "w = u"])
def test_violations_on_a_surface(body):
    """No random rational satisfies an equation; the hunt solves it."""
    claimed = claim(statement="", p=families.bngd_states(max_dim=2))(body)
    assert judge(claimed).verdict == "refuted"


def test_hypotheses_on_a_surface():
    @claim(statement="where x = 0, a decays", p=families.bngd_states(),
           where=lambda p: eq(p.x, 0))
    def decays(p):
        a, _ = bngd_step(p.a, p.w, p.H, p.g, p.lr, p.lr_a)
        return eq(a, (1 - p.lr_a) * p.a)

    row = judge(decays, effort="quick")
    assert row.verdict == "certified" and row.instances > 0


def test_two_equations_are_solved_together():
    claimed = claim(statement="", p=families.bngd_states(min_dim=2),
                    where=lambda p: [eq(p.x, 0), eq(p.a, 1)])(lambda p: le(0, p.y))
    found = on_surface(claimed, pool(claimed, 40, rng=0), 5)
    assert len(found) == 5
    assert all(claimed.build(at)["p"].x == 0 and claimed.build(at)["p"].a == 1 for at in found)


def test_rounding_is_not_a_counterexample():
    @claim(statement="d = 1: the direction is always right", p=families.directions(max_dim=1))
    def right(p):  # 0 ≤ 0, but floats are off by 10⁻¹⁶
        return le((p.u - (p.x / p.y) * p.w) @ p.w, 0), le(p.R_star - p.x**2 / p.y, 0)

    assert judge(right).verdict == "certified"


def test_the_margin_outside_the_hypotheses_leads_back():
    claimed = claim(statement="", p=families.scalars(0, 4), where=lambda p: le(p, 1))(
        lambda p: lt(p, 1))
    found = Screen(claimed)
    margins = [found.margin(at.floats()) for at in pool(claimed, 60, rng=0)]
    values = [float(at.values[0]) for at in pool(claimed, 60, rng=0)]
    outside = [(value, m) for value, m in zip(values, margins, strict=True) if value > 1]
    assert all(m >= 2 for _, m in outside) and all(m <= 1 for m in margins if m < 2)
    assert max(outside)[1] > min(outside)[1]  # farther out, larger


def test_no_hunt_for_a_body_that_needs_exact_instances():
    @claim(statement="", p=families.spectra(), screen=False)
    def exact_only(p):
        assert p.H.dtype == object
        return ge(p.L, p.mu)

    assert judge(exact_only, effort="quick").verdict == "certified"


def test_the_pool_is_a_function_of_its_seed():
    claimed = claim(statement="", p=DIRECTIONS)(lambda p: le(0, 0))
    assert pool(claimed, 40, rng=1) == pool(claimed, 40, rng=1) != pool(claimed, 40, rng=2)


def test_the_pool_has_ties():
    """Equal eigenvalues, zeros, w = u: theorems break there."""
    claimed = claim(statement="", p=families.least_squares(min_dim=2))(lambda p: le(0, 0))
    members = pool(claimed, 200, rng=0)
    blocks = [(at.values[2 * at.dim - 1:3 * at.dim - 1], at.values[3 * at.dim - 1:4 * at.dim - 1])
              for at in members]
    assert any(u == w for u, w in blocks)
    assert any(0 in at.values for at in members)
    assert any(len(set(at.values[:at.dim])) < at.dim for at in members)


def test_evidence_counts_only_what_says_something():
    claimed = claim(statement="", p=families.scalars(-4, 4))(
        lambda p: implies(gt(p, 0), ge(p * p, 0)))
    evidence = Evidence(claimed)
    members = pool(claimed, 50, rng=0)
    for at in members:
        evidence.judge(at)
    assert evidence.holds == np.sum([at.values[0] > 0 for at in members]) < 50
