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
from typing import Any

from flint import fmpq_mpoly

from bnlinear.claims.claim import Claim
from bnlinear.claims.parts import Spectrum
from bnlinear.claims.relations import Compound, Relation, SpectrumWithin, Statement
from bnlinear.claims.smt import Answer, Condition, implied
from bnlinear.claims.textbook import LEMMAS
from bnlinear.exact.moments import Scalar, Space, Vector

#: The eigenvalue in a lift: no parameter can have this name, a keyword of Python.
LAMBDA = "lambda"

_KEY = object()  # only this page makes facts

Costs = frozenset[int | str]  # denominators (their index) and roots (their name)


class NotClosed(Exception):
    """The steps do not prove the goal. (A false claim ends here.)"""


class ProofError(Exception):
    """The proof is not well formed, or z3 gave up: nothing is decided."""


class Fact:
    """A scalar with a known sign: ``">="``, ``">"``, ``"="`` or ``"!="`` zero.

    It is known wherever the claim's hypotheses hold, the denominators in `rests` do not vanish and
    the radicands in `rests` are not negative. Immutable.
    """

    __slots__ = ("rests", "scalar", "sign", "why")
    scalar: Scalar
    sign: str
    why: str
    rests: Costs

    def __init__(self, key: object, scalar: Scalar, sign: str, why: str,
                 rests: Costs = frozenset()) -> None:
        if key is not _KEY or type(self) is not Fact:
            raise ProofError("facts come from the rules of the kernel only")
        object.__setattr__(self, "scalar", scalar)
        object.__setattr__(self, "sign", sign)
        object.__setattr__(self, "why", why)
        object.__setattr__(self, "rests", rests | _costs(scalar))

    def __setattr__(self, name: str, value: Any) -> None:
        raise ProofError("a fact does not change")

    def _joined(self, other: Fact, scalar: Scalar, sign: str) -> Fact:
        return Fact(_KEY, scalar, sign, f"{self.why}; {other.why}", self.rests | other.rests)

    def __add__(self, other: Fact) -> Fact:
        _check_facts(self, other)
        if "!=" in (self.sign, other.sign):
            raise ProofError("the sum of two nonzero scalars may vanish")
        strict = ">" in (self.sign, other.sign)
        equal = self.sign == other.sign == "="
        return self._joined(other, self.scalar + other.scalar,
                            ">" if strict else "=" if equal else ">=")

    def __mul__(self, other: Fact) -> Fact:
        _check_facts(self, other)
        signs = {self.sign, other.sign}
        sign = "=" if "=" in signs else "!=" if "!=" in signs else ">=" if ">=" in signs else ">"
        if sign == "!=" and ">=" in signs:
            raise ProofError("a nonzero scalar has no known sign")
        return self._joined(other, self.scalar * other.scalar, sign)

    def __truediv__(self, other: Fact) -> Fact:
        _check_facts(self, other)
        if other.sign != ">":
            raise ProofError(f"division by a scalar that is not known positive ({other.why})")
        return self._joined(other, self.scalar / other.scalar, self.sign)

    def __str__(self) -> str:
        return f"{self.scalar} {self.sign} 0   [{self.why}]"


@dataclass(frozen=True)
class Derivation:
    """A finished proof, readable: its goals, hypotheses, steps, and the lemmas it leans on."""

    goals: tuple[str, ...]
    hypotheses: tuple[str, ...]
    steps: tuple[str, ...]
    uses: tuple[str, ...]


