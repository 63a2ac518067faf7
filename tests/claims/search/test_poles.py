"""What stops a claim is read off its source, in its own letters; zeros are sought on purpose."""

import numpy as np
import pytest

from bnlinear.claims import Direction, claim, eq, families, le, ne
from bnlinear.claims.search.poles import pole_at
from bnlinear.claims.search.zeros import has_pole, seek_pole

HERE = {"p": Direction.exact(H=[1, 1], u=[1, 0], w=[0, 1], effective_lr=1)}


def inner(w, g):
    x = w @ g
    return 1 / x


def inner_unknown(w):
    for entry in w:
        last = 1 / entry
    return last


@pytest.mark.parametrize(("body", "expression", "mend"), [
    (lambda p: le(0, p.y / p.x), "p.x", "where=lambda p: ne(p.x, 0)"),
    (lambda p: le(0, p.r), "p.x", "where=lambda p: ne(p.x, 0)"),
    (lambda p: le(0, inner(p.w, p.g)), "p.w @ p.g", "ne(p.w @ p.g, 0)"),
    (lambda p: le(0, inner_unknown(p.w)), "entry (in inner_unknown)", "hypothesis"),
    (lambda p: le(0, np.sqrt(p.x - p.y)), "p.x - p.y", "ge(p.x - p.y, 0)"),
], ids=["body", "property", "function", "loop", "root"])
def test_in_the_letters_of_the_claim(body, expression, mend):
    found = pole_at(claim(statement="", p=families.directions())(body), HERE)
    assert found is not None
    assert found.expression == expression and mend in found.mend


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
