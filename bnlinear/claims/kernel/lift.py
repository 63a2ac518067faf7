"""Rules that ask z3: the spectral lift, and scalar consequences of facts.

The lift: if p(λ) ≥ 0 for every λ in [μ, L], then ⟨e, p(H)e⟩ ≥ 0 for every e, because a symmetric H
has an orthonormal basis of eigenvectors. The polynomial is a Python function; it is called once,
with a symbol, and p is what it returns. The symbol is in no other rule's scope (`scope.py`), so λ
cannot become a free letter, nor be tied to a number: inside its own polynomial it stands for every
eigenvalue at once, and outside for nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from bnlinear.claims.kernel.facts import (
    Fact,
    NotClosed,
    ProofError,
    check_facts,
    symbols_of,
    under,
)
from bnlinear.claims.kernel.formulas import condition_of, definitions_of, short
from bnlinear.claims.kernel.rules import Rules
from bnlinear.claims.kernel.smt import Answer, Condition, Formula, implied
from bnlinear.claims.relations import SpectrumWithin
from bnlinear.claims.signs import Sign
from bnlinear.exact.moments import Vector
from bnlinear.exact.scalars import Scalar

_NO_POLYNOMIAL = "p(λ) must be a polynomial in λ: no division by it, no root, no maximum of it"


class Lift(Rules):
    """The rules that lean on z3's "unsatisfiable"."""

    # -- the spectral lift -----------------------------------------------------------------

    def lift(self, vector: Vector, polynomial: Callable[[Any], Any],
             given: Iterable[Fact] = ()) -> Fact:
        """⟨e, p(H)e⟩ ≥ 0, because z3 proves p(λ) ≥ 0 for all λ in [μ, L] (given facts)."""
        base = self.reading.base
        if base is None:
            raise ProofError("the spectral lift needs a family with a Spectrum")
        positive = self.given(base.low)
        return self._lifted(base, vector, polynomial, [*given, positive], with_zero=False)

    def lift_within(self, vector: Vector, polynomial: Callable[[Any], Any],
                    given: Iterable[Fact] = (), *, hypothesis: int = 0) -> Fact:
        """⟨e, p(M)e⟩ ≥ 0 for the matrix M of a `spectrum_within` hypothesis: z3 proves p ≥ 0 on
        its interval and p(0) ≥ 0."""
        spectra = self.reading.spectra
        if not 0 <= hypothesis < len(spectra):
            raise NotClosed("the claim has no such spectrum_within hypothesis")
        return self._lifted(spectra[hypothesis], vector, polynomial, list(given), with_zero=True)

    def _lifted(self, within: SpectrumWithin, vector: Vector, polynomial: Callable[[Any], Any],
                facts: list[Fact], *, with_zero: bool) -> Fact:
        vector = self.scope.vector(vector)
        matrix = self._symmetric(within.matrix)
        low, high = self.scope.scalar(within.low), self.scope.scalar(within.high)
        coefficients, value, name = self._polynomial(polynomial)
        if with_zero:
            self._ask_z3(facts, coefficients.get(0, self.space.constant(0)), Sign.NONNEGATIVE)
        eigenvalue = self.space.scalar(name)
        inside = [condition_of(eigenvalue - low, Sign.NONNEGATIVE),
                  condition_of(high - eigenvalue, Sign.NONNEGATIVE)]
        self._settle(facts, condition_of(value, Sign.NONNEGATIVE), f"{value} ≥ 0", inside)
        form: Any = self.space.constant(0)
        power, image = 0, vector
        for exponent, coefficient in sorted(coefficients.items()):
            while power < exponent:
                power, image = power + 1, self.scope.vector(matrix @ image)
            form = form + coefficient * (vector @ image)
        return self._fact(form, Sign.NONNEGATIVE, "lift_within" if with_zero else "lift", vector,
                          matrix @ vector, low, high, *coefficients.values(),
                          parents=tuple(facts), vector=vector, matrix=matrix, low=low, high=high,
                          polynomial=coefficients)

    def _symmetric(self, matrix: Any) -> Any:
        """The matrix, if ⟨a, Mb⟩ = ⟨Ma, b⟩ for all vectors."""
        left, right = self.space.vector("(a)"), self.space.vector("(b)")  # out of scope
        if not (left @ (matrix @ right) - (matrix @ left) @ right).is_zero():
            raise NotClosed("the matrix of spectrum_within is not symmetric")
        return matrix

    def _polynomial(self, polynomial: Callable[[Any], Any]) -> tuple[dict[int, Scalar], Scalar,
                                                                     str]:
        """Read p once, at a symbol of its own: its coefficients, p itself, the symbol."""
        name = self.scope.eigenvalue()
        value = polynomial(self.space.scalar(name))
        if isinstance(value, Scalar) and name in symbols_of(*under(value)):
            raise ProofError(_NO_POLYNOMIAL)
        value = self.scope.scalar(value, bound=name)
        below = [Scalar(self.space, self.space.factors[i], {}) for i in value.denominator]
        coefficients = _coefficients(value, name)
        if name in symbols_of(*below, *coefficients.values()):
            raise ProofError(_NO_POLYNOMIAL)
        return coefficients, value, name

    # -- scalar consequences ---------------------------------------------------------------

    def scalar(self, scalar: object, sign: str = ">=", given: Iterable[Fact] = ()) -> Fact:
        """The sign of a scalar, because z3 derives it from facts about a few scalars."""
        scalar, sign, facts = self.scope.scalar(scalar), Sign(sign), tuple(given)
        self._ask_z3(list(facts), scalar, sign)
        return self._fact(scalar, sign, "scalar", parents=facts)

    def _ask_z3(self, facts: list[Fact], scalar: Scalar, sign: Sign) -> None:
        self._settle(facts, condition_of(scalar, sign), f"{scalar} {sign.symbol} 0")

    def _settle(self, facts: list[Fact], goal: Formula, text: str,
                also: Iterable[Condition] = ()) -> None:
        """Raise unless z3 says that the facts (and the conditions `also`) imply the goal."""
        check_facts(*facts, symbols=self.space)
        given = [*(condition_of(fact.scalar, fact.sign) for fact in facts), *also]
        answer = implied([*given, *definitions_of(self.space, [*given, goal])], goal)
        if answer is Answer.NO:
            raise NotClosed(f"z3 refutes {short(text)}")
        if answer is not Answer.YES:
            raise ProofError(f"{short(text)}: {answer.value}")


def _coefficients(value: Scalar, symbol: str) -> dict[int, Scalar]:
    """The coefficients of a scalar by powers of one symbol in its numerator."""
    space, top = value.space, value.top()
    position = space.names.index(symbol)
    out: dict[int, dict[tuple[int, ...], Any]] = {}
    for powers, coefficient in top.to_dict().items():
        rest = (*powers[:position], 0, *powers[position + 1:])
        out.setdefault(int(powers[position]), {})[rest] = coefficient
    return {power: Scalar(space, space.context.from_dict(part), value.denominator)
            for power, part in out.items()}
