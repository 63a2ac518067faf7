"""Rank and null space of a positive semidefinite integer matrix, exact.

Modulo a prime, columns that are independent are so over the integers. Those that are not are a
suspicion, and proved: column j is a combination of pivots before it exactly if its Schur complement
S_jj − S_jP·S_PP⁻¹·S_Pj, which is a square for such a matrix, is 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flint import fmpq, fmpq_mat, fmpz_mat, nmod_mat

from bnlinear.exact.pencils import primes


@dataclass(frozen=True, eq=False)
class Dependencies:
    """Which columns of Z are combinations of those before them, S = ZᵀZ.

    Attributes
    ----------
    pivots, dependent
        Places of the independent columns, and of the others.
    coefficients
        By dependent place j: c with S_j = S_P·c over the pivots P; None where only the number of
        rows says that it is dependent.
    """

    pivots: list[int]
    dependent: list[int]
    coefficients: dict[int, list[fmpq] | None]

    def null_basis(self, m: int) -> fmpz_mat | None:
        """Integer columns that span the null space of S, shape (m, k); None if some are unknown."""
        out = fmpz_mat(m, len(self.dependent))
        for k, j in enumerate(self.dependent):
            c = self.coefficients[j]
            if c is None:
                return None
            whole, _ = fmpq_mat([[*c, fmpq(-1)]]).numer_denom()
            for place, pivot in enumerate([*self.pivots[:len(c)], j]):
                out[pivot, k] = whole[0, place]
        return out


def dependencies(S: fmpz_mat, most: int | None = None) -> Dependencies:
    """Of the columns of Z with ZᵀZ = S.

    Parameters
    ----------
    S
        Shape (m, m), positive semidefinite.
    most
        A bound on the rank that is known, say from the number of rows of Z. Columns after so many
        independent ones are dependent without a look at them.

    >>> found = dependencies(fmpz_mat([[1, 2, 0], [2, 4, 0], [0, 0, 3]]))
    >>> found.pivots, found.dependent, found.coefficients
    ([0, 2], [1], {1: [2]})
    """
    m = S.nrows()
    most = m if most is None else min(most, m)
    for prime in primes():
        pivots = _pivots(nmod_mat(S, prime), m)
        if len(pivots) == m:
            return Dependencies(pivots, [], {})
        dependent = sorted(set(range(m)) - set(pivots))
        last = pivots[most - 1] if len(pivots) >= most > 0 else m
        asked = [j for j in dependent if j < last]
        coefficients = _combinations(S, pivots, asked)
        if coefficients is not None:
            rest: dict[int, list[fmpq] | None] = dict.fromkeys(
                [j for j in dependent if j not in coefficients])
            return Dependencies(pivots, dependent, coefficients | rest)
    raise AssertionError("there are primes enough")


def _pivots(matrix: nmod_mat, m: int) -> list[int]:
    reduced, rank = matrix.rref()
    if rank == m:
        return list(range(m))
    pivots: list[int] = []
    for row in range(int(rank)):
        start = pivots[-1] + 1 if pivots else 0
        pivots.append(next(j for j in range(start, m) if int(reduced[row, j])))
    return pivots


def _combinations(S: fmpz_mat, pivots: Sequence[int],
                  asked: Sequence[int]) -> dict[int, list[fmpq] | None] | None:
    """Coefficients of the suspected columns; None if one of them is independent after all."""
    out: dict[int, list[fmpq] | None] = {}
    for count in sorted({sum(p < j for p in pivots) for j in asked}):
        here = [j for j in asked if sum(p < j for p in pivots) == count]
        P = list(pivots[:count])
        right = submatrix(S, P, here)
        C = fmpq_mat(submatrix(S, P, P)).solve(fmpq_mat(right)) if P else None
        for k, j in enumerate(here):
            c = [C[i, k] for i in range(count)] if C is not None else []
            explained = sum((c[i] * right[i, k] for i in range(count)), fmpq(0))
            if explained != fmpq(S[j, j]):
                return None
            out[j] = c
    return out


def submatrix(S: fmpz_mat, rows: Sequence[int], columns: Sequence[int]) -> fmpz_mat:
    """S[rows, columns]."""
    if len(rows) == S.nrows() and len(columns) == S.ncols():
        return S
    return fmpz_mat(len(rows), len(columns), [S[i, j] for i in rows for j in columns])


