"""Batch-normalised gradient descent (BNGD) on least squares (Cai, Li & Shen 2019)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from bnlinear.dynamics.iterate import State, check_positive
from bnlinear.exact.number import Number, is_exact
from bnlinear.problems import LeastSquares


def bngd_step(a: Any, w: Any, H: Any, g: Any, lr: Any, lr_a: Any) -> tuple[Any, Any]:
    """One BNGD step; both updates use the old a and the old w.

    a⁺ = a + ε_a (wᵀg/σ − a),   w⁺ = w + ε (a/σ)(g − (wᵀg/σ²) Hw),   σ = √(wᵀHw).
    """
    Hw = H @ w
    sigma2 = w @ Hw
    sigma = np.sqrt(sigma2)
    x = w @ g
    return (a + lr_a * (x / sigma - a),
            w + lr * (a / sigma) * (g - (x / sigma2) * Hw))


def effective_lr(a: Any, w: Any, H: Any, g: Any, lr: Any) -> Any:
    """ê = ε a x/σ³, x = wᵀg: the length of the direction step that the w-part of BNGD is."""
    sigma2 = w @ H @ w
    return lr * a * (w @ g) / (sigma2 * np.sqrt(sigma2))


@dataclass(frozen=True)
class BNGD:
    """Gradient descent on the batch-normalised loss J(a, w).

    Parameters
    ----------
    lr
        Learning rate ε > 0 of the direction w. Any value converges (Cai et al. 2019).
    lr_a
        Learning rate of the scale a, 0 < ε_a < 2 (at 2 it oscillates).
    """

    lr: Any
    lr_a: Any = 1

    def __post_init__(self) -> None:
        check_positive(self.lr, "lr")
        check_positive(self.lr_a, "lr_a")
        if not self.lr_a < 2:
            raise ValueError(f"lr_a = {self.lr_a}; BNGD converges for 0 < lr_a < 2 only (claims "
                             "beyond.converges_for_every_lr and cai2019.lr_a_two_as_stated); to "
                             "study larger ones call bngd_step")

    def init(self, problem: LeastSquares, w0: Any, a0: Any = None) -> State:
        """Start at (a0, w0); without a0 at the best scale for w0, a₀ = w₀ᵀg/σ₀."""
        if not np.any(w0 != 0):
            raise ValueError("w0 is zero: the normalised direction w/σ is undefined there; "
                             "start from any other point")
        if a0 is None:
            a0 = w0 @ problem.g / np.sqrt(w0 @ problem.H @ w0)
        if a0 == 0 and w0 @ problem.g == 0:
            raise ValueError("w0 is a saddle: w0ᵀg = 0 and a0 = 0, so no step moves; the theorems "
                             "on minimisers need w0ᵀg ≠ 0. Start elsewhere, or give a0 ≠ 0")
        return State(w=w0, a=Number(a0) if is_exact(w0) else a0)

    def step(self, state: State, problem: LeastSquares) -> State:
        a, w = bngd_step(state.a, state.w, problem.H, problem.g, self.lr, self.lr_a)
        return State(w=w, a=a)

    def loss(self, state: State, problem: LeastSquares) -> Any:
        return problem.bn_loss(state.a, state.w)

    def excess_loss(self, state: State, problem: LeastSquares) -> Any:
        return problem.bn_excess_loss(state.a, state.w)
