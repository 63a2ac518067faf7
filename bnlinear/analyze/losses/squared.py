"""Least squares on a table: its five Hessians, BNP with eps, and the best scaling."""

from __future__ import annotations

from functools import cached_property, partial

import numpy as np
from flint import fmpq_poly

from bnlinear.analyze import methods
from bnlinear.analyze.extras.scalable import ExactCovariance, Scalable, WideCovariance
from bnlinear.analyze.facts import Facts
from bnlinear.analyze.findings import Finding, Spectra, squared_findings
from bnlinear.analyze.stages import Stage
from bnlinear.exact.number import Number, rational
from bnlinear.exact.pencils import pencil_polynomial
from bnlinear.exact.spectra import Spectrum, spectrum_from_polynomial
from bnlinear.problems.layers.feature_statistics import smoothed_variance
from bnlinear.theory.hessians import (
    EXACT_UP_TO,
    AnySpectrum,
    exact_spectra,
    settled,
    wide_spectra,
)
from bnlinear.theory.table_moments import TableMoments
from bnlinear.theory.wide_hessians import WideTable, deviations, wide_table


class Squared:
    """The squared loss with its ½, a mean over the rows."""

    name, bngd = "squared", True
    methods = methods.SQUARED | methods.EPS
    notes: tuple[str, ...] = ()

    def __init__(self, moments: TableMoments, eps: Number) -> None:
        self.moments, self.eps = moments, eps

    @cached_property
    def wide(self) -> WideTable | None:
        """None where characteristic polynomials are as fast."""
        return wide_table(self.moments) if self.moments.m > EXACT_UP_TO else None

    def spectra(self, stage: Stage) -> dict[str, AnySpectrum | None]:
        """By the keys of `kappa`."""
        if self.wide is None:
            return {**exact_spectra(self.moments), "bnp_eps": self._smoothed_exact()}
        out: dict[str, AnySpectrum | None] = {**wide_spectra(self.moments, stage, self.wide)}
        stage("bnp_eps")
        scale, eps = partial(deviations, self.moments), rational(self.eps)
        table = self.wide
        out["bnp_eps"] = settled(lambda: table.scaled(lambda: scale(eps)).including(1),
                                 self._smoothed_exact, self.moments.m)
        return out

    def _smoothed_exact(self) -> Spectrum:
        """BNP with eps added to the variances."""
        C = self.covariance()
        smooth = smoothed_variance(np.diag(C), 0, self.eps)
        return spectrum_from_polynomial(pencil_polynomial(C, smooth) * fmpq_poly([-1, 1]))

    def covariance(self) -> np.ndarray:
        """C of the varying features, exact."""
        varying = self.moments.varying
        return self.moments.C[np.ix_(varying, varying)]

    def scalable(self) -> Scalable:
        """What the best scaling is sought for."""
        if self.wide is None:
            return ExactCovariance(self.covariance())
        return WideCovariance(self.wide.base, self.moments.rank, self.wide.scaled,
                              self.wide.correlations)

    def findings(self, given: Facts, spectra: Spectra) -> tuple[Finding, ...]:
        """Which claims apply."""
        return squared_findings(given, spectra)
