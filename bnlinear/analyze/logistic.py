"""The logistic loss on a table: the curvature of each row at the fitted optimum, and its spectra.

The optimum is a float point; the weights s_j = ℓ″(z_j)/N there are floats too, and are then taken
for the binary numbers that they hold. So κ is certified, of the Hessian with exactly these weights.
"""

from __future__ import annotations

import numpy as np

from bnlinear.analyze.scaling import Scaling, best_scaling
from bnlinear.exact.matrices import diagonal
from bnlinear.exact.number import Number, dyadic_array
from bnlinear.exact.spectra import Spectrum
from bnlinear.problems import logistic_optimum
from bnlinear.problems.layers.feature_statistics import mean_and_variance
from bnlinear.problems.losses.curvatures import curvature_of
from bnlinear.tables import Table
from bnlinear.theory.weighted_hessians import (
    centred_hessian,
    preconditioned_spectrum,
    weighted_hessian,
)


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
        raise ValueError(f"{table.source}: the target {table.target!r} has {len(values)} different "
                         "values; the logistic loss needs two classes: choose another --target, "
                         "or --loss squared")
    X = _floats(table, scaled=bool(ridge == 0))
    y = np.array([float(value == max(table.y)) for value in table.y])
    try:
        b, w = logistic_optimum(X, y, ridge=float(ridge))
    except ValueError as error:
        told = str(error).replace("ridge > 0", "--ridge above 0").replace("ridge=", "--ridge ")
        raise ValueError(f"{table.source}: {told}") from error
    s = curvature_of("logistic", b + X @ w, None, len(X))
    if not np.all(s > 0):
        raise ValueError(f"{table.source}: row {int(np.argmin(s)) + 1} has no curvature left at "
                         "the optimum (it is below the range of floats); pass a larger --ridge")
    return dyadic_array(s) / len(s)


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
        raise ValueError(f"{table.source}: the features leave the range of floats, in which the "
                         "logistic optimum is computed; rescale them, or leave --ridge at 0, "
                         "where the scale does not matter")
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


def logistic_scaling(X: np.ndarray, s: np.ndarray, ridge: Number) -> Scaling:
    """The best scaling of the features centred by the weighted mean: there the bias is apart."""
    mean, variance = mean_and_variance(X, s)
    kept = np.flatnonzero(variance != 0)
    C = centred_hessian(penalised_hessian(X, s, ridge), mean)[1:, 1:]
    return best_scaling(C[np.ix_(kept, kept)])


def penalised_hessian(X: np.ndarray, s: np.ndarray, ridge: Number) -> np.ndarray:
    """ĤᵀSĤ + r·diag(0, 1, …, 1)."""
    return weighted_hessian(X, s) + diagonal([Number(0)] + [ridge] * X.shape[1])
