"""The multipliers of a proof by linear programming: floats find them, the kernel checks them.

Sought: goal = Σ α_j F_j + ⟨v, p(H)v⟩ with α_j ≥ 0 and p ≥ 0 on [μ, L], as rational functions. Both
sides are evaluated at random values of the symbols, each of which gives a linear equation; p is
sought as a nonnegative combination of (λ − μ)ᵃ(L − λ)ᵇ.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
from flint import fmpq_mpoly

from bnlinear.claims.discovery.ingredients import (
    EXPONENTS,
    Ingredient,
    ingredients,
    positives,
)
from bnlinear.claims.kernel.facts import Fact
from bnlinear.claims.kernel.prover import Prover
from bnlinear.exact.moments import Vector
from bnlinear.exact.scalars import Scalar

#: Degree of the polynomial p in the linear program.
DEGREE = 4

#: Steps of the simplex method.
ITERATIONS = 20_000

#: Multipliers below this are 0, and a residual below it is rounding.
SMALL = 1e-6


@dataclass(frozen=True)
class Term:
    """α times an ingredient times powers of positive scalars, all by name."""

    ingredient: str
    powers: tuple[tuple[str, int], ...]
    multiplier: Fraction = Fraction(1)


class Program:
    """The linear program of one goal: its columns, evaluated once."""

    def __init__(self, prover: Prover, goal: Scalar, vectors: Mapping[str, Vector]) -> None:
        self._prover = prover
        self._parts = {part.name: part for part in ingredients(prover, vectors)}
        self._positive = positives(prover, vectors)
        self._scalars = {name: part.scalar() for name, part in self._parts.items()}
        self._values = _Values(prover, 0)
        self._values.respect(goal)
        self._wanted, self._powers = self._values.degrees(goal), self._all_powers(goal)
        self._terms = [Term(name, powers) for name, scalar in self._scalars.items()
                       if not scalar.is_zero() for powers in self._balancing(scalar)]
        columns = [self._column(term) for term in self._terms]
        self._lifts = [column for vector in vectors.values()
                       for column in self._bernstein(vector)]
        self._matrix = np.array([*columns, *self._lifts]).T

    def terms(self, goal: Scalar) -> tuple[Term, ...] | None:
        """The terms of a certificate beside the lift; None if there is no certificate."""
        from scipy.optimize import linprog

        if not self._matrix.size:
            return None
        sides = self._values(goal)
        rows = np.maximum(np.abs(self._matrix).max(axis=1), np.abs(sides))
        cost = np.ones(self._matrix.shape[1])
        cost[len(self._terms):] = 0.01  # a lift is the simplest step
        scales = np.abs(self._matrix / rows[:, None]).max(axis=0)
        found = linprog(cost / scales, A_eq=self._matrix / rows[:, None] / scales,
                        b_eq=sides / rows, method="highs-ds", options={"maxiter": ITERATIONS})
        if found.status != 0:
            return None
        multipliers = found.x[:len(self._terms)] / scales[:len(self._terms)]
        return tuple(replace(term, multiplier=Fraction(float(alpha)).limit_denominator(999))
                     for term, alpha in zip(self._terms, multipliers, strict=True)
                     if alpha > SMALL)

    def _column(self, term: Term) -> np.ndarray:
        out = self._values(self._scalars[term.ingredient])
        for name, power in term.powers:
            out = out * self._values(self._positive[name].scalar) ** power
        return out

    def _bernstein(self, vector: Vector) -> Iterator[np.ndarray]:
        """⟨v, (H − μ)ᵃ(L − H)ᵇv⟩ for a + b up to the degree."""
        base = self._prover.reading.base
        if base is None or not isinstance(base.low, Scalar) or base.low.symbols():
            return
        low, high = (self._values(self._prover.scope.scalar(end)) for end in (base.low, base.high))
        powers = [self._values(vector @ vector.under(k)) for k in range(DEGREE + 1)]
        for total in range(DEGREE + 1):
            for a in range(total + 1):
                yield sum(powers[k] * c for k, c in enumerate(_product(a, total - a, low, high)))

    def _balancing(self, scalar: Scalar) -> Iterator[tuple[tuple[str, int], ...]]:
        """Powers of positive scalars that make an ingredient scale as the goal does."""
        names, powers, degrees = self._powers
        missing = np.abs(degrees - (self._wanted - self._values.degrees(scalar))).max(axis=1)
        for own in powers[missing < SMALL]:
            yield tuple((name, int(power)) for name, power in zip(names, own, strict=True) if power)

    def _all_powers(self, goal: Scalar) -> tuple[list[str], np.ndarray, np.ndarray]:
        """Names of positive scalars, all their powers, and how these scale."""
        moments = set(self._prover.space.moments)
        useful = {name: fact.scalar for name, fact in self._positive.items()
                  if fact.scalar.symbols() <= moments | goal.symbols()}
        powers = np.array(list(product(EXPONENTS, repeat=len(useful))), dtype=float)
        each = np.array([self._values.degrees(scalar) for scalar in useful.values()])
        return list(useful), powers, powers @ each


def _product(a: int, b: int, low: np.ndarray, high: np.ndarray) -> list[Any]:
    """Coefficients of (λ − low)ᵃ(high − λ)ᵇ by powers of λ."""
    out: list[Any] = [1.0]
    for start, sign in [(-low, 1)] * a + [(high, -1)] * b:
        out = [(out[k] * start if k < len(out) else 0) + (out[k - 1] * sign if k else 0)
               for k in range(len(out) + 1)]
    return out


class _Values:
    """Scalars at random positive values of their symbols."""

    def __init__(self, prover: Prover, rng: int, count: int = 240) -> None:
        self._space = prover.space
        self._random = np.random.default_rng(rng)
        self._count = count
        self._drawn: dict[str, np.ndarray] = {}
        self._scalings: list[dict[str, float]] = [{v: 2.0} for v in sorted(prover.space.vectors)]
        base = prover.reading.base  # μ and L that are numbers do not scale
        self._matrix_known = base is not None and isinstance(base.low, Scalar) and bool(
            base.low.symbols())

    def __call__(self, scalar: Scalar, scaled: Mapping[str, float] | None = None) -> np.ndarray:
        out = self._polynomial(scalar.top(), scaled)
        for index, power in scalar.denominator.items():
            factor = self._space.factors[index]
            out = out / self._polynomial(factor, scaled) ** power
        return out

    def degrees(self, scalar: Scalar) -> np.ndarray:
        """How it scales with each vector of the claim, and with H where the goal does."""
        return np.array([float(np.median(self._logs(scalar, scaling)))
                         for scaling in self._scalings])

    def respect(self, goal: Scalar) -> None:
        """Let H scale too, if the goal has a degree in it: some scalars scale along."""
        if self._space.names and self._matrix_known:
            free = sorted(set(self._space.names) - set(self._space.moments)
                          - set(self._space.roots) - set(self._space.maxima))
            for weights in product((1, -1, 0), repeat=len(free)):
                scaling = {"H": 2.0} | {n: 2.0**w for n, w in zip(free, weights, strict=True)}
                if np.ptp(self._logs(goal, scaling)) < SMALL:
                    self._scalings.append(scaling)
                    return

    def _logs(self, scalar: Scalar, scaling: Mapping[str, float]) -> np.ndarray:
        return np.asarray(np.log2(np.abs(self(scalar, scaling) / self(scalar))))

    def _polynomial(self, polynomial: fmpq_mpoly, scaled: Mapping[str, float] | None) -> np.ndarray:
        terms = self._space.lift(polynomial).to_dict()
        names = self._space.context.names()
        powers = np.array(list(terms), dtype=float).reshape(len(terms), len(names))
        used = np.flatnonzero(powers.any(axis=0))
        logs = np.array([np.log(self._symbol(names[k]) * self._scale(names[k], scaled))
                         for k in used]).reshape(len(used), self._count)
        weights = np.array([float(Fraction(str(c))) for c in terms.values()])
        return np.asarray(weights @ np.exp(powers[:, used] @ logs))

    def _symbol(self, name: str) -> np.ndarray:
        if name not in self._drawn:
            self._drawn[name] = self._random.uniform(0.5, 2, self._count)
        return self._drawn[name]

    def _scale(self, name: str, scaled: Mapping[str, float] | None) -> float:
        if not scaled or name not in self._space.moments:
            return (scaled or {}).get(name, 1.0)
        left, power, right = self._space.moments[name]
        return scaled.get(left, 1.0) * scaled.get(right, 1.0) * scaled.get("H", 1.0) ** power


def fact_of(prover: Prover, vectors: Mapping[str, Vector], terms: Sequence[Term]) -> Fact | None:
    """The sum of the terms, made by the kernel's own steps."""
    parts: dict[str, Ingredient] = {part.name: part for part in ingredients(prover, vectors)}
    known, total = positives(prover, vectors), None
    for term in terms:
        fact = parts[term.ingredient].fact() * term.multiplier
        for name, power in term.powers:
            for _ in range(abs(power)):
                fact = fact * known[name] if power > 0 else fact / known[name]
        total = fact if total is None else total + fact
    return total
