"""Condition numbers in floats with the error to expect: quick, to see which ones need exactness.

The singular values of a factor are computed, not eigenvalues of its Hessian: that halves the
digits lost. How many of them are 0 is known exactly, without a tolerance: the rank is exact.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bnlinear.problems.layers.feature_statistics import mean_and_variance


@dataclass(frozen=True)
class FloatSpectrum:
    """A condition number in floats, and the relative error to expect of it."""

    kappa: float
    error: float


#: Where floats hold too little of the features.
UNKNOWN = FloatSpectrum(np.inf, np.inf)


def float_spectra(X: np.ndarray, rank: int) -> dict[str, FloatSpectrum]:
    """As `bnlinear.theory.hessians.hessian_spectra`, in floats, without those of the target.

    Parameters
    ----------
    X
        Exact features, shape (n, m).
    rank
        Exact rank of [1, X].
    """
    mean, variance = mean_and_variance(X)
    varying = np.flatnonzero(variance != 0)
    scale = np.array([float(v) ** 0.5 for v in variance[varying]])
    plain = (X[:, varying] - mean[varying]).astype(float)
    with np.errstate(divide="ignore", invalid="ignore"):  # a spread below the range of floats
        unit = plain / scale
    return {"raw": _spectrum(X.astype(float), rank), "centred": _spectrum(plain, rank),
            "bnp": _spectrum(unit, rank)}


def _spectrum(features: np.ndarray, rank: int) -> FloatSpectrum:
    """Of ZᵀZ/n for Z = [1, features].

    LAPACK's singular values err by a modest multiple of eps times the largest; max(n, m) is on
    the safe side of what is seen (a heuristic, which is why nothing here is called certified).
    """
    factor = np.column_stack([np.ones(len(features)), features])
    if not np.all(np.isfinite(factor)):
        return UNKNOWN
    values = np.linalg.svd(factor, compute_uv=False)
    top, low = float(values[0]), float(values[rank - 1])
    error = 2 * max(factor.shape) * float(np.finfo(float).eps) * top / low if low else np.inf
    return FloatSpectrum((top / low) ** 2, error) if error < 1 else UNKNOWN
