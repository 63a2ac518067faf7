"""What stops a claim is read off its source, in its own letters; zeros are sought on purpose."""

import numpy as np
import pytest

from bnlinear.claims import Direction, claim, eq, families, le, ne
from bnlinear.claims.search.poles import pole_at
from bnlinear.claims.search.zeros import has_pole, seek_further, seek_pole
from bnlinear.claims.verdict.ladder import judge
from bnlinear.dynamics import rayleigh_step
from bnlinear.exact import Number

HERE = {"p": Direction.exact(H=[1, 1], u=[1, 0], w=[0, 1], effective_lr=1)}


def inner(w, g):
    x = w @ g
    return 1 / x


def inner_anew(w, g):
    w = 2 * w
    x = w @ g
    return 1 / x


def inner_unknown(w):
    for entry in w:
        last = 1 / entry
    return last


def inner_by_doubling(w, g):
    first = w @ g
    second = first * first + first + first * first * first
    third = second * second + second + second * second * second
    fourth = third * third + third + third * third * third
    return 1 / fourth


@pytest.mark.parametrize(("body", "expression", "mend"), [
    (lambda p: le(0, p.y / p.x), "p.x", "where=lambda p: ne(p.x, 0)"),
    (lambda p: le(0, p.r), "p.x", "where=lambda p: ne(p.x, 0)"),
    (lambda p: le(0, inner(p.w, p.g)), "p.w @ p.g", "ne(p.w @ p.g, 0)"),
    (lambda p: le(0, inner_anew(p.w, p.g)), "w @ p.g (in inner_anew)", "hypothesis"),
    (lambda p: le(0, inner_unknown(p.w)), "entry (in inner_unknown)", "hypothesis"),
    (lambda p: le(0, np.sqrt(p.x - p.y)), "p.x - p.y", "ge(p.x - p.y, 0)"),
], ids=["body", "property", "function", "set anew", "loop", "root"])
def test_in_the_letters_of_the_claim(body, expression, mend):
    found = pole_at(claim(statement="", p=families.directions())(body), HERE)
    assert found is not None
    assert found.expression == expression and mend in found.mend


def test_what_is_defined_by_itself_many_times_stays_short():
    claimed = claim(statement="", p=families.directions())(
        lambda p: le(0, inner_by_doubling(p.w, p.g)))
    found = pole_at(claimed, HERE)
    assert found is not None and len(found.expression) < 300
    assert found.expression.startswith("third * third +") and "(in inner_by" in found.expression


def test_no_pole_where_there_is_none():
    claimed = claim(statement="", p=families.directions())(lambda p: le(0, p.x / p.y))
    assert pole_at(claimed, HERE) is None and seek_pole(claimed) is None


@pytest.mark.parametrize("body", [
    lambda p, t: eq(1 / (197 * t - 40) - 1 / (197 * t - 40), 0),     # affine, off every grid
    lambda p, t: eq(1 / (t * t - 2 * t), 1 / (t * (t - 2))),
    lambda p, t: eq(0 / (p.w @ p.H @ p.u), 0),
    lambda p, t: eq(0 / ((p.w - p.u) @ p.w), 0),
], ids=["t = 40/197", "t² = 2t", "⟨w, Hu⟩", "⟨w − u, w⟩"])
def test_zeros_are_met_that_no_draw_meets(body):
    claimed = claim(statement="", p=families.least_squares(), t=families.scalars(-4, 4))(body)
    at = seek_pole(claimed)
    assert at is not None and has_pole(claimed, at)


def test_hypotheses_keep_poles_away():
    claimed = claim(statement="", p=families.directions(), where=lambda p: ne(p.x, 0))(
        lambda p: eq(p.x / p.x, 1))
    assert seek_pole(claimed) is None


# -- sought further where the kernel sees an open divisor -------------------------------------

ABOUT = families.scalars(-4, 4)


@pytest.mark.parametrize(("body", "shown"), [
    (lambda x: eq(1 / (x * x - 2), 1 / (x * x - 2)), "√2"),
    (lambda x: eq(0 / (27 * (x - 1) ** 3 - 8), 0), "5/3"),
    (lambda x: le(0, np.sqrt((x * x - 2) ** 2 - Number("1e-10"))), "577/408"),
], ids=["x² = 2", "a cubic", "a thin dip"])
def test_real_zeros_of_scalars(body, shown):
    claimed = claim(statement="", x=ABOUT)(body)
    rows = [judge(claimed, effort="quick", rng=rng) for rng in (0, 5)]
    assert [row.verdict for row in rows] == ["undefined"] * 2
    assert rows[0].counterexample == rows[1].counterexample
    assert rows[0].counterexample["x"].removeprefix("-") == shown


def test_hypotheses_keep_real_zeros_away():
    claimed = claim(statement="", x=ABOUT, where=lambda x: le(x * x, 1))(
        lambda x: eq(0 / (x * x - 2), 0))
    assert seek_further(claimed) is None
    assert judge(claimed, effort="quick").verdict == "certified"


def two_steps(p):
    w = p.w
    for _ in range(2):
        w = rayleigh_step(w, p.H, p.g, p.effective_lr)
    return w


def test_a_divisor_that_the_source_does_not_name_is_written_over_moments():
    """The second step divides by ⟨w⁺, g⟩, which a loop hides from the letters of the body."""
    claimed = claim(statement="", p=families.directions(min_dim=2, max_dim=2),
                    where=lambda p: ne(p.x, 0))(lambda p: eq((two_steps(p) @ p.g) * 0, 0))
    row = judge(claimed, effort="quick", rng=2)
    assert row.verdict == "undefined"
    assert "in the claim's letters" in row.note and "ê·x·⟨u, H²w⟩" in row.note
