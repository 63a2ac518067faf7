"""Scalars over moments as formulas for z3, with what it must know of roots and maxima."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flint import fmpq_mpoly

from bnlinear.claims.kernel.facts import ProofError
from bnlinear.claims.kernel.smt import Condition, Formula
from bnlinear.claims.relations import Compound, SpectrumWithin, Statement
from bnlinear.exact.moments import Scalar, Space, Vector
from bnlinear.exact.rotations import Rotated


def condition_of(scalar: Scalar, sign: str) -> Condition:
    """The sign of N/D is that of N·D, D ≠ 0."""
    product = scalar.top()
    for index, power in scalar.denominator.items():
        if power % 2:
            product = product * scalar.space.factors[index]
    return scalar.space.lift(product), sign


def formula_of(said: Statement, space: Space) -> Formula:
    """A goal for z3: relations between scalars, under "all" and "any"."""
    if isinstance(said, Compound):
        return "all" if said.every else "any", [formula_of(part, space) for part in said.parts]
    if isinstance(said, SpectrumWithin):
        raise ProofError("z3 knows scalars only")
    difference = coerced(space, said.rhs - said.lhs)
    if not isinstance(difference, Scalar):
        raise ProofError("z3 knows scalars only")
    return condition_of(difference, said.sign)


def definitions_of(space: Space, formulas: Iterable[Formula]) -> list[Formula]:
    """What z3 must know of the roots and maxima that occur, and of those under them."""
    known: list[Formula] = []
    names = {name for formula in formulas for name in _names(formula)}
    todo, done = sorted(names), set(names)
    while todo:
        name = todo.pop()
        added: list[Condition] = []
        if name in space.roots:  # √s ≥ 0 and (√s)²·D = N for s = N/D; written out, not reduced
            square, root = space.roots[name], space.generator(name)
            added = [(root, ">="), (_cleared(square, space.lift(root) ** 2), "=")]
        elif name in space.maxima:
            top, (left, right) = space.scalar(name), space.maxima[name]
            added = [condition_of(top - left, ">="), condition_of(top - right, ">="),
                     condition_of((top - left) * (top - right), "=")]
        known += added
        fresh = sorted({n for formula in added for n in _names(formula)} - done)
        todo, done = todo + fresh, done | set(fresh)
    return known


def _cleared(square: Scalar, power: fmpq_mpoly) -> fmpq_mpoly:
    """power·D − N for a scalar N/D."""
    below = square.space.context.constant(1)
    for index, times in square.denominator.items():
        below = below * square.space.factors[index] ** times
    return square.space.lift(power) * below - square.top()


def _names(formula: Formula) -> set[str]:
    head, rest = formula
    if isinstance(head, str):
        return {name for part in rest for name in _names(part)}  # type: ignore[arg-type]
    names = head.context().names()
    return {names[k] for k, degree in enumerate(head.degrees()) if degree > 0}


def coerced(space: Space, value: object) -> Any:
    return value if isinstance(value, Scalar | Vector | Rotated) else space.constant(value)


def short(value: object, limit: int = 160) -> str:
    text = str(value)
    return text if len(text) <= limit else text[:limit] + " …"
