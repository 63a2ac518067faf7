"""The batch-normalizing transform, its gradients, and its use at inference (Ioffe & Szegedy 2015).

A mini-batch is a vector x of length m, one unit's inputs, or a matrix (m, k), one column a unit:

    ŷ = (x − μ1)/s,   s = √(σ² + ε),   y = γŷ + β1,   μ = ⟨1, x⟩/m,   σ² = |x − μ1|²/m.

The functions take the vector of ones 1 and write every mean with it, so the same lines hold for
floats, exact numbers, jets and the moments of the proof kernel. For a matrix, 1 is a column
(m, 1), and γ, β, μ, σ² have shape (k,). `BatchNorm` (`bnlinear.problems.layers.batch_norm`)
makes the ones itself, and checks its input.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from bnlinear.kinds import Operand, Scalar, Vector


class Ones:
    """The vector 1 of a batch of N rows of floats, without its entries.

    Where x has shape (…, N, k), 1·c is c of shape (…, 1, k) as it stands, to be broadcast, and
    ⟨1, x⟩ is a sum: the lines below then cost no multiplication by 1.
    """

    __array_ufunc__ = None  # so that c * ones is left to __rmul__

    def __init__(self, N: int) -> None:
        self.N = N

    def __repr__(self) -> str:
        return f"Ones({self.N})"

    def __mul__(self, other: Operand) -> Operand:
        return other

    __rmul__ = __mul__


def inner(left: Operand, right: Operand) -> Scalar:
    """⟨a, b⟩ over the batch; for matrices (m, k), or a matrix and a column, column by column.

    For stacked matrices (…, m, k) the axis that is summed over stays, with length 1.
    """
    if isinstance(left, Ones):
        return left.N if right is left else right.sum(axis=-2, keepdims=True)
    if getattr(left, "ndim", 1) == 2:
        return (left * right).sum(axis=0)
    if getattr(left, "ndim", 1) > 2:
        return (left * right).sum(axis=-2, keepdims=True)
    return left @ right


def batch_statistics(x: Vector, ones: Vector) -> tuple[Any, Any]:
    """The mean μ and the biased variance σ² = |x − μ1|²/m of a mini-batch."""
    m = inner(ones, ones)
    mean = inner(ones, x) / m
    centred = x - mean * ones
    return mean, inner(centred, centred) / m


def unbiased_variance(variance: Scalar, m: Scalar) -> Scalar:
    """m/(m − 1)·σ²: the same in the mean as the variance of what a batch of m was drawn from,
    if its rows were drawn independently (claim ioffe2015.inference_variance)."""
    return variance * m / (m - 1)


def normalised(x: Vector, ones: Vector, mean: Scalar, variance: Scalar, eps: Scalar) -> Vector:
    """ŷ = (x − μ1)/√(σ² + ε), with whatever statistics are given."""
    return (1 / np.sqrt(variance + eps)) * (x - mean * ones)


def bn_inference(x: Vector, ones: Vector, mean: Scalar, variance: Scalar, gamma: Scalar,
                 beta: Scalar, eps: Scalar) -> Vector:
    """y = γ(x − μ1)/√(σ² + ε) + β1 with the statistics of a population: affine in x."""
    return gamma * normalised(x, ones, mean, variance, eps) + beta * ones


def bn_forward(x: Vector, ones: Vector, gamma: Scalar, beta: Scalar, eps: Scalar) -> Vector:
    """y = γŷ + β1 with the batch's own statistics."""
    mean, variance = batch_statistics(x, ones)
    return bn_inference(x, ones, mean, variance, gamma, beta, eps)


def bn_backward(x: Vector, ones: Vector, g: Vector, gamma: Scalar, eps: Scalar
                ) -> tuple[Any, Any, Any]:
    """∂ℓ/∂x, ∂ℓ/∂γ, ∂ℓ/∂β from g = ∂ℓ/∂y, in closed form.

    ∂ℓ/∂x = (γ/s)(g − mean(g)1 − mean(gŷ)ŷ),   ∂ℓ/∂γ = ⟨g, ŷ⟩,   ∂ℓ/∂β = ⟨g, 1⟩.
    """
    mean, variance = batch_statistics(x, ones)
    y_hat = normalised(x, ones, mean, variance, eps)
    return bn_slopes(y_hat, ones, g, gamma / np.sqrt(variance + eps))


def bn_slopes(y_hat: Vector, ones: Vector, g: Vector, scale: Scalar) -> tuple[Any, Any, Any]:
    """The same for a caller that has ŷ and scale = γ/s from the forward pass."""
    along, total, m = inner(g, y_hat), inner(ones, g), inner(ones, ones)
    dx = scale * (g - (total / m) * ones - (along / m) * y_hat)
    return dx, along, total


def bn_backward_by_chain_rule(x: Vector, ones: Vector, g: Vector, gamma: Scalar,
                              eps: Scalar) -> tuple[Any, Any, Any]:
    """The same gradients as Ioffe & Szegedy print them: through ∂ŷ, ∂σ² and ∂μ."""
    mean, variance = batch_statistics(x, ones)
    m, centred, s = inner(ones, ones), x - mean * ones, np.sqrt(variance + eps)
    y_hat = normalised(x, ones, mean, variance, eps)
    d_hat = gamma * g
    d_variance = -inner(d_hat, centred) / (2 * s * s * s)
    d_mean = -inner(ones, d_hat) / s - 2 * d_variance * inner(ones, centred) / m
    dx = d_hat / s + (2 * d_variance / m) * centred + (d_mean / m) * ones
    return dx, inner(g, y_hat), inner(ones, g)


def running_average(old: Vector, new: Vector, momentum: Scalar) -> Scalar:
    """(1 − momentum)·old + momentum·new: the momentum is the weight of the new value."""
    return (1 - momentum) * old + momentum * new
