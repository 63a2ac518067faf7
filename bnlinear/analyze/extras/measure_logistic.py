"""Gradient descent on the logistic loss from w = 0, beside the counts that hold near the optimum.

The predicted counts are local: from a start so near that the loss is its quadratic model. From 0
there is also the way there, where curvatures differ; it is run here, in floats.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bnlinear.analyze.extras.measure import SHRUNK, Measurement
from bnlinear.analyze.methods import SQUARED, MethodReport
from bnlinear.problems import logistic_optimum
from bnlinear.problems.layers.feature_statistics import mean_and_variance
from bnlinear.problems.regression.newton import with_bias

if TYPE_CHECKING:
    from bnlinear.analyze.losses.logistic import Logistic

#: Steps taken at most, and products in all: a few seconds.
MOST_STEPS, MOST_PRODUCTS = 200_000, 2 * 10**9


def measure_logistic(problem: Logistic,
                     reports: dict[str, MethodReport]) -> tuple[Measurement, ...]:
    """GD on raw, centred and normalized features, each at its `lr_opt`."""
    X = problem.table.X
    mean, variance = mean_and_variance(X)
    varying = np.flatnonzero(variance != 0)
    std = np.array([float(v) ** 0.5 for v in variance[varying]])
    y = np.array([float(value == max(problem.table.y)) for value in problem.table.y])
    centred = (X - mean).astype(float)
    features = {"raw": X.astype(float), "centred": centred, "bnp": centred[:, varying] / std}
    rows = []
    for key, Z in features.items():
        report = reports[key]
        scales = np.ones(Z.shape[1]) if key != "bnp" else 1 / std
        rows.append(Measurement(SQUARED[key], report.iterations,
                                *_count(Z, y, float(problem.ridge), scales, report.lr_opt)))
    return tuple(rows)


def _count(Z: np.ndarray, y: np.ndarray, ridge: float, scales: np.ndarray,
           lr: float | None) -> tuple[int | None, str]:
    """Steps from 0 until the distance to the optimum has shrunk by 1e-6, and how it was found."""
    if lr is None or not np.all(np.isfinite(Z)):
        return None, "floats do not hold it"
    try:
        optimum = _optimum(Z, y, ridge, scales)
    except ValueError:
        return None, "the optimum of these features was not found in floats"
    A, n = with_bias(Z), len(Z)
    penalty = ridge * np.append(0, scales**2)
    here, start = np.zeros(A.shape[1]), np.linalg.norm(optimum)
    for k in range(1, 1 + min(MOST_STEPS, MOST_PRODUCTS // A.size)):
        p = 1 / (1 + np.exp(-np.clip(A @ here, -700, 700)))
        here = here - lr * (A.T @ (p - y) / n + penalty * here)
        distance = np.linalg.norm(here - optimum)
        if distance <= SHRUNK * start:
            return k, "stepped from w = 0"
        if not distance < 1e6 * start:
            return None, "diverges from w = 0 at this rate, which is for a start near the optimum"
    return None, f"more than {k:,} steps from w = 0"


def _optimum(Z: np.ndarray, y: np.ndarray, ridge: float, scales: np.ndarray) -> np.ndarray:
    """Of (1/n)Σℓ + (ridge/2)|scales·v|², by rescaling to the penalty that the library has."""
    b, w = logistic_optimum(Z / scales, y, ridge=ridge)
    return np.append(b, w / scales)
