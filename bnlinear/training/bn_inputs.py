"""Batch normalization of the inputs: a BN layer with γ = 1, β = 0 in front of a linear model.

The statistics belong to the data, not to the weights, so no gradient goes through them. One step
from z is one step of BNP from Pz (claim lange2022.one_bn_step); with the whole table as the batch,
every step is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from bnlinear.checks import share
from bnlinear.kinds import Matrix, Scalar, Vector
from bnlinear.problems.layers.feature_statistics import RunningMoments, mean_and_variance
from bnlinear.problems.layers.normalized_weights import to_weights
from bnlinear.problems.layers.transform import normalised
from bnlinear.problems.regression.models import LinearModel
from bnlinear.training.rates import check_rates, column_rates
from bnlinear.training.sgd import descent_step
from bnlinear.training.statistics import Inference, check_batch_norm, check_batch_size


@dataclass(frozen=True)
class BNInputsState:
    """Bias (c·k,) and weights (m, c·k) on normalized features, running statistics of the raw."""

    b: Vector
    W: Matrix
    statistics: RunningMoments


@dataclass(frozen=True)
class BNInputs:
    """Features are normalized by the mean and variance of their batch, then SGD.

    Parameters
    ----------
    lr
        Learning rate ε > 0, or a list of them, see `SGD`.
    eps
        Added to the variances.
    inference, rho
        "running": a trained model uses statistics averaged over batches with weight ρ for the
        past; "population": those of the whole training table.
    single_rows
        Let batches of one row through. Their normalized features are 0: only the bias learns.
    """

    lr: Scalar
    eps: Scalar = 1e-5
    inference: Inference = "running"
    rho: Scalar = 0.99
    single_rows: bool = False

    def __post_init__(self) -> None:
        check_rates(self.lr)
        check_batch_norm(self.eps, self.inference)
        share("rho", self.rho, remedy="it is the weight of the past, for example 0.99")

    def init(self, model: LinearModel, b: Vector, W: Matrix) -> BNInputsState:
        """The start is a start on normalized features."""
        return BNInputsState(b, W, RunningMoments(self.rho))

    def step(self, state: BNInputsState, batch: LinearModel) -> BNInputsState:
        check_batch_size(len(batch.X), self.single_rows)
        mean, variance = mean_and_variance(batch.X)
        ones = batch.X[:, :1] * 0 + 1
        inside = batch.with_features(normalised(batch.X, ones, mean, variance, self.eps))
        b, W = descent_step(state.b, state.W, *inside.gradient(state.b, state.W),
                            column_rates(self.lr, batch))
        return BNInputsState(b, W, state.statistics.update(batch.X))

    def weights(self, state: BNInputsState, model: LinearModel) -> tuple[Any, Any]:
        mean, variance = state.statistics.mean, state.statistics.variance
        if self.inference == "population" or state.statistics.batches == 0:
            mean, variance = mean_and_variance(model.X)
        return to_weights(state.b, state.W, mean, np.sqrt(variance + self.eps))
