"""Batch-normalized gradient descent (BNGD) on least squares (Cai, Li & Shen 2019)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from bnlinear.checks import positive
from bnlinear.dynamics.normalized import (
    NormalizedMethod,
    NormalizedState,
    bn_residual,
    check_lr_a,
)
from bnlinear.dynamics.on_least_squares import start_vector
from bnlinear.exact.number import is_exact
from bnlinear.kinds import Matrix, Scalar, Vector
from bnlinear.problems import LeastSquares


def bngd_step(a: Scalar, w: Vector, H: Matrix, g: Vector, lr: Scalar, lr_a: Scalar
              ) -> tuple[Any, Any]:
    """One BNGD step; both updates use the old a and the old w.

    a⁺ = a + ε_a (x/σ − a),   w⁺ = w + ε (a/σ) v,   v = g − (x/σ²) Hw,   x = wᵀg,   σ = √(wᵀHw).
    """
    v, x, sigma = bn_residual(w, H, g)
    return (a + lr_a * (x / sigma - a),
            w + lr * (a / sigma) * v)


def effective_lr(a: Scalar, w: Vector, H: Matrix, g: Vector, lr: Scalar) -> Scalar:
    """ê = ε a x/σ³, x = wᵀg: the length of the direction step that the w-part of BNGD is."""
    sigma2 = w @ H @ w
    return lr * a * (w @ g) / (sigma2 * np.sqrt(sigma2))


@dataclass(frozen=True)
class BNGD(NormalizedMethod):
    """Gradient descent on the batch-normalized loss J(a, w).

    Parameters
    ----------
    lr
        Learning rate ε > 0 of the direction w. Any value converges (Cai et al. 2019).
    lr_a
        Learning rate of the scale a, 0 < ε_a < 2 (at 2 it oscillates).
    """

    lr: Scalar
    lr_a: Scalar = 1

    def __post_init__(self) -> None:
        positive("lr", self.lr)
        check_lr_a(self.lr_a)

    def init(self, problem: LeastSquares, w0: Vector, a0: Scalar = None) -> NormalizedState:
        """Start at (a0, w0); without a0 at the best scale for w0, a₀ = w₀ᵀg/σ₀."""
        w = start_vector(problem, w0)
        return NormalizedState(w=w, a=self.start_scale(problem, w, a0))

    def step(self, state: NormalizedState, problem: LeastSquares) -> NormalizedState:
        """In floats at a length where nothing overflows: w → 2ᵖw, ε → 4ᵖε changes no digit."""
        p = 0 if is_exact(state.w) else _room(state, self.lr)
        lr = np.ldexp(float(self.lr), -2 * p) if p else self.lr
        w = np.ldexp(state.w, -p) if p else state.w
        a, w = bngd_step(state.a, w, problem.H, problem.g, lr, self.lr_a)
        return NormalizedState(w=np.ldexp(w, p) if p else w, a=a)


#: |w| whose square and whose step are far from the ends of the range of floats need no help.
_SMALL, _LARGE = 2.0**-200, 2.0**200


def _room(state: NormalizedState, lr: Scalar) -> int:
    """The power p for which w/2ᵖ and its next step both fit; 0 where w itself does."""
    size = np.max(np.abs(state.w))
    if not (np.isfinite(size) and size > 0) or (_SMALL < size < _LARGE and lr < _LARGE):
        return 0
    here = int(np.frexp(size)[1])
    rate = int(np.frexp(float(lr))[1])
    after = rate + int(np.frexp(abs(float(state.a)))[1]) - here  # |w⁺| ≈ ε|a|/|w|
    return min(max(here, after - 900, (rate - 1000) // 2), here + 480)
