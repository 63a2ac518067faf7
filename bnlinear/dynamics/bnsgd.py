"""SGD with momentum and weight decay on a batch-normalized loss: what SGD-G is compared with.

    τ⁺ = γτ − η(∇_w J + λw),   w⁺ = w + τ⁺.

The length of w does nothing but set the effective learning rate η/|w|². The gradient, orthogonal to
w, lengthens it; weight decay shortens it: see `bnlinear.theory.weight_decay`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bnlinear.dynamics.normalized import (
    MomentumState,
    NormalizedMethod,
    check_decay,
    check_momentum,
    check_rates,
    zero_like,
)
from bnlinear.dynamics.on_least_squares import start_vector
from bnlinear.kinds import Scalar, Vector
from bnlinear.problems import LeastSquares


def sgd_step(w: Vector, tau: Vector, gradient: Vector, lr: Scalar, momentum: Scalar,
             weight_decay: Scalar) -> tuple[Any, Any]:
    """w⁺ = w + τ⁺ and τ⁺ = γτ − η(gradient + λw); for γ = 0, w⁺ = (1 − ηλ)w − η·gradient."""
    tau = momentum * tau - lr * (gradient + weight_decay * w)
    return w + tau, tau


@dataclass(frozen=True)
class BNSGD(NormalizedMethod):
    """SGD with momentum and weight decay on batch-normalized least squares.

    Parameters
    ----------
    lr
        Learning rate η > 0.
    momentum
        γ in [0, 1).
    weight_decay
        λ ≥ 0; it is the gradient of (λ/2)|w|².
    lr_a
        As for `SGDG`. With momentum = weight_decay = 0 and a number here this is `BNGD`.
    """

    lr: Scalar
    momentum: Scalar = 0
    weight_decay: Scalar = 0
    lr_a: Scalar = None

    def __post_init__(self) -> None:
        check_rates(self.lr, self.lr_a)
        check_momentum(self.momentum, "momentum")
        check_decay(self.weight_decay)

    def init(self, problem: LeastSquares, w0: Vector, a0: Scalar = None) -> MomentumState:
        """Start at w0, at rest."""
        w = start_vector(problem, w0)
        return MomentumState(w=w, a=self.start_scale(problem, w, a0), momentum=zero_like(w))

    def step(self, state: MomentumState, problem: LeastSquares) -> MomentumState:
        w, tau = sgd_step(state.w, state.momentum, self.gradient(state, problem), self.lr,
                          self.momentum, self.weight_decay)
        return MomentumState(w=w, a=self.next_scale(state, w, problem), momentum=tau)
