"""How far SGD-G turns without clipping (Cho & Lee 2017, SGD-G).

Parallel transport keeps lengths, so |d| = |γτ − ηh| ≤ γ|d_before| + ηG for gradients |h| ≤ G: all
steps stay below the fixed point ηG/(1 − γ) (claim cho2017.momentum_is_bounded). With clipping, read
ν for G.
"""

from __future__ import annotations

from typing import Any


def largest_step(lr: Any, momentum: Any, gradient_norm: Any) -> Any:
    """ηG/(1 − γ): no step of SGD-G turns by more, and steps along one great circle approach it.

    >>> round(largest_step(0.2, 0.9, 0.1), 12)  # the options of Cho & Lee: 11 degrees
    0.2
    """
    return lr * gradient_norm / (1 - momentum)


def lr_without_wrap(momentum: Any, gradient_norm: Any, half_period: Any) -> Any:
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
