"""Adam-G: Adam on the sphere, with one second moment for a whole weight vector (Cho & Lee 2017).

    h = Riemannian gradient, clipped,   m = β₁τ + (1 − β₁)h,   v⁺ = β₂v + (1 − β₂)|h|²,
    d = −η √(1 − β₂ᵗ)/(1 − β₁ᵗ) · m/√(v⁺ + ε),   y⁺ = exp_y(d),   τ⁺ = pt_y(m; d).

Entrywise second moments, as in Adam, would depend on the coordinates: a rotation of the problem
would change the run, and m/√v would not be tangent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from bnlinear.checks import positive
from bnlinear.dynamics.geodesics import dot, geodesic_step, project, transport_step, unit
from bnlinear.dynamics.normalized import (
    MomentumState,
    NormalizedMethod,
    check_clip,
    check_momentum,
    check_rates,
    zero_like,
)
from bnlinear.dynamics.on_least_squares import start_vector
from bnlinear.dynamics.sgdg import clip_norm
from bnlinear.exact.number import Number, is_exact
from bnlinear.kinds import Scalar, Vector
from bnlinear.problems import LeastSquares


def adamg_moments(y: Vector, tau: Vector, v: Scalar, gradient: Vector, beta1: Scalar, beta2: Scalar,
                  clip: Scalar = None) -> tuple[Any, Any]:
    """m = β₁τ + (1 − β₁)ĥ and v⁺ = β₂v + (1 − β₂)|ĥ|²."""
    h = clip_norm(project(y, gradient), clip)
    return beta1 * tau + (1 - beta1) * h, beta2 * v + (1 - beta2) * dot(h, h)


def adamg_update(m: Vector, v: Scalar, t: int, lr: Scalar, beta1: Scalar, beta2: Scalar,
                 eps: Scalar) -> Vector:
    """d = −η √(1 − β₂ᵗ)/(1 − β₁ᵗ) · m/√(v + ε), at step t = 1, 2, …"""
    return (-lr * np.sqrt(1 - beta2**t) / ((1 - beta1**t) * np.sqrt(v + eps))) * m


def adamg_step(y: Vector, tau: Vector, v: Scalar, t: int, gradient: Vector, lr: Scalar,
               beta1: Scalar, beta2: Scalar,
               eps: Scalar, clip: Scalar = None) -> tuple[Any, Any, Any]:
    """y⁺ = exp_y(d), τ⁺ = pt_y(m; d) and v⁺, at step t = 1, 2, …   (|y| = 1, τ tangent at y)."""
    m, v = adamg_moments(y, tau, v, gradient, beta1, beta2, clip)
    d = adamg_update(m, v, t, lr, beta1, beta2, eps)
    return geodesic_step(y, d), transport_step(m, y, d), v


@dataclass(frozen=True)
class AdamGState(MomentumState):
    """With the second moment v, one number, and how many steps were taken."""

    second_moment: Scalar
    count: int = 0


@dataclass(frozen=True)
class AdamG(NormalizedMethod):
    """Adam-G on batch-normalized least squares; the weights stay on the unit sphere.

    Parameters
    ----------
    lr
        Learning rate η > 0: about the angle of a step.
    beta1, beta2
        β₁, β₂ in [0, 1).
    eps
        ε > 0, inside the root.
    clip, lr_a
        As for `SGDG`. Cho & Lee use lr = 0.05, beta1 = 0.9, beta2 = 0.99, eps = 1e-8, clip = 0.1.

    Examples
    --------
    >>> import bnlinear
    >>> problem = bnlinear.LeastSquares.from_spectrum([1.0, 4.0], [1.0, 1.0])
    >>> bnlinear.iterate(AdamG(lr=0.05), problem, 200, w0=[10.0, 1.0])
    Trajectory(200 steps, excess loss 1.558 -> 7.215e-10, COMPLETED)
    """

    lr: Scalar
    beta1: Scalar = 0.9
    beta2: Scalar = 0.99
    eps: Scalar = 1e-8
    clip: Scalar = None
    lr_a: Scalar = None

    def __post_init__(self) -> None:
        check_rates(self.lr, self.lr_a)
        check_clip(self.clip)
        check_momentum(self.beta1, "beta1")
        check_momentum(self.beta2, "beta2")
        positive("eps", self.eps, remedy="Cho & Lee use 1e-8")

    def init(self, problem: LeastSquares, w0: Vector, a0: Scalar = None) -> AdamGState:
        """Start at the direction of w0, at rest."""
        y = unit(start_vector(problem, w0))
        zero = Number(0) if is_exact(y) else 0.0
        return AdamGState(w=y, a=self.start_scale(problem, y, a0), momentum=zero_like(y),
                          second_moment=zero)

    def step(self, state: AdamGState, problem: LeastSquares) -> AdamGState:
        t = state.count + 1
        y, tau, v = adamg_step(state.w, state.momentum, state.second_moment, t,
                               self.gradient(state, problem), self.lr, self.beta1, self.beta2,
                               self.eps, self.clip)
        return AdamGState(w=y, a=self.next_scale(state, y, problem), momentum=tau,
                          second_moment=v, count=t)
