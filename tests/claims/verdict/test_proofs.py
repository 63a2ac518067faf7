"""Proofs on trial: what a mutant must do, and that there is one."""

import numpy as np
import pytest

from bnlinear.claims import claim, eq, families, le, lt
from bnlinear.claims.verdict.ladder import judge

DIRECTIONS = families.directions()


def with_mutant(body, **mutant):
    """A true claim with a good proof, and one mutant."""
    @claim(statement="x² ≥ 0", p=families.directions(max_dim=2))
    def squares(p):
        return le(0, p.x**2)

    squares.proof()(lambda prove, p: prove.by(prove.square(prove.goals[0].rhs * 0 + p.x)))
    squares.mutant(body, **mutant)
    return judge(squares, effort="quick")


def test_a_good_mutant():
    assert with_mutant(lambda p: le(1, p.x**2)).verdict == "proved"


@pytest.mark.parametrize(("body", "mutant", "note"), [
    (lambda p: le(0, p.x**2), {"where": lambda p: le(p.mu, p.L)}, "prove mutant 1"),
    (lambda p: le(0, p.x**2), {}, "claim itself"),
    (lambda p: le(1, np.sqrt(-p.y) ** 2), {}, "raised|proof fails"),
    (lambda p: eq(0, 1), {}, "no neighbour"),
    (lambda p: le(p.L, 2 * p.mu), {}, "no neighbour"),
], ids=["proved too", "itself", "an exception", "nothing but numbers", "other quantities"])
def test_a_bad_mutant(body, mutant, note):
    row = with_mutant(body, **mutant)
    assert not row.ok
    assert any(part in row.note for part in note.split("|")), row.note


@pytest.mark.parametrize(("body", "where"), [
    (lambda t: le(-1, t**2), None), (lambda t: le(1, t**2), lambda t: lt(t**2, 0)),
], ids=["true", "hypotheses that nothing satisfies"])
def test_a_mutant_that_no_instance_refutes(body, where):
    """About one number: at every effort it is hunted in vain."""
    @claim(statement="t² ≥ 0", t=families.scalars(-2, 2))
    def squares(t):
        return le(0, t**2)

    squares.proof()(lambda prove, t: prove.by(prove.square(t)))
    squares.mutant(body, where=where)
    row = judge(squares, effort="quick")
    assert not row.ok and "mutant 1: it may be true" in row.note


def test_a_proof_without_a_mutant_is_not_accepted():
    @claim(statement="", p=DIRECTIONS)
    def lonely(p):
        return le(0, p.x**2)

    lonely.proof()(lambda prove, p: prove.by(prove.square(p.x)))
    row = judge(lonely, effort="quick")
    assert not row.ok and "mutant" in row.note
