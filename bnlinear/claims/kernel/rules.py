"""The rules that need no solver: hypotheses, squares, norms, Cauchy–Schwarz, identities."""

from __future__ import annotations

from keyword import iskeyword
from typing import Any

from bnlinear.claims.kernel.cover import Cover
from bnlinear.claims.kernel.facts import (
    KEY,
    Costs,
    Fact,
    NotClosed,
    ProofError,
    check_facts,
    costs_of,
    symbols_of,
)
from bnlinear.claims.kernel.formulas import short
from bnlinear.claims.kernel.reading import Reading
from bnlinear.claims.signs import Sign
from bnlinear.exact.moments import Vector
from bnlinear.exact.scalars import Scalar


class Rules(Cover):
    """Each rule reads its input through the scope and returns a `Fact`."""

    def __init__(self, reading: Reading) -> None:
        super().__init__(reading)
        self._letters: dict[str, Scalar] = {}

    def _fact(self, scalar: Scalar, sign: str, rule: str, *basis: Any,
              parents: tuple[Fact, ...] = (), **data: Any) -> Fact:
        """A fact that rests on its parents and on the scalars and vectors of its basis."""
        scalar = self.scope.scalar(scalar)
        used = symbols_of(scalar, *basis)
        meant = [self._letters[name] for name in used & set(self._letters)]
        costs: Costs = frozenset().union(*map(costs_of, (*basis, *meant)))
        return Fact(KEY, scalar, sign, rule, parents, costs, **data)

    # -- identities ------------------------------------------------------------------------

    def equal(self, left: object, right: object) -> Fact:
        """The fact left − right = 0, if it is an identity."""
        self._check_same(left, right)
        return self._fact(self.space.constant(0), Sign.ZERO, "equal", left, right,
                          left=left, right=right)

    def rewrite(self, fact: Fact, scalar: object) -> Fact:
        """The same fact about an identical scalar."""
        check_facts(fact, symbols=self.space)
        self._check_same(fact.scalar, scalar)
        return self._fact(self.scope.scalar(scalar), fact.sign, "rewrite", parents=(fact,))

    def _check_same(self, left: Any, right: Any) -> None:
        left, right = self.scope.side(left), self.scope.side(right)
        try:
            difference = left - right
        except TypeError:
            raise ProofError("a vector and a scalar are not compared") from None
        if not difference.is_zero():
            raise NotClosed(f"not identical; the difference is {short(difference)}")

    # -- signs -----------------------------------------------------------------------------

    def given(self, scalar: object) -> Fact:
        """The hypothesis about this scalar: of the family, of the `where`, or covered since."""
        scalar = self.scope.scalar(scalar)
        for fact in (*self._covers, *self._waiting):
            if (fact.scalar - scalar).is_zero():
                return fact
        raise NotClosed(f"no hypothesis gives the sign of {self.write.scalar(scalar)}: add it to "
                        "where=, or derive it with prove.scalar(s, sign, facts)")

    def square(self, scalar: object) -> Fact:
        """s² ≥ 0."""
        scalar = self.scope.scalar(scalar)
        return self._fact(scalar * scalar, Sign.NONNEGATIVE, "square", scalar, of=scalar)

    def positive_square(self, scalar: object) -> Fact:
        """s² > 0 for a scalar that a hypothesis keeps from zero."""
        scalar = self.scope.scalar(scalar)
        if not self._is_nonzero(scalar):
            raise NotClosed(f"no hypothesis keeps {self.write.scalar(scalar)} from zero: add "
                            "ne(…, 0) to where=")
        return self._fact(scalar * scalar, Sign.POSITIVE, "positive_square", scalar, of=scalar)

    def number(self, value: object) -> Fact:
        """A rational constant that is not negative, with its sign."""
        constant = self.scope.scalar(value)
        if constant.symbols():
            raise ProofError(f"{constant} is no number")
        coefficient = constant.top().leading_coefficient() if not constant.is_zero() else 0
        if coefficient < 0:
            raise ProofError(f"{value} is negative")
        return self._fact(constant, Sign.POSITIVE if coefficient > 0 else Sign.ZERO, "number",
                          value=value)

    def maximum(self, left: object, right: object) -> tuple[Fact, Fact]:
        """max(a, b) − a ≥ 0 and max(a, b) − b ≥ 0."""
        sides = self.scope.scalar(left), self.scope.scalar(right)
        top = self.space.maximum(*sides)
        return (self._fact(top - sides[0], Sign.NONNEGATIVE, "maximum", top, sides=sides),
                self._fact(top - sides[1], Sign.NONNEGATIVE, "maximum", top, sides=sides))

    def root(self, scalar: object) -> Fact:
        """√s ≥ 0, and > 0 when s > 0 is a hypothesis or ⟨b, Hᵖb⟩ of a vector b ≠ 0."""
        scalar = self.scope.scalar(scalar)
        sign = Sign.POSITIVE if self._is_nonzero(scalar) else Sign.NONNEGATIVE
        return self._fact(scalar.sqrt(), sign, "root", scalar, of=scalar)

    def norm(self, vector: Vector, power: int = 0) -> Fact:
        """⟨v, Hᵖv⟩ ≥ 0, strictly for a base vector that is not zero (H is positive definite)."""
        vector = self.scope.vector(vector)
        scalar = vector @ vector.under(power)
        strict = len(vector.terms) == 1 and self._is_nonzero(scalar)
        return self._fact(scalar, Sign.POSITIVE if strict else Sign.NONNEGATIVE, "norm", vector,
                          vector=vector, power=power)

    def energy(self, vector: Vector, nonzero: Fact, power: int = 1) -> Fact:
        """⟨v, Hᵖv⟩ > 0, from the fact ⟨v, v⟩ > 0."""
        vector = self.scope.vector(vector)
        check_facts(nonzero, symbols=self.space)
        if nonzero.sign is not Sign.POSITIVE:
            raise ProofError("energy needs the fact that ⟨v, v⟩ is positive")
        self._check_same(nonzero.scalar, vector @ vector)
        return self._fact(vector @ vector.under(power), Sign.POSITIVE, "energy", vector,
                          parents=(nonzero,), vector=vector, power=power)

    def energy_after(self, before: Vector, after: Vector) -> Fact:
        """⟨w⁺, Hw⁺⟩ > 0 for a step orthogonal to w ≠ 0; from now on it may be divided by."""
        return self.nonzero(self.energy(after, self.norm(before) + self.norm(after - before)))

    def gram(self, left: Vector, right: Vector, power: int = 0) -> Fact:
        """Cauchy–Schwarz: ⟨a, Hᵖa⟩⟨b, Hᵖb⟩ − ⟨a, Hᵖb⟩² ≥ 0."""
        left, right = self.scope.vector(left), self.scope.vector(right)
        image = right.under(power)
        scalar = (left @ left.under(power)) * (right @ image) - (left @ image) ** 2
        return self._fact(scalar, Sign.NONNEGATIVE, "gram", left, right, left=left, right=right,
                          power=power)

    # -- letters: long scalars under short names -------------------------------------------

    def let(self, **scalars: Any) -> tuple[Scalar, ...]:
        """Short names for scalars of the claim, so that z3 sees a handful of letters."""
        for name, scalar in scalars.items():
            fresh = (name.isidentifier() and not iskeyword(name)
                     and name not in self.space.names)
            if not fresh or not isinstance(scalar, Scalar):
                raise ProofError(f"let {name} = …: a new name and a scalar of the claim are needed")
            self._letters[name] = self._spelt_out(self.scope.scalar(scalar))
        for name in scalars:
            self.scope.declare(name)
        return tuple(self.space.scalar(name) for name in scalars)

    def restate(self, fact: Fact, scalar: Scalar) -> Fact:
        """The same fact with letters in it: they stand for what makes it identical."""
        check_facts(fact, symbols=self.space)
        self._check_same(self._spelt_out(self.scope.scalar(scalar)), self._spelt_out(fact.scalar))
        return self._fact(scalar, fact.sign, "restate", parents=(fact,), letters=self.letters)

    def spell_out(self, fact: Fact) -> Fact:
        """The same fact with its letters replaced by what they stand for."""
        check_facts(fact, symbols=self.space)
        return self._fact(self._spelt_out(fact.scalar), fact.sign, "spell_out", fact.scalar,
                          parents=(fact,), letters=self.letters)

    @property
    def letters(self) -> dict[str, Scalar]:
        """The letters of this proof, and the scalars of the claim that they stand for."""
        return dict(self._letters)

    def _spelt_out(self, scalar: Scalar) -> Scalar:
        meant = self._letters
        return scalar.value(lambda name: meant[name] if name in meant else self.space.scalar(name))
