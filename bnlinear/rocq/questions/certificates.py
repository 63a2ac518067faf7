"""Certificates: a polynomial as a sum of products of what is known not to be negative.

They are found by linear programming in floats and made exact: the columns that the program uses
are solved for over the rationals. Whatever is found is only a hint; `ring` checks it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations_with_replacement
from typing import Any

import numpy as np
from flint import fmpq, fmpq_mat, fmpq_mpoly

#: How many products are tried at most: beyond that the linear program takes longer than a second.
COLUMNS = 6000
TINY = 1e-9


@dataclass(frozen=True)
class Generator:
    """A polynomial that is not negative (or positive), under a label of the caller's."""

    polynomial: fmpq_mpoly
    label: Any
    strict: bool = False


@dataclass(frozen=True)
class Certificate:
    """multiplier · target = Σ coefficient · Π generators (each a tuple of their indices)."""

    multiplier: tuple[int, ...]
    terms: tuple[tuple[fmpq, tuple[int, ...]], ...]


def certificate(target: fmpq_mpoly, generators: list[Generator], *, degree: int,
                exactly_one: frozenset[int] = frozenset(), strict: bool = False,
                multipliers: Iterable[tuple[int, ...]] = ((),)) -> Certificate | None:
    """Find a certificate, or None.

    Parameters
    ----------
    target
        What should be shown not to be negative.
    degree
        How many generators a product has, at most.
    exactly_one
        Generators of which each product has exactly one (the forms ⟨v, AⁱBʲv⟩); empty: none.
    strict
        Ask for a positive constant, or a product of strict generators, among the terms.
    multipliers
        Products of strict generators by which the target may be multiplied.
    """
    columns = list(_products(generators, degree, exactly_one))[:COLUMNS]
    for multiplier in multipliers:
        scaled = target
        for index in multiplier:
            scaled = scaled * generators[index].polynomial
        wanted = [all(generators[i].strict for i in c) for c, _ in columns] if strict else []
        found = _solve(scaled, columns, wanted)
        if found is not None:
            return Certificate(multiplier, tuple(found))
    return None


def _products(generators: list[Generator], degree: int,
              exactly_one: frozenset[int]) -> Iterator[tuple[tuple[int, ...], fmpq_mpoly]]:
    free = [i for i in range(len(generators)) if i not in exactly_one]
    one = generators[0].polynomial.context().constant(1)
    heads: list[tuple[int, ...]] = [(i,) for i in sorted(exactly_one)] or [()]
    for size in range(degree + 1):
        for head in heads:
            for chosen in combinations_with_replacement(free, size):
                product = one
                for index in (*head, *chosen):
                    product = product * generators[index].polynomial
                yield (*head, *chosen), product


def _solve(target: fmpq_mpoly, columns: list[tuple[tuple[int, ...], fmpq_mpoly]],
           wanted: list[bool]) -> list[tuple[fmpq, tuple[int, ...]]] | None:
    """Nonnegative rational coefficients with Σ c·column = target."""
    from scipy.optimize import linprog
    from scipy.sparse import coo_matrix

    top = target.to_dict()
    tables = [p.to_dict() for _, p in columns]
    rows = {m: k for k, m in enumerate(sorted({m for t in (*tables, top) for m in t}))}
    if not rows:
        return []
    entries = [(rows[m], j, float(c)) for j, t in enumerate(tables) for m, c in t.items()]
    if not entries:
        return None
    i, j, values = zip(*entries, strict=True)
    matrix = coo_matrix((values, (i, j)), shape=(len(rows), len(columns)))
    right = np.zeros(len(rows))
    for m, c in top.items():
        right[rows[m]] = float(c)
    price = np.array([1.0 + 0.01 * len(c) for c, _ in columns])
    extra: dict[str, Any] = {}
    if wanted:
        extra = {"A_ub": -np.array([wanted], dtype=float), "b_ub": [-1e-3]}
    found = linprog(price, A_eq=matrix.tocsr(), b_eq=right, method="highs-ds", **extra)
    if found.status != 0:
        return None
    used = [k for k, c in enumerate(found.x) if c > TINY]
    exact = solved(rows, top, [tables[k] for k in used])
    if exact is None or any(c < 0 for c in exact):
        return None
    return [(c, columns[k][0]) for c, k in zip(exact, used, strict=True) if c != 0]


def solved(rows: dict[Any, int], top: dict[Any, fmpq],
             tables: list[dict[Any, fmpq]]) -> list[fmpq] | None:
    """The solution of the used columns over the rationals, if there is one."""
    width = len(tables)
    table = [[fmpq(0)] * (width + 1) for _ in rows]
    for k, column in enumerate([*tables, top]):
        for monomial, c in column.items():
            table[rows[monomial]][k] = c
    reduced, rank = fmpq_mat(table).rref()
    solution = [fmpq(0)] * width
    for r in range(rank):
        pivot = next(k for k in range(width + 1) if reduced[r, k] != 0)
        if pivot == width:
            return None
        solution[pivot] = reduced[r, width]
    return solution
