"""Newton's method for a convex loss of linear scores: the optimum to the last digits."""

from __future__ import annotations

from typing import Any

import numpy as np

from bnlinear.problems.row_losses import RowLoss

#: Damped steps before giving up; overlapping classes need some ten.
MOST_STEPS = 200
#: Full steps at the end, when the line search can no longer see the decrease (it is below eps): the
#: error is then about √eps and each step squares it, so the second only mends rounding.
LAST_STEPS = 2


def newton(A: np.ndarray, Y: np.ndarray, loss: RowLoss, penalty: np.ndarray) -> np.ndarray:
    """The θ, shape (p, k), of smallest (1/N) Σ_j ℓ((Aθ)_j, y_j) + ½ Σ_i penalty_i |θ_i|².

    Damped steps from 0. Where minimisers are not unique, steps have no part along them.

    Parameters
    ----------
    A, Y
        Shapes (N, p) and (N, k). The columns of A should be of one size.
    penalty
        Shape (p,), each 0 or more.

    Raises
    ------
    ValueError
        If the steps do not converge.
    """
    N, k = len(A), Y.shape[1]
    R = penalty[:, None]

    def value(θ: np.ndarray) -> Any:
        return loss.value(A @ θ, Y).sum() / N + (R * θ * θ).sum() / 2

    def newton_step(θ: np.ndarray) -> tuple[np.ndarray, Any]:
        """The step, and twice the decrease that it expects."""
        slope = (A.T @ loss.slope(A @ θ, Y) / N + R * θ).ravel()
        hessian = _hessian(A, loss.curvature(A @ θ, Y)) / N + np.diag(np.repeat(penalty, k))
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


def _hessian(A: np.ndarray, curvature: np.ndarray) -> np.ndarray:
    """Σ_j curvature_j ⊗ a_ja_jᵀ in the order of θ.ravel(), shape (pk, pk)."""
    p, k = A.shape[1], curvature.shape[1]
    blocks = np.empty((p, k, p, k))
    for i in range(k):
        for j in range(k):
            blocks[:, i, :, j] = (A.T * curvature[:, i, j]) @ A
    return blocks.reshape(p * k, p * k)
