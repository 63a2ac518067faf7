"""Condition numbers in floats with the error to expect: quick, to see which ones need exactness.

The singular values of a factor are computed, not eigenvalues of its Hessian: that halves the
digits lost. How many of them are 0 is no question of a tolerance: the rank is exact.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bnlinear.exact.number import Number
from bnlinear.problems.layers.feature_statistics import mean_and_variance

#: Beyond this relative error a condition number is not shown.
WORST_ERROR = 0.1


@dataclass(frozen=True)
class FloatSpectrum:
    """Extreme nonzero eigenvalues in floats, and the relative error to expect of κ."""

    smallest: float
    largest: float
    error: float


def float_spectra(X: np.ndarray, y: np.ndarray, rank: int,
                  eps: Number) -> dict[str, FloatSpectrum | None]:
    """As `bnlinear.theory.hessians.hessian_spectra`, in floats.

    Parameters
    ----------
    X, y
        Exact table, shapes (n, m) and (n,).
    rank
        Exact rank of [1, X]; that of the centred features is one less.
    eps
        Added to the variances in `bnp_eps`.
    """
    mean, variance = mean_and_variance(X)
    kept = np.flatnonzero(variance != 0)
    exact = X[:, kept] - mean[kept]
    scale = np.array([float(v) ** 0.5 for v in variance[kept]])
    smooth = np.array([float(v + eps) ** 0.5 for v in variance[kept]])
    plain = exact.astype(float)
    target = (y - y.sum() / len(y)).astype(float)
    ones = np.ones((len(X), 1))
    return {
        "raw": _spectrum(np.hstack([ones, X.astype(float)]), rank),
        "centred": _spectrum(np.hstack([ones, plain]), rank),
        "bnp": _spectrum(np.hstack([ones, plain / scale]), rank),
        "bngd_raw": _star(plain, target, rank - 1),
        "bngd_bnp": _star(plain / scale, target, rank - 1),
        "bnp_eps": _spectrum(np.hstack([ones, plain / smooth]), rank),
    }


def _spectrum(factor: np.ndarray, rank: int) -> FloatSpectrum | None:
    """Of factorᵀfactor/n.

    LAPACK's singular values err by a modest multiple of eps times the largest; max(n, m) is on
    the safe side of what is seen (a heuristic, which is why nothing here is called certified).
    """
    if rank < 1 or not np.all(np.isfinite(factor)):
        return None
    values = np.linalg.svd(factor, compute_uv=False)
    top, low = float(values[0]), float(values[rank - 1])
    error = 2 * max(factor.shape) * float(np.finfo(float).eps) * top / low if low else np.inf
    if error > WORST_ERROR:
        return None
    return FloatSpectrum(low**2 / len(factor), top**2 / len(factor), error)


def _star(factor: np.ndarray, y: np.ndarray, rank: int) -> FloatSpectrum | None:
    """H* = Zᵀ(I − qqᵀ)Z/n, where q is the fitted target, of length 1."""
    if not np.all(np.isfinite(factor)):
        return None
    U = np.linalg.svd(factor, full_matrices=False)[0][:, :rank]
    fitted = U @ (U.T @ y)
    if np.linalg.norm(fitted) <= len(y) * np.finfo(float).eps * np.linalg.norm(y):
        return None
    q = fitted / np.linalg.norm(fitted)
    return _spectrum(factor - np.outer(q, q @ factor), rank - 1)
