"""Proofs that no author wrote: steps for a goal, from the forms that proofs about steps have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bnlinear.claims.discovery.ingredients import covered, named_vectors
from bnlinear.claims.discovery.lifts import form_of, lifted
from bnlinear.claims.discovery.multipliers import Program, Term, fact_of
from bnlinear.claims.kernel.facts import NotClosed
from bnlinear.claims.kernel.prover import Prover
from bnlinear.claims.relations import Compound, Relation
from bnlinear.exact.moments import Vector
from bnlinear.exact.scalars import Scalar


class NoForm(NotClosed):
    """The goal is no form ⟨v, p(H)v⟩, so more than a lift is needed."""


#: The terms beside the lift, for each goal.
Plan = tuple[tuple[Term, ...], ...]


def steps(plan: Plan | None = None) -> Callable[..., None]:
    """The steps of a proof, as a claim's author would attach them.

    Parameters
    ----------
    plan
        The multipliers, if a linear program has found them.
    """
    def attempt(prove: Prover, **_: Any) -> None:
        vectors = named_vectors(prove)
        covered(prove, vectors)
        for index, goal in enumerate(prove.goals):
            _close(prove, index, goal, vectors, plan[index] if plan else ())

    return attempt


def _close(prove: Prover, index: int, goal: Relation | Compound, vectors: dict[str, Vector],
           terms: tuple[Term, ...]) -> None:
    difference = difference_of(prove, goal)
    if difference is None or not prove.space.vectors:
        prove.by_z3(prove.reading.hypotheses, goal=index)
        return
    beside = fact_of(prove, vectors, terms)
    rest = difference if beside is None else difference - beside.scalar
    if rest.is_zero() and beside is not None:
        prove.by(beside, goal=index)
        return
    form = form_of(rest, vectors)
    if form is None:
        raise NoForm(f"goal {index} is no form ⟨v, p(H)v⟩ of a vector that the claim names")
    fact = lifted(prove, form)
    prove.by(fact if beside is None else beside + fact, goal=index)


def difference_of(prove: Prover, goal: Relation | Compound) -> Scalar | None:
    """rhs − lhs of an inequality between scalars."""
    if not isinstance(goal, Relation):
        return None
    try:
        difference = prove.scope.side(goal.rhs - goal.lhs)
    except TypeError:
        return None
    return difference if isinstance(difference, Scalar) else None


def plan_for(prove: Prover) -> Plan | None:
    """Multipliers for all goals by linear programming; None where there are none."""
    vectors = named_vectors(prove)
    covered(prove, vectors)
    found = []
    for goal in prove.goals:
        difference = difference_of(prove, goal)
        if difference is None or difference.symbols() & (
                set(prove.space.roots) | set(prove.space.maxima)):
            return None
        terms = Program(prove, difference, vectors).terms(difference)
        if terms is None:
            return None
        found.append(terms)
    return tuple(found)
