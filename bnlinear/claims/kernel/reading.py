"""What the kernel reads off a claim, once: its symbols, its hypotheses, its goals.

The body and the `where` are each run once on moments. All that is proved, printed and compared
with numbers (`agreement.py`) is this reading.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bnlinear.claims.families.matrices import Spectrum
from bnlinear.claims.kernel.facts import KEY, Fact, ProofError
from bnlinear.claims.kernel.scope import Scope
from bnlinear.claims.record import ClaimRecord
from bnlinear.claims.relations import Compound, Relation, SpectrumWithin, Statement, conjuncts
from bnlinear.exact.moments import Scalar, Space, Vector


@dataclass(frozen=True, eq=False)
class Reading:
    """A claim over moments.

    Attributes
    ----------
    symbols
        Parameter name → its instance over moments.
    family
        What membership in the families says, as facts.
    where, said
        What the `where` and the body returned.
    hypotheses
        The facts of the families and of the `where`.
    spectra
        The `spectrum_within` hypotheses of the `where`.
    base
        H with its bounds μ and L, if a family has a Spectrum.
    goals
        The relations that must all be proved.
    """

    claim: ClaimRecord
    space: Space
    scope: Scope
    symbols: dict[str, Any]
    family: tuple[Fact, ...]
    where: Statement
    said: Statement
    hypotheses: tuple[Fact, ...]
    spectra: tuple[SpectrumWithin, ...]
    base: SpectrumWithin | None
    goals: tuple[Relation | Compound, ...]


def read(claim: ClaimRecord) -> Reading:
    """Run the claim's body and `where` on moments, once each."""
    space = Space()
    symbols, given = claim.symbols(space)
    base = base_of(claim, space)
    scope = Scope(space, base is not None)
    family = tuple(Fact(KEY, scalar, sign, "hypothesis", text=why) for scalar, sign, why in given)
    where, said = claim.hypotheses(symbols), claim.at(symbols)
    hypotheses, asserted = conjuncts(where, needed=False), conjuncts(said, needed=True)
    goals = goals_of(asserted)
    facts, spectra = [], []
    for relation in hypotheses:
        if isinstance(relation, SpectrumWithin):
            spectra.append(relation)
        elif isinstance(relation, Relation):
            facts += facts_of(relation, scope)
    for goal in goals:
        for relation in goal:
            scope.side(relation.lhs)
            scope.side(relation.rhs)
    return Reading(claim, space, scope, symbols, family, where, said, (*family, *facts),
                   tuple(spectra), base, goals)


def goals_of(asserted: Sequence[Statement]) -> tuple[Relation | Compound, ...]:
    goals = tuple(part for part in asserted if not isinstance(part, SpectrumWithin))
    if len(goals) < len(asserted):
        raise ProofError("spectrum_within is a hypothesis, not a goal")
    if not goals:
        raise ProofError("the claim asserts nothing about moments")
    return goals


def facts_of(relation: Relation, scope: Scope) -> list[Fact]:
    """A hypothesis as a fact; none about vectors, for which the rules have no use."""
    if isinstance(scope.side(relation.lhs), Vector) or isinstance(scope.side(relation.rhs), Vector):
        return []
    difference = relation.rhs - relation.lhs
    if not isinstance(difference, Scalar):
        return []
    return [Fact(KEY, difference, relation.sign, "hypothesis", relation=relation)]


def base_of(claim: ClaimRecord, space: Space) -> SpectrumWithin | None:
    """H itself and its bounds μ, L, whatever the family makes of them."""
    several = len(claim.families) > 1
    found = [(part.names, part.symbols(space, f"{name}." if several else ""))
             for name, family in claim.families.items() for part in family.parts
             if isinstance(part, Spectrum)]
    if len(found) > 1:
        raise ProofError("moments know one H; put everything about it into one family")
    return next((SpectrumWithin(*(symbols[name] for name in names)) for names, symbols in found),
                None)
