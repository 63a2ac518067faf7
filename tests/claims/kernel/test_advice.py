"""A failed proof says what is missing, in the claim's letters, and which step gives it."""

import numpy as np
import pytest

from bnlinear.claims import claim, eq, families, ge, le, ne
from bnlinear.claims.kernel.advice import Cost, costs_met
from bnlinear.claims.kernel.facts import NotClosed, ProofError
from bnlinear.claims.kernel.prover import prove

DIRECTIONS = families.directions(max_dim=2)


def step(p):
    return p.w + p.effective_lr * p.v


def fails(body, steps, where=None):
    claimed = claim(statement="", p=DIRECTIONS, where=where)(body)
    claimed.proof()(steps)
    with pytest.raises((NotClosed, ProofError)) as error:
        prove(claimed)
    return str(error.value)


def over_what_may_vanish(prove, p):
    w1 = step(p)
    prove.by(prove.square(p.x) / prove.norm(w1, power=1))


def not_covered(prove, p):
    w1 = step(p)
    assert w1.terms
    prove.identity()


def test_the_vector_is_named_and_so_is_the_step():
    said = fails(lambda p: le(0, p.x**2 / (step(p) @ p.H @ step(p))), over_what_may_vanish)
    assert "⟨w1, Hw1⟩ may be zero: prove.energy_after(p.w, w1)" in said
    said = fails(lambda p: eq(p.gap(step(p)), p.gap(step(p))), not_covered)
    assert "⟨w1, Hw1⟩ may be zero: prove.energy_after(p.w, w1)" in said


def test_scalars_are_named_by_their_letters():
    said = fails(lambda p: eq(p.x / p.x, 1), lambda prove, p: prove.identity())
    assert "divides by x" in said and "where=" in said
    said = fails(lambda p: eq(np.sqrt(p.x) ** 2, p.x), lambda prove, p: prove.identity())
    assert "takes the root of x" in said and "ge(x, 0)" in said
    said = fails(lambda p: ge(p.x, 0), lambda prove, p: prove.by(prove.given(p.x)))
    assert "the sign of x" in said and "where=" in said


def test_denominators_and_radicands_of_a_claim():
    @claim(statement="", p=DIRECTIONS, where=lambda p: ne(p.x, 0))
    def mixed(p):
        return eq(p.y / p.x + 1 / p.y, np.sqrt(p.effective_lr) / (p.x + p.y))

    assert set(costs_met(mixed)) == {
        Cost("denominator", "x", True), Cost("denominator", "y", True),
        Cost("denominator", "x + y", False), Cost("radicand", "ê", False)}
