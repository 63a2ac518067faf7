"""Activations φ with φ(0) = 0, smooth on both sides of 0, and their derivatives.

A side is analytic, so the same lines run on floats and on complex balls: the latter for certified
integrals (`bnlinear.theory.explosion`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from flint import arb

from bnlinear.exact.number import Number
from bnlinear.kinds import Scalar, Vector

Function = Callable[[Any], Any]


@dataclass(frozen=True)
class Side:
    """φ and φ′ on one side of 0."""

    value: Function
    slope: Function


@dataclass(frozen=True)
class Activation:
    """φ, applied entry by entry.

    Attributes
    ----------
    name
        For tables and legends.
    left, right
        φ and φ′ for z < 0 and for z > 0; the same object if φ is analytic at 0.
    lipschitz
        An upper bound of |φ′|, so |φ(z)| ≤ lipschitz·|z|; at least 1.
    radius
        φ has no singularity closer than this to the real line; 0 for a kink.
    at_once
        φ and φ′ for an array of floats, where that is faster than both sides and a choice. φ′ may
        be an array of truth values.
    """

    name: str
    left: Side
    right: Side
    lipschitz: Scalar
    radius: float
    at_once: tuple[Function, Function] | None = None

    def __repr__(self) -> str:
        return f"Activation({self.name})"

    def __reduce__(self) -> tuple[Callable[[str], Activation], tuple[str]]:
        """By name: functions do not travel to another process."""
        for name, known in ACTIVATIONS.items():
            if known is self:
                return _by_name, (name,)
        raise TypeError(f"{self!r} cannot be pickled: only those of ACTIVATIONS can, by their "
                        "name; run it in this process")

    def __call__(self, z: Vector) -> Vector:
        """φ(z) for a float or an array of floats."""
        if self.at_once is not None:
            return self.at_once[0](z)
        if self.left is self.right:
            return self.right.value(z)
        return np.where(np.greater(z, 0), self.right.value(z), self.left.value(z))

    def slope(self, z: Vector) -> Vector:
        """φ′(z); at a kink, the slope of the left."""
        if self.at_once is not None:
            return self.at_once[1](z)
        if self.left is self.right:
            return self.right.slope(z)
        return np.where(np.greater(z, 0), self.right.slope(z), self.left.slope(z))


def _smooth(name: str, value: Function, slope: Function, lipschitz: Scalar,
            radius: float) -> Activation:
    side = Side(value, slope)
    return Activation(name, side, side, lipschitz, radius)


def _line(gain: Scalar) -> Side:
    return Side(lambda z: gain * z, lambda z: 0 * z + gain)


def leaky_relu(slope: Scalar) -> Activation:
    """z for z > 0, slope·z for z < 0: ReLU at slope 0, the identity at 1.

    Parameters
    ----------
    slope
        A float; or a `Number`, for balls.

    Examples
    --------
    >>> leaky_relu(0.25)(np.array([-2.0, 2.0]))
    array([-0.5,  2. ])
    """
    if isinstance(slope, bool) or not isinstance(slope, int | float | np.floating | Number):
        raise ValueError(f"slope = {slope!r}; it must be a float or an exact Number")
    if not isinstance(slope, Number) and not np.isfinite(slope):
        raise ValueError(f"slope = {slope!r}; it must be finite")
    gain: Any = slope.ball if isinstance(slope, Number) else slope
    steepest = 1 + abs(gain)  # a bound is all that is asked for
    return Activation(f"leaky ReLU {slope}", _line(gain), _line(1), steepest, 0.0)


def _erf(z: Vector) -> Vector:
    if hasattr(z, "erf"):  # a ball
        return z.erf()
    from scipy.special import erf

    return erf(z)


def _erf_slope(z: Vector) -> Vector:
    """2 exp(−z²)/√π, the constant in the arithmetic of z."""
    constant = 2 / (arb.pi().sqrt() if hasattr(z, "erf") else np.sqrt(np.pi))
    return constant * np.exp(-z * z)


IDENTITY = _smooth("identity", lambda z: z, lambda z: 0 * z + 1, 1, np.inf)
RELU = Activation("ReLU", _line(0), _line(1), 1, 0.0,
                  (lambda z: np.maximum(z, 0), lambda z: np.greater(z, 0)))
TANH = _smooth("tanh", np.tanh, lambda z: 1 - np.tanh(z) ** 2, 1, np.pi / 2)
#: erf is entire, but grows like exp(y²) off the line: a strip of half-width 1 keeps it below 2.
ERF = _smooth("erf", _erf, _erf_slope, 2, 1.0)

#: Activations by name.
ACTIVATIONS = {"identity": IDENTITY, "relu": RELU, "tanh": TANH, "erf": ERF}


def _by_name(name: str) -> Activation:
    return ACTIVATIONS[name]
