"""The proof kernel: the page to trust.

A proof is about the claim's own body, run on moments (`bnlinear.exact.moments`), so what it proves
holds for every dimension d, every H of the family and all vectors. The kernel reads the goals off
the body; a proof supplies steps, never a goal. Its steps build `Fact`s, which only the rules of
this page can make:

* an identity between moments, decided by polynomial arithmetic (rule 1);
* spectral lift: p(λ) ≥ 0 on [μ, L] implies ⟨e, p(H)e⟩ ≥ 0, the scalar inequality by z3 (rule 2);
* Gram: ⟨a, b⟩² ≤ ⟨a, a⟩⟨b, b⟩ in the inner product of any power of H (rule 3);
* a scalar consequence of facts, by z3; sums, products and quotients of facts; squares.

Soundness rests on: polynomial arithmetic (flint), z3's `unsat`, the textbook facts named in the
rules, and this page. Every denominator and every radicand that the body or a step met must be
covered by a fact, or the proof is refused. A fact remembers all the denominators and radicands
that went into it, cancelled ones too (`rests`): it may cover another only once these are covered,
so that nothing is ever proved in a circle. The page guards against mistakes, not against Python:
who rebinds its internals proves anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from keyword import iskeyword
from typing import Any

from flint import fmpq_mpoly
from flint.utils.flint_exceptions import DomainError

from bnlinear.claims.kernel.facts import (
    KEY,
    Costs,
    Fact,
    NotClosed,
    ProofError,
    check_facts,
    costs_of,
    symbols_under,
)
from bnlinear.claims.kernel.formulas import coerced, condition_of, definitions_of, formula_of, short
from bnlinear.claims.kernel.goals import base_of, facts_of, goals_of
from bnlinear.claims.kernel.smt import Answer, Formula, implied
from bnlinear.claims.kernel.textbook import LEMMAS
from bnlinear.claims.record import ClaimRecord
from bnlinear.claims.relations import Relation, SpectrumWithin, conjuncts
from bnlinear.exact.moments import Scalar, Space, Vector

#: The eigenvalue in a lift: no parameter can have this name, a keyword of Python.
LAMBDA = "lambda"


@dataclass(frozen=True)
class Derivation:
    """A finished proof, readable: its goals, hypotheses, steps, and the lemmas it leans on."""

    goals: tuple[str, ...]
    hypotheses: tuple[str, ...]
    steps: tuple[str, ...]
    uses: tuple[str, ...]


class Prover:
    """What a proof's steps are given: the claim's symbols, its goals, and the rules."""

    def __init__(self, claim: ClaimRecord) -> None:
        self.space = Space()
        self.symbols, given = claim.symbols(self.space)
        self._base = base_of(claim, self.space)
        self._hypotheses = [Fact(KEY, *fact) for fact in given]
        hypotheses = claim.hypotheses(self.symbols)
        self.spectra: list[SpectrumWithin] = []
        for relation in conjuncts(hypotheses, needed=False):
            if isinstance(relation, SpectrumWithin):
                self.spectra.append(relation)
            elif isinstance(relation, Relation):
                self._hypotheses += facts_of(relation)
        self.goals = goals_of(claim.at(self.symbols))
        self._open = list(range(len(self.goals)))
        self.steps: list[str] = []
        self._letters: dict[str, Scalar] = {}

    # -- rule 1: identities ----------------------------------------------------------------

    def identity(self, goal: int | None = None) -> None:
        """Close equations (all of them by default): both sides agree as rational functions."""
        for index in list(self._open) if goal is None else [goal]:
            relation = self.goals[index]
            if not isinstance(relation, Relation) or relation.kind != "eq":
                raise NotClosed(f"goal {index} is no equation: {relation}")
            difference = relation.lhs - relation.rhs
            if not coerced(self.space, difference).is_zero():
                raise NotClosed(f"goal {index}: the two sides differ by {short(difference)}")
            self._close(index, "an identity between moments")

    def equal(self, left: Any, right: Any) -> Fact:
        """The fact left − right = 0, if it is an identity."""
        self._check_same(left, right)
        return self._fact(self.space.constant(0), "=", "identity", left, right)

    # -- signs -----------------------------------------------------------------------------

    def given(self, scalar: Any) -> Fact:
        """The hypothesis about this scalar."""
        for fact in self._hypotheses:
            if (fact.scalar - scalar).is_zero():
                return fact
        raise NotClosed(f"no hypothesis gives the sign of {short(scalar)}")

    def square(self, scalar: Any) -> Fact:
        """s² ≥ 0."""
        scalar = coerced(self.space, scalar)
        return self._fact(scalar * scalar, ">=", "a square", scalar)

    def positive_square(self, scalar: Any) -> Fact:
        """s² > 0 for a scalar that a hypothesis keeps from zero."""
        scalar = coerced(self.space, scalar)
        if not self._is_nonzero(scalar):
            raise NotClosed(f"no hypothesis keeps {short(scalar)} from zero")
        return self._fact(scalar * scalar, ">", "the square of a nonzero scalar", scalar)

    def number(self, value: Any) -> Fact:
        """A rational constant, with its sign."""
        constant = self.space.constant(value)
        coefficient = constant.top().leading_coefficient() if not constant.is_zero() else 0
        if coefficient < 0:
            raise ProofError(f"{value} is negative")
        return self._fact(constant, ">" if coefficient > 0 else "=", f"{value} ≥ 0")

    def maximum(self, left: Any, right: Any) -> tuple[Fact, Fact]:
        """max(a, b) − a ≥ 0 and max(a, b) − b ≥ 0."""
        top = self.space.maximum(coerced(self.space, left), coerced(self.space, right))
        return (self._fact(top - left, ">=", "max(a, b) ≥ a", top),
                self._fact(top - right, ">=", "max(a, b) ≥ b", top))

    def root(self, scalar: Any) -> Fact:
        """√s ≥ 0, and > 0 when s > 0 is a hypothesis or ⟨b, Hᵖb⟩ of a vector b ≠ 0."""
        scalar = coerced(self.space, scalar)
        positive = self._is_nonzero(scalar)
        return self._fact(scalar.sqrt(), ">" if positive else ">=", "a root is not negative",
                          scalar)

    def norm(self, vector: Vector, power: int = 0) -> Fact:
        """⟨v, Hᵖv⟩ ≥ 0, strictly for a base vector that is not zero (H is positive definite)."""
        scalar = vector @ vector.under(power)
        strict = len(vector.terms) == 1 and self._is_nonzero(scalar)
        return self._fact(scalar, ">" if strict else ">=",
                          f"⟨v, H^{power} v⟩ {'>' if strict else '≥'} 0, H positive definite",
                          vector)

    def energy(self, vector: Vector, nonzero: Fact, power: int = 1) -> Fact:
        """⟨v, Hᵖv⟩ > 0, from the fact ⟨v, v⟩ > 0."""
        check_facts(nonzero)
        if nonzero.sign != ">":
            raise ProofError("needs the fact that ⟨v, v⟩ is positive")
        self._check_same(nonzero.scalar, vector @ vector)
        return self._fact(vector @ vector.under(power), ">",
                          f"⟨v, H^{power} v⟩ > 0, H positive definite, v ≠ 0 ({nonzero.why})",
                          nonzero, vector)

    def energy_after(self, before: Vector, after: Vector) -> Fact:
        """⟨w⁺, Hw⁺⟩ > 0 for a step orthogonal to w ≠ 0; from now on it may be divided by."""
        return self.nonzero(self.energy(after, self.norm(before) + self.norm(after - before)))

    def rewrite(self, fact: Fact, scalar: Any) -> Fact:
        """The same fact about an identical scalar."""
        check_facts(fact)
        self._check_same(fact.scalar, scalar)
        return self._fact(coerced(self.space, scalar), fact.sign, fact.why, fact)

    def _check_same(self, left: Any, right: Any) -> None:
        rest = coerced(self.space, left - right)
        if not rest.is_zero():
            raise NotClosed(f"not identical; the difference is {short(rest)}")

    def gram(self, left: Vector, right: Vector, power: int = 0) -> Fact:
        """Cauchy–Schwarz: ⟨a, Hᵖa⟩⟨b, Hᵖb⟩ − ⟨a, Hᵖb⟩² ≥ 0   (rule 3)."""
        under = right.under(power)
        scalar = (left @ left.under(power)) * (right @ under) - (left @ under) ** 2
        return self._fact(scalar, ">=", f"Cauchy–Schwarz under H^{power}", left, right)

    # -- rule 2: spectral lift -------------------------------------------------------------

    def lift(self, vector: Vector, polynomial: Callable[[Any], Any],
             given: Iterable[Fact] = ()) -> Fact:
        """⟨e, p(H)e⟩ ≥ 0, because z3 proves p(λ) ≥ 0 for all λ in [μ, L] (given facts)."""
        if self._base is None:
            raise ProofError("the spectral lift needs a family with a Spectrum")
        return self._lifted(self._base, vector, polynomial,
                            [*given, self._positive(self._base.low)])

    def lift_within(self, vector: Vector, polynomial: Callable[[Any], Any],
                    given: Iterable[Fact] = (), *, hypothesis: int = 0) -> Fact:
        """⟨e, p(M)e⟩ ≥ 0 for the matrix M of a `spectrum_within` hypothesis: z3 proves p ≥ 0 on
        its interval and p(0) ≥ 0."""
        if hypothesis >= len(self.spectra):
            raise NotClosed("the claim has no such spectrum_within hypothesis")
        facts = list(given)
        zero = coerced(self.space, polynomial(self.space.constant(0)))
        self._ask_z3(facts, zero, ">=")
        return self._lifted(self.spectra[hypothesis], vector, polynomial, facts)

    def _lifted(self, within: SpectrumWithin, vector: Vector,
                polynomial: Callable[[Any], Any], facts: list[Fact]) -> Fact:
        space, matrix = self.space, within.matrix
        left, right = space.vector("(a)"), space.vector("(b)")  # no parameter is named so
        self._check_same(left @ (matrix @ right), (matrix @ left) @ right)  # M is symmetric
        eigenvalue = space.scalar(LAMBDA)
        value = coerced(space, polynomial(eigenvalue))
        inside = [Scalar(space, space.factors[i], {}) for i in value.denominator]
        if LAMBDA in symbols_under(value, *inside) or any(LAMBDA in s.symbols() for s in inside):
            raise ProofError("p(λ) must be a polynomial in λ")
        low, high = coerced(space, within.low), coerced(space, within.high)
        self._ask_z3([*facts, self._fact(eigenvalue - low, ">=", "low ≤ λ"),
                      self._fact(high - eigenvalue, ">=", "λ ≤ high")], value, ">=")
        form: Any = space.constant(0)
        power, image = 0, vector
        for exponent, coefficient in sorted(self._coefficients(value, LAMBDA).items()):
            while power < exponent:
                power, image = power + 1, matrix @ image
            form = form + coefficient * (vector @ image)
        why = f"spectral lift of {short(value)} ≥ 0 for low ≤ λ ≤ high"
        self.steps.append(why)
        return self._fact(form, ">=", why, vector, matrix @ vector, value, low, high, *facts)

    def _coefficients(self, value: Scalar, symbol: str) -> dict[int, Scalar]:
        top = value.top()
        position = self.space.names.index(symbol)
        out: dict[int, dict[tuple[int, ...], Any]] = {}
        for powers, coefficient in top.to_dict().items():
            rest = (*powers[:position], 0, *powers[position + 1:])
            out.setdefault(int(powers[position]), {})[rest] = coefficient
        return {power: Scalar(self.space, self.space.context.from_dict(part), value.denominator)
                for power, part in out.items()}

    # -- scalar consequences ---------------------------------------------------------------

    def scalar(self, scalar: Any, sign: str = ">=", given: Iterable[Fact] = ()) -> Fact:
        """The sign of a scalar, because z3 derives it from facts about a few scalars."""
        scalar = coerced(self.space, scalar)
        facts = list(given)
        self._ask_z3(facts, scalar, sign)
        why = f"{short(scalar)} {sign} 0, by z3"
        told = [f"{short(fact.scalar)} {fact.sign} 0 ({short(fact.why)})" for fact in facts]
        self.steps.append("; ".join([f"{why}, from {len(facts)} facts", *told]))
        return self._fact(scalar, sign, why, *facts)

    def _ask_z3(self, facts: list[Fact], scalar: Scalar, sign: str) -> None:
        check_facts(*facts, space=self.space)
        self._settle(facts, condition_of(scalar, sign), f"{scalar} {sign} 0")

    def _settle(self, facts: list[Fact], goal: Formula, text: str) -> None:
        given = [condition_of(fact.scalar, fact.sign) for fact in facts]
        answer = implied([*given, *definitions_of(self.space, [*given, goal])], goal)
        if answer is Answer.NO:
            raise NotClosed(f"z3 refutes {short(text)}")
        if answer is not Answer.YES:
            raise ProofError(f"{short(text)}: {answer.value}")

    # -- letters: long scalars under short names -------------------------------------------

    def let(self, **scalars: Any) -> tuple[Scalar, ...]:
        """Short names for scalars, so that z3 sees a handful of letters."""
        for name, scalar in scalars.items():
            fresh = name.isidentifier() and not iskeyword(name) and name not in self.space.names
            if not fresh or not isinstance(scalar, Scalar):
                raise ProofError(f"let {name} = …: a new name and a scalar are needed")
            self._letters[name] = scalar
            self.steps.append(f"let {name} = {short(scalar)}")
        return tuple(self.space.scalar(name) for name in scalars)

    def restate(self, fact: Fact, scalar: Scalar) -> Fact:
        """The same fact with letters in it: they stand for what makes it identical."""
        check_facts(fact, space=self.space)
        self._check_same(self._spelt_out(scalar), fact.scalar)
        return self._fact(scalar, fact.sign, fact.why, fact, *self._letters.values())

    def spell_out(self, fact: Fact) -> Fact:
        """The same fact with its letters replaced by what they stand for."""
        check_facts(fact, space=self.space)
        return self._fact(self._spelt_out(fact.scalar), fact.sign, fact.why, fact,
                          *self._letters.values())

    def _spelt_out(self, scalar: Scalar) -> Scalar:
        meant = self._letters
        return scalar.value(lambda name: meant[name] if name in meant else self.space.scalar(name))

    # -- closing inequalities --------------------------------------------------------------

    def by(self, fact: Fact, *, times: Fact | None = None, goal: int | None = None) -> None:
        """Close an inequality: (rhs − lhs)·times = fact, with times > 0."""
        index = self._open[0] if goal is None and self._open else goal
        if index is None:
            raise ProofError("there is no open goal")
        relation = self.goals[index]
        if not isinstance(relation, Relation):
            raise ProofError("alternatives are closed by prove.by_z3")
        check_facts(fact, *([] if times is None else [times]), space=self.space)
        if times is not None and times.sign != ">":
            raise ProofError(f"the factor must be known positive ({times.why})")
        if fact.sign not in {"le": (">=", ">", "="), "lt": (">",), "eq": ("=",),
                             "ne": ("!=", ">")}[relation.kind]:
            raise NotClosed(f"a fact of sign {fact.sign} does not give {relation.kind}")
        difference = coerced(self.space, relation.rhs - relation.lhs)
        self._check_same(difference if times is None else difference * times.scalar, fact.scalar)
        self._close(index, fact.why)

    def by_z3(self, given: Iterable[Fact] = (), *, goal: int | None = None) -> None:
        """Close a goal about a few scalars, alternatives and implications included, by z3."""
        index = self._open[0] if goal is None and self._open else goal
        if index is None:
            raise ProofError("there is no open goal")
        facts = list(given)
        check_facts(*facts, space=self.space)
        self._settle(facts, formula_of(self.goals[index], self.space), str(self.goals[index]))
        self._close(index, f"by z3, from {len(facts)} facts")

    def _close(self, index: int, why: str) -> None:
        if index in self._open:
            self._open.remove(index)
        self.steps.append(f"goal {index} is closed: {why}")

    # -- what divisions and roots cost -----------------------------------------------------

    def nonzero(self, fact: Fact) -> Fact:
        """Let a fact of sign > or ≠ cover the denominators that divide it."""
        check_facts(fact, space=self.space)
        if fact.sign not in (">", "!="):
            raise ProofError("the scalar is not known to differ from zero")
        return self._add(fact)

    def nonnegative(self, fact: Fact) -> Fact:
        """Let a fact of sign ≥ or > cover the root of its scalar."""
        check_facts(fact, space=self.space)
        if fact.sign not in (">", ">="):
            raise ProofError("the scalar is not known to be nonnegative")
        return self._add(fact)

    def _add(self, fact: Fact) -> Fact:
        """No circle: all that the fact rests on was covered before."""
        self._check_covered(fact.rests)
        self._hypotheses.append(fact)
        return fact

    def _check_covered(self, costs: Costs) -> None:
        for cost in costs:
            if isinstance(cost, str):
                self._nonnegative(self.space.roots[cost])
            elif not self._is_nonzero(Scalar(self.space, self.space.factors[cost], {})):
                raise ProofError(f"divides by {self.space.factors[cost]}, which no hypothesis "
                                 "keeps from zero")

    def finish(self, uses: tuple[str, ...]) -> Derivation:
        """All goals closed, every denominator nonzero, every radicand nonnegative."""
        if self._open:
            raise NotClosed(f"goals {self._open} were not closed")
        for name in uses:
            if name not in LEMMAS:
                raise ProofError(f"uses {name!r}, which is not in the list of textbook lemmas")
        self._check_covered(frozenset(range(len(self.space.factors))) | set(self.space.roots))
        return Derivation(tuple(short(g) for g in self.goals),
                          tuple(fact.why for fact in self._hypotheses if self._concerns(fact)),
                          tuple(self.steps), uses)

    def _concerns(self, fact: Fact) -> bool:
        """Leave a hypothesis out of the report if its scalar occurs nowhere."""
        sides = [s for goal in self.goals for relation in goal
                 for s in (relation.lhs, relation.rhs)]
        scalars = [c for side in sides for c in
                   (side.terms.values() if isinstance(side, Vector) else [side])]
        met = {name for c in scalars if isinstance(c, Scalar) for name in c.symbols()}
        return fact.why.startswith("hypothesis") or (
            fact.scalar.symbols() <= met | set(self.space.moments))

    def _is_nonzero(self, scalar: Scalar) -> bool:
        """Is every irreducible factor a constant, ⟨b, Hᵖb⟩ with b ≠ 0, or part of a known fact?"""
        known: list[fmpq_mpoly] = []
        for fact in self._hypotheses:
            if fact.sign in (">", "!="):
                known += [factor for factor, _ in fact.scalar.top().factor()[1]]
        top = scalar.top()
        return not scalar.is_zero() and all(
            self.space.lift(factor) in [self.space.lift(k) for k in known]
            or self._is_energy(str(factor)) for factor, _ in top.factor()[1])

    def _is_energy(self, symbol: str) -> bool:
        """Is it ⟨b, Hᵖb⟩ for a vector known not to be zero, so positive?"""
        left, _, right = self.space.moments.get(symbol, ("", 0, " "))
        return left == right and any(str(fact.scalar) == f"<{left}|{left}>" and fact.sign == ">"
                                     for fact in self._hypotheses)

    def _positive(self, scalar: Scalar) -> Fact:
        fact = self.given(scalar)
        if fact.sign != ">":
            raise NotClosed(f"{scalar} is not known positive")
        return fact

    def _nonnegative(self, scalar: Scalar) -> None:
        if self._is_energy(str(scalar)) or (
                not scalar.symbols() and scalar.top().leading_coefficient() >= 0):
            return
        if _is_square(scalar):
            return
        for fact in self._hypotheses:  # of N/D ≥ 0, the root that was taken out holds N·D
            if fact.sign in (">", ">=") and _proportional(condition_of(fact.scalar, "")[0],
                                                          scalar.top()):
                return
        raise ProofError(f"takes the root of {scalar}, which may be negative")

    def _fact(self, scalar: Scalar, sign: str, why: str, *basis: Fact | Scalar | Vector) -> Fact:
        """A fact that rests on what its basis rests on: facts, and the inputs of a rule."""
        rests: Costs = frozenset()
        for part in basis:
            if isinstance(part, Fact):
                check_facts(part, space=self.space)
            rests |= part.rests if isinstance(part, Fact) else costs_of(part)
        return Fact(KEY, scalar, sign, why, rests)


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


def prove(claim: ClaimRecord) -> Derivation:
    """Run a claim's proof. Raises `NotClosed` if it does not prove the claim, `ProofError` if
    nothing is decided."""
    if claim.the_proof is None:
        raise ProofError("the claim has no proof")
    prover = Prover(claim)
    claim.the_proof.steps(prover, **prover.symbols)
    return prover.finish(claim.the_proof.uses)
