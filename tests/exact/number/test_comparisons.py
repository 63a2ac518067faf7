"""Comparisons of numbers keep these promises:

1. a comparison answers what is certain and raises `Undecided` for the rest;
2. `decide` doubles the precision, up to its limit, and restores it.
"""

import operator
from fractions import Fraction
from math import isqrt

import flint
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import positive_rationals, rationals

from bnlinear.exact.number import (
    Number,
)
from bnlinear.exact.precision import Undecided, at_precision, decide
from tests.exact.number.values import IRRATIONAL, ORDER, ball, ends

# -- 1. three-valued comparisons -----------------------------------------------------------------


def outcome(op, left, right):
    """At a precision that holds the rationals of these tests, the ends of balls included."""
    try:
        return at_precision(256, lambda: op(left, right))
    except Undecided:
        return None


MIRROR = {operator.lt: operator.gt, operator.le: operator.ge, operator.gt: operator.lt,
          operator.ge: operator.le, operator.eq: operator.eq, operator.ne: operator.ne}


@pytest.mark.parametrize("op", ORDER)
@given(middle=rationals(9), radius=positive_rationals(9), offset=rationals(30),
       place=st.sampled_from(["anywhere", "low end", "high end"]))
def test_a_ball_against_a_rational(op, middle, radius, offset, place):
    """The truth, from the ends of the ball: yes for all its points, no for all, or undecided."""
    number = ball(middle, radius)
    low, high = ends(number)
    x = {"anywhere": middle + offset, "low end": low, "high end": high}[place]
    points = [low, high, (low + high) / 2, *([x] if low <= x <= high else [])]
    answers = {op(point, x) for point in points}
    expected = answers.pop() if len(answers) == 1 else None
    assert outcome(op, number, Number(x)) is expected
    assert outcome(MIRROR[op], Number(x), number) is expected
    assert outcome(MIRROR[op], x, number) is expected


@pytest.mark.parametrize("op", [operator.lt, operator.ge])
@given(a=rationals(9), b=rationals(9), r=positive_rationals(9), s=positive_rationals(9))
def test_a_ball_against_a_ball(op, a, b, r, s):
    left, right = ball(a, r), ball(b, s)
    answers = {op(x, y) for x in ends(left) for y in ends(right)}
    assert outcome(op, left, right) is (answers.pop() if len(answers) == 1 else None)


def test_truth_of_a_ball_around_zero_is_undecided():
    with pytest.raises(Undecided):
        bool(ball(Fraction(0), Fraction(1)))
    assert bool(IRRATIONAL)


# -- 2. decide -----------------------------------------------------------------------------------

@pytest.mark.parametrize("op", ORDER)
def test_a_tie_of_balls_is_undecided_at_every_precision(op):
    with pytest.raises(Undecided, match="overlap at 1024 bits"):
        decide(lambda: op(Number(2).sqrt() * Number(3).sqrt(), Number(6).sqrt()), limit=1024)


@given(n=st.integers(2, 999).filter(lambda n: isqrt(n) ** 2 != n), bits=st.integers(1, 500))
def test_decide_tells_near_ties_apart(n, bits):
    below = Fraction(isqrt(n << (2 * bits)), 1 << bits)  # √n, cut off after `bits` bits
    above = below + Fraction(1, 1 << bits)
    assert decide(lambda: Number(n).sqrt() > below) is True
    assert decide(lambda: Number(n).sqrt() >= above) is False


def test_decide_doubles_up_to_its_limit_and_restores_the_precision():
    before, asked = flint.ctx.prec, []

    def needs(bits):
        def question():
            asked.append(flint.ctx.prec)
            if flint.ctx.prec < bits:
                raise Undecided
            return "answer"
        return question

    assert decide(needs(300), start=64) == "answer"
    assert asked == [64, 128, 256, 512]
    asked.clear()
    with pytest.raises(Undecided):
        decide(needs(10**6), start=100, limit=700)
    assert asked == [100, 200, 400, 700]
    assert flint.ctx.prec == before


def test_the_precision_is_restored_after_an_error():
    before = flint.ctx.prec
    with pytest.raises(ZeroDivisionError):
        at_precision(777, lambda: 1 // 0)
    assert flint.ctx.prec == before
