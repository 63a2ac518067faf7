"""Refutations: products of what is known, and of a goal's negation, that add up to 0.

Σ c·Πg = 0 with every g ≥ 0, every c > 0, and one product of positive g contradicts itself. Found by
linear programming in floats and made exact, as in certificates.py; `ring` checks it in Rocq.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from flint import fmpq, fmpq_mpoly

from bnlinear.rocq.questions.certificates import TINY, Certificate, Generator, solved

#: How many products are tried at most.
COLUMNS = 12000
#: The largest number of factors in a product.
FACTORS = 5
#: How far a product's degree may exceed that of the goal.
HIGHER = 6

Product = tuple[tuple[int, ...], fmpq_mpoly]


def refutation(generators: Sequence[Generator], *, factors: int = FACTORS,
               exactly: tuple[int, int] | None = None,
               reduced: Callable[[fmpq_mpoly], fmpq_mpoly] = lambda p: p) -> Certificate | None:
    """Show that the generators cannot all have their signs.

    Parameters
    ----------
    generators
        The first is the goal's negation.
    factors
        How many generators a product has at most.
    exactly
        The number of factors and the degree of a product at most, if known: one search, not many.
    reduced
        Takes the squares of roots out of a product.
    """
    start = generators[0].polynomial.total_degree()
    tried = -1
    for size, degree in [exactly] if exactly else [
            (size, degree) for size in range(1, factors + 1)
            for degree in range(start, start + HIGHER + 1)]:
        columns = []
        for column in _products(generators, size, degree, reduced):
            columns.append(column)
            if len(columns) > COLUMNS:
                return None
        if len(columns) == tried:
            continue
        tried = len(columns)
        found = _balanced(columns, [all(generators[i].strict for i in c) for c, _ in columns])
        if found is not None:
            return Certificate((), tuple(found))
    return None


def _products(generators: Sequence[Generator], size: int, degree: int,
              reduced: Callable[[fmpq_mpoly], fmpq_mpoly]) -> Iterator[Product]:
    """Products of at most so many generators, of at most this degree."""
    one = generators[0].polynomial.context().constant(1)

    def extended(chosen: tuple[int, ...], product: fmpq_mpoly) -> Iterator[Product]:
        yield chosen, product
        if len(chosen) == size:
            return
        for k in range(chosen[-1] if chosen else 0, len(generators)):
            larger = product * generators[k].polynomial
            if larger.total_degree() <= degree:
                yield from extended((*chosen, k), reduced(larger))

    yield from extended((), one)


def _balanced(columns: list[Product],
              strict: list[bool]) -> list[tuple[fmpq, tuple[int, ...]]] | None:
    """Positive coefficients with Σ c·column = 0 and Σ c = 1 over the strict columns."""
    from scipy.optimize import linprog
    from scipy.sparse import coo_matrix

    unit = "strict"
    tables: list[dict[Any, fmpq]] = [dict(p.to_dict()) for _, p in columns]
    for table, positive in zip(tables, strict, strict=True):
        if positive:
            table[unit] = fmpq(1)
    rows: dict[Any, int] = {m: k for k, m in enumerate(dict.fromkeys(
        m for table in tables for m in table))}
    if unit not in rows:
        return None
    entries = [(rows[m], j, float(c)) for j, table in enumerate(tables) for m, c in table.items()]
    i, j, values = zip(*entries, strict=True)
    matrix = coo_matrix((values, (i, j)), shape=(len(rows), len(columns))).tocsr()
    right = np.zeros(len(rows))
    right[rows[unit]] = 1.0
    price = np.array([1.0 + 0.1 * len(table) for table in tables])
    found = linprog(price, A_eq=matrix, b_eq=right, method="highs-ds")
    if found.status != 0:
        return None
    used = [k for k, c in enumerate(found.x) if c > TINY]
    exact = solved(rows, {unit: fmpq(1)}, [tables[k] for k in used])
    if exact is None or any(c < 0 for c in exact):
        return None
    return [(c, columns[k][0]) for c, k in zip(exact, used, strict=True) if c != 0]
