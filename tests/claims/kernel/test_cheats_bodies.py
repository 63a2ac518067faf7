"""Bodies, hypotheses and families that say one thing to the kernel and another to numbers."""

import random
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from bnlinear.claims import (
    Family,
    ScalarPart,
    Spectrum,
    VectorPart,
    eq,
    families,
    ge,
    gt,
    le,
    lt,
    ne,
)
from bnlinear.claims.relations import spectrum_within
from bnlinear.exact.moments import Scalar
from tests.claims.kernel.cheating import DIRECTIONS, Cheat, each, false_bound, refused

BOX = (-4, 4)


def by_square(prove, p):
    prove.by(prove.square(p.x))


def fine(p):
    """What these bodies say to the kernel: x² ≥ 0."""
    return le(0, p.x**2)


def looks_at_the_type(p):
    return fine(p) if isinstance(p.x, Scalar) else false_bound(p)


def looks_for_an_attribute(p):
    return fine(p) if hasattr(p.w, "terms") else false_bound(p)


def tries(p):
    try:
        len(p.w)
    except TypeError:
        return fine(p)
    return false_bound(p)


def another_constant(p):
    return le(0, p.x**2 - (1 if isinstance(p.w, np.ndarray) else 0))


def another_side(p):
    """Both are true; but the printed one is not the proved one."""
    return le(0, p.x**2) if isinstance(p.x, Scalar) else le(0, p.y)


def fewer_relations(p):
    return fine(p) if isinstance(p.x, Scalar) else [fine(p), lt(0, p.x)]


def strict_for_numbers(p):
    return fine(p) if isinstance(p.x, Scalar) else lt(0, p.x**2)


@dataclass
class Counting:
    """A body that says something else from its second call on."""

    first: Any
    then: Any
    calls: list[int] = field(default_factory=list)

    def __call__(self, p):
        self.calls.append(1)
        return self.first(p) if len(self.calls) == 1 else self.then(p)


def counting(first, then):
    one = Counting(first, then)
    return lambda p: one(p)


def draws(p):
    return le(0, p.x**2 + random.randrange(1, 1000))


def in_place(p):
    w = p.w
    w += p.u
    return le(0, w @ w)


def in_place_by_index(p):
    if isinstance(p.w, np.ndarray):
        p.w[0] = 0 * p.w[0]
    return fine(p)


def empty_comparison(p):
    return fine(p) if isinstance(p.x, Scalar) else lt(p.w[9:], p.u[9:])


def unlike_shapes(p):
    return fine(p) if isinstance(p.x, Scalar) else le(p.w, p.x)


def instances_with(make, *parts, adjust=None):
    return Family("odd", (Spectrum(), VectorPart("w"), ScalarPart("s", BOX), *parts), make, 1, 3,
                  adjust=adjust)


def plain(v):
    return SimpleNamespace(**v)


def scaled_in_make(v):
    """H doubled where it is a matrix of numbers, behind the back of its bounds."""
    twice = v["H"] * 2 if isinstance(v["H"], np.ndarray) else v["H"]
    return SimpleNamespace(**v | {"H": twice})


def scaled_in_place(v):
    """As `scaled_in_make`, in the very arrays that it is given."""
    if isinstance(v["H"], np.ndarray):
        v["H"] *= 2
    return SimpleNamespace(**v)


def scaled_in_adjust(v):
    return v | {"H": 2 * v["H"]}


@dataclass(frozen=True)
class Liar(ScalarPart):
    """A part that says of its members what is not so."""

    def hypotheses(self, symbols):
        return [(symbols[self.name], ">", f"{self.name} > 0")]


def bounded(p):
    return le(p.w @ (p.H @ p.w), p.L * (p.w @ p.w))


def by_lift(prove, p):
    prove.by(prove.lift(p.w, lambda t: p.L - t))



