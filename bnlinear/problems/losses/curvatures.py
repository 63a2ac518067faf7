"""∇²ℓ_j in a layer's outputs, by loss: what the Hessian of the layer's weights is weighted with."""

from __future__ import annotations

import numpy as np

from bnlinear.kinds import Batch, Matrix, Vector
from bnlinear.problems.losses.margin import LOSSES, Loss
from bnlinear.problems.losses.rows import softmax

#: Losses that are a sum over the outputs: ∂²ℓ/∂a² entry by entry. None depends on the target:
#: ½(a − y)²; log(1 + exp(−ya)), y = ±1, and φ″ is even; exp(a) − ya.
SEPARABLE = {"squared": LOSSES["squared"].curvature, "logistic": LOSSES["logistic"].curvature,
             "poisson": LOSSES["exponential"].curvature}
NAMES = (*SEPARABLE, "softmax")


def softmax_curvature(p: Vector) -> Matrix:
    """diag(p) − ppᵀ of −log softmax(a)_y, from the probabilities p, (N, k); y does not matter.

    Singular: (diag(p) − ppᵀ)1 = 0, because adding one number to all outputs changes nothing.
    """
    return p[:, :, None] * np.eye(p.shape[1], dtype=int) - p[:, :, None] * p[:, None, :]


def curvature_of(loss: object, scores: Batch, y: Vector, N: int) -> np.ndarray:
    """∂²ℓ/∂a² at the scores, shape (N,), or (N, k, k) for scores of shape (N, k)."""
    if callable(loss) and not isinstance(loss, Loss):
        return np.asarray(loss(scores, y))
    if not isinstance(loss, Loss) and loss not in NAMES:
        raise ValueError(f"loss = {loss!r} is not known; choose one of {', '.join(NAMES)}, or pass "
                         "a bnlinear.problems.Loss of the margin, or a function of (scores, y)")
    a = _scores(scores, N)
    if loss == "softmax":
        return softmax_curvature(_probabilities(a))
    with np.errstate(over="ignore"):  # LayerBatch refuses what is not finite
        if isinstance(loss, Loss):
            signs = _signs(y, a)
            entries = loss.curvature(-signs * a)
        else:
            entries = SEPARABLE[loss](a)
    return entries if a.ndim == 1 else entries[:, :, None] * np.eye(a.shape[1])


def _scores(scores: Batch, N: int) -> np.ndarray:
    try:
        a = np.asarray(scores, dtype=float)
    except (TypeError, ValueError) as error:
        raise ValueError(f"scores is not an array of numbers: {error}") from error
    if a.ndim not in (1, 2) or len(a) != N:
        raise ValueError(f"scores has shape {a.shape}; it must hold the outputs a = b + Wᵀh of "
                         f"the {N} samples, shape ({N},) or ({N}, k)")
    if not np.all(np.isfinite(a)):
        raise ValueError("scores has entries that are not finite; every entry must be")
    return a


def _probabilities(a: np.ndarray) -> np.ndarray:
    if a.ndim != 2 or a.shape[1] < 2:
        raise ValueError(f"scores has shape {a.shape}; softmax needs (N, k) with k >= 2 classes")
    return np.asarray(softmax(a))


def _signs(y: Vector, a: np.ndarray) -> np.ndarray:
    signs = np.asarray(y)
    if signs.shape != a.shape or not np.isin(signs, (-1, 1)).all():
        raise ValueError(f"y has shape {signs.shape}; a loss of the margin needs labels -1 and 1 "
                         f"of shape {a.shape}")
    return signs
