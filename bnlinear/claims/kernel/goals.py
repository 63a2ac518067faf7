"""What the kernel reads off a claim: its goals, its hypotheses, and the one H they speak of."""

from __future__ import annotations

from bnlinear.claims.families.matrices import Spectrum
from bnlinear.claims.kernel.facts import KEY, Fact, ProofError
from bnlinear.claims.record import ClaimRecord
from bnlinear.claims.relations import Compound, Relation, SpectrumWithin, Statement, conjuncts
from bnlinear.exact.moments import Scalar, Space, Vector


def goals_of(said: Statement) -> tuple[Relation | Compound, ...]:
    goals = conjuncts(said, needed=True)
    if not goals:
        raise ProofError("the claim asserts nothing about moments")
    if any(isinstance(goal, SpectrumWithin) for goal in goals):
        raise ProofError("spectrum_within is a hypothesis, not a goal")
    return tuple(goal for goal in goals if not isinstance(goal, SpectrumWithin))


def facts_of(relation: Relation) -> list[Fact]:
    if isinstance(relation.lhs, Vector) or isinstance(relation.rhs, Vector):
        return []  # a hypothesis the rules have no use for
    difference = relation.rhs - relation.lhs
    if not isinstance(difference, Scalar):
        return []
    sign = {"le": ">=", "lt": ">", "eq": "=", "ne": "!="}[relation.kind]
    return [Fact(KEY, difference, sign, f"hypothesis: {relation}")]


def base_of(claim: ClaimRecord, space: Space) -> SpectrumWithin | None:
    """H itself and its bounds μ, L, whatever the family makes of them."""
    several = len(claim.families) > 1
    found = [part.symbols(space, f"{name}." if several else "")
             for name, family in claim.families.items() for part in family.parts
             if isinstance(part, Spectrum)]
    if len(found) > 1:
        raise ProofError("moments know one H; put everything about it into one family")
    return SpectrumWithin(found[0]["H"], found[0]["mu"], found[0]["L"]) if found else None
