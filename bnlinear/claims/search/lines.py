"""Violations along lines of coordinates, by algebra: no violated set is too thin to be met.

From an exact member, one coordinate moves through its box. Both sides of most claims are rational
functions of it: they are recovered from exact values, and their real roots cut the line into
points and intervals on which every comparison keeps its answer. One rational of each is enough.
(A violation at an irrational root alone stays unseen: such a point is no member.)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
from flint import fmpq, fmpq_poly, fmpz_poly

from bnlinear.claims.families.coordinates import Coordinates, Rejected
from bnlinear.claims.record import ClaimRecord
from bnlinear.claims.relations import Statement
from bnlinear.claims.search.decide import NO_VALUE
from bnlinear.claims.signs import Sign
from bnlinear.exact.number import Number
from bnlinear.exact.precision import GaveUp, Undecided, no_floats

#: Values of the moving coordinate from which a rational function is recovered: of degree at most
#: 2 over 2, 5 over 5 or 10 over 10, with three values left over that must agree.
SAMPLES = (8, 14, 24)

Gap: TypeAlias = tuple[Sign | None, fmpq]  # rhs − lhs of a comparison; no sign: a hypothesis


@dataclass
class Budget:
    """Exact evaluations that may still be spent."""

    left: int

    def spend(self) -> bool:
        self.left -= 1
        return self.left >= 0


def violations(claim: ClaimRecord, starts: Iterable[Coordinates], evaluations: int
               ) -> Iterator[Coordinates]:
    """Suspects on the lines through these members, one coordinate of each in turn."""
    budget = Budget(evaluations)
    for at in starts:
        if budget.left <= 0 or _on_a_surface(claim, at):
            return
        for axis in range(len(at.values)):
            yield from along(claim, at, axis, budget)


def _on_a_surface(claim: ClaimRecord, at: Coordinates) -> bool:
    """Is an equation among the hypotheses? A line leaves its surface at once."""
    try:
        return any(r.sign is Sign.ZERO for r in claim.hypotheses(claim.build(at)))
    except (Rejected, Undecided, GaveUp, *NO_VALUE, ValueError):
        return False


def along(claim: ClaimRecord, at: Coordinates, axis: int, budget: Budget) -> list[Coordinates]:
    """Members on this line that its polynomials call violations; exact arithmetic judges them."""
    low, high = claim.boxes(at.dim)[axis]
    functions = _recovered(lambda place: _gaps(claim, moved(at, axis, place)), low, high, budget)
    return [moved(at, axis, value) for value in _candidates(functions, low, high)]


def zeros_along(values: Callable[[Fraction], list[fmpq] | None], low: Fraction, high: Fraction,
                budget: Budget) -> list[Fraction]:
    """Rational zeros, between two ends, of functions of one number that are given by values."""
    def gaps(place: Fraction) -> list[Gap] | None:
        found = values(place)
        return None if found is None else [(Sign.NONZERO, value) for value in found]

    return list(_candidates(_recovered(gaps, low, high, budget), low, high))


def _recovered(gaps: Callable[[Fraction], list[Gap] | None], low: Fraction, high: Fraction,
               budget: Budget) -> list[tuple[Sign | None, fmpq_poly]]:
    """Polynomials of the same sign as each gap; none where that takes more samples."""
    points: list[Fraction] = []
    values: list[list[Gap]] = []
    for count in SAMPLES if low < high else ():
        for place in _places(low, high, count, points):
            if not budget.spend():
                return []
            found = gaps(place)
            if found is not None and (not values or _kinds(found) == _kinds(values[0])):
                points.append(place)
                values.append(found)
        functions = _functions(points, values)
        if functions is not None:
            return functions
    return []


def moved(at: Coordinates, axis: int, value: Fraction) -> Coordinates:
    """The same coordinates but one."""
    return Coordinates(at.dim, (*at.values[:axis], value, *at.values[axis + 1:]))


def _places(low: Fraction, high: Fraction, count: int, known: list[Fraction]) -> list[Fraction]:
    """Further values, spread over the box."""
    fresh = [low + (high - low) * Fraction(k, count + 1) for k in range(1, count + 1)]
    return [value for value in fresh if value not in known][:max(0, count - len(known))]


def _gaps(claim: ClaimRecord, at: Coordinates) -> list[Gap] | None:
    """rhs − lhs of all that is compared there, hypotheses too; None where one has no rational
    value."""
    try:
        with no_floats():
            instances = claim.build(at)
            return [*((sign, gap.rational) for sign, gap in _compared(claim.at(instances))),
                    *((None, gap.rational) for _, gap in _compared(claim.hypotheses(instances)))]
    except (Rejected, Undecided, GaveUp, *NO_VALUE, ValueError, TypeError):
        return None  # no member, a pole, or a root on the way


def _compared(said: Statement) -> Iterator[tuple[Sign, Number]]:
    for relation in said:
        left, right = np.atleast_1d(relation.lhs), np.atleast_1d(relation.rhs)
        for a, b in zip(left.ravel(), right.ravel(), strict=True):
            yield relation.sign, Number(b) - Number(a)


def _kinds(gaps: list[Gap]) -> list[Sign | None]:
    return [sign for sign, _ in gaps]


def _functions(points: list[Fraction], values: list[list[Gap]]
               ) -> list[tuple[Sign | None, fmpq_poly]] | None:
    """Of each gap a polynomial of the same sign; None if one is no rational function of low
    degree."""
    out = []
    for k, (sign, _) in enumerate(values[0] if len(points) >= SAMPLES[0] else ()):
        product = _same_sign(points, [gaps[k][1] for gaps in values])
        if product is None:
            return None
        out.append((sign, product))
    return out or None


def _same_sign(points: list[Fraction], values: list[fmpq]) -> fmpq_poly | None:
    """N·D of the rational function N/D through these values (by Euclid's algorithm on the
    interpolating polynomial), if its degree leaves three of them over."""
    nodes = [fmpq(p.numerator, p.denominator) for p in points]
    whole, interpolant = fmpq_poly([1]), fmpq_poly([0])
    for node, value in zip(nodes, values, strict=True):  # Newton's form
        interpolant += whole * ((value - interpolant(node)) / whole(node))
        whole *= fmpq_poly([-node, 1])
    most = (len(nodes) - 3) // 2
    before, now = whole, interpolant
    denominator_before, denominator = fmpq_poly([0]), fmpq_poly([1])
    while now.degree() > most:
        quotient, remainder = divmod(before, now)
        before, now = now, remainder
        denominator_before, denominator = denominator, denominator_before - quotient * denominator
    if now.degree() + denominator.degree() > len(nodes) - 3:
        return None
    return now * denominator


def _candidates(functions: list[tuple[Sign | None, fmpq_poly]], low: Fraction, high: Fraction
                ) -> Iterator[Fraction]:
    """Rational roots, and one number between any two roots, where some sign is wrong."""
    whole = fmpz_poly([1])
    for _, polynomial in functions:
        if polynomial.degree() > 0:
            numerator = polynomial.numer()
            whole *= numerator // numerator.gcd(whole)
    exact, ends = _roots(whole, low, high)
    between = [_simplest(a, b) for (_, a), (b, _) in pairwise(ends) if a < b]
    for value in [*exact, *between, low, high]:
        if any(_wrong(sign, polynomial(fmpq(value.numerator, value.denominator)))
               for sign, polynomial in functions):
            yield value


def _wrong(sign: Sign | None, gap: fmpq) -> bool:
    if sign is None:
        return False
    return bool({Sign.NONNEGATIVE: gap < 0, Sign.POSITIVE: gap <= 0, Sign.ZERO: gap != 0,
                 Sign.NONZERO: gap == 0}[sign])


def _roots(whole: fmpz_poly, low: Fraction, high: Fraction
           ) -> tuple[list[Fraction], list[tuple[Fraction, Fraction]]]:
    """The rational roots in the box, and enclosures of all roots there, between both ends."""
    exact = [Fraction(-int(factor[0]), int(factor[1])) for factor, _ in whole.factor()[1]
             if factor.degree() == 1]
    enclosed = [(low, low), (high, high)]
    roots: Any = whole.complex_roots() if whole.degree() > 0 else []
    for root in (root for root, _ in roots if root.imag == 0):
        enclosed.append((_fraction(root.real.lower()), _fraction(root.real.upper())))
    inside = [pair for pair in sorted(enclosed) if low <= pair[0] and pair[1] <= high]
    return [value for value in exact if low <= value <= high], inside


def _fraction(ball: Any) -> Fraction:
    exact = ball.fmpq()
    return Fraction(int(exact.p), int(exact.q))


def _simplest(low: Fraction, high: Fraction) -> Fraction:
    """A fraction with a small denominator strictly between two numbers."""
    middle, limit = (low + high) / 2, 1
    while not low < middle.limit_denominator(limit) < high:
        limit *= 2
    return middle.limit_denominator(limit)
