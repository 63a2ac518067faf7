"""Linear, logistic and softmax regression on a table: scores Z = XW + 1bᵀ, and a loss of each row.

𝓛(b, W) = (1/N) Σ_j ℓ(z_j, y_j) + (r/2)|W|², with m features and k outputs: X is (N, m), b (k,),
W (m, k). The bias is not penalised.

W may also hold several models side by side, (m, c·k): each block of k columns is a model of its own
on the same rows. So one matrix product trains all learning rates of a sweep.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from bnlinear.checks import counted
from bnlinear.exact.matrices import identity, rank, solve
from bnlinear.exact.number import is_exact
from bnlinear.kinds import Batch, Matrix, Scalar, Vector
from bnlinear.problems.checks import (
    check_features,
    check_floats,
    check_labels,
    check_ridge,
    check_signs,
)
from bnlinear.problems.losses.rows import ROW_LOSSES, RowLoss
from bnlinear.problems.regression.logistic import logistic_optimum, standardised
from bnlinear.problems.regression.newton import newton


@dataclass(frozen=True, eq=False)
class LinearModel:
    """A table with targets and a loss; make it with one of the three functions below.

    Attributes
    ----------
    X
        Features, shape (N, m).
    Y
        Targets, shape (N, k): numbers, signs ±1, or classes as unit vectors.
    loss_of_row
        A `RowLoss`.
    ridge
        r ≥ 0.
    """

    X: np.ndarray
    Y: np.ndarray
    loss_of_row: RowLoss
    ridge: Scalar = 0

    def __repr__(self) -> str:
        (N, m), k = self.X.shape, self.Y.shape[1]
        return (f"LinearModel({self.loss_of_row.name}, {counted(N, 'row')}, "
                f"{counted(m, 'feature')}, {counted(k, 'output')})")

    def rows(self, index: Any) -> LinearModel:
        """The mini-batch of these rows; its loss is the mean over them."""
        return replace(self, X=self.X[index], Y=self.Y[index])

    def with_features(self, X: Batch) -> LinearModel:
        """The same targets and loss on other features of the same rows."""
        return replace(self, X=X)

    def scores(self, b: Vector, W: Matrix) -> Batch:
        """Z = XW + 1bᵀ, shape (N, k) or (N, c·k)."""
        return self.X @ W + b

    def loss_of_scores(self, Z: Batch) -> Batch:
        """The mean loss of the rows, one number for each of the c models, shape (c,)."""
        return self.loss_of_row.value(*self._unfold(Z)).sum(axis=0) / len(Z)

    def slope_of_scores(self, Z: Batch) -> Batch:
        """∂𝓛/∂Z, of the shape of Z; the 1/N of the mean is in it."""
        return self.loss_of_row.slope(*self._unfold(Z)).reshape(Z.shape) / len(Z)

    def error_of_scores(self, Z: Batch) -> Batch:
        """The share of rows classified wrongly (a tie is wrong, and nan), shape (c,)."""
        if self.loss_of_row.misses is None:
            raise ValueError("loss 'squared' has no classes, so no share of errors; use the loss")
        return np.mean(self.loss_of_row.misses(*self._unfold(Z)), axis=0)

    def loss(self, b: Vector, W: Matrix) -> Scalar:
        """𝓛(b, W), shape (c,)."""
        size = (W * W).sum(axis=0).reshape(-1, self.Y.shape[1]).sum(axis=1)
        return self.loss_of_scores(self.scores(b, W)) + self.ridge * size / 2

    def gradient(self, b: Vector, W: Matrix) -> tuple[Any, Any]:
        """G_b = ∂𝓛/∂b and G_w = ∂𝓛/∂W, of the shapes of b and W."""
        G_z = self.slope_of_scores(self.scores(b, W))
        return G_z.sum(axis=0), self.X.T @ G_z + self.ridge * W

    def optimum(self) -> tuple[Any, Any]:
        """(b, W) of smallest loss.

        Least squares is solved exactly for exact tables. Softmax needs a ridge: without one its
        minimum is never unique, and absent where the classes are separable.
        """
        if self.loss_of_row.name == "squared":
            return _least_squares(self)
        if self.loss_of_row.name == "logistic":
            b, w = logistic_optimum(self.X, self.Y[:, 0], self.ridge)
            return np.array([b]), w[:, None]
        return _softmax_optimum(self)

    def _unfold(self, Z: Batch) -> tuple[Any, Any]:
        """Scores as (N, c, k), and targets that broadcast against them."""
        return Z.reshape(len(Z), -1, self.Y.shape[1]), self.Y[:, None, :]


def linear_regression(X: Batch, y: Vector, ridge: Scalar = 0) -> LinearModel:
    """½(z − y)²: y is (N,) or (N, k). Tables of exact numbers stay exact."""
    if is_exact(X) and is_exact(y):
        X, y = np.asarray(X), np.asarray(y)
    else:
        X, y = check_features(X), check_floats(y)
    if len(y) != len(X) or y.ndim > 2:
        raise ValueError(f"y has shape {y.shape} but X has {counted(len(X), 'row')}; y needs one "
                         f"number a row, shape ({len(X)},), or ({len(X)}, k)")
    return LinearModel(X, y.reshape(len(y), -1), ROW_LOSSES["squared"], check_ridge(ridge))


def logistic_regression(X: Batch, y: Vector, ridge: Scalar = 0) -> LinearModel:
    """Two classes, labelled by two numbers, of which the larger is the positive class."""
    X = check_features(X)
    signs = check_signs(y, len(X))[:, None]
    return LinearModel(X, signs, ROW_LOSSES["logistic"], check_ridge(ridge))


def softmax_regression(X: Batch, y: Vector, ridge: Scalar = 0) -> LinearModel:
    """Classes labelled by two or more different numbers, in increasing order."""
    X = check_features(X)
    y = check_labels(y, len(X))
    labels = np.unique(y)
    if len(labels) < 2 or np.any(labels % 1 != 0):
        raise ValueError(f"y has {counted(len(labels), 'different value')}, such as {labels[-1]}; "
                         "softmax regression needs two or more classes, numbered by whole "
                         "numbers (for real numbers use the squared loss)")
    return LinearModel(X, np.equal.outer(y, labels) * 1.0, ROW_LOSSES["softmax"],
                       check_ridge(ridge))


def _least_squares(model: LinearModel) -> tuple[Any, Any]:
    """By the normal equations of the centred table, exactly, or by an orthogonal factorisation."""
    X, Y, N = model.X, model.Y, len(model.X)
    mean, mean_y = X.sum(axis=0) / N, Y.sum(axis=0) / N
    if is_exact(X):
        C = (X - mean).T @ (X - mean) / N + identity(len(mean)) * model.ridge
        if rank(C) < len(C):
            raise ValueError("features are constant or dependent, so the minimiser is not unique; "
                             "drop some, or pass ridge > 0")
        W = solve(C, (X - mean).T @ (Y - mean_y) / N)
    else:  # the ridge as m more rows; the shortest solution where it is not unique
        _, std, G = standardised(X)
        A = np.vstack([G, np.diag(np.sqrt(N * model.ridge) / std)])
        W = np.linalg.lstsq(A, np.vstack([Y - mean_y, np.zeros((len(mean), Y.shape[1]))]),
                            rcond=None)[0] / std[:, None]
    return mean_y - mean @ W, W


def _softmax_optimum(model: LinearModel) -> tuple[Any, Any]:
    if model.ridge == 0:
        raise ValueError("softmax regression without a ridge has no unique minimum (adding one "
                         "vector to all classes changes nothing); pass ridge > 0")
    mean, std, G = standardised(model.X)
    θ = newton(G, model.Y, model.loss_of_row, (np.sqrt(float(model.ridge)) / std) ** 2)
    W = θ[1:] / std[:, None]
    return θ[0] - mean @ W, W