class Prover:
    """What a proof's steps are given: the claim's symbols, its goals, and the rules."""

    def __init__(self, claim: Claim) -> None:
        self.space = Space()
        self.symbols, given = claim.symbols(self.space)
        self._base = _base(claim, self.space)
        self._hypotheses = [Fact(_KEY, *fact) for fact in given]
        hypotheses = claim.hypotheses(self.symbols)
        self.spectra: list[SpectrumWithin] = []
        for relation in _conjuncts(hypotheses, needed=False):
            if isinstance(relation, SpectrumWithin):
                self.spectra.append(relation)
            else:
                self._hypotheses += _facts_of(relation)
        self.goals = _goals(claim.at(self.symbols))
        self._open = list(range(len(self.goals)))
        self.steps: list[str] = []

    # -- rule 1: identities ----------------------------------------------------------------

    def identity(self, goal: int | None = None) -> None:
        """Close equations (all of them by default): both sides agree as rational functions."""
        for index in list(self._open) if goal is None else [goal]:
            relation = self.goals[index]
            if relation.kind != "eq":
                raise NotClosed(f"goal {index} is no equation: {relation}")
            difference = relation.lhs - relation.rhs
            if not _coerced(self.space, difference).is_zero():
                raise NotClosed(f"goal {index}: the two sides differ by {_short(difference)}")
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
        raise NotClosed(f"no hypothesis gives the sign of {_short(scalar)}")

    def square(self, scalar: Any) -> Fact:
        """s² ≥ 0."""
        scalar = _coerced(self.space, scalar)
        return self._fact(scalar * scalar, ">=", "a square", scalar)

    def number(self, value: Any) -> Fact:
        """A rational constant, with its sign."""
        constant = self.space.constant(value)
        coefficient = constant.top().leading_coefficient() if not constant.is_zero() else 0
        if coefficient < 0:
            raise ProofError(f"{value} is negative")
        return self._fact(constant, ">" if coefficient > 0 else "=", f"{value} ≥ 0")

    def root(self, scalar: Any) -> Fact:
        """√s ≥ 0, and > 0 when s > 0 is a hypothesis or ⟨b, Hᵖb⟩ of a vector b ≠ 0."""
        scalar = _coerced(self.space, scalar)
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
        _check_facts(nonzero)
        if nonzero.sign != ">":
            raise ProofError("needs the fact that ⟨v, v⟩ is positive")
        self._check_same(nonzero.scalar, vector @ vector)
        return self._fact(vector @ vector.under(power), ">",
                          f"⟨v, H^{power} v⟩ > 0, H positive definite, v ≠ 0 ({nonzero.why})",
                          nonzero, vector)

    def rewrite(self, fact: Fact, scalar: Any) -> Fact:
        """The same fact about an identical scalar."""
        _check_facts(fact)
        self._check_same(fact.scalar, scalar)
        return self._fact(_coerced(self.space, scalar), fact.sign, fact.why, fact)

    def _check_same(self, left: Any, right: Any) -> None:
        rest = _coerced(self.space, left - right)
        if not rest.is_zero():
            raise NotClosed(f"not identical; the difference is {_short(rest)}")

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
        zero = _coerced(self.space, polynomial(self.space.constant(0)))
        self._ask_z3(facts, zero, ">=")
        return self._lifted(self.spectra[hypothesis], vector, polynomial, facts)

    def _lifted(self, within: SpectrumWithin, vector: Vector,
                polynomial: Callable[[Any], Any], facts: list[Fact]) -> Fact:
        space, matrix = self.space, within.matrix
        left, right = space.vector("(a)"), space.vector("(b)")  # no parameter is named so
        self._check_same(left @ (matrix @ right), (matrix @ left) @ right)  # M is symmetric
        eigenvalue = space.scalar(LAMBDA)
        value = _coerced(space, polynomial(eigenvalue))
        inside = [Scalar(space, space.factors[i], {}) for i in value.denominator]
        inside += [space.roots[name] for name in value.symbols() & set(space.roots)]
        if any(LAMBDA in scalar.symbols() for scalar in inside):
            raise ProofError("p(λ) must be a polynomial in λ")
        low, high = _coerced(space, within.low), _coerced(space, within.high)
        self._ask_z3([*facts, self._fact(eigenvalue - low, ">=", "low ≤ λ"),
                      self._fact(high - eigenvalue, ">=", "λ ≤ high")], value, ">=")
        form: Any = space.constant(0)
        power, image = 0, vector
        for exponent, coefficient in sorted(self._coefficients(value, LAMBDA).items()):
            while power < exponent:
                power, image = power + 1, matrix @ image
            form = form + coefficient * (vector @ image)
        why = f"spectral lift of {_short(value)} ≥ 0 for low ≤ λ ≤ high"
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
        scalar = _coerced(self.space, scalar)
        facts = list(given)
        self._ask_z3(facts, scalar, sign)
        why = f"{_short(scalar)} {sign} 0 from {len(facts)} facts, by z3"
        self.steps.append(why)
        return self._fact(scalar, sign, why, *facts)

    def _ask_z3(self, facts: list[Fact], scalar: Scalar, sign: str) -> None:
        _check_facts(*facts, space=self.space)
        conditions = [_condition(fact.scalar, fact.sign) for fact in facts]
        answer = implied(conditions, _condition(scalar, sign))
        if answer is Answer.NO:
            raise NotClosed(f"z3 refutes {_short(scalar)} {sign} 0")
        if answer is not Answer.YES:
            raise ProofError(f"{_short(scalar)} {sign} 0: {answer.value}")

    # -- closing inequalities --------------------------------------------------------------

    def by(self, fact: Fact, *, times: Fact | None = None, goal: int | None = None) -> None:
        """Close an inequality: (rhs − lhs)·times = fact, with times > 0."""
        index = self._open[0] if goal is None and self._open else goal
        if index is None:
            raise ProofError("there is no open goal")
        relation = self.goals[index]
        _check_facts(fact, *([] if times is None else [times]), space=self.space)
        if times is not None and times.sign != ">":
            raise ProofError(f"the factor must be known positive ({times.why})")
        if fact.sign not in {"le": (">=", ">", "="), "lt": (">",), "eq": ("=",),
                             "ne": ("!=", ">")}[relation.kind]:
            raise NotClosed(f"a fact of sign {fact.sign} does not give {relation.kind}")
        difference = _coerced(self.space, relation.rhs - relation.lhs)
        self._check_same(difference if times is None else difference * times.scalar, fact.scalar)
        self._close(index, fact.why)

    def _close(self, index: int, why: str) -> None:
        if index in self._open:
            self._open.remove(index)
        self.steps.append(f"goal {index} is closed: {why}")

    # -- what divisions and roots cost -----------------------------------------------------

    def nonzero(self, fact: Fact) -> Fact:
        """Let a fact of sign > or ≠ cover the denominators that divide it."""
        _check_facts(fact, space=self.space)
        if fact.sign not in (">", "!="):
            raise ProofError("the scalar is not known to differ from zero")
        return self._add(fact)

    def nonnegative(self, fact: Fact) -> Fact:
        """Let a fact of sign ≥ or > cover the root of its scalar."""
        _check_facts(fact, space=self.space)
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
        return Derivation(tuple(_short(g) for g in self.goals),
                          tuple(fact.why for fact in self._hypotheses if self._concerns(fact)),
                          tuple(self.steps), uses)

    def _concerns(self, fact: Fact) -> bool:
        """Leave a hypothesis out of the report if its scalar occurs nowhere."""
        sides = [s for goal in self.goals for s in (goal.lhs, goal.rhs)]
        scalars = [c for side in sides for c in
                   (side.terms.values() if isinstance(side, Vector) else [side])]
        met = {name for c in scalars if isinstance(c, Scalar) for name in c.symbols()}
        return fact.scalar.symbols() <= met | set(self.space.moments)

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
        signs = [f.sign for f in self._hypotheses if (f.scalar - scalar).is_zero()]
        if not {">", ">="} & set(signs):
            raise ProofError(f"takes the root of {scalar}, which may be negative")

    def _fact(self, scalar: Scalar, sign: str, why: str, *basis: Fact | Scalar | Vector) -> Fact:
        """A fact that rests on what its basis rests on: facts, and the inputs of a rule."""
        rests: Costs = frozenset()
        for part in basis:
            if isinstance(part, Fact):
                _check_facts(part, space=self.space)
            rests |= part.rests if isinstance(part, Fact) else _costs(part)
        return Fact(_KEY, scalar, sign, why, rests)


