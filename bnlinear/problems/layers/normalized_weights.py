"""Two sets of weights for one layer: θ on its features h, z on normalized ones, θ = Pz.

b + Wᵀh = z_b + z_wᵀ(h − μ)/σ for P = UD, U = [[1, −μᵀ], [0, I]], D = diag(1, 1/σ) (Lange, Helfrich
& Ye 2022, batch-normalization preconditioning). With σ = 1 that is centring alone.

The functions are formulas in `@ + - * /`: they hold for floats, exact numbers, and moments. Where
σ or σ² is asked for, a symmetric positive definite matrix will do too, with which the features
are whitened and not only divided.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from bnlinear.exact.matrices import under_inverse
from bnlinear.kinds import Matrix, Operand, Vector


def to_weights(z_b: Vector, z_w: Matrix, mean: Vector, std: Vector) -> tuple[Any, Any]:
    """θ = Pz: weights on the features that compute what z does on normalized ones.

    Shapes: z_b () and z_w (m,), or (k,) and (m, k) for k outputs; mean (m,), std (m,) or (m, m).
    """
    W = over(z_w, std)
    return z_b - mean @ W, W


def to_normalised_gradient(G_b: Vector, G_w: Matrix, mean: Vector, std: Vector) -> tuple[Any, Any]:
    """Pᵀ∇: the gradient with respect to z, from that with respect to θ = Pz."""
    return G_b, over(G_w - times_bias(mean, G_b), std)


def over(values: Vector, scale: Vector) -> Operand:
    """values/scale, feature by feature; scale⁻¹ @ values for a matrix or an operator.

    Shapes: values (m,) or (m, k), scale (m,) or (m, m). Layers side by side: values (…, m, k) and
    a row of scales each, (…, 1, m).
    """
    if np.ndim(scale) == 1:
        return (values.T / scale).T
    if np.ndim(values) > 1 and np.ndim(scale) > 1 and np.shape(scale)[-2] == 1:
        return values / scale.mT
    return under_inverse(scale, values)


def times_bias(mean: Vector, G_b: Vector) -> Matrix:
    """μG_b: (m,) for one output, the outer product (m, k) for k, or of rows (…, 1, ·) of them."""
    if np.ndim(G_b) > 1:
        return mean.mT * G_b
    return mean[:, None] * G_b if np.ndim(G_b) == 1 else mean * G_b
