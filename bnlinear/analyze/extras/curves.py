"""Loss against step for the methods of a report, computed for drawing: floats, no certificate.

All start at the best constant, so that they begin with the same loss: w = 0, the bias at the mean
of y. Curves are shares: 1 at the start, 0 at the optimum.
"""

from __future__ import annotations

import numpy as np

from bnlinear.analyze.methods import MethodReport
from bnlinear.analyze.report import Analysis
from bnlinear.dynamics import BNGD, iterate
from bnlinear.problems import LeastSquares
from bnlinear.problems.layers.feature_statistics import mean_and_variance
from bnlinear.tables import Table

#: Where curves end: the share of the loss, and for BNGD, which is run, the steps.
LOWEST, MOST_BNGD, POINTS = 1e-12, 20_000, 200
#: Floats hold the smallest singular value of a factor while κ, its square, is below this.
HIGHEST = 1e20

Curves = list[tuple[str, np.ndarray, np.ndarray]]


def loss_curves(table: Table, analysis: Analysis) -> Curves:
    """(method, steps, share of the excess loss left) of least squares at each `lr_opt`.

    Gradient descent in closed form, Σ_i λ_i(1 − ελ_i)^{2k}c_i²; BNGD by running it from w = g,
    a = 0, at the learning rate that is the best effective one while |w| stays what it is.
    """
    if not _held(table.X):
        return []
    mean, variance = mean_and_variance(table.X)
    if not np.any((table.X - mean).T @ table.y != 0):
        return []  # the start is the optimum
    centred = (table.X - mean).astype(float)
    std = np.array([float(v) ** 0.5 or 1.0 for v in variance])
    y = (table.y - table.y.sum() / len(table.y)).astype(float)
    ones, rank = np.ones((len(y), 1)), table.X.shape[1] + 1 - analysis.nullity
    factors = {"GD": np.hstack([ones, table.X.astype(float)]),
               "GD centred": np.hstack([ones, centred]), "GD bnp": np.hstack([ones, centred / std])}
    scales = {"BNGD raw": centred, "BNGD bnp": centred / std}
    out: Curves = []
    for method in analysis.methods:
        if method.lr_opt is None or method.iterations is None or _kappa(method) > HIGHEST:
            continue
        if method.name in factors:
            values, parts = _modes(factors[method.name], y, rank)
            steps = _grid(4 * method.iterations)
            out.append((method.name, *_cut(steps, _share(values, parts, method.lr_opt, steps))))
        elif method.name in scales:
            values, parts = _modes(scales[method.name], y, rank - 1)
            if values[0] > 1e-12 * values[-1]:
                out.append((method.name, *_cut(*_bngd(values, parts, method.lr_opt))))
    return out


def distance_curves(analysis: Analysis) -> Curves:
    """(method, steps, distance to the minimiser from the worst start), rateᵏ: near the optimum."""
    out = []
    for method in analysis.methods:
        if method.rate is not None and method.iterations is not None and _kappa(method) < 1e100:
            steps = _grid(method.iterations)
            out.append((method.name, steps, _powers(np.array(1 - method.rate), steps)))
    return out


def _modes(factor: np.ndarray, y: np.ndarray, rank: int) -> tuple[np.ndarray, np.ndarray]:
    """Nonzero eigenvalues of factorᵀfactor/n, increasing, and λ_i c_i² of the minimiser's parts."""
    U, values, _ = np.linalg.svd(factor, full_matrices=False)
    kept = slice(rank - 1, None, -1)
    return values[kept] ** 2 / len(y), (y @ U[:, kept]) ** 2 / len(y)


def _share(values: np.ndarray, parts: np.ndarray, lr: float, steps: np.ndarray) -> np.ndarray:
    return _powers(np.minimum(lr * values, 2 - lr * values), 2 * steps[:, None]) @ (
        parts / parts.sum())


def _powers(lacks: np.ndarray, steps: np.ndarray) -> np.ndarray:
    """(1 − lack)^step without loss of digits where the lack is tiny; 0⁰ = 1."""
    with np.errstate(divide="ignore"):
        logs = np.log1p(-np.minimum(np.maximum(lacks, 0), 1))
    return np.exp(np.maximum(steps * np.maximum(logs, -700), -700))


def _held(X: np.ndarray) -> bool:
    """Do floats hold these numbers and their squares?"""
    size = [abs(value) for value in X.flat if value != 0]
    return bool(max(size) < 10**100 and min(size) * 10**100 > 1)


def _kappa(method: MethodReport) -> float:
    return float(str(method.kappa).partition(" ")[0])


def _bngd(values: np.ndarray, parts: np.ndarray, lr: float) -> tuple[np.ndarray, np.ndarray]:
    problem = LeastSquares.from_spectrum(values, np.sqrt(parts / values))
    w0 = problem.g
    run = iterate(BNGD(lr * (w0 @ w0) / (problem.u @ problem.u)), problem, MOST_BNGD, w0=w0, a0=0.0)
    return np.arange(len(run.w)), run.excess_loss / run.excess_loss[0]


def _grid(last: int) -> np.ndarray:
    return np.unique(np.concatenate([[0], np.geomspace(1, float(max(last, 2)), POINTS).round()]))


def _cut(steps: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Up to the first value below `LOWEST`."""
    below = np.flatnonzero(values < LOWEST)
    end = int(below[0]) if len(below) else len(values)
    return steps[:end], values[:end]
