"""SGD-G in closed form: how far it turns without clipping, and which learning rates are stable.

Parallel transport keeps lengths, so |d| = |γτ − ηh| ≤ γ|d_before| + ηG for gradients |h| ≤ G: all
steps stay below the fixed point ηG/(1 − γ) (claim cho2017.momentum_is_bounded). With clipping, read
ν for G.

Near a minimiser the sphere is flat, transport is the identity, and SGD-G is gradient descent with
momentum on a quadratic. On the unit sphere the Hessian of the normalized least-squares loss at
u/|u| is |u|²H*, so SGD-G has an upper learning rate; plain SGD, whose |w| grows instead, has none.
"""

from __future__ import annotations

from bnlinear.kinds import Scalar
from bnlinear.problems import LeastSquares
from bnlinear.theory.bngd import hstar_extremes


def largest_step(lr: Scalar, momentum: Scalar, gradient_norm: Scalar) -> Scalar:
    """ηG/(1 − γ): no step of SGD-G turns by more, and steps along one great circle approach it.

    >>> round(largest_step(0.2, 0.9, 0.1), 12)  # the options of Cho & Lee: 11 degrees
    0.2
    """
    return lr * gradient_norm / (1 - momentum)


def lr_without_wrap(momentum: Scalar, gradient_norm: Scalar, half_period: Scalar) -> Scalar:
    """The η up to which no step turns by more than half a period, clipped or not.

    Parameters
    ----------
    momentum
        γ in [0, 1).
    gradient_norm
        G > 0, a bound of the Riemannian gradient on the unit sphere.
    half_period
        π for points of the sphere, π/2 for lines, the points of G(1, n).

    >>> import math
    >>> round(lr_without_wrap(0.9, 1.0, math.pi / 2), 3)
    0.157
    """
    return (1 - momentum) * half_period / gradient_norm


def sgdg_lr_max(problem: LeastSquares, momentum: Scalar) -> float:
    """2(1 + γ)/(|u|²λmax(H*)): below it SGD-G is stable at a minimiser, above it not.

    For `SGDG` with `lr_a=None`, clipped or not. Floats. It is local: with much momentum, a run
    from afar may overshoot for ever a little below it.

    >>> round(sgdg_lr_max(LeastSquares.from_spectrum([1.0, 4.0], [1.0, 1.0]), 0.5), 12)
    0.9375
    """
    _, largest = hstar_extremes(problem)
    return float(2 * (1 + momentum) / (problem.u @ problem.u * largest))
