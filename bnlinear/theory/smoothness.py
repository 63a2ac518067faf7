"""What batch normalization does to gradients and curvature, exactly (Santurkar et al. 2018).

ℓ̂(x) = ℓ(y), y = γŷ + β1, ŷ = (x − μ1)/s, s = √(σ² + ε), for one unit and a batch of m rows;
g = ∂ℓ/∂y and H = ∂²ℓ/∂y² are those of the plain loss at y. The paper states bounds; these are
equations, and each takes any ε ≥ 0 (the paper has ε = 0). They hold in every arithmetic, with the
vector of ones as in `bnlinear.problems.layers.transform`; claims santurkar2018.*.
"""

from __future__ import annotations

from typing import Any

from bnlinear.kinds import Matrix, Scalar, Vector
from bnlinear.problems.layers.transform import batch_statistics, inner, normalised


def bn_gradient_norm_squared(x: Vector, ones: Vector, g: Vector, gamma: Scalar,
                             eps: Scalar) -> Scalar:
    """|∇ℓ̂|² = (γ²/s²)(|g|² − ⟨1, g⟩²/m − (1 + ε/s²)⟨g, ŷ⟩²/m), without computing ∇ℓ̂.

    Parameters
    ----------
    x, g
        Inputs, and ∂ℓ/∂y at their normalized values: shape (m,), or (m, k) for k units.
    ones
        The ones of the batch, shape (m,), or (m, 1).
    gamma, eps
        Scale γ, and ε ≥ 0 under the root.

    Examples
    --------
    >>> import numpy as np
    >>> x, ones, g = np.array([0.0, 2.0, 4.0, 6.0]), np.ones(4), np.array([1.0, 0.0, 0.0, 0.0])
    >>> round(float(bn_gradient_norm_squared(x, ones, g, 1.0, 0.0)), 12)  # 1·(1 − 1/4 − 9/20)/5
    0.06
    """
    mean, variance = batch_statistics(x, ones)
    y_hat = normalised(x, ones, mean, variance, eps)
    m, s2 = inner(ones, ones), variance + eps
    removed = inner(ones, g) ** 2 + (1 + eps / s2) * inner(g, y_hat) ** 2
    return gamma * gamma / s2 * (inner(g, g) - removed / m)


def bn_curvature(x: Vector, ones: Vector, g: Vector, H: Matrix, h: Vector, gamma: Scalar,
                 eps: Scalar) -> Scalar:
    """⟨h, ∇²ℓ̂ h⟩: the second derivative of the normalized loss along h, for one unit.

    With C = I − 11ᵀ/m and Ph = Ch − (⟨ŷ, h⟩/m)ŷ it is

        (γ²/s²)⟨Ph, HPh⟩ − (γ/(ms²))(⟨g, ŷ⟩(|Ch|² − 3⟨ŷ, h⟩²/m) + 2⟨ŷ, h⟩⟨g, Ch⟩).

    For h ⟂ 1, ŷ, as the gradient is where ε = 0, this is (γ²/s²)⟨h, Hh⟩ − (γ/(ms²))⟨g, ŷ⟩|h|².

    Parameters
    ----------
    x, g, h
        Inputs, ∂ℓ/∂y, and a direction of x: shape (m,).
    H
        ∂²ℓ/∂y², symmetric of either sign, shape (m, m).
    ones, gamma, eps
        As for `bn_gradient_norm_squared`.
    """
    mean, variance = batch_statistics(x, ones)
    y_hat = normalised(x, ones, mean, variance, eps)
    m, s2 = ones @ ones, variance + eps
    centred, along = h - ((ones @ h) / m) * ones, y_hat @ h
    tangent = centred - (along / m) * y_hat
    bend = (g @ y_hat) * (centred @ centred - 3 * along * along / m) + 2 * along * (g @ centred)
    return gamma * gamma / s2 * (tangent @ H @ tangent) - gamma / (m * s2) * bend


def nearest_rescaling(start: Vector, optimum: Vector) -> tuple[Any, Any]:
    """The factor k with k·W* nearest to W₀, and |W₀ − kW*|².

    All kW*, k > 0, are optima of a normalized network if W* is one. k = ⟨W₀, W*⟩/|W*|², and
    |W₀ − kW*|² = |W₀ − W*|² − (|W*|² − ⟨W*, W₀⟩)²/|W*|². If ⟨W₀, W*⟩ ≤ 0 then k ≤ 0: that point is
    no optimum, and none is nearest (the infimum |W₀|² is at k → 0).
    """
    factor = (start @ optimum) / (optimum @ optimum)
    miss = start - factor * optimum
    return factor, miss @ miss
