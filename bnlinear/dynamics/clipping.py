"""Adaptive gradient clipping, which normalizer-free networks train with (Brock et al. 2021).

A unit (a row of the weight matrix) with weights w and gradient g is clipped where its gradient is
large compared with its weights, ‖g‖ > λ max(‖w‖, ε); so a step with learning rate lr moves it by
lr·λ·max(‖w‖, ε) at most (claim brock2021.step_bound), as batch normalization bounds a step by
shrinking the gradient of large weights.
"""

from __future__ import annotations

import numpy as np

from bnlinear.dynamics.geodesics import dot
from bnlinear.exact import maximum
from bnlinear.exact.number import Number, is_exact
from bnlinear.kinds import Scalar, Vector
from bnlinear.problems.checks import check_numbers


def clip_unit(gradient: Vector, weight: Vector, clipping: Scalar, eps: Scalar) -> Vector:
    """g·limit/max(‖g‖, limit), limit = λ max(‖w‖, ε): g itself where ‖g‖ ≤ limit.

    One unit is a vector; a matrix (…, d, k) holds one a column.
    """
    limit = clipping * maximum(np.sqrt(dot(weight, weight)), eps)
    return (limit / maximum(np.sqrt(dot(gradient, gradient)), limit)) * gradient


def clip_adaptive(gradient: Vector, weight: Vector, *, clipping: Scalar = 0.01,
                  eps: Scalar = 1e-3) -> Vector:
    """Clip each unit's gradient to λ max(‖w‖, ε).

    Parameters
    ----------
    gradient, weight
        Shape (k, n), one row a unit, or (n,) for a single unit; floats or exact numbers.
    clipping
        λ > 0: the largest ratio ‖g‖/max(‖w‖, ε) let through.
    eps
        ε > 0: units of smaller norm are treated as if they had this one, so that weights at 0
        can leave it.

    Raises
    ------
    ValueError
        If the shapes differ, an entry is not finite, or λ or ε is not positive.
    Undecided
        Exact numbers only: if ‖g‖ = limit and neither is rational, which no ball can see.

    Examples
    --------
    >>> clip_adaptive([[3.0, 4.0], [0.3, 0.4]], [[0.0, 2.0], [2.0, 0.0]], clipping=0.5)
    array([[0.6, 0.8],
           [0.3, 0.4]])
    """
    g, w = check_numbers(gradient, "gradient"), check_numbers(weight, "weight")
    if g.shape != w.shape or g.ndim not in (1, 2):
        raise ValueError(f"gradient has shape {g.shape} and weight {w.shape}; both must be (k, n), "
                         "one row a unit, or (n,)")
    for name, value in (("clipping", clipping), ("eps", eps)):
        if not _is_positive(value):
            raise ValueError(f"{name} = {value!r}; it must be a finite number above 0 (Brock et "
                             "al. use clipping = 0.01 and eps = 0.001)")
    if is_exact(g):
        clipping, eps = Number(clipping), Number(eps)
    if g.ndim == 1:
        return clip_unit(g, w, clipping, eps)
    return clip_unit(g.T, w.T, clipping, eps).T


def _is_positive(value: Scalar) -> bool:
    if isinstance(value, bool | str | None):
        return False
    if isinstance(value, float | np.floating) and not np.isfinite(value):
        return False
    return bool(value > 0)
