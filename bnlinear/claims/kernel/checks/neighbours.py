"""A mutant must be a neighbour of its claim: about the same quantities, and not the claim itself.

`eq(0, 1)` is refuted by everything and proved by nothing; it says nothing about the steps of a
proof. So a mutant shares a side with its claim (up to a constant factor), or at least half of the
vectors and scalars that the claim speaks about; and it differs from the claim in what it asserts
or assumes.
"""

from __future__ import annotations

from typing import Any

from bnlinear.claims.kernel.facts import ProofError, symbols_of
from bnlinear.claims.kernel.reading import Reading, read
from bnlinear.claims.record import ClaimRecord
from bnlinear.exact.moments import Vector
from bnlinear.exact.rotations import Rotated
from bnlinear.exact.scalars import Scalar


class Neighbours:
    """What a claim speaks about, to compare its mutants with."""

    def __init__(self, claim: Reading) -> None:
        self.goals = [str(goal) for goal in claim.goals]
        self.hypotheses = [str(fact.scalar) + fact.sign for fact in claim.hypotheses] + [
            str(within) for within in claim.spectra]
        self.sides, self.symbols = _sides(claim), _symbols(claim)

    def check(self, mutant: ClaimRecord, number: int) -> None:
        """Raise `ProofError` if the mutant is the claim itself, or about something else."""
        other = Neighbours(read(mutant))
        if (other.goals, other.hypotheses) == (self.goals, self.hypotheses):
            raise ProofError(f"mutant {number} is the claim itself: it must assert something else, "
                             "or assume less")
        shared = len(self.symbols & other.symbols) if self.symbols else len(other.symbols)
        if not self.sides & other.sides and 2 * shared < max(1, len(self.symbols)):
            raise ProofError(f"mutant {number} is no neighbour of the claim: it must be about the "
                             "same quantities, with a constant, a sign or a power changed")


def _values(reading: Reading) -> list[Any]:
    sides = [side for goal in reading.goals for relation in goal
             for side in (relation.lhs, relation.rhs)]
    return [side.inner if isinstance(side, Rotated) else side for side in sides]


def _sides(reading: Reading) -> set[str]:
    """The sides that are no numbers, each with the constant factor taken out of a scalar."""
    out = set()
    for side in _values(reading):
        if isinstance(side, Scalar) and side.symbols():
            out.add(str(side / side.top().leading_coefficient()))
        elif isinstance(side, Vector) and side.terms:
            out.add(str(side))
    return out


def _symbols(reading: Reading) -> set[str]:
    """The vectors and scalars that occur, those in moments and under roots too."""
    moments, space = reading.space.moments, reading.space
    derived = set(moments) | set(space.roots) | set(space.maxima)
    names = symbols_of(*_values(reading))
    bases = {base for name in names & set(moments) for base in moments[name][::2]} | {
        base for side in _values(reading) if isinstance(side, Vector) for base, _ in side.terms}
    return (names - derived) | bases
