"""Recognize ⟨v, p(H)v⟩: read the polynomial off a scalar, and check that nothing else is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce

from bnlinear.claims.discovery.ingredients import about_scalars
from bnlinear.claims.kernel.facts import Fact
from bnlinear.claims.kernel.prover import Prover
from bnlinear.exact.moments import Vector
from bnlinear.exact.scalars import Scalar


@dataclass(frozen=True)
class Form:
    """⟨v, p(H)v⟩, with the coefficients of p by their powers."""

    name: str
    vector: Vector
    coefficients: Mapping[int, Scalar]

    def polynomial(self, t: Scalar) -> Scalar:
        """p(t)."""
        terms = [c * t**power for power, c in sorted(self.coefficients.items())]
        return reduce(lambda a, b: a + b, terms)


def form_of(scalar: Scalar, vectors: Mapping[str, Vector]) -> Form | None:
    """The form that a scalar is, with one of these vectors; None if it is none."""
    for name, vector in vectors.items():
        coefficients = _read(scalar, vector)
        if coefficients and min(coefficients) >= 0:
            form = reduce(lambda a, b: a + b, [c * (vector @ vector.under(power))
                                               for power, c in coefficients.items()])
            if (scalar - form).is_zero():
                return Form(name, vector, coefficients)
    return None


def _read(scalar: Scalar, vector: Vector) -> dict[int, Scalar]:
    """The coefficients that p must have, by one base vector in which v is c·Hᵖb."""
    space = vector.space
    bases = [base for base, _ in vector.terms]
    for (base, shift), weight in vector.terms.items():
        own = {name: power for name, (left, power, right) in space.moments.items()
               if left == right == base}
        if bases.count(base) > 1 or weight.symbols() & set(own):
            continue
        found = {power - 2 * shift: part for name, power in own.items()
                 if (part := _coefficient(scalar, name)) is not None and not part.is_zero()}
        return {power: part / weight / weight for power, part in found.items()}
    return {}


def _coefficient(scalar: Scalar, symbol: str) -> Scalar | None:
    """The coefficient of a symbol, in which the scalar is linear; None if it is not."""
    space, top = scalar.space, scalar.top()
    position = space.names.index(symbol)
    below = [space.factors[i] for i in scalar.denominator]
    if top.degrees()[position] > 1 or any(f.degrees()[position] for f in below):
        return None
    terms = {(*powers[:position], 0, *powers[position + 1:]): c
             for powers, c in top.to_dict().items() if powers[position] == 1}
    return Scalar(space, space.context.from_dict(terms), scalar.denominator)


def lifted(prover: Prover, form: Form) -> Fact:
    """The form as a fact: z3 proves p ≥ 0 on [μ, L]."""
    known = about_scalars(prover)
    names = {name for c in form.coefficients.values() for name in c.symbols()}
    for name in sorted(names & set(prover.space.maxima)):
        known += prover.maximum(*prover.space.maxima[name])
    for name in sorted(names & set(prover.space.moments)):  # ⟨b, Hᵏb⟩ ≥ 0
        left, power, right = prover.space.moments[name]
        if left == right:
            known.append(prover.norm(prover.space.vector(left), power))
    return prover.lift(form.vector, form.polynomial, known)
