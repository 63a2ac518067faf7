"""A defaulted parameter of a body is a constant of the statement, which a mutant overrides."""

import pytest

from bnlinear.claims import ClaimError, claim, eq, families, le
from bnlinear.claims.verdict.ladder import judge


def squares(body):
    return claim(statement="", p=families.directions())(body)


def test_a_mutant_with_another_constant_is_refuted_and_rejected():
    @squares
    def pythagoras(p, two=2):
        return eq((p.w + p.u) @ (p.w + p.u), p.w @ p.w + two * (p.w @ p.u) + p.u @ p.u)

    pythagoras.proof()(lambda prove, p: prove.identity())
    pythagoras.mutant(two=1)
    assert judge(pythagoras, effort="quick").verdict == "proved"


def test_a_mutant_that_is_true_too_fails_the_row():
    @claim(statement="", x=families.scalars(-2, 2))
    def positive(x, factor=1):
        return le(0, factor * x**2)

    positive.proof()(lambda prove, x: prove.by(prove.square(x)))
    positive.mutant(factor=2)
    row = judge(positive, effort="quick")
    assert not row.ok and "mutant 1: it may be true" in row.note


def test_constants_may_be_named_and_changed_only():
    @squares
    def rate(p, power=2):
        return le(0, p.x**power)

    with pytest.raises(ClaimError, match="names no constant of the statement; it has power"):
        rate.mutant(exponent=3)
    with pytest.raises(ClaimError, match=r"power=2.* is the claim itself"):
        rate.mutant(power=2)


def test_every_other_parameter_needs_a_family():
    with pytest.raises(ClaimError, match="one family for each parameter"):
        claim(statement="", p=families.directions())(lambda p, q, power=2: eq(0, 0))
