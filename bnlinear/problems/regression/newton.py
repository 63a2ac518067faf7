"""Newton's method for a convex loss of linear scores: the optimum to the last digits."""

from __future__ import annotations

from typing import Any

import numpy as np

from bnlinear.kinds import Scalar
from bnlinear.problems.layers.layer_batch import LayerBatch
from bnlinear.problems.losses.curvatures import curvature_of
from bnlinear.problems.losses.rows import RowLoss

#: Damped steps before giving up; overlapping classes need some ten.
MOST_STEPS = 200
#: Below this share of the loss the expected decrease is near the rounding of the loss (some eps),
#: which the line search must not be asked to see.
BLIND = 1e-12
#: Full steps from there on. The error is then about 1e-6, and each step squares it.
LAST_STEPS = 3
#: A slope this small beside the loss (and 1) is accepted: rounding alone leaves some 1e-14.
FLAT = 1e-9


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

    def value(θ: np.ndarray) -> Scalar:
        return loss.value(A @ θ, Y).sum() / N + (R * θ * θ).sum() / 2

    def across(θ: np.ndarray) -> np.ndarray:
        """Without the part along which softmax is constant, where the Hessian is only rounding."""
        return θ - θ.mean(axis=1, keepdims=True) if loss.name == "softmax" else θ

    def slope(θ: np.ndarray) -> np.ndarray:
        return across(A.T @ loss.slope(A @ θ, Y) / N + R * θ)

    def newton_step(θ: np.ndarray) -> tuple[np.ndarray, Any]:
        """The step, and twice the decrease that it expects."""
        down, curvature = -slope(θ), curvature_of(loss.name, A @ θ, None, N)
        hessian = LayerBatch(G, curvature).hessian() + np.diag(np.repeat(R, k))
        step = across(np.linalg.lstsq(hessian, down.ravel(), rcond=None)[0].reshape(θ.shape))
        return step, (down * step).sum()

    θ = np.zeros((A.shape[1], k))
    for _ in range(MOST_STEPS):
        step, decrease = newton_step(θ)
        if decrease <= BLIND * value(θ):
            for _ in range(LAST_STEPS):
                θ = θ + newton_step(θ)[0]
            if np.abs(slope(θ)).max() <= FLAT * min(1, value(θ)):
                return θ
            break
        length = 1.0
        while value(θ + length * step) > value(θ) - length * decrease / 4 and length > 1e-10:
            length /= 2
        θ = θ + length * step
    raise ValueError("Newton's method did not converge: the classes are nearly separable and the "
                     "ridge is tiny, or features are nearly dependent; pass a larger ridge (it "
                     "acts on the features as they are: rescale them if they are large)")


def with_bias(X: np.ndarray) -> np.ndarray:
    """Ĥ = [1, X]."""
    return np.column_stack([np.ones(len(X)), X])
