"""Batch normalization of the pre-activations (Ioffe & Szegedy 2015): y = γ(x − μ)/s + β, x = XW.

The gradient goes through the statistics of the batch, or treats them as constants.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from bnlinear.kinds import Matrix, Scalar, Vector
from bnlinear.problems.layers.transform import (
    batch_statistics,
    bn_backward,
    bn_forward,
    running_average,
    unbiased_variance,
)
from bnlinear.problems.regression.models import LinearModel
from bnlinear.training.rates import check_rates, column_rates
from bnlinear.training.statistics import (
    Inference,
    check_batch_norm,
    check_batch_size,
    check_no_ridge,
)


@dataclass(frozen=True)
class BNOutputsState:
    """W (m, c·k) and, shape (c·k,) each, γ, β and running statistics of x = XW."""

    W: Matrix
    gamma: Vector
    beta: Vector
    mean: Vector
    variance: Vector


@dataclass(frozen=True)
class BNOutputs:
    """A BN layer behind the linear map, trained with its scale γ and its shift β.

    Parameters
    ----------
    lr
        Learning rate ε > 0 of W, γ and β, or a list of them, see `SGD`.
    eps
        Added to the variances.
    through_statistics
        False: μ and s are constants for the gradient, so W may grow along directions that the
        normalization undoes.
    inference, momentum
        "running": a trained model uses statistics averaged over batches, of which the newest
        weighs `momentum`; "population": those of the whole training table.
    single_rows
        Let batches of one row through. Their normalized output is 0: only β learns.
    """

    lr: Scalar
    eps: Scalar = 1e-5
    through_statistics: bool = True
    inference: Inference = "running"
    momentum: Scalar = 0.1
    single_rows: bool = False

    def __post_init__(self) -> None:
        check_rates(self.lr)
        check_batch_norm(self.eps, self.inference)
        if not 0 <= self.momentum <= 1:
            raise ValueError(f"momentum = {self.momentum}; it is the weight of the new batch, so "
                             "it must lie between 0 and 1")

    def init(self, model: LinearModel, b: Vector, W: Matrix) -> BNOutputsState:
        """γ = 1; β = b."""
        check_no_ridge(model)
        return BNOutputsState(W, b * 0 + 1, b, b * 0, b * 0 + 1)

    def step(self, state: BNOutputsState, batch: LinearModel) -> BNOutputsState:
        """One step of gradient descent in (W, γ, β) at once."""
        N = len(batch.X)
        check_batch_size(N, self.single_rows)
        x, ones = batch.X @ state.W, batch.X[:, :1] * 0 + 1
        mean, variance = batch_statistics(x, ones)
        g = batch.slope_of_scores(bn_forward(x, ones, state.gamma, state.beta, self.eps))
        dx, d_gamma, d_beta = bn_backward(x, ones, g, state.gamma, self.eps)
        if not self.through_statistics:
            dx = state.gamma / np.sqrt(variance + self.eps) * g
        lr, share = column_rates(self.lr, batch), self.momentum
        unbiased = unbiased_variance(variance, N) if N > 1 else variance
        return BNOutputsState(
            state.W - lr * (batch.X.T @ dx), state.gamma - lr * d_gamma, state.beta - lr * d_beta,
            running_average(state.mean, mean, share),
            running_average(state.variance, unbiased, share))

    def weights(self, state: BNOutputsState, model: LinearModel) -> tuple[Any, Any]:
        mean, variance = state.mean, state.variance
        if self.inference == "population":
            x = model.X @ state.W
            mean, variance = batch_statistics(x, x[:, :1] * 0 + 1)
        scale = state.gamma / np.sqrt(variance + self.eps)
        return state.beta - scale * mean, scale * state.W
