"""Gradient descent (GD) on least squares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bnlinear.dynamics.iterate import State, check_positive
from bnlinear.problems import LeastSquares


def gd_step(w: Any, H: Any, g: Any, lr: Any) -> Any:
    """w⁺ = w − ε∇J₀(w) = w + ε(g − Hw)   (Cai et al. 2019, gradient descent)."""
    return w + lr * (g - H @ w)


@dataclass(frozen=True)
class GD:
    """Gradient descent with a constant learning rate.

    Parameters
    ----------
    lr
        Learning rate ε > 0, for the loss with the factor ½: stable below 2/λmax(H).
    """

    lr: Any

    def __post_init__(self) -> None:
        check_positive(self.lr, "lr")

    def init(self, problem: LeastSquares, w0: Any, a0: Any = None) -> State:
        if a0 is not None:
            raise ValueError(f"a0 = {a0} was given, but GD has no scale a; leave it out")
        return State(w=w0)

    def step(self, state: State, problem: LeastSquares) -> State:
        return State(w=gd_step(state.w, problem.H, problem.g, self.lr))

    def loss(self, state: State, problem: LeastSquares) -> Any:
        return problem.loss(state.w)

    def excess_loss(self, state: State, problem: LeastSquares) -> Any:
        return problem.excess_loss(state.w)
