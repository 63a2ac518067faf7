"""Losses φ of the margin t = zᵀw̃ = −y xᵀw̃ (small is good), with φ′ and φ″.

GDNP needs both derivatives: c₁ = E[φ′] − E[φ″](uᵀw̃) and c₂ = E[φ″] (Kohler et al. 2019,
Gaussian halfspaces). Each loss also says where it is not smooth, which is what the node count of
the quadrature depends on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from bnlinear.kinds import Vector

Function = Callable[[Any], Any]


@dataclass(frozen=True)
class Loss:
    """A loss φ with its first two derivatives, as functions of arrays.

    Parameters
    ----------
    name
        For messages.
    value, slope, curvature
        φ, φ′, φ″: from arrays of t to arrays of the same shape.
    radius
        φ has no singularity in the complex plane closer than this to the real line; 0 if φ″ has
        jumps (at the breaks only). Too large a value costs accuracy, too small a value only time.
    breaks
        Real parts of the singularities (or jumps) nearest to the real line.
    growth
        φ grows at most like exp(growth·|t|); 0 for polynomial growth.
    smoothness
        sup |φ″|, or None if it is infinite or unknown. The gradient of E φ(zᵀw̃) is then
        Lipschitz with ζ = smoothness · λmax(S).

    Raises
    ------
    ValueError
        If a derivative is missing, or does not fit the function it should derive from.

    Examples
    --------
    >>> Loss("cosh", np.cosh, np.sinh, np.cosh, radius=np.inf, growth=1.0)
    Loss('cosh')
    >>> Loss("cosh", np.cosh, np.sinh, np.sinh)
    Traceback (most recent call last):
        ...
    ValueError: loss 'cosh': φ″ is not the derivative of φ′: at t = 0.7 it is 0.758584, but ...
    """

    name: str
    value: Function
    slope: Function
    curvature: Function
    radius: float = 1.0
    breaks: tuple[float, ...] = (0.0,)
    growth: float = 0.0
    smoothness: float | None = None

    def __post_init__(self) -> None:
        for symbol, function in (("φ", self.value), ("φ′", self.slope), ("φ″", self.curvature)):
            if not callable(function):
                raise ValueError(
                    f"loss {self.name!r} has no {symbol} (got {function!r}); the theorems on GDNP "
                    "need φ with φ′ and φ″, because c₂ = E[φ″]: pass all three as functions")
        if not (self.radius >= 0 and self.growth >= 0):
            raise ValueError(f"loss {self.name!r}: radius = {self.radius}, growth = {self.growth}; "
                             "both must be 0 or more")
        self._check_derivative(self.value, self.slope, "φ", "φ′")
        self._check_derivative(self.slope, self.curvature, "φ′", "φ″")

    def __repr__(self) -> str:
        return f"Loss({self.name!r})"

    def _check_derivative(self, function: Function, derivative: Function, what: str,
                          which: str) -> None:
        """Against central differences: catches a wrong formula, not a wrong digit."""
        points, step = np.array([-1.9, -0.4, 0.7, 2.3]), 1e-5
        points = points[[min(abs(np.array(self.breaks) - t), default=1) > step for t in points]]
        told = np.asarray(derivative(points), dtype=float)
        if told.shape != points.shape:
            raise ValueError(f"loss {self.name!r}: {which} turns shape {points.shape} into "
                             f"{told.shape}; it must work entry by entry on arrays")
        low, high = function(points - step), function(points + step)
        seen = (high - low) / (2 * step)
        size = 1 + abs(seen) + abs(high)  # truncation 1e-10 φ‴, rounding 1e-11 φ
        wrong = ~(abs(told - seen) <= 1e-4 * size)
        if np.any(wrong):
            i = int(np.argmax(wrong))
            raise ValueError(
                f"loss {self.name!r}: {which} is not the derivative of {what}: at t = {points[i]} "
                f"it is {told[i]:.6g}, but a difference quotient gives {seen[i]:.6g}")


def _sigmoid(t: Vector) -> Vector:
    e = np.exp(-np.abs(t))
    return np.where(t >= 0, 1, e) / (1 + e)


def _sigmoid_slope(t: Vector) -> Vector:
    e = np.exp(-np.abs(t))
    return e / (1 + e) ** 2


def _sech2(t: Vector) -> Vector:
    return 4 * _sigmoid_slope(2 * t)


def _ones(t: Vector) -> Vector:
    return np.ones_like(t, dtype=float)


_LOGISTIC = Loss("logistic", lambda t: np.logaddexp(0, t), _sigmoid, _sigmoid_slope,
                 radius=np.pi, smoothness=1 / 4)

#: The losses known by name. `softplus` and `logistic` are two names of log(1 + eᵗ). The squared
#: hinge max(0, 1 + t)² has a φ″ that jumps at t = −1 (its value there is taken from the left, as
#: it has probability 0); the quadrature is cut there, so the jump costs no accuracy. Its
#: expectations are smooth all the same, and Stein's lemma holds (φ′ is Lipschitz).
LOSSES: dict[str, Loss] = {
    "softplus": _LOGISTIC,
    "logistic": _LOGISTIC,
    "squared_hinge": Loss("squared_hinge", lambda t: np.maximum(0, 1 + t) ** 2,
                          lambda t: 2 * np.maximum(0, 1 + t), lambda t: 2.0 * (t > -1),
                          radius=0.0, breaks=(-1.0,), smoothness=2.0),
    "squared": Loss("squared", lambda t: (1 + t) ** 2 / 2, lambda t: 1 + t, _ones,
                    radius=np.inf, smoothness=1.0),
    "exponential": Loss("exponential", np.exp, np.exp, np.exp, radius=np.inf, growth=1.0),
    "sigmoid": Loss("sigmoid", _sigmoid, _sigmoid_slope,
                    lambda t: _sigmoid_slope(t) * (1 - 2 * _sigmoid(t)),
                    radius=np.pi, smoothness=3**0.5 / 18),
    "tanh": Loss("tanh", np.tanh, _sech2, lambda t: -2 * np.tanh(t) * _sech2(t),
                 radius=np.pi / 2, smoothness=4 * 3**0.5 / 9),
}


def find_loss(loss: str | Loss) -> Loss:
    """A loss by name, or the loss itself."""
    if isinstance(loss, Loss):
        return loss
    if isinstance(loss, str) and loss in LOSSES:
        return LOSSES[loss]
    raise ValueError(f"loss = {loss!r} is not known; choose one of {', '.join(LOSSES)}, or pass "
                     "bnlinear.problems.Loss(name, φ, φ′, φ″)")
