"""The Hessians of `bnlinear.theory.hessians` for wide tables: extreme eigenvalues in balls.

All are diag(f)·S·diag(f) with S = n²Cov(X) of integer columns and f from units and deviations, or,
for raw features, with the sums of products of [1, X]. With fewer rows than features the products
of rows take their place: AᵀA and AAᵀ have the same nonzero eigenvalues.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from typing import Protocol, TypeAlias

import flint
from flint import arb, arb_mat, fmpq, fmpz_mat

from bnlinear.exact.precision import at_precision
from bnlinear.exact.ranks import submatrix
from bnlinear.exact.spectra import Spectrum
from bnlinear.exact.wide import SPARE, Base, Extremes, Form, Integers, LessRankOne, extremes
from bnlinear.exact.wide.enclosures import Extreme, between
from bnlinear.theory.table_moments import TableMoments

AnyExtremes: TypeAlias = Extremes | Spectrum | None
Scale: TypeAlias = Callable[[], list[arb]]

#: Zero matrices have no nonzero eigenvalue to enclose.
_NONE = Spectrum((), (), 0)


def wide_table(moments: TableMoments) -> WideTable:
    """The cheaper of the two ways to hold a table."""
    few_rows = moments.dependencies.null_basis(moments.m) is None
    return FewRows(moments) if few_rows else ManyRows(moments)


class WideTable(Protocol):
    """What has the spectra of one table."""

    moments: TableMoments

    @property
    def base(self) -> Base:
        """S."""

    def raw(self) -> Extremes:
        """Of ĤᵀĤ/n."""

    def scaled(self, scale: Scale) -> Extremes:
        """Of diag(f)·S·diag(f), without the bias."""

    @property
    def correlations(self) -> Extremes:
        """Of the matrix of correlations, the same object each time."""

    def star(self, scale: Scale) -> AnyExtremes:
        """Of H* for that matrix; None if no feature correlates with the target."""


def units(moments: TableMoments) -> list[arb]:
    """1/(n·denominator): turns S into C."""
    return [1 / arb(moments.n * moments.denominators[j]) for j in moments.varying]


def deviations(moments: TableMoments, eps: fmpq | int = 0) -> list[arb]:
    """Divides C by √(variance + eps): turns S into the matrix of correlations."""
    return [unit / arb(moments.variances[j] + eps).sqrt()
            for unit, j in zip(units(moments), moments.varying, strict=True)]


class ManyRows:
    """On S of the varying features, whose null space is known."""

    def __init__(self, moments: TableMoments) -> None:
        self.moments, self.kept = moments, moments.varying
        self.S = submatrix(moments.covariances, self.kept, self.kept)
        self.nullity = len(self.kept) - moments.rank
        whole = moments.dependencies.null_basis(moments.m)
        assert whole is not None
        varying = [k for k, j in enumerate(moments.dependent()) if j in set(self.kept)]
        self.basis = submatrix(whole, self.kept, varying) if self.nullity else None
        self.base: Integers = Base.of_integers(self.S)
        self.star_base = LessRankOne(
            self.base, [moments.covariances[j, moments.m] for j in self.kept],
            lambda: 1 / self.solution()[1])
        self._solutions: dict[int, tuple[list[arb], arb]] = {}

    def form(self, scale: Scale) -> Form:
        """diag(f)·S·diag(f)."""
        basis = self.basis
        return Form(self.base, scale, None if basis is None else lambda: arb_mat(basis),
                    self.nullity)

    def scaled(self, scale: Scale) -> Extremes:
        return extremes(self.form(scale))

    def raw(self) -> Extremes:
        moments = self.moments
        size, q = range(moments.m + 1), [1, *moments.denominators[:-1]]
        G = submatrix(moments.sums, size, size)
        basis = moments.affine_basis() if moments.dependent() else None
        return extremes(Form(
            Base.of_integers(G), lambda: [1 / (arb(moments.n).sqrt() * below) for below in q],
            None if basis is None else lambda: arb_mat(basis), len(moments.dependent())))

    @cached_property
    def least_correlation(self) -> Extreme:
        """The lower end of the best-conditioned of the forms, which is also for solving."""
        form = self.form(lambda: deviations(self.moments))
        return at_precision(128, lambda: Extreme(form, -1))

    @cached_property
    def correlations(self) -> Extremes:
        bottom = self.least_correlation
        return between(bottom, at_precision(128, lambda: Extreme(bottom.form, 1)))

    def solution(self) -> tuple[list[arb], arb]:
        """u with Su = h = n²Cov(X, y), and s = hᵀu, in balls at the working precision.

        What was computed is held, for each precision.

        With R = diag(d)·S·diag(d), r = d∘h: |v − R⁺r| ≤ |r − Rv|/λ⁺(R), and rᵀR⁺r is above
        2rᵀv − vᵀRv by at most |r − Rv|²/λ⁺(R).
        """
        bits, end = flint.ctx.prec, self.least_correlation
        if bits not in self._solutions:
            spare = SPARE + int(2 * end.inverse.condition)  # what the solving costs
            self._solutions[bits] = at_precision(bits + spare, lambda: self._solution(end))
        return self._solutions[bits]

    def _solution(self, end: Extreme) -> tuple[list[arb], arb]:
        form = end.form
        d = form.at()[0]
        h = [self.moments.covariances[j, self.moments.m] for j in self.kept]
        r = arb_mat(len(h), 1, [value * scale for value, scale in zip(h, d, strict=True)])
        v = form.projected(end.inverse.solve(r))
        lack = r - form.product(v)
        length = arb(_dot(lack, lack).upper()).sqrt()
        least = at_precision(64, end.number).ball  # it bounds, no more
        s = 2 * _dot(r, v) - _dot(v, form.product(v))
        s += arb(0).union(length**2 / least)
        around = arb(0, (length / least).upper())
        return [scale * (value + around) for scale, value in zip(d, v.entries(), strict=True)], s

    def star(self, scale: Scale) -> AnyExtremes:
        if not self.moments.correlated:
            return None
        if self.moments.rank == 1:
            return _NONE

        def null() -> arb_mat:
            return _beside(None if self.basis is None else arb_mat(self.basis), self.solution()[0])

        return extremes(Form(self.star_base, scale, null, self.nullity + 1))


class FewRows:
    """On the products of centred rows, where the rank is n − 1: their null space is that of 1."""

    def __init__(self, moments: TableMoments) -> None:
        self.moments = moments
        self.base = Base.of_integers(submatrix(moments.covariances, moments.varying,
                                               moments.varying))
        n = moments.n
        self.Z = fmpz_mat([[int(v) for v in moments.columns[j]] for j in moments.varying])
        self.centred = self.Z * n - (self.Z * fmpz_mat(n, n, [1] * n**2))
        y = fmpz_mat(1, n, [int(v) for v in moments.columns[moments.m]])
        self.y = (y * n - y * fmpz_mat(n, n, [1] * n**2)).transpose()

    def _products(self, scale: Scale) -> arb_mat:
        """Zᵀ·diag(f²)·Z of the centred columns; S has n times as much."""
        Z = arb_mat(self.centred)
        f = [value**2 / self.moments.n for value in scale()]
        return Z.transpose() * arb_mat(Z.nrows(), Z.ncols(), [
            value * f[place // Z.ncols()] for place, value in enumerate(Z.entries())])

    def _ones(self) -> arb_mat:
        return arb_mat(self.moments.n, 1, [1] * self.moments.n)

    def _unscaled(self) -> list[arb]:
        return [arb(1)] * self.moments.n

    def scaled(self, scale: Scale) -> Extremes:
        return self._of(len(self.moments.varying), Form(
            Base(lambda: self._products(scale)), self._unscaled, self._ones, 1))

    @cached_property
    def correlations(self) -> Extremes:
        return self.scaled(lambda: deviations(self.moments))

    def _of(self, features: int, form: Form) -> Extremes:
        """The nullity is that of the matrix of features."""
        ends = extremes(form)
        return replace(ends, nullity=features - ends.rank)

    def raw(self) -> Extremes:
        moments = self.moments

        def matrix() -> arb_mat:
            Z = arb_mat(self.Z)
            f = [1 / arb(moments.denominators[j])**2 for j in moments.varying]
            constant = 1 + sum((arb(moments.mean(j))**2 for j in range(moments.m)
                                if j not in set(moments.varying)), arb(0))
            ones = arb_mat(moments.n, moments.n, [constant] * moments.n**2)
            whole = ones + Z.transpose() * arb_mat(Z.nrows(), Z.ncols(), [
                value * f[place // Z.ncols()] for place, value in enumerate(Z.entries())])
            return whole * (1 / arb(moments.n))

        return self._of(moments.m + 1, Form(Base(matrix), self._unscaled))

    def star(self, scale: Scale) -> AnyExtremes:
        """The fitted target is the centred target itself: q = y/|y|, and H* is K less its part."""
        if not self.moments.correlated:
            return None
        if self.moments.rank == 1:
            return _NONE

        def matrix() -> arb_mat:
            K, q = self._products(scale), arb_mat(self.y)
            q = q * (1 / _dot(q, q).sqrt())
            Kq = K * q
            return K - Kq * q.transpose() - q * Kq.transpose() + (
                q * q.transpose() * _dot(q, Kq))

        return self._of(len(self.moments.varying), Form(
            Base(matrix, like=Base(lambda: self._products(scale))), self._unscaled,
            lambda: _beside(self._ones(), arb_mat(self.y).entries()), 2))


def _beside(Z: arb_mat | None, column: list[arb]) -> arb_mat:
    """Z with one more column."""
    if Z is None:
        return arb_mat(len(column), 1, column)
    width = Z.ncols()
    return arb_mat(len(column), width + 1, [
        value for i, last in enumerate(column) for value in [*(Z[i, k] for k in range(width)), last]
    ])


def _dot(x: arb_mat, y: arb_mat) -> arb:
    return (x.transpose() * y)[0, 0]