@each([
    Cheat("a body that looks at the type", "another to numbers", by_square, looks_at_the_type),
    Cheat("a body that looks for an attribute", "another to numbers", by_square,
          looks_for_an_attribute),
    Cheat("a body that tries", "another to numbers", by_square, tries),
    Cheat("another constant for numbers", "another to numbers", by_square, another_constant),
    Cheat("another true side for numbers", "another to numbers", by_square, another_side),
    Cheat("more relations for numbers", "another to numbers", by_square, fewer_relations),
    Cheat("a strict sign for numbers", "another to numbers", by_square, strict_for_numbers),
    Cheat("a body that is false above d = 4", "another to numbers", by_square,
          lambda p: le(1 + p.x**2 if isinstance(p.w, np.ndarray) and len(p.w) > 4 else 0 * p.x,
                       p.x**2), p=families.directions(max_dim=6)),
    Cheat("a body that counts its calls", "another to numbers", by_square,
          counting(fine, false_bound)),
    Cheat("a body that draws", "another to numbers", lambda prove, p: prove.by(
        prove.scalar(prove.goals[0].rhs, ">=", [prove.square(p.x)])), draws),
    Cheat("a body that changes w in place", "read-only|another to numbers", lambda prove, p:
          prove.by(prove.norm(p.w + p.u)), in_place),
    Cheat("a body that changes one component", "read-only", by_square, in_place_by_index),
    Cheat("an empty comparison", "compares nothing", by_square, empty_comparison),
    Cheat("unlike shapes", "same shape", by_square, unlike_shapes),
    Cheat("a where that looks at the type", "another to numbers",
          lambda prove, p: prove.by(prove.given(p.x)), lambda p: lt(0, p.x),
          where=lambda p: gt(p.x, 0) if isinstance(p.x, Scalar) else []),
    Cheat("a where that is read with another answer", "another to numbers",
          lambda prove, p: prove.by(prove.given(p.x)), lambda p: lt(0, p.x),
          where=counting(lambda p: gt(p.x, 0), lambda p: ne(p.x, 0))),
    Cheat("a where with another interval", "another to numbers",
          lambda prove, p: prove.by(prove.lift_within(p.w, lambda t: 1 - t)),
          lambda p: le(p.w @ p.H @ p.w, p.w @ p.w), where=lambda p: spectrum_within(
              p.H, 0, 1 if isinstance(p.x, Scalar) else 99)),
    Cheat("a make that changes numbers alone", "another to numbers", by_lift, bounded,
          p=instances_with(scaled_in_make)),
    Cheat("a make that changes its arrays in place", "another to numbers", by_lift, bounded,
          p=instances_with(scaled_in_place)),
    Cheat("an adjust that leaves the bounds", "do not bound", by_lift, bounded,
          p=instances_with(plain, adjust=scaled_in_adjust)),
    Cheat("a part that lies", "its own hypothesis", lambda prove, p: prove.by(prove.given(p.t)),
          lambda p: lt(0, p.t), p=instances_with(plain, Liar("t", BOX))),
    Cheat("a field that is another one for numbers", "another to numbers", by_lift, bounded,
          p=instances_with(lambda v: SimpleNamespace(**v | {
              "L": v["L"] if isinstance(v["L"], Scalar) else v["L"] / 2}))),
    Cheat("a body that is defined nowhere", "defined on 0 of", lambda prove, p: prove.identity(),
          lambda p: eq(1 / (p.x - p.x) if isinstance(p.w, np.ndarray) else p.x, p.x)),
    Cheat("a sign that numbers do not have", "another to numbers",
          lambda prove, p: prove.by(prove.root(p.y)),
          lambda p: ge(p.sigma if isinstance(p.x, Scalar) else -p.sigma, 0)),
])
def test_what_is_proved_is_what_is_said(cheat):
    refused(cheat)


@pytest.mark.parametrize("count", [np.size, lambda w: np.asarray(w).size, lambda w: w.size],
                         ids=["np.size", "np.asarray", "size"])
def test_a_proof_does_not_know_how_many_entries_there_are(count):
    """Above d = 6 it is false; NumPy called the symbol of a vector one entry."""
    from bnlinear.claims import claim
    from bnlinear.claims.verdict.ladder import judge

    @claim(statement="", p=families.bngd_states())
    def depends_on_d(p):
        return le(0 * p.x if count(p.w) < 7 else 1 + p.x**2, p.x**2)

    depends_on_d.proof()(by_square)
    depends_on_d.mutant(lambda p: le(1, p.x**2))
    row = judge(depends_on_d, effort="quick")
    assert row.verdict == "undecided" and row.error and "every d" in row.note


def test_an_honest_body_is_compared_on_instances_with_ties_and_zeros():
    from bnlinear.claims import claim
    from bnlinear.claims.kernel.checks.agreement import INSTANCES, instances

    chosen = [at for at, _ in zip(instances(claim(statement="", p=DIRECTIONS)(fine)), range(40),
                                  strict=False)]
    assert INSTANCES >= 20
    assert sum(0 in at.values for at in chosen) >= 10
    assert sum(len(set(at.values)) < len(at.values) for at in chosen) >= 20
    assert {at.dim for at in chosen} == {1, 2, 3, 4}
    # the next twenty are others: where the first are not defined, more of them would not help
    assert len({*chosen[20:]} - {*chosen[:20]}) >= 15


def test_a_mutant_is_compared_on_as_many_instances_as_its_theorem():
    """One that says something else from its fifteenth number on: it would be refuted as another
    statement than the one that the steps were refused for."""
    from bnlinear.claims import ClaimError, claim
    from bnlinear.claims.verdict.proofs import check_proof

    asked = []

    @claim(statement="0 <= x^2", p=DIRECTIONS)
    def true(p):
        return fine(p)

    true.proof()(by_square)

    @true.mutant
    def later_another(p):
        if isinstance(p.w, np.ndarray):
            asked.append(p)
        return le(0, -p.x**2) if len(asked) < 15 else le(0, -p.x**2 - 1)

    with pytest.raises(ClaimError, match="another to numbers"):
        check_proof(true)
