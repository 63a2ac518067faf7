"""Gradient descent (GD) on least squares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bnlinear.checks import positive
from bnlinear.dynamics.on_least_squares import OnLeastSquares, refuse_scale, start_vector
from bnlinear.dynamics.trajectory import State
from bnlinear.kinds import Matrix, Scalar, Vector
from bnlinear.problems import LeastSquares


def gd_step(w: Vector, H: Matrix, g: Vector, lr: Scalar) -> Vector:
    """w⁺ = w − ε∇J₀(w) = w + ε(g − Hw)   (Cai et al. 2019, gradient descent)."""
    return w + lr * (g - H @ w)


@dataclass(frozen=True)
class GD(OnLeastSquares):
    """Gradient descent with a constant learning rate.

    Where H is singular it converges to the minimiser nearest to w₀, `nearest_minimiser(w0)`.

    Parameters
    ----------
    lr
        Learning rate ε > 0, for the loss with the factor ½: stable below 2/λmax(H).
    """

    lr: Scalar

    def __post_init__(self) -> None:
        positive("lr", self.lr)

    def init(self, problem: LeastSquares, w0: Vector, a0: Scalar = None) -> State:
        refuse_scale(a0, "GD has no scale a; leave it out")
        return State(w=start_vector(problem, w0))

    def step(self, state: State, problem: LeastSquares) -> State:
        return State(w=gd_step(state.w, problem.H, problem.g, self.lr))

    def observe(self, state: State, problem: LeastSquares) -> dict[str, Any]:
        return {"w": state.w, "loss": problem.loss(state.w),
                "excess_loss": problem.excess_loss(state.w)}
