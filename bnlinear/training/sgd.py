"""Stochastic gradient descent (SGD) on a linear model: "vanilla"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bnlinear.kinds import Matrix, Scalar, Vector
from bnlinear.problems.regression.models import LinearModel
from bnlinear.training.rates import check_rates, column_rates


def descend(w: Vector, gradient: Vector, lr: Scalar) -> Vector:
    """w⁺ = w − ε·gradient."""
    return w - lr * gradient


def descent_step(b: Vector, W: Matrix, G_b: Vector, G_w: Matrix, lr: Scalar) -> tuple[Any, Any]:
    """b⁺ = b − εG_b, W⁺ = W − εG_w; lr is a number, or one a column, shape (c·k,)."""
    return descend(b, G_b, lr), descend(W, G_w, lr)


@dataclass(frozen=True)
class SGDState:
    """Bias (c·k,) and weights (m, c·k) of c models side by side."""

    b: Vector
    W: Matrix


@dataclass(frozen=True)
class SGD:
    """Gradient descent on the mean loss of each mini-batch.

    Parameters
    ----------
    lr
        Learning rate ε > 0, or a list of c of them: then c models are trained at once, on the same
        batches.
    """

    lr: Scalar

    def __post_init__(self) -> None:
        check_rates(self.lr)

    def init(self, model: LinearModel, b: Vector, W: Matrix) -> SGDState:
        return SGDState(b, W)

    def step(self, state: SGDState, batch: LinearModel) -> SGDState:
        rates = column_rates(self.lr, batch)
        return SGDState(*descent_step(state.b, state.W, *batch.gradient(state.b, state.W), rates))

    def weights(self, state: SGDState, model: LinearModel) -> tuple[Any, Any]:
        return state.b, state.W
