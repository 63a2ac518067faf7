"""Batch-normalization preconditioning (BNP) with running statistics (Lange, Helfrich & Ye 2022).

The model stays as it is; the gradient of each batch is multiplied by PPᵀ/q², where P comes from
running statistics of the features (Algorithm 1 of the paper).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from bnlinear.checks import share
from bnlinear.dynamics.bnp import Scale, preconditioner
from bnlinear.kinds import Matrix, Scalar, Vector
from bnlinear.problems.layers.feature_statistics import (
    RunningMoments,
    averaged_variance,
    mean_and_variance,
)
from bnlinear.problems.regression.models import LinearModel
from bnlinear.training.rates import check_rates, column_rates
from bnlinear.training.sgd import descent_step


@dataclass(frozen=True)
class BNPState:
    """Bias (c·k,), weights (m, c·k), and the running mean and variance of the features."""

    b: Vector
    W: Matrix
    statistics: RunningMoments


@dataclass(frozen=True)
class BNP:
    """Gradient descent with the preconditioner PPᵀ/q² of batch normalization.

    Parameters
    ----------
    lr
        Learning rate ε > 0, or a list of them, see `SGD`.
    rho
        0 ≤ ρ < 1: how much the running statistics keep of the past. With 0 each batch has its own.
    eps1, eps2
        The variances are smoothed to σ² + ε₁ max σ² + ε₂.
    scale
        The gradient is divided by "q2" = max(m/N, 1), by its root "q", or by nothing ("none").
    running
        What is averaged: "moments" (first and second, right at any batch size), or "variances",
        as printed: it starts at mean 0, variance 1, and at batch size 1 the variance is ρᵗ.
    """

    lr: Scalar
    rho: Scalar = 0.99
    eps1: Scalar = 1e-2
    eps2: Scalar = 1e-4
    scale: Scale = "q2"
    running: Literal["moments", "variances"] = "moments"

    def __post_init__(self) -> None:
        check_rates(self.lr)
        share("rho", self.rho, remedy="it is the weight of the past, for example 0.99")
        if self.running not in ("moments", "variances"):
            raise ValueError(f"running = {self.running!r}; it must be 'moments' or 'variances'")

    def init(self, model: LinearModel, b: Vector, W: Matrix) -> BNPState:
        if self.running == "moments":
            return BNPState(b, W, RunningMoments(self.rho))
        zero = 0 * model.X[0]
        return BNPState(b, W, RunningMoments(self.rho, zero, zero + 1))

    def step(self, state: BNPState, batch: LinearModel) -> BNPState:
        """The statistics are those after this batch."""
        statistics = self._after(state.statistics, batch.X)
        P = preconditioner(statistics.mean, statistics.variance, len(batch.X),
                           eps1=self.eps1, eps2=self.eps2, scale=self.scale)
        gradient = P.update(*batch.gradient(state.b, state.W))
        b, W = descent_step(state.b, state.W, *gradient, column_rates(self.lr, batch))
        return BNPState(b, W, statistics)

    def weights(self, state: BNPState, model: LinearModel) -> tuple[Any, Any]:
        return state.b, state.W

    def _after(self, old: RunningMoments, X: np.ndarray) -> RunningMoments:
        if self.running == "moments":
            return old.update(X)
        mean, variance = mean_and_variance(X)
        return replace(old, mean=averaged_variance(old.mean, mean, self.rho),
                       variance=averaged_variance(old.variance, variance, self.rho))
