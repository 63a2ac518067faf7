"""Formulas for z3: the sign of a quotient, what defines roots and maxima, what is no scalar."""

import pytest

from bnlinear.claims import eq, le, lt
from bnlinear.claims.kernel.facts import ProofError
from bnlinear.claims.kernel.formulas import coerced, condition_of, definitions_of, formula_of, short
from bnlinear.claims.relations import all_of
from bnlinear.exact.moments import Space


def test_the_sign_of_a_quotient_is_that_of_the_product():
    space = Space()
    x, y = space.scalar("x"), space.scalar("y")
    top, sign = condition_of(x / y, ">=")
    assert sign == ">=" and str(top) == str(space.lift((x * y).top()))
    assert str(condition_of(x / (y * y), ">=")[0]) == str(space.lift(x.top()))  # an even power


def test_relations_and_their_compounds():
    space = Space()
    x, y = space.scalar("x"), space.scalar("y")
    difference, sign = formula_of(lt(x, y), space)
    assert sign == ">" and str(difference) == str(space.lift((y - x).top()))
    head, parts = formula_of(all_of(le(x, y), eq(x, 1)), space)
    assert head == "all" and [part[1] for part in parts] == [">=", "="]


def test_a_root_and_all_under_it_are_defined():
    space = Space()
    x = space.scalar("x")
    outer = (x + x.sqrt()).sqrt()
    known = definitions_of(space, [condition_of(outer, ">=")])
    assert [sign for _, sign in known].count(">=") == 2 and len(known) == 4
    assert definitions_of(space, [condition_of(x, ">=")]) == []


def test_vectors_are_no_scalars():
    space = Space()
    with pytest.raises(ProofError, match="scalars only"):
        formula_of(eq(space.vector("u"), space.vector("v")), space)
    assert str(coerced(space, 2)) == str(space.constant(2))
    assert short("x" * 200) == "x" * 160 + " …" and short("x") == "x"
