"""What the methods on a batch-normalized least-squares loss share: its residual, its scale.

J(a, w) = c/2 − a x/σ + a²/2 depends on w by its direction alone, and
∇_w J = −(a/σ)(g − (x/σ²)Hw). A method moves w, and the scale a follows one of two rules: gradient
descent with a learning rate `lr_a`, from the old w, as BNGD does; or, with `lr_a=None`, a = x/σ,
its best value for the new w. By the latter rule J = c/2 − x²/(2σ²), half the generalised Rayleigh
quotient of Kohler et al. 2019 up to a constant, and ∇_w J is the gradient of that half (the
derivative in a vanishes).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from bnlinear.checks import ArgumentError, nonnegative, positive, share
from bnlinear.dynamics.on_least_squares import OnLeastSquares, refuse_scale
from bnlinear.dynamics.trajectory import State
from bnlinear.exact.number import Number, is_exact
from bnlinear.kinds import Matrix, Scalar, Vector
from bnlinear.problems import LeastSquares
from bnlinear.problems.powers import scaled


def bn_residual(w: Vector, H: Matrix, g: Vector) -> tuple[Any, Any, Any]:
    """v = g − (x/σ²)Hw ⟂ w, with x = wᵀg and σ = √(wᵀHw): what the fit along w leaves of g."""
    Hw = H @ w
    sigma2 = w @ Hw
    x = w @ g
    return g - (x / sigma2) * Hw, x, np.sqrt(sigma2)


def bn_gradient(a: Scalar, w: Vector, H: Matrix, g: Vector) -> Vector:
    """∇_w J = −(a/σ)v; a BNGD step is w − ε∇_w J."""
    v, _, sigma = bn_residual(w, H, g)
    return (-a / sigma) * v


def best_scale(w: Vector, H: Matrix, g: Vector) -> Scalar:
    """x/σ, the minimiser of J(·, w)."""
    return (w @ g) / np.sqrt(w @ H @ w)


@dataclass(frozen=True)
class NormalizedState(State):
    """The weights w and the scale a."""

    a: Scalar


@dataclass(frozen=True)
class MomentumState(NormalizedState):
    """With a momentum, a vector like w."""

    momentum: Scalar


class NormalizedMethod(OnLeastSquares):
    """The start, the scale and the losses of a method on J(a, w). Subclasses have a `step`.

    Where H is singular the part of w in its null space is seen by no gradient: a step leaves it
    as it is, but for weight decay and for what keeps |w| = 1.
    """

    lr_a: Scalar

    def start_scale(self, problem: LeastSquares, w: Vector, a0: Scalar) -> Scalar:
        """a0, by default the best scale for w; refuses zero vectors and saddles."""
        if self.lr_a is None:
            refuse_scale(a0, "lr_a = None keeps the scale at its best value; leave a0 out, or "
                             "give lr_a")
        seen = scaled(problem.range_part(w))[0]
        if not np.any(w != 0):
            raise ArgumentError("w0", w, "w0 is zero: the normalized direction w/σ is undefined "
                                "there", "start from any other point")
        if _is_rounding(problem, w):
            raise ArgumentError("w0", w, "H w0 is zero: the normalized direction w/σ is undefined "
                                "there", "start from any point off the null space of H")
        a = best_scale(seen, problem.H, problem.g) if a0 is None else a0
        if a == 0 and seen @ problem.g == 0:
            raise ArgumentError("w0", w, "w0 is a saddle: w0ᵀg = 0 and a0 = 0, so no step moves; "
                                "the theorems on minimisers need w0ᵀg ≠ 0",
                                "start elsewhere, or give a0 ≠ 0")
        return Number(a) if is_exact(w) else a

    def next_scale(self, state: NormalizedState, w: Vector, problem: LeastSquares) -> Scalar:
        """The scale after the step from `state` to w."""
        if self.lr_a is None:
            return best_scale(scaled(w)[0], problem.H, problem.g)
        best = best_scale(scaled(state.w)[0], problem.H, problem.g)
        return state.a + self.lr_a * (best - state.a)

    def gradient(self, state: NormalizedState, problem: LeastSquares) -> Vector:
        """∇_w J; it has the degree −1 in w."""
        w, power = scaled(state.w)
        gradient = bn_gradient(state.a, w, problem.H, problem.g)
        return np.ldexp(gradient, -power) if power else gradient

    def observe(self, state: NormalizedState, problem: LeastSquares) -> dict[str, Any]:
        return {"w": state.w, "a": state.a, "loss": problem.bn_loss(state.a, state.w),
                "excess_loss": problem.bn_excess_loss(state.a, state.w)}


def _is_rounding(problem: LeastSquares, w: Vector) -> bool:
    """Is the part of w that the loss sees zero, or in floats no more than rounding?"""
    w = scaled(w)[0]
    seen = problem.range_part(w)
    if is_exact(w):
        return not np.any(seen != 0)
    rounding = 8 * len(w) * np.finfo(float).eps * np.linalg.norm(w)
    return bool(np.linalg.norm(seen) <= rounding < np.inf)  # what is not finite is told later


def zero_like(w: Vector) -> Vector:
    """The zero vector in the arithmetic of w; zero exactly, also where w is balls."""
    return np.array([Number(0)] * len(w)) if is_exact(w) else np.zeros(len(w))


def check_lr_a(lr_a: Scalar) -> None:
    """The learning rate of the scale lies in (0, 2)."""
    positive("lr_a", lr_a)
    if not lr_a < 2:
        raise ArgumentError("lr_a", lr_a, "BNGD converges for 0 < lr_a < 2 only (claims "
                            "beyond.converges_for_every_lr and cai2019.lr_a_two_as_stated)",
                            "to study larger ones call bngd_step")


def check_rates(lr: Scalar, lr_a: Scalar) -> None:
    """A learning rate is positive; that of the scale is in (0, 2), or None."""
    positive("lr", lr)
    if lr_a is not None:
        check_lr_a(lr_a)


def check_clip(clip: Scalar) -> None:
    """A clipping norm is positive, or None."""
    if clip is not None:
        positive("clip", clip, remedy="it is the norm ν to clip to; None does not clip")


def check_momentum(value: object, name: str) -> None:
    share(name, value, remedy="usual values are 0.9 or more")


def check_decay(value: object) -> None:
    nonnegative("weight_decay", value)
