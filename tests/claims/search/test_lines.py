"""Thin violated sets: met along lines by algebra, and where bounds are attained."""

from fractions import Fraction

import pytest
from flint import fmpq

from bnlinear.claims import claim, eq, families, gt, le, lt, ne
from bnlinear.claims.families.coordinates import Coordinates
from bnlinear.claims.search.extremal import extremal
from bnlinear.claims.search.lines import Budget, _same_sign, along, violations
from bnlinear.claims.verdict.ladder import judge
from bnlinear.exact.spectra import eigenvalues

WIDE = families.scalars(-4, 4)


def on_the_line(body, *, where=None, at="3/2", evaluations=100):
    claimed = claim(statement="", t=WIDE, where=where)(body)
    start = Coordinates(1, (Fraction(at),))
    return [at.values[0] for at in along(claimed, start, 0, Budget(evaluations))]


def test_a_double_root_is_met():
    assert on_the_line(lambda t: gt((197 * t - 40) ** 2, 0)) == [Fraction(40, 197)]


def test_an_interval_between_two_near_roots_is_met():
    def body(t):
        return le(0, (1000 * t - 1) * (1000 * t - 3))

    found = on_the_line(body)
    assert any(Fraction(1, 1000) < value < Fraction(3, 1000) for value in found)


def test_rational_functions_and_irrational_ends():
    """(t² − 2)/(t² + 1)³ > 0 fails between −√2 and √2: one number between them is enough."""
    found = on_the_line(lambda t: gt((t * t - 2) / (t * t + 1) ** 3, 0))
    assert found and all(value**2 < 2 for value in found)


def test_hypotheses_cut_the_line_too():
    """Violated for t < 0, asked only of t in (−1/50, 4): the point must lie inside."""
    found = on_the_line(lambda t: gt(t, 0), where=lambda t: gt(50 * t, -1))
    assert any(Fraction(-1, 50) < value <= 0 for value in found)


def test_what_is_true_has_no_suspects():
    assert on_the_line(lambda t: le(0, (197 * t - 40) ** 2)) == []
    assert on_the_line(lambda t: ne(t * t, 2)) == []  # only √2, which is no member


def test_evaluations_are_counted():
    claimed = claim(statement="", t=WIDE)(lambda t: le(0, t * t))
    budget = Budget(5)
    assert along(claimed, Coordinates(1, (Fraction(1),)), 0, budget) == [] and budget.left < 0
    starts = [Coordinates(1, (Fraction(k),)) for k in range(3)]
    assert list(violations(claimed, starts, 5)) == []


def test_extremal_members_are_members_and_the_same_each_time():
    p = families.bngd_states(min_dim=2, max_dim=3)
    claimed = claim(statement="", p=p, Q=families.orthogonal(min_dim=2))(lambda p, Q: le(0, p.y))
    found = extremal(claimed, 60)
    assert found == extremal(claimed, 60) and len(found) > 40
    built = [claimed.build(at) for at in found]
    assert any(instances["p"].mu == instances["p"].L for instances in built)
    assert any((instances["Q"] == -1).any() for instances in built)


@pytest.mark.parametrize(("p", "where", "body"), [
    (WIDE, None, lambda p: gt((197 * p - 40) ** 2, 0)),
    (families.least_squares(min_dim=3, max_dim=3), None, lambda p: lt(
        eigenvalues(p.problem.H_star)[-1] * p.mu, p.L * eigenvalues(p.problem.H_star)[1])),
    (families.least_squares(min_dim=2, max_dim=2), lambda p: eq(p.w @ p.u, 0), lambda p: le(
        100 * (p.w @ p.H @ p.u) ** 2 * (p.L + p.mu) ** 2,
        97 * (p.L - p.mu) ** 2 * (p.w @ p.H @ p.w) * (p.u @ p.H @ p.u))),
], ids=["(197x − 40)² > 0", "κ* < κ", "Wielandt less 3 %"])
def test_thin_sets_are_met_at_standard(p, where, body):
    claimed = claim(statement="", p=p, where=where)(body)
    assert judge(claimed, rng=7).verdict == "refuted"


def test_a_function_is_taken_for_rational_only_if_samples_are_left_over():
    places = [Fraction(k) for k in range(1, 9)]
    assert _same_sign(places, [fmpq(2) ** k for k in range(1, 9)]) is None
    quotient = _same_sign(places, [fmpq(k - 3, k * k + 1) for k in range(1, 9)])
    assert quotient(fmpq(3)) == 0 and quotient(fmpq(2)) < 0 < quotient(fmpq(4))
