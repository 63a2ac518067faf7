"""Terms at an exact instance: the number that a printed formula means there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from bnlinear.claims.relations import Compound, Relation, Statement
from bnlinear.exact import Number, derivative, maximum
from bnlinear.exact.matrices import solve
from bnlinear.rocq.terms import ScalarTerm, Term, VectorTerm

OPERATIONS: dict[str, Callable[..., Any]] = {
    "+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b,
    "/": lambda a, b: a / b, "neg": lambda a: -a, "^": lambda a, n: a**n, "sqrt": np.sqrt,
    "abs": abs, "max": maximum, "dot": lambda a, b: a @ b}


def value(term: Term, at: dict[str, Any], H: Any) -> Any:
    """A term's value; `at` has the letters' values, `H` is the operator's matrix or None."""
    known: dict[int, Any] = {}

    def of(part: Any) -> Any:
        if not isinstance(part, ScalarTerm | VectorTerm):
            return part
        if part.index not in known:
            known[part.index] = operation(part, of, at, H)
        return known[part.index]

    return of(term)


def operation(term: Term, of: Callable[[Any], Any], at: dict[str, Any], H: Any) -> Any:
    """A term's value from those of its arguments."""
    op, args = term.op, term.args
    if op == "name":
        return at[args[0]]
    if op == "number":
        return Number(args[0])
    if op == "derivative":
        body, variable, order, _ = args
        return derivative(lambda t: value(body, at | {variable.args[0]: t}, H), order=order)
    inner = [of(a) for a in args]
    if op == "H":
        return H @ inner[0]
    if op == "K":
        return solve(H, inner[0])
    return OPERATIONS[op](*inner)


def statement_at(said: Statement, at: dict[str, Any], H: Any) -> Any:
    """A statement about terms as one about numbers."""
    if isinstance(said, Compound):
        parts = tuple(statement_at(part, at, H) for part in said.parts)
        premise = None if said.premise is None else statement_at(said.premise, at, H)
        return Compound(said.every, parts, premise)
    assert isinstance(said, Relation)
    return Relation(said.sign, *(value(side, at, H) if isinstance(side, ScalarTerm | VectorTerm)
                                 else side for side in (said.lhs, said.rhs)))


def matrix_at(image: tuple[Term, Term], at: dict[str, Any], H: Any, dim: int) -> Any:
    """The matrix of the map z ↦ Mz that a hypothesis on a spectrum is printed with."""
    z, term = image
    columns = []
    for k in range(dim):
        unit = np.array([Number(int(i == k)) for i in range(dim)])
        columns.append(value(term, at | {z.args[0]: unit}, H))
    return np.array(columns).T
