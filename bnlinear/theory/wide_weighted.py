"""The Hessians of `bnlinear.theory.weighted_hessians` for wide tables: extreme eigenvalues.

M = ĤᵀSĤ + r·diag(0, 1, …, 1) with S = diag(s), s > 0, in balls, for the integer columns that the
features are multiples of. Centring by μ is U = I − e₀aᵀ with a = (0, μ), so that
UᵀMU = M − abᵀ − baᵀ + M₀₀aaᵀ with b = Me₀.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from flint import arb, arb_mat, fmpq

from bnlinear.exact.wide import Base, Extremes, Form, extremes
from bnlinear.exact.wide.form import scaled
from bnlinear.kinds import Vector
from bnlinear.theory.table_moments import TableMoments

Statistics = tuple[list[arb], list[arb]]


class WideWeighted:
    """Spectra of one table with one set of weights.

    Parameters
    ----------
    moments
        Of the table.
    s
        Weights, exact and positive, shape (n,), with the 1/N of the mean in them.
    ridge
        r ≥ 0, exact.
    """

    def __init__(self, moments: TableMoments, s: Vector, ridge: fmpq) -> None:
        self.moments, self.s, self.ridge = moments, s, ridge
        self.base = Base(self._hessian)

    def _hessian(self) -> arb_mat:
        """M for the integer columns z = denominator·x."""
        n, m, q = self.moments.n, self.moments.m, self.moments.denominators
        H = arb_mat(m + 1, n, [1] * n + [int(v) for column in self.moments.columns[:m]
                                         for v in column])
        M = H * scaled(H.transpose(), [value.ball for value in self.s])
        for j in range(m):
            M[j + 1, j + 1] += arb(self.ridge) * q[j]**2
        return M

    def batch(self, eps: fmpq | int = 0) -> Statistics:
        """Means and deviations of the integer columns over the rows; eps is for the features."""
        moments = self.moments
        means = [arb(moments.sums[0, j + 1]) / moments.n for j in range(moments.m)]
        return means, [arb(moments.variances[j] + eps).sqrt() * moments.denominators[j]
                       for j in range(moments.m)]

    def weighted(self) -> Statistics:
        """The same, weighted by s."""
        M, m, q = self.base.balls(), self.moments.m, self.moments.denominators
        means = [M[0, j + 1] / M[0, 0] for j in range(m)]
        squares = [(M[j + 1, j + 1] - arb(self.ridge) * q[j]**2) / M[0, 0] for j in range(m)]
        return means, [(square - mean**2).sqrt()
                       for square, mean in zip(squares, means, strict=True)]

    def raw(self) -> Extremes:
        """Of M."""
        return extremes(self._form(self.base, self._units, None))

    def centred(self, statistics: Callable[[], Statistics]) -> Extremes:
        """Of UᵀMU."""
        def means() -> list[arb]:
            return statistics()[0]

        return extremes(self._form(self._centred_base(means), self._units, means))

    def normalised(self, statistics: Callable[[], Statistics]) -> Extremes:
        """Of that scaled by 1/deviation; for features that vary."""
        def means() -> list[arb]:
            return statistics()[0]

        return extremes(self._form(self._centred_base(means),
                                   lambda: [arb(1), *(1 / value for value in statistics()[1])],
                                   means))

    def _units(self) -> list[arb]:
        return [arb(1), *(1 / arb(q) for q in self.moments.denominators[:-1])]

    def _centred_base(self, means: Callable[[], list[arb]]) -> Base:
        def compute() -> arb_mat:
            M = self.base.balls()
            m = M.nrows()
            a = arb_mat(m, 1, [0, *means()])
            b = arb_mat(m, 1, [M[j, 0] for j in range(m)])
            return M - a * b.transpose() - b * a.transpose() + a * a.transpose() * M[0, 0]

        return Base(compute)

    @cached_property
    def nullity(self) -> int:
        """Of M."""
        return len(self.moments.dependent()) if self.ridge == 0 else 0

    def _form(self, base: Base, scale: Callable[[], list[arb]],
              means: Callable[[], list[arb]] | None) -> Form:
        """The null vectors are those of [1, X] in the centred coordinates, v + e₀(aᵀv)."""
        if not self.nullity:
            return Form(base, scale)
        basis = self.moments.affine_basis()
        if basis is None:
            raise ValueError("there are fewer rows than features; pass a ridge above 0")

        def null() -> arb_mat:
            V = arb_mat(basis)
            if means is not None:
                row = arb_mat(1, V.nrows(), [0, *means()]) * V
                for k in range(V.ncols()):
                    V[0, k] += row[0, k]
            return V

        return Form(base, scale, null, self.nullity)

    def features(self, statistics: Callable[[], Statistics]) -> tuple[
            Base, int, Callable[[Callable[[], list[arb]]], Extremes]]:
        """The block of UᵀMU without the bias: its base, its rank, and its extremes for scales.

        With means weighted by s the bias stands apart, and null vectors have no part in it.
        """
        whole = self._centred_base(lambda: statistics()[0])
        m = self.moments.m

        def block() -> arb_mat:
            M = whole.balls()
            return arb_mat(m, m, [M[i + 1, j + 1] for i in range(m) for j in range(m)])

        base = Base(block)
        inner = self.moments.dependencies.null_basis(m) if self.nullity else None
        null = None if inner is None else lambda: arb_mat(inner)
        return base, m - self.nullity, lambda scale: extremes(
            Form(base, scale, null, self.nullity))
