"""The rules of differentiation give the number that jets over exact numbers give."""

import numpy as np
import pytest

from bnlinear.exact import derivative
from bnlinear.exact.number import Number
from bnlinear.rocq.jets import Jets
from bnlinear.rocq.statement import ClaimTerms, reachable
from bnlinear.rocq.terms import ScalarTerm, Terms
from bnlinear.rocq.values import value
from tests.rocq.rows import EXPORTED, PROVED
from tests.rocq.test_faithful import instances


def derivatives(name):
    return [t for t in reachable(ClaimTerms(PROVED[name]).roots()) if t.op == "derivative"]


@pytest.mark.parametrize("name", [name for name in EXPORTED if derivatives(name)])
def test_a_derivative_of_the_ledger_is_what_the_rules_give(name):
    for _, at, H, _ in instances(PROVED[name], count=2):
        for term in derivatives(name):
            body, variable, order, _ = term.args
            given = Jets(variable).of(body).triple[order]
            assert np.all(value(given, at, H) == value(term, at, H))


@pytest.mark.parametrize("formula", [
    lambda t, a: t, lambda t, a: a, lambda t, a: -t, lambda t, a: a - t * t, lambda t, a: t * t - a,
    lambda t, a: (a + t) / (t * t + a), lambda t, a: a / (t * a + 2), lambda t, a: (a + t) / a,
    lambda t, a: (a + t) ** 3, lambda t, a: (t + a) * a, lambda t, a: a * (t + 1) - t * t * a,
    lambda t, a: (t + 3) ** 2 / (a + t) ** 2 - (a + 2 * t) * (t + 1)])
def test_a_formula_and_both_derivatives(formula):
    space, a = Terms(), Number("5/3")
    t = space.scalar(space.fresh("t"))
    jet = Jets(t).of(formula(t, space.scalar("a")))
    at = {"a": a, t.args[0]: Number(0)}
    expected = (formula(Number(0), a), *(derivative(lambda s: formula(s, a), order=n)
                                         for n in (1, 2)))
    assert tuple(value(part, at, None) for part in jet.triple) == expected


def test_at_0_a_formula_is_the_one_without_t():
    space = Terms()
    x, h, t = space.vector("x"), space.vector("h"), space.scalar(space.fresh("t"))
    length = (x @ x).sqrt()
    along = x + h * t
    assert Jets(t).of((along @ along).sqrt()).triple[0] is length


def test_what_has_no_rule_is_named():
    space = Terms()
    t = space.scalar(space.fresh("t"))
    with pytest.raises(Exception, match="the derivative of abs"):
        Jets(t).of(space.make(ScalarTerm, "abs", t))
