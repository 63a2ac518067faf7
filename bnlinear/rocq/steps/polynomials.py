"""The polynomial p(λ) of a lift: its coefficients, as terms."""

from __future__ import annotations

from typing import Any

from bnlinear.rocq.refusals import NotExported
from bnlinear.rocq.statement import reachable
from bnlinear.rocq.terms import ScalarTerm


def by_power(term: ScalarTerm, space: Any) -> dict[int, ScalarTerm]:
    """The coefficients of a polynomial in the symbol `lambda`, by power."""
    if term.op == "name" and term.args[0] == "lambda":
        return {1: space.constant(1)}
    if not _mentions(term):
        return {0: term}
    if term.op == "neg":
        return {k: -c for k, c in by_power(term.args[0], space).items()}
    if term.op == "^":
        out = by_power(term.args[0], space)
        power = out
        for _ in range(term.args[1] - 1):
            power = _product(power, out)
        return power
    left, right = (by_power(a, space) for a in term.args)
    if term.op == "*":
        return _product(left, right)
    if term.op == "/" and set(right) == {0}:
        return {k: c / right[0] for k, c in left.items()}
    if term.op in ("+", "-"):
        right = right if term.op == "+" else {k: -c for k, c in right.items()}
        zero = space.constant(0)
        return {k: left.get(k, zero) + right.get(k, zero) for k in sorted(left | right)}
    raise NotExported(f"p(λ) must be a polynomial in λ, without {term.op}")


def _product(left: dict[int, ScalarTerm], right: dict[int, ScalarTerm]) -> dict[int, ScalarTerm]:
    out: dict[int, ScalarTerm] = {}
    for k, c in left.items():
        for j, d in right.items():
            out[k + j] = out[k + j] + c * d if k + j in out else c * d
    return out


def _mentions(term: ScalarTerm) -> bool:
    return any(t.op == "name" and t.args[0] == "lambda" for t in reachable([term]))