def prove(claim: Claim) -> Derivation:
    """Run a claim's proof. Raises `NotClosed` if it does not prove the claim, `ProofError` if
    nothing is decided."""
    if claim.the_proof is None:
        raise ProofError("the claim has no proof")
    prover = Prover(claim)
    claim.the_proof.steps(prover, **prover.symbols)
    return prover.finish(claim.the_proof.uses)


def _conjuncts(said: Statement, *, needed: bool) -> list[Relation | SpectrumWithin]:
    """The relations that must all hold. A disjunction may be dropped from the hypotheses."""
    if not isinstance(said, Compound):
        return [said]
    if said.every:
        return [r for part in said.parts for r in _conjuncts(part, needed=needed)]
    if needed:
        raise ProofError("the kernel proves conjunctions of relations, not alternatives")
    return []


def _goals(said: Statement) -> tuple[Relation, ...]:
    goals = _conjuncts(said, needed=True)
    if not goals:
        raise ProofError("the claim asserts nothing about moments")
    if any(isinstance(goal, SpectrumWithin) for goal in goals):
        raise ProofError("spectrum_within is a hypothesis, not a goal")
    return tuple(goal for goal in goals if isinstance(goal, Relation))


def _facts_of(relation: Relation) -> list[Fact]:
    if isinstance(relation.lhs, Vector) or isinstance(relation.rhs, Vector):
        return []  # a hypothesis the rules have no use for
    difference = relation.rhs - relation.lhs
    if not isinstance(difference, Scalar):
        return []
    sign = {"le": ">=", "lt": ">", "eq": "=", "ne": "!="}[relation.kind]
    return [Fact(_KEY, difference, sign, f"hypothesis: {relation}")]


