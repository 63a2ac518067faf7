"""What a failed proof lacks, in the claim's letters, and the step that gives it. Only words."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from bnlinear.claims.families.coordinates import Coordinates, ProofLimit
from bnlinear.claims.kernel.checks.evaluation import Evaluation
from bnlinear.claims.kernel.cover import Cover
from bnlinear.claims.kernel.facts import ProofError
from bnlinear.claims.kernel.notation import Notation
from bnlinear.claims.kernel.reading import read
from bnlinear.claims.record import ClaimRecord, code_of
from bnlinear.exact.moments import Vector
from bnlinear.exact.scalars import Scalar

#: What reading a claim over moments raises where its body or family is not made for them.
UNREADABLE = (ProofError, ProofLimit, TypeError, ValueError, AttributeError, ArithmeticError,
              LookupError)


@dataclass(frozen=True)
class Cost:
    """A denominator or radicand that body and `where` met.

    Attributes
    ----------
    kind
        "denominator" or "radicand".
    text
        It, in the letters of the claim.
    covered
        Do the hypotheses keep it from zero (from negative values, if a radicand)?
    """

    kind: str
    text: str
    covered: bool


def costs_met(claim: ClaimRecord) -> list[Cost]:
    """Run body and `where` on moments: every denominator and radicand met.

    >>> from bnlinear.claims import claim, eq, families
    >>> @claim(statement="x/x = 1", p=families.least_squares())
    ... def one(p):
    ...     return eq(p.x / p.x, p.y / p.y)
    >>> [(cost.text, cost.covered) for cost in costs_met(one)]
    [('x', False), ('y', True)]
    """
    return [cost for cost, _ in _costs(claim, Cover(read(claim)))]


def _costs(claim: ClaimRecord, cover: Cover) -> Iterator[tuple[Cost, Scalar]]:
    write = Notation(claim)
    for cost in sorted(cover.all_costs(), key=str):
        radicand = isinstance(cost, str)
        scalar = cover.space.roots[cost] if isinstance(cost, str) else Scalar(
            cover.space, cover.space.factors[cost], {})
        yield Cost("radicand" if radicand else "denominator", write.scalar(scalar),
                   not cover.uncovered(frozenset([cost]))), scalar


def has_open_costs(claim: ClaimRecord) -> bool:
    """Does it divide by, or take a root of, what its hypotheses are not seen to keep away?"""
    try:
        return any(not cost.covered for cost in costs_met(claim))
    except UNREADABLE:
        return False  # not a claim over moments: nothing is known


def cost_at(claim: ClaimRecord, at: Coordinates) -> str:
    """The denominator that vanishes at a member, or the radicand that is negative there, in the
    letters of the claim; empty if the claim is none over moments."""
    try:
        reading = read(claim)
        values = Evaluation(reading, claim.values(at))
        for cost, scalar in _costs(claim, Cover(reading)):
            value = values.scalar(scalar)
            if value < 0 if cost.kind == "radicand" else value == 0:
                return cost.text
    except UNREADABLE:
        pass
    return ""


@contextmanager
def local_names(function: Callable[..., Any]) -> Iterator[dict[str, Any]]:
    """Inside, the local names of a function are kept when it returns."""
    names: dict[str, Any] = {}
    code = code_of(function)

    def watch(frame: Any, event: str, _: Any) -> None:
        if event == "return" and frame.f_code is code:
            names.update(frame.f_locals)

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        yield names
    finally:
        sys.setprofile(before)


def step_for(scalar: Scalar, claim: ClaimRecord, symbols: dict[str, Any],
             names: dict[str, Any]) -> str:
    """What may vanish, and the step (or the `where`) that keeps it from zero."""
    write = Notation(claim)
    for name, vector in names.items():
        if not isinstance(vector, Vector) or vector.space is not scalar.space:
            continue
        energy = vector @ vector.under(1)
        if energy.is_zero() or not _divides(scalar, energy):
            continue
        before = _start_of(vector, symbols)
        step = f"prove.energy_after({before}, {name})" if before else (
            f"prove.nonzero(prove.energy({name}, …)) with the fact that ⟨{name}, {name}⟩ > 0")
        return f"⟨{name}, H{name}⟩ may be zero: {step}"
    return (f"{write.scalar(scalar)} may be zero: add ne(…, 0) to where=, or cover it by a step, "
            "prove.nonzero(fact)")


def _divides(scalar: Scalar, energy: Scalar) -> bool:
    """Has the energy a factor in common with the scalar?"""
    space = scalar.space
    mine = [space.lift(f) for f, _ in scalar.top().factor()[1]]
    return any(space.lift(f) in mine and len(f.to_dict()) > 1
               for f, _ in energy.top().factor()[1])


def _start_of(vector: Vector, symbols: dict[str, Any]) -> str:
    """The vector of the claim to which the step is orthogonal."""
    for parameter, instance in symbols.items():
        for name, value in getattr(instance, "__dict__", {}).items():
            if isinstance(value, Vector) and value.terms and ((vector - value) @ value).is_zero():
                return f"{parameter}.{name}"
    return ""
