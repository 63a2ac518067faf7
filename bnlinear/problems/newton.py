"""Newton's method for a convex loss of linear scores: the optimum to the last digits."""

from __future__ import annotations

from typing import Any

import numpy as np

from bnlinear.problems.curvatures import curvature_of
from bnlinear.problems.layer import LayerBatch
from bnlinear.problems.row_losses import RowLoss

#: Damped steps before giving up; overlapping classes need some ten.
MOST_STEPS = 200
#: Full steps at the end, when the line search can no longer see the decrease (it is below eps): the
#: error is then about √eps and each step squares it, so the second only mends rounding.
LAST_STEPS = 2


def newton(G: np.ndarray, Y: np.ndarray, loss: RowLoss, penalty: np.ndarray) -> np.ndarray:
    """The θ = (b, W) of smallest (1/N) Σ_j ℓ(b + Wᵀg_j, y_j) + ½ Σ_i penalty_i |W_i|².

    Damped steps from 0. Where minimisers are not unique, steps have no part along them.

    Parameters
    ----------
    G, Y
        Features, shape (N, m), of one size; targets, shape (N, k).
    loss
        A convex one, whose curvature `curvature_of` knows by name.
    penalty
        Shape (m,), each 0 or more.

    Returns
    -------
    np.ndarray
        Shape (m + 1, k), the bias first.

    Raises
    ------
    ValueError
        If the steps do not converge.
    """
    A, N, k = with_bias(G), len(G), Y.shape[1]
    R = np.concatenate([[0.0], penalty])[:, None]

    def value(θ: np.ndarray) -> Any:
        return loss.value(A @ θ, Y).sum() / N + (R * θ * θ).sum() / 2

    def newton_step(θ: np.ndarray) -> tuple[np.ndarray, Any]:
        """The step, and twice the decrease that it expects."""
        slope = (A.T @ loss.slope(A @ θ, Y) / N + R * θ).ravel()
        curvature = curvature_of(loss.name, A @ θ, None, N)
        hessian = LayerBatch(G, curvature).hessian() + np.diag(np.repeat(R, k))
        step = np.linalg.lstsq(hessian, -slope, rcond=None)[0]
        return step.reshape(θ.shape), -slope @ step

    θ = np.zeros((A.shape[1], k))
    for _ in range(MOST_STEPS):
        step, decrease = newton_step(θ)
        if decrease <= np.finfo(float).eps * value(θ):
            for _ in range(LAST_STEPS):
                θ = θ + newton_step(θ)[0]
            return θ
        length = 1.0
        while value(θ + length * step) > value(θ) - length * decrease / 4 and length > 1e-10:
            length /= 2
        θ = θ + length * step
    raise ValueError(f"Newton's method has not converged in {MOST_STEPS} steps: the classes are "
                     "nearly separable, or the features nearly dependent; pass a larger ridge")


def with_bias(X: np.ndarray) -> np.ndarray:
    """Ĥ = [1, X]."""
    return np.column_stack([np.ones(len(X)), X])
