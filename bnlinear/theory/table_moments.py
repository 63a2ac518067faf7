"""First and second moments of a table of integers over denominators, exact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import lcm
from typing import Any

import numpy as np
from flint import fmpq, fmpq_mat, fmpz_mat

from bnlinear.exact.grams import gram
from bnlinear.exact.matrices import from_flint
from bnlinear.exact.ranks import Dependencies, dependencies, submatrix


@dataclass(frozen=True, eq=False)
class TableMoments:
    """Moments of a table (means over the rows), exact.

    Attributes
    ----------
    n
        Rows.
    columns, denominators
        The features and, last, the target: integers of shape (n,), and what divides them.
    sums
        ZᵀZ of Z = [1, the columns], integers, shape (m + 2, m + 2).
    """

    n: int
    columns: tuple[np.ndarray, ...]
    denominators: tuple[int, ...]
    sums: fmpz_mat

    @classmethod
    def from_data(cls, X: np.ndarray, y: np.ndarray) -> TableMoments:
        """From exact numbers, shapes (n, m) and (n,)."""
        return cls.from_integers([_integers(column) for column in [*X.T, y]])

    @classmethod
    def from_table(cls, table: Any) -> TableMoments:
        """From a `bnlinear.tables.Table`, whose columns are integers already."""
        return cls.from_integers([(column.numerators, column.denominator)
                                  for column in (*table.columns, table.target_column)])

    @classmethod
    def from_integers(cls, columns: Sequence[tuple[np.ndarray, int]]) -> TableMoments:
        """From integers and denominators, the target last."""
        numerators = tuple(p for p, _ in columns)
        ones = np.ones(len(numerators[0]), dtype=np.int8)
        return cls(n=len(ones), columns=numerators, denominators=tuple(q for _, q in columns),
                   sums=gram([ones, *numerators]))

    def only(self, features: Sequence[int]) -> TableMoments:
        """Of some of the features."""
        if len(features) == self.m:
            return self
        places = [*features, self.m]
        rows = [0, *(j + 1 for j in places)]
        return TableMoments(self.n, tuple(self.columns[j] for j in places),
                            tuple(self.denominators[j] for j in places),
                            submatrix(self.sums, rows, rows))

    @property
    def m(self) -> int:
        """Features."""
        return len(self.columns) - 1

    @cached_property
    def covariances(self) -> fmpz_mat:
        """n² Cov of the integer columns, the target last, shape (m + 1, m + 1)."""
        size = range(1, self.m + 2)
        first = submatrix(self.sums, [0], size)
        return submatrix(self.sums, size, size) * self.n - first.transpose() * first

    @cached_property
    def varying(self) -> list[int]:
        """The features that are not constant."""
        return [j for j in range(self.m) if self.covariances[j, j] != 0]

    @cached_property
    def variances(self) -> list[fmpq]:
        """Of each feature, with 1/n."""
        return [fmpq(self.covariances[j, j]) / (self.n * self.denominators[j])**2
                for j in range(self.m)]

    @cached_property
    def correlated(self) -> bool:
        """Is some covariance with the target not 0?"""
        return any(self.covariances[j, self.m] != 0 for j in range(self.m))

    def affine_basis(self) -> fmpz_mat | None:
        """Null vectors of [1, the integer columns], shape (m + 1, k); None if some are unknown."""
        inner = self.dependencies.null_basis(self.m)
        if inner is None:
            return None
        out = fmpz_mat(self.m + 1, inner.ncols())
        for k in range(inner.ncols()):
            out[0, k] = -sum(int(self.sums[0, j + 1]) * int(inner[j, k]) for j in range(self.m))
            for j in range(self.m):
                out[j + 1, k] = inner[j, k] * self.n
        return out

    @cached_property
    def dependencies(self) -> Dependencies:
        """Of the centred features on those before them; constant ones are dependent."""
        size = range(self.m)
        return dependencies(submatrix(self.covariances, size, size), most=self.n - 1)

    @property
    def rank(self) -> int:
        """Of the centred features."""
        return len(self.dependencies.pivots)

    def dependent(self) -> list[int]:
        """The features that are constant or a combination of the ones before them and of 1."""
        return self.dependencies.dependent

    def combination(self, j: int) -> list[tuple[fmpq, int | None]] | None:
        """A dependent feature as Σ coefficient·feature + constant (None); None if not known."""
        c = self.dependencies.coefficients[j]
        if c is None:
            return None
        q = self.denominators
        terms: list[tuple[fmpq, int | None]] = [
            (value * fmpq(q[k], q[j]), k)
            for value, k in zip(c, self.dependencies.pivots, strict=False)]
        shift = self.mean(j) - sum((value * self.mean(k) for value, k in terms), fmpq(0))
        return [(shift, None), *terms]

    def mean(self, j: int | None) -> fmpq:
        """Of a feature."""
        assert j is not None
        return fmpq(self.sums[0, j + 1]) / (self.n * self.denominators[j])

    # -- as object arrays of Number, for matrices of moderate size -------------------------

    @cached_property
    def raw(self) -> np.ndarray:
        """ĤᵀĤ/n of Ĥ = [1, X], shape (m + 1, m + 1)."""
        size, q = range(self.m + 1), [1, *self.denominators[:-1]]
        return _over(submatrix(self.sums, size, size), q, self.n)

    @cached_property
    def C(self) -> np.ndarray:
        """Cov(X), shape (m, m)."""
        return self._covariance[:-1, :-1]

    @cached_property
    def g(self) -> np.ndarray:
        """Cov(X, y), shape (m,)."""
        return self._covariance[:-1, -1]

    @cached_property
    def _covariance(self) -> np.ndarray:
        return _over(self.covariances, self.denominators, self.n**2)


def _over(whole: fmpz_mat, q: Sequence[int], below: int) -> np.ndarray:
    """The rationals whole_ij/(q_i·q_j·below), as Numbers."""
    size = len(q)
    return from_flint(fmpq_mat(size, size, [
        fmpq(whole[i, j]) / (q[i] * q[j] * below) for i in range(size) for j in range(size)]))


def _integers(column: np.ndarray) -> tuple[np.ndarray, int]:
    fractions = [number.rational for number in column]
    q = lcm(*(int(value.q) for value in fractions))
    integers = [int(value.p) * (q // int(value.q)) for value in fractions]
    small = max(map(abs, integers), default=0) < 2**62
    return np.array(integers, dtype=np.int64 if small else object), q
