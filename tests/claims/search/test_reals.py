"""Claims in a few scalars: counterexamples over the reals, exact, at every effort and seed."""

import numpy as np
import pytest

from bnlinear.claims import claim, eq, families, ge, gt, implies, le, ne
from bnlinear.claims.search.decide import Evidence
from bnlinear.claims.search.reals import real_counterexample
from bnlinear.claims.verdict.ladder import judge

X = families.scalars(-4, 4)
NEAR = families.scalars(1, 2)


@pytest.mark.parametrize(("body", "shown"), [
    (lambda x: ne(x * x, 2), {"√2", "-√2"}),
    (lambda x: ne(x**3, 2), {"the root near 1.25992 of x^3 - 2"}),
    (lambda x: ne(1 / (x * x + 1), x), {"the root near 0.682328 of x^3 + x - 1"}),
    (lambda x: implies(eq(x * x, x + 1), le(x, 1)), {"1/2 + 1/2·√5"}),
], ids=["x² ≠ 2", "x³ ≠ 2", "quotient", "implication"])
def test_shown_as_an_algebraic_number(body, shown):
    row = judge(claim(statement="", x=X, expect="refuted")(body), effort="quick", rng=3)
    assert row.verdict == "refuted" and row.counterexample["x"] in shown


def test_several_irrational_numbers_in_one_field():
    row = judge(claim(statement="", x=NEAR, y=NEAR)(
        lambda x, y: gt((x * x - 2) ** 2 + (y * y - 3) ** 2, 0)), effort="quick")
    assert row.verdict == "refuted"
    at = real_counterexample(claim(statement="", x=NEAR, y=NEAR)(
        lambda x, y: gt((x * x - 2) ** 2 + (y * y - 3) ** 2, 0)))
    x, y = at.values
    assert x * x == 2 and y * y == 3


def test_no_more_is_irrational_than_need_be():
    """No rational point has x² + y² = 3; a rational x serves."""
    at = real_counterexample(claim(statement="", x=X, y=X)(lambda x, y: ne(x * x + y * y, 3)))
    assert sum(not hasattr(value, "numerator") for value in at.values) == 1


def test_the_range_and_the_hypotheses_are_kept():
    narrow = claim(statement="", x=families.scalars(0, 1))(lambda x: ne(x * x, 2))
    hypothesis = claim(statement="", x=X, where=lambda x: ge(x, 0))(lambda x: ne(x * x, 2))
    assert real_counterexample(narrow) is None and judge(narrow, effort="quick").ok
    at = real_counterexample(hypothesis)
    assert at.values[0] > 0 and Evidence(hypothesis).violated(at)


@pytest.mark.parametrize("claimed", [
    claim(statement="", x=X)(lambda x: le(2 * x, x * x + 1)),
    claim(statement="", x=families.scalars(0, 4))(lambda x: le(np.sqrt(x), x + 1)),
    claim(statement="", p=families.least_squares())(lambda p: ne(p.x * p.x, 2)),
], ids=["true", "true, with a root", "not scalars"])
def test_what_is_true_or_no_claim_about_scalars_has_none(claimed):
    assert real_counterexample(claimed) is None


def test_what_the_solver_says_is_judged(monkeypatch):
    """A wrong model refutes nothing."""
    true = claim(statement="", x=X)(lambda x: ge(x * x, 0))
    model = real_counterexample(claim(statement="", x=X)(lambda x: ne(x * x, 2)))
    monkeypatch.setattr("bnlinear.claims.search.trial.real_counterexample", lambda _: model)
    assert judge(true, effort="quick").verdict == "certified"
