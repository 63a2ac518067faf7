"""The logistic loss on a table: the curvature of each row at the fitted optimum, and its spectra.

The optimum is a float point; the weights s_j = ℓ″(z_j)/N there are floats too, and are then taken
for the binary numbers that they hold. So κ is certified, of the Hessian with exactly these weights.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import numpy as np

from bnlinear.analyze import methods
from bnlinear.analyze.extras.scalable import ExactCovariance, Scalable, WideCovariance
from bnlinear.analyze.facts import Facts
from bnlinear.analyze.findings import Finding, Spectra, logistic_findings
from bnlinear.analyze.stages import Stage
from bnlinear.checks import ArgumentError
from bnlinear.exact.matrices import diagonal
from bnlinear.exact.number import Number, dyadic_array, rational
from bnlinear.exact.spectra import Spectrum
from bnlinear.problems import logistic_optimum
from bnlinear.problems.layers.feature_statistics import mean_and_variance
from bnlinear.problems.losses.curvatures import curvature_of
from bnlinear.tables import Table
from bnlinear.theory.hessians import EXACT_UP_TO, AnySpectrum
from bnlinear.theory.table_moments import TableMoments
from bnlinear.theory.weighted_hessians import (
    centred_hessian,
    preconditioned_spectrum,
    weighted_hessian,
)
from bnlinear.theory.wide_weighted import WideWeighted

#: Singular values of the features below this share of the largest do not enter the fit.
NEGLIGIBLE = 1e-9


class Logistic:
    """The logistic loss near its optimum, a mean over the rows."""

    name, bngd = "logistic", False
    methods = ({key: name for key, name in methods.SQUARED.items() if not key.startswith("bngd")}
               | methods.WEIGHTED | methods.EPS)
    notes = ("the optimum of the logistic loss is a float point: kappa is certified for the "
             "Hessian with the curvatures there, and counts hold near it",)

    def __init__(self, table: Table, moments: TableMoments, eps: Number, ridge: Number) -> None:
        self.table, self.moments, self.eps, self.ridge = table, moments, eps, ridge

    @cached_property
    def s(self) -> np.ndarray:
        """The weights, exact."""
        return logistic_weights(self.table, self.ridge)

    @cached_property
    def wide(self) -> WideWeighted | None:
        """Of the features that vary; None where characteristic polynomials are as fast."""
        if self.moments.m <= EXACT_UP_TO:
            return None
        return WideWeighted(self.moments.only(self.moments.varying), self.s, rational(self.ridge))

    def spectra(self, stage: Stage) -> dict[str, AnySpectrum | None]:
        """By the keys of `kappa`."""
        stage("fitting the optimum")
        if self.wide is None:
            return {**logistic_spectra(self.table.X, self.s, self.ridge, self.eps)}
        varying, eps = self.wide, rational(self.eps)
        whole = (varying if varying.moments is self.moments else
                 WideWeighted(self.moments, self.s, rational(self.ridge)))
        compute: dict[str, Callable[[], AnySpectrum]] = {
            "raw": whole.raw, "centred": lambda: whole.centred(whole.batch),
            "bnp": lambda: varying.normalised(varying.batch),
            "centred_weighted": lambda: whole.centred(whole.weighted),
            "bnp_weighted": lambda: varying.normalised(varying.weighted),
            "bnp_eps": lambda: varying.normalised(lambda: varying.batch(eps)),
        }
        out: dict[str, AnySpectrum | None] = dict.fromkeys(methods.SQUARED)
        for key, one in compute.items():
            stage(key)
            out[key] = one()
        return out

    def scalable(self) -> Scalable:
        """What the best scaling is sought for: centred by the weighted mean the bias is apart."""
        if self.wide is not None:
            return WideCovariance(*self.wide.features(self.wide.weighted))
        return ExactCovariance(logistic_covariance(self.table.X, self.s, self.ridge))

    def findings(self, given: Facts, spectra: Spectra) -> tuple[Finding, ...]:
        """Which claims apply."""
        return logistic_findings(given, spectra, self.ridge)


def logistic_weights(table: Table, ridge: Number) -> np.ndarray:
    """s_j = ℓ″(z_j)/N at the optimum, exact numbers, shape (n,).

    Raises
    ------
    ValueError
        If the target does not have two values, the classes are separable and the ridge is 0, or
        the fit leaves the range of floats.
    """
    values = {str(value) for value in table.y}
    if len(values) != 2:
        raise ArgumentError("loss", "logistic",
                            f"the target {table.target!r} of {table.source} has {len(values)} "
                            "different values, and two classes are needed",
                            "choose another `target`, or `loss='squared'`")
    X = _floats(table, scaled=bool(ridge == 0))
    y = np.array([float(value == max(table.y)) for value in table.y])
    if ridge == 0:
        X = _independent(X)
    b, w = logistic_optimum(X, y, ridge=float(ridge))
    s = curvature_of("logistic", b + X @ w, None, len(X))
    if not np.all(s > 0):
        raise ArgumentError("ridge", ridge,
                            f"row {int(np.argmin(s)) + 1} of {table.source} has no curvature left "
                            "at the optimum (it is below the range of floats)",
                            "pass a larger `ridge`")
    return dyadic_array(s) / len(s)


def _independent(X: np.ndarray) -> np.ndarray:
    """X; or, where columns depend on each other up to rounding, a basis of the others.

    Directions of a billionth of the spread move no score by more, and end Newton's method.
    """
    U, values, _ = np.linalg.svd(X, full_matrices=False)
    clear = values > NEGLIGIBLE * values[0]
    return X if np.all(clear) else U[:, clear] * np.sqrt(len(X))


def _floats(table: Table, *, scaled: bool) -> np.ndarray:
    """Centred exactly, so that a large offset costs no digit; and with deviations around 1.

    Neither moves the optimum's scores, except that a ridge would see the scaling.
    """
    mean, variance = mean_and_variance(table.X)
    centred = table.X - mean
    if scaled:
        centred = centred / np.array([_power_of_two(v) for v in variance], dtype=object)
    X = centred.astype(float)
    held = np.array([value == 0 for value in variance]) | (X.std(axis=0) ** 2 > 0)
    if not np.all(np.isfinite(X)) or not np.all(held):
        raise ArgumentError("ridge", "0" if scaled else "above 0",
                            f"the features of {table.source} leave the range of floats, in which "
                            "the logistic optimum is computed",
                            "rescale them, or leave `ridge` at 0, where the scale does not matter")
    return X


def _power_of_two(variance: Number) -> Number:
    """About the standard deviation; 1 for a constant feature."""
    exact = variance.rational
    doubled = int(exact.p).bit_length() - int(exact.q).bit_length()
    return Number(2) ** (doubled // 2) if exact else Number(1)


def logistic_spectra(X: np.ndarray, s: np.ndarray, ridge: Number,
                     eps: Number) -> dict[str, Spectrum | None]:
    """Spectra by the keys of `kappa`; None for BNGD, whose theory is that of least squares.

    The ridge is that of the weights of the raw features in every one of them: preconditioning
    leaves the objective alone.
    """
    M = penalised_hessian(X, s, ridge)
    mean, variance = mean_and_variance(X)
    smooth = np.where(variance == 0, variance, variance + eps)
    weighted = mean_and_variance(X, s)
    return {
        "raw": preconditioned_spectrum(M, mean * 0),
        "centred": preconditioned_spectrum(M, mean),
        "bnp": preconditioned_spectrum(M, mean, variance),
        "bngd_raw": None,
        "bngd_bnp": None,
        "centred_weighted": preconditioned_spectrum(M, weighted[0]),
        "bnp_weighted": preconditioned_spectrum(M, *weighted),
        "bnp_eps": preconditioned_spectrum(M, mean, smooth),
    }


def logistic_covariance(X: np.ndarray, s: np.ndarray, ridge: Number) -> np.ndarray:
    """The Hessian without the bias, of the varying features centred by the weighted mean."""
    mean, variance = mean_and_variance(X, s)
    varying = np.flatnonzero(variance != 0)
    C = centred_hessian(penalised_hessian(X, s, ridge), mean)[1:, 1:]
    return C[np.ix_(varying, varying)]


def penalised_hessian(X: np.ndarray, s: np.ndarray, ridge: Number) -> np.ndarray:
    """ĤᵀSĤ + r·diag(0, 1, …, 1)."""
    return weighted_hessian(X, s) + diagonal([Number(0)] + [ridge] * X.shape[1])