def _base(claim: Claim, space: Space) -> SpectrumWithin | None:
    """H itself and its bounds μ, L, whatever the family makes of them."""
    several = len(claim.families) > 1
    found = [part.symbols(space, f"{name}." if several else "")
             for name, family in claim.families.items() for part in family.parts
             if isinstance(part, Spectrum)]
    if len(found) > 1:
        raise ProofError("moments know one H; put everything about it into one family")
    return SpectrumWithin(found[0]["H"], found[0]["mu"], found[0]["L"]) if found else None


def _check_facts(*facts: Fact, space: Space | None = None) -> None:
    """Made by this page, and all about the symbols of one proof."""
    for fact in facts:
        if type(fact) is not Fact:
            raise ProofError(f"{fact!r} is no fact of the kernel")
        if fact.scalar.space is not (space or facts[0].scalar.space):
            raise ProofError("a fact of another proof does not count")


def _costs(value: Any) -> Costs:
    """The denominators and roots in a scalar or vector, and those under its roots."""
    if isinstance(value, Vector):
        return frozenset().union(*map(_costs, value.terms.values()))
    if not isinstance(value, Scalar):
        return frozenset()
    roots = value.symbols() & set(value.space.roots)
    under = (_costs(value.space.roots[name]) for name in roots)
    return frozenset(value.denominator).union(roots, *under)


def _condition(scalar: Scalar, sign: str) -> Condition:
    """The sign of N/D is that of N·D, D ≠ 0."""
    product = scalar.top()
    for index, power in scalar.denominator.items():
        if power % 2:
            product = product * scalar.space.lift(scalar.space.factors[index])
    return scalar.space.lift(product), sign


def _coerced(space: Space, value: Any) -> Any:
    return value if isinstance(value, Scalar | Vector) else space.constant(value)


def _short(value: Any, limit: int = 160) -> str:
    text = str(value)
    return text if len(text) <= limit else text[:limit] + " …"
