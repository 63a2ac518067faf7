"""A stored counterexample is a member of its claim's family, or the file has an error.

1. True claims are not refuted by what is no member: w = 0, a wrong L, ê outside its range, …
2. The row says why, and that the file is wrong; a member still refutes what is false.
3. A length that the instance computes has no range of its own; a box that is only searched neither.
"""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from bnlinear.claims import Family, ScalarPart, VectorPart, claim, families, gt, le
from bnlinear.claims.families.instances import BNGDState, Direction, MiniBatch, Point
from bnlinear.claims.families.singular import SingularState, singular_states
from bnlinear.claims.verdict.ladder import judge
from bnlinear.exact import Number, array

POINT = Point.exact(H=[1, 2], u=[1, 1], w=[1, 0])


def row(body, stored, *, where=None, **family):
    (name,) = family
    made = claim(statement="", expect="refuted", counterexample={name: stored}, where=where,
                 **family)(body)
    return judge(made, effort="quick")


#: A body that the stored instance violates, though no member does; the family; what is wrong.
FOREIGN = [
    (lambda p: gt(p.w @ p.w, 0), families.least_squares(), replace(POINT, w=array([0, 0])),
     "w = 0, and the family's w is not 0"),
    (lambda p: le(p.y, p.L * (p.w @ p.w)), families.least_squares(),
     replace(POINT, L=Number("1/2")), "L = 1/2 is not the eigenvalue of H, which is 2"),
    (lambda p: le(p.effective_lr, 2), families.directions(effective_lr=(0, 2)),
     Direction.exact(H=[1], u=[1], w=[1], effective_lr=3),
     "effective_lr = 3 is not in [0, 2], the range of the family"),
    (lambda p: gt(p.lr, 0), families.bngd_states(),
     BNGDState.exact(H=[1], u=[1], w=[1], a=0, lr=-1, lr_a=1),
     "lr = -1, and the family has lr > 0"),
    (lambda p: le(p, 4), families.scalars(0, 4), Number(5), "value = 5 is not in [0, 4]"),
    (lambda p: le(p[0, 0], 1), families.orthogonal(), array([[2, 0], [0, 1]]), "is not orthogonal"),
    (lambda p: gt(p.X[:, 0] @ p.X[:, 0], 0), families.mini_batches(),
     MiniBatch(array([[0], [0], [0]]), array([1, 2, 3])), "the columns of [1, X] are dependent"),
]


@pytest.mark.parametrize(("body", "family", "stored", "reason"), FOREIGN,
                         ids=[reason[:20] for *_, reason in FOREIGN])
def test_what_is_no_member_refutes_nothing(body, family, stored, reason):
    found = row(body, stored, p=family)
    assert (found.verdict, found.error, found.ok) == ("undecided", True, False)
    assert "no member of the family" in found.note and reason in found.note


def test_a_hypothesis_that_fails_is_named_with_its_numbers():
    found = row(lambda t: le(t, 1), Number(2), t=families.scalars(0, 4),
                where=lambda t: [le(0, t), gt(t, 3)])
    assert (found.verdict, found.error) == ("undecided", True)
    assert "does not satisfy the claim's hypotheses: 3 < 2 is false" in found.note


def test_an_instance_that_is_missing_is_told():
    made = claim(statement="", expect="refuted", counterexample={"s": Number(1)},
                 s=families.scalars(0, 4), t=families.scalars(0, 4))(lambda s, t: le(t, s))
    assert "it gives no t" in judge(made, effort="quick").note


MEMBERS = [
    (lambda p: le(p.w @ p.w, 1), families.least_squares(),  # far outside the box that is searched
     Point.exact(H=[1, 10**6], u=[1, 1], w=[10**5, 0])),
    (lambda p: le(p.sigma, 4), families.bngd_states(),
     BNGDState.exact(H=[1], u=[1], w=[10], a=0, lr=1000, lr_a=1)),
    (lambda p: gt(p.y, 1), singular_states(),  # its H is positive semidefinite only
     SingularState(array([[0, 0], [0, 1]]), array([0, 1]), array([1, 1]), Number(0), Number(1),
                   array([0, 0]), Number(0))),
    (lambda p: le(1, p[0, 0]), families.orthogonal(), array([[-1, 0], [0, -1]])),
]


@pytest.mark.parametrize(("body", "family", "stored"), MEMBERS)
def test_members_refute(body, family, stored):
    found = row(body, stored, p=family)
    assert (found.verdict, found.error) == ("refuted", False), found.note


def proved_with(mutant_instance, *, where=None, low=0):
    """A row whose claim, t ≤ 1 + t² for t in [low, 4], is proved; its mutant has this instance."""
    bounded = claim(statement="", t=families.scalars(low, 4))(
        lambda t, one=1: le(t, one + t**2))
    bounded.proof()(
        lambda prove, t: prove.by(prove.square(t - Number("1/2")) + prove.number("3/4")))
    bounded.mutant(where=where, counterexample={"t": mutant_instance}, one=0)
    return judge(bounded, effort="quick")


def test_the_stored_instance_of_a_mutant_is_a_member_too():
    assert proved_with(Number("1/2")).verdict == "proved"  # 1/2 ≤ 1/4 is false, and 1/2 a member
    outside = proved_with(Number("1/2"), low=1)  # from 1 on t ≤ t² is true
    assert outside.verdict != "proved"
    assert "stored instance of mutant 1 is no member" in outside.note


def test_the_stored_instance_of_a_mutant_refutes_it_within_its_hypotheses():
    assert "does not refute" in proved_with(Number(2)).note
    assert "does not satisfy its hypotheses" in proved_with(
        Number("1/2"), where=lambda t: gt(t, 1)).note


def test_promises_that_could_not_be_checked_are_named():
    """w ≠ 0 is the family's promise, and no member refutes |w|² > 0; its instance has no w."""
    def make(values):
        return SimpleNamespace(vec=values["w"], s=values["s"], c=values["c"])

    family = Family("renamed", (VectorPart("w"), ScalarPart("s", (1, 2)),
                                ScalarPart("c", (0, 1), open_box=True)), make, 2, 2)
    stored = SimpleNamespace(vec=array([0, 0]), s=Number(1), c=Number(1))
    found = row(lambda p: gt(p.vec @ p.vec, 0), stored, p=family)
    assert found.verdict == "refuted" and "what the family promises of p.w was not" in found.note
    named = row(lambda p: gt(0, p.s), SimpleNamespace(w=array([1, 0]), **vars(stored)), p=family)
    assert named.verdict == "refuted" and named.note == ""
