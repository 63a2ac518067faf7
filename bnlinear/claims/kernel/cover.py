"""What divisions and roots cost: every denominator ≠ 0, every radicand ≥ 0, never in a circle."""

from __future__ import annotations

from flint import fmpq_mpoly
from flint.utils.flint_exceptions import DomainError

from bnlinear.claims.kernel.facts import Costs, Fact, ProofError, check_facts
from bnlinear.claims.kernel.formulas import condition_of
from bnlinear.claims.kernel.notation import Notation
from bnlinear.claims.kernel.reading import Reading
from bnlinear.claims.signs import Sign
from bnlinear.exact.scalars import Scalar


class Cover:
    """The facts that keep denominators from zero and radicands from negative numbers.

    A fact may cover others only once all that it rests on is covered itself, by facts that came
    before: so nothing is proved in a circle. Hypotheses wait until that is so.
    """

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.space = reading.space
        self.scope = reading.scope
        self.write = Notation(reading.claim)
        self._covers: list[Fact] = []
        self._waiting = list(reading.hypotheses)
        self._admit()

    def nonzero(self, fact: Fact) -> Fact:
        """Let a fact of sign > or ≠ cover the denominators that divide it."""
        check_facts(fact, symbols=self.space)
        if not fact.sign.gives(Sign.NONZERO):
            raise ProofError(f"the scalar is not known to differ from zero: {fact}")
        return self._add(fact)

    def nonnegative(self, fact: Fact) -> Fact:
        """Let a fact of sign ≥ or > cover the root of its scalar."""
        check_facts(fact, symbols=self.space)
        if not fact.sign.gives(Sign.NONNEGATIVE):
            raise ProofError(f"the scalar is not known to be nonnegative: {fact}")
        return self._add(fact)

    def _add(self, fact: Fact) -> Fact:
        """No circle: all that the fact rests on was covered before."""
        open_costs = self.uncovered(fact.rests)
        if open_costs:
            raise self._complaint(open_costs[0])
        self._covers.append(fact)
        self._admit()
        return fact

    def _admit(self) -> None:
        """Let hypotheses cover as soon as what they rest on is covered."""
        progress = True
        while progress:
            ready = [fact for fact in self._waiting if not self.uncovered(fact.rests)]
            self._covers += ready
            self._waiting = [fact for fact in self._waiting if fact not in ready]
            progress = bool(ready)

    def uncovered(self, costs: Costs) -> list[int | str]:
        """The denominators and roots among these that nothing covers yet."""
        return [cost for cost in sorted(costs, key=str) if not (
            self._is_nonnegative(self.space.roots[cost]) if isinstance(cost, str) else
            self._is_nonzero(Scalar(self.space, self.space.factors[cost], {})))]

    def all_costs(self) -> Costs:
        """Every denominator and every root met in this proof."""
        return frozenset(range(len(self.space.factors))) | set(self.space.roots)

    def _complaint(self, cost: int | str) -> ProofError:
        """What is not covered, in the claim's letters."""
        if isinstance(cost, str):
            text = self.write.scalar(self.space.roots[cost])
            return ProofError(f"takes the root of {text}, which may be negative: add ge({text}, 0) "
                              "to where=, or prove.nonnegative(fact)")
        factor = Scalar(self.space, self.space.factors[cost], {})
        return ProofError(f"divides by {self.write.scalar(factor)}, which no hypothesis keeps from "
                          "zero", factor)

    def _is_nonzero(self, scalar: Scalar) -> bool:
        """Is every irreducible factor a constant, ⟨b, Hᵖb⟩ with b ≠ 0, or part of a known fact?"""
        known = [self.space.lift(factor) for fact in self._covers
                 if fact.sign.gives(Sign.NONZERO)
                 for factor, _ in fact.scalar.top().factor()[1]]
        return not scalar.is_zero() and all(
            self.space.lift(factor) in known or self._is_energy(str(factor))
            for factor, _ in scalar.top().factor()[1])

    def _is_energy(self, symbol: str) -> bool:
        """Is it ⟨b, Hᵖb⟩ for a vector b known not to be zero, so positive (H is definite)?"""
        left, _, right = self.space.moments.get(symbol, ("", 0, " "))
        return left == right and any(
            fact.sign is Sign.POSITIVE and str(fact.scalar) == f"<{left}|{left}>"
            for fact in self._covers)

    def _is_nonnegative(self, scalar: Scalar) -> bool:
        """A nonnegative constant, a square, ⟨b, Hᵖb⟩, or a positive multiple of a known fact?"""
        if self._is_energy(str(scalar)) or _is_square(scalar) or (
                not scalar.symbols() and scalar.top().leading_coefficient() >= 0):
            return True
        return any(  # of N/D ≥ 0, the root that was taken out holds N·D
            fact.sign.gives(Sign.NONNEGATIVE)
            and _proportional(condition_of(fact.scalar, fact.sign)[0], scalar.top())
            for fact in self._covers)


def _is_square(scalar: Scalar) -> bool:
    """Is it the square of a rational function, as the radicand of |s| = √(s²) is?"""
    if any(power % 2 for power in scalar.denominator.values()):
        return False
    try:
        scalar.top().sqrt()
    except DomainError:
        return False
    return True


def _proportional(left: fmpq_mpoly, right: fmpq_mpoly) -> bool:
    """Do two polynomials differ by a positive constant factor?"""
    if left.is_zero() or right.is_zero():
        return left.is_zero() and right.is_zero()
    ratio = left.leading_coefficient() / right.leading_coefficient()
    return ratio > 0 and bool((left - right * ratio).is_zero())
