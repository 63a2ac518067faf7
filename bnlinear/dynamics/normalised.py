"""What the methods on a batch-normalised least-squares loss share: its gradient, its scale.

J(a, w) = c/2 − a x/σ + a²/2 depends on w by its direction alone. A method moves w, and the scale a
follows one of two rules: gradient descent with a learning rate `lr_a`, from the old w, as BNGD
does; or, with `lr_a=None`, a = x/σ, its best value for the new w. By the latter rule
J = c/2 − x²/(2σ²), half the generalised Rayleigh quotient of Kohler et al. 2019 up to a constant,
and ∇_w J is the gradient of that half (the derivative in a vanishes).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from bnlinear.dynamics.bngd import BNGD
from bnlinear.dynamics.iterate import State, check_positive
from bnlinear.exact.number import Number, is_exact
from bnlinear.problems import LeastSquares


def bn_gradient(a: Any, w: Any, H: Any, g: Any) -> Any:
    """∇_w J = −(a/σ)(g − (x/σ²)Hw), orthogonal to w; a BNGD step is w − ε∇_w J."""
    Hw = H @ w
    sigma2 = w @ Hw
    return (a / np.sqrt(sigma2)) * (((w @ g) / sigma2) * Hw - g)


def best_scale(w: Any, H: Any, g: Any) -> Any:
    """x/σ, the minimiser of J(·, w)."""
    return (w @ g) / np.sqrt(w @ H @ w)


class NormalisedMethod:
    """The start, the scale and the loss of a method on J(a, w). Subclasses have a `step`."""

    lr_a: Any

    def start_scale(self, problem: LeastSquares, w0: Any, a0: Any) -> Any:
        """The scale that BNGD would start with; refuses zero vectors and saddles as it does."""
        if self.lr_a is None and a0 is not None:
            raise ValueError(f"a0 = {a0} was given, but lr_a = None keeps the scale at its best "
                             "value; leave a0 out, or give lr_a")
        return BNGD(1).init(problem, w0, a0).a

    def next_scale(self, state: State, w: Any, problem: LeastSquares) -> Any:
        """The scale after the step from `state` to w."""
        if self.lr_a is None:
            return best_scale(w, problem.H, problem.g)
        return state.a + self.lr_a * (best_scale(state.w, problem.H, problem.g) - state.a)

    def gradient(self, state: State, problem: LeastSquares) -> Any:
        return bn_gradient(state.a, state.w, problem.H, problem.g)

    def loss(self, state: State, problem: LeastSquares) -> Any:
        return problem.bn_loss(state.a, state.w)

    def excess_loss(self, state: State, problem: LeastSquares) -> Any:
        return problem.bn_excess_loss(state.a, state.w)


def zero_like(w: Any) -> Any:
    """The zero vector in the arithmetic of w; zero exactly, also where w is balls."""
    return np.array([Number(0)] * len(w)) if is_exact(w) else np.zeros(len(w))


def check_options(lr: Any, lr_a: Any, clip: Any = None) -> None:
    """Learning rates are positive, lr_a is below 2 or None, a clipping norm is positive or None."""
    check_positive(lr, "lr")
    if lr_a is not None:
        BNGD(1, lr_a)  # the same range, and the same message
    if clip is not None and not is_positive(clip):
        raise ValueError(f"clip = {clip!r}; it must be a finite norm ν > 0, or None for no "
                         "clipping")


def check_share(value: Any, name: str) -> None:
    """A momentum lies in [0, 1)."""
    if isinstance(value, bool | str | None) or not (value >= 0 and value < 1):
        raise ValueError(f"{name} = {value!r}; it must be in [0, 1), usually 0.9 or more")


def check_decay(value: Any) -> None:
    """A weight decay is a finite number, 0 or more."""
    if isinstance(value, bool | str | None) or not value >= 0 or _infinite(value):
        raise ValueError(f"weight_decay = {value!r}; it must be a finite number, 0 or more")


def is_positive(value: Any) -> bool:
    """Is it a finite number above 0?"""
    return not isinstance(value, bool | str | None) and bool(value > 0) and not _infinite(value)


def _infinite(value: Any) -> bool:
    return isinstance(value, float | np.floating) and not np.isfinite(value)
