"""Batch-normalization preconditioning, BNP (Lange, Helfrich & Ye 2022).

One layer a = b + Wᵀh with θ = (b, W). The gradient ∇ is multiplied by PPᵀ/q², where P = UD,
U = [[1, −μᵀ], [0, I]] and D = diag(1, 1/σ): one such step is one step of gradient descent in
z = P⁻¹θ, the weights of the layer on normalized features (h − μ)/σ. No layer is inserted.

P and Pᵀ themselves are in `bnlinear.problems.layers.normalized_weights`. `bnp_update` is a
formula in `@ + - * /`: it holds for floats, exact numbers, and moments.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from bnlinear.checks import counted
from bnlinear.exact.number import Number, is_exact
from bnlinear.kinds import Batch, Matrix, Scalar, Vector
from bnlinear.problems.layers.feature_statistics import (
    check_batch,
    mean_and_variance,
    smoothed_variance,
)
from bnlinear.problems.layers.normalized_weights import (
    over,
    times_bias,
    to_normalised_gradient,
    to_weights,
)

__all__ = ["Constant", "Layout", "Preconditioner", "Scale", "batch_preconditioner", "bnp_update",
           "preconditioner", "smoothed_variance", "to_normalised_gradient", "to_weights"]

Layout = Literal["in_out", "out_in"]
Constant = Literal["drop", "eps", "refuse"]
Scale = Literal["q2", "q", "none"]


def bnp_update(G_b: Vector, G_w: Matrix, mean: Vector, variance: Vector, q2: Scalar = 1,
               layout: Layout = "in_out") -> tuple[Any, Any]:
    """The gradient (G_b, G_w) under PPᵀ/q².

    G_w ← (G_w − μG_b)/σ²;   G_b ← G_b − μᵀG_w with the new G_w;   both ← …/q².

    Parameters
    ----------
    G_b, G_w
        ∂𝓛/∂b and ∂𝓛/∂W, shapes () and (m,), or (k,) and (m, k) for k outputs.
    mean, variance
        μ and σ² of the features, shapes (m,). In place of σ² a symmetric positive definite matrix
        (m, m) will do, with which the features are whitened.
    q2
        q², by which the whole gradient is divided: max(m/N, 1) in the paper.
    layout
        "in_out" for W of shape (m, k); "out_in" for (k, m), PyTorch's `Linear.weight`.
    """
    G_w = _turned(G_w, layout)
    G_w = over(G_w - times_bias(mean, G_b), variance)
    G_b = G_b - mean @ G_w
    return G_b / q2, _turned(G_w, layout) / q2


def _turned(G_w: Matrix, layout: Layout) -> Vector:
    return G_w.T if layout == "out_in" else G_w


@dataclass(frozen=True, eq=False)
class Preconditioner:
    """PPᵀ/q² of one layer, from the statistics of its features.

    Attributes
    ----------
    mean, variance
        μ and σ̃² > 0, shapes (m,).
    q2
        What the gradient is divided by.
    frozen
        Constant features that were dropped, a mask of shape (m,): their weights do not move (the
        bias does what they could do).

    Examples
    --------
    >>> H = np.array([[1.0, 5.0], [3.0, 5.0]])
    >>> preconditioner(*mean_and_variance(H), len(H)).update(1.0, np.array([2.0, 5.0]))
    (np.float64(1.0), array([0., 0.]))
    """

    mean: Vector
    variance: Vector
    q2: Scalar
    frozen: Any

    def __repr__(self) -> str:
        return (f"Preconditioner({counted(len(self.mean), 'feature')}, "
                f"{int(np.sum(self.frozen))} frozen, q2={self.q2})")

    def update(self, G_b: Vector, G_w: Matrix, layout: Layout = "in_out") -> tuple[Any, Any]:
        """The preconditioned gradient; shapes as in `bnp_update`."""
        G_w = _turned(G_w, _one_of(layout, "layout", ("in_out", "out_in")))
        shape = (len(self.mean), *np.shape(G_b))
        if np.shape(G_w) != shape:
            raise ValueError(f"G_w has shape {np.shape(G_w)} in the order (in, out); with "
                             f"{shape[0]} features and G_b of shape {np.shape(G_b)} it must be "
                             f"{shape}. PyTorch's weights are layout='out_in'")
        mean = np.where(self.frozen, self.mean * 0, self.mean)
        moving = np.where(_column(self.frozen, G_w), G_w * 0, G_w)
        G_b, G_w = bnp_update(G_b, moving, mean, self.variance, self.q2)
        return G_b, _turned(G_w, layout)


def preconditioner(mean: Vector, variance: Vector, N: int, *, eps1: Scalar = 0, eps2: Scalar = 0,
                   scale: Scale = "q2", constant: Constant = "drop") -> Preconditioner:
    """The preconditioner that batch statistics, or running ones, give.

    Parameters
    ----------
    mean, variance
        μ and σ², shapes (m,): see `bnlinear.problems.mean_and_variance`, `RunningMoments`.
    N
        Batch size, for q² = max(m/N, 1).
    eps1, eps2
        σ̃² = σ² + ε₁ max σ² + ε₂.
    scale
        Divide the gradient by "q2", by its root "q", or by nothing ("none").
    constant
        What becomes of features with σ = 0: "drop" (their weights rest), "eps" (they are divided
        by the σ̃² that eps1 and eps2 give), "refuse" (`ValueError`).
    """
    mean, variance = _checked(mean, variance, N)
    for name, eps in (("eps1", eps1), ("eps2", eps2)):
        infinite = isinstance(eps, float | np.floating) and not np.isfinite(eps)
        if isinstance(eps, str | None) or infinite or not eps >= 0:
            raise ValueError(f"{name} = {eps!r}; it is added to variances and must be a finite "
                             "number, 0 or more")
    _one_of(constant, "constant", ("drop", "eps", "refuse"))
    exact = is_exact(variance)
    rest = np.asarray(variance == 0, dtype=bool)
    smooth = smoothed_variance(variance, eps1, eps2)
    if constant == "refuse" and rest.any():
        raise ValueError(f"features {np.flatnonzero(rest).tolist()} are constant in this batch; "
                         "drop them (constant='drop') or smooth them (constant='eps', eps2 > 0)")
    if constant == "eps" and np.any(smooth == 0):
        raise ValueError("constant = 'eps' needs eps2 > 0, or eps1 > 0 and one feature that "
                         "varies: the smoothed variance is still 0")
    frozen = rest & (constant == "drop")
    smooth = np.where(frozen, variance * 0 + 1, smooth)
    return Preconditioner(mean, smooth, _q2(len(mean), N, scale, exact), frozen)


def _q2(m: int, N: int, scale: Scale, exact: bool) -> Scalar:
    """What the gradient is divided by: q² = max(m/N, 1), its root, or 1."""
    q2 = max(Number(m) / N, Number(1)) if exact else max(m / N, 1.0)
    powers: dict[str, Any] = {"q2": q2, "q": np.sqrt(q2), "none": q2 / q2}
    return powers[_one_of(scale, "scale", ("q2", "q", "none"))]


def _checked(mean: Vector, variance: Vector, N: int) -> tuple[np.ndarray, np.ndarray]:
    mean, variance = np.asarray(mean), np.asarray(variance)
    if mean.ndim != 1 or variance.shape != mean.shape or not len(mean):
        raise ValueError(f"mean has shape {mean.shape} and variance {variance.shape}; both must "
                         "be (m,), one entry a feature")
    if not isinstance(N, int | np.integer) or N < 1:
        raise ValueError(f"N = {N!r}; the batch size must be a whole number, 1 or more")
    if is_exact(mean) != is_exact(variance):
        raise ValueError("mean and variance must both be floats or both be exact numbers")
    for name, values in (("mean", mean), ("variance", variance)):
        if not is_exact(values) and not (values.dtype.kind in "iuf"
                                         and np.all(np.isfinite(values))):
            raise ValueError(f"{name} = {values}; every entry must be a finite number")
    if np.any(variance < 0):
        raise ValueError(f"variance = {variance}; a variance is not negative")
    return mean, variance


def _one_of(value: object, name: str, allowed: tuple[str, ...]) -> Any:
    if value not in allowed:
        raise ValueError(f"{name} = {value!r}; it must be one of {', '.join(map(repr, allowed))}")
    return value


def _column(mask: np.ndarray, like: Batch) -> np.ndarray:
    return mask[:, None] if np.ndim(like) == 2 else mask


def batch_preconditioner(H: Batch, weights: Vector = None, **options: Any) -> Preconditioner:
    """The preconditioner of one batch H, shape (N, m); options as in `preconditioner`."""
    H = check_batch(H)
    return preconditioner(*mean_and_variance(H, weights), len(H), **options)
