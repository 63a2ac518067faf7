"""Normal forms of terms: hints for a proof, which coqc checks and no statement rests on.

A term becomes a rational function of moments and roots (`bnlinear.exact.moments`), and is printed
as c·Πfactors/Πdivisors with irreducible factors.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flint import fmpq_mpoly

from bnlinear.exact.moments import Scalar, Space
from bnlinear.rocq.jets import Jets
from bnlinear.rocq.terms import ScalarTerm, Term, VectorTerm

#: A combination Σ c·Hᵖb: (p, index of b) → c, in the order in which the theory merges them.
Combination = dict[tuple[int, int], Scalar]


class Canonical:
    """Normal forms of the terms of one claim.

    Parameters
    ----------
    bases
        The vectors' names. Where H⁻¹ occurs, b is Hᵏ of a vector of its own, k = `depth`.
    depth
        How often H⁻¹ is applied in a row, at most.
    """

    def __init__(self, bases: list[str], depth: int) -> None:
        self.space = Space()
        self.bases, self.depth = bases, depth
        self._scalars: dict[tuple[int, bool], Scalar] = {}
        self._vectors: dict[int, Combination] = {}
        self.letters: dict[str, ScalarTerm] = {}
        self.given: dict[int, Scalar] = {}  # terms that were made from a normal form
        self._jets: dict[int, Jets] = {}

    # -- derivatives -----------------------------------------------------------------------

    def jets(self, variable: ScalarTerm) -> Jets:
        return self._jets.setdefault(variable.index, Jets(variable))

    def derivative(self, term: Term) -> Any:
        """The term that the rules of differentiation give."""
        body, variable, order, _ = term.args
        return self.jets(variable).of(body).triple[order]

    # -- scalars ---------------------------------------------------------------------------

    def scalar(self, term: ScalarTerm, *, keep: bool = False) -> Scalar:
        """The normal form; letters stay symbols if they are to be kept."""
        key = term.index, keep
        if key not in self._scalars:
            self._scalars[key] = self._scalar(term, keep)
        return self._scalars[key]

    def _scalar(self, term: ScalarTerm, keep: bool) -> Scalar:
        op, args = term.op, term.args
        if term.index in self.given:
            return self.given[term.index]
        if op == "name":
            return self.space.scalar(args[0])
        if op == "number":
            return self.space.constant(args[0])
        if op == "letter":
            return self.space.scalar(args[0]) if keep else self.scalar(args[1])
        if op == "dot":
            return self.dot(self.vector(args[0]), self.vector(args[1]))
        if op == "derivative":
            return self.scalar(self.derivative(term), keep=keep)
        if op == "^":
            return self.scalar(args[0], keep=keep) ** args[1]
        values = [self.scalar(a, keep=keep) for a in args]
        return _OPERATIONS[op](*values)

    # -- vectors ---------------------------------------------------------------------------

    def vector(self, term: VectorTerm) -> Combination:
        if term.index not in self._vectors:
            self._vectors[term.index] = self._vector(term)
        return self._vectors[term.index]

    def _vector(self, term: VectorTerm) -> Combination:
        op, args = term.op, term.args
        if op == "name":
            return {(self.depth, self.bases.index(args[0])): self.space.constant(1)}
        if op == "+":
            out = dict(self.vector(args[0]))
            for key, c in self.vector(args[1]).items():
                out[key] = out[key] + c if key in out else c
            return out
        if op == "*":
            factor = self.scalar(args[0])
            return {key: factor * c for key, c in self.vector(args[1]).items()}
        if op == "derivative":
            return self.vector(self.derivative(term))
        shift = 1 if op == "H" else -1
        return {(p + shift, i): c for (p, i), c in self.vector(args[0]).items()}

    def dot(self, left: Combination, right: Combination) -> Scalar:
        total: Any = self.space.constant(0)
        for (p, i), c in left.items():
            for (q, j), d in right.items():
                total = total + c * d * self.moment(i, p + q, j)
        return total

    def moment(self, i: int, power: int, j: int) -> Scalar:
        i, j = sorted((i, j))
        return self.space.scalar(f"m {i} {power} {j}")

    # -- text ------------------------------------------------------------------------------

    def text(self, value: Scalar, names: Callable[[str], str]) -> str:
        """c·Πfactors/Πdivisors."""
        top = value.top()
        above = self.factored(top, names)
        below = [power_text(self.polynomial(self.space.factors[i], names), p)
                 for i, p in sorted(value.denominator.items()) if p]
        return f"{above} / ({' * '.join(below)})" if below else above

    def factored(self, top: fmpq_mpoly, names: Callable[[str], str]) -> str:
        if top.is_zero():
            return "0"
        constant, factors = self.space.lift(top).factor()
        parts = [] if constant == 1 and factors else [number_text(constant)]
        parts += [power_text(self.polynomial(f, names), int(p)) for f, p in factors]
        return " * ".join(parts)

    def polynomial(self, polynomial: fmpq_mpoly, names: Callable[[str], str]) -> str:
        """Σ c·monomial, in brackets."""
        polynomial = self.space.lift(polynomial)
        symbols = self.space.context.names()
        out = []
        for powers, coefficient in polynomial.to_dict().items():
            parts = [] if coefficient == 1 and any(powers) else [number_text(coefficient)]
            parts += [power_text(names(symbols[k]), int(p)) for k, p in enumerate(powers) if p]
            out.append(" * ".join(parts))
        return f"({' + '.join(out) or '0'})"


def number_text(value: Any) -> str:
    text = str(value)
    return f"({text.replace('/', ' / ')})" if "/" in text or text.startswith("-") else text


def power_text(text: str, power: int) -> str:
    """A power as a product: what the theory's lemmas about signs and divisors see through."""
    return " * ".join([text] * power) if power < 4 else f"{text} ^ {power}"


_OPERATIONS: dict[str, Callable[..., Any]] = {
    "+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b,
    "/": lambda a, b: a / b, "neg": lambda a: -a, "sqrt": lambda a: a.sqrt(), "abs": abs,
    "max": lambda a, b: a.space.maximum(a, b)}
