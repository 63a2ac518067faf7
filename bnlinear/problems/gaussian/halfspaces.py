"""Learning a halfspace on Gaussian margins (Kohler et al. 2019).

Minimise f(w̃) = E φ(zᵀw̃) over w̃ ∈ ℝᵈ, where z = −y x is Gaussian with mean u = E[z] and *second
moment* S = E[zzᵀ] = E[xxᵀ] (labels y = ±1): z ∼ N(u, S − uuᵀ). Then zᵀw̃ is Gaussian on the line,
and every expectation is a one-dimensional quadrature. By Stein's lemma
∇f = c₁u + c₂Sw̃ with c₁ = E[φ′] − E[φ″](uᵀw̃), c₂ = E[φ″].
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bnlinear.kinds import Batch, Matrix, Scalar, Vector
from bnlinear.problems.gaussian.gaussian_data import GaussianData, moments_of
from bnlinear.problems.gaussian.quadrature import gaussian_rule
from bnlinear.problems.losses.margin import Loss, find_loss


def stein_gradient(w: Vector, S: Matrix, u: Vector, c1: Scalar, c2: Scalar) -> Vector:
    """∇f(w̃) = c₁u + c₂Sw̃   (Kohler et al. 2019, Gaussian halfspaces)."""
    return c1 * u + c2 * (S @ w)


@dataclass(frozen=True, eq=False)
class GaussianHalfspace(GaussianData):
    """Minimise f(w̃) = E φ(zᵀw̃), z ∼ N(u, S − uuᵀ).

    Parameters
    ----------
    S, u
        Second moment, shape (d, d), and mean, shape (d,), of z = −y x: see `GaussianData`.
    loss
        Name of a loss (`bnlinear.problems.LOSSES`) or a `Loss`.

    Examples
    --------
    >>> problem = GaussianHalfspace([[1.0, 0.0], [0.0, 2.0]], [-0.6, 0.0], "squared")
    >>> problem.value(np.zeros(2)), problem.gradient(np.array([0.6, 0.0]))
    (0.5, array([0., 0.]))
    """

    loss: Loss | str = "logistic"

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "loss", find_loss(self.loss))

    @classmethod
    def from_data(cls, X: Batch, y: Vector, loss: Loss | str = "logistic", *,
                  centre: bool = True) -> GaussianHalfspace:
        """The Gaussian with the moments of the data (`moments_of`): u = −Xᵀy/n, S = XᵀX/n."""
        return cls(*moments_of(X, y, centre=centre), loss)

    # -- expectations over t = zᵀw̃ ∼ N(uᵀw̃, w̃ᵀSw̃ − (uᵀw̃)²) -----------------------------------

    def margin(self, w: np.ndarray) -> tuple[float, float]:
        """Mean and standard deviation of zᵀw̃."""
        mean = float(self.u @ w)
        return mean, max(0.0, float(w @ self.S @ w) - mean**2) ** 0.5

    def value(self, w: np.ndarray) -> float:
        """f(w̃)."""
        points, weights = self._rule(*self.margin(w))
        return float(weights @ self._loss.value(points))

    def stein(self, w: np.ndarray) -> tuple[float, float]:
        """c₁ and c₂ at w̃; a c₁ below the rounding error of its two terms is 0."""
        mean, deviation = self.margin(w)
        points, weights = self._rule(mean, deviation)
        slope = float(weights @ self._loss.slope(points))
        c2 = float(weights @ self._loss.curvature(points))
        c1 = slope - c2 * mean
        rounding = 16 * np.finfo(float).eps * (abs(slope) + abs(c2 * mean))
        return (c1 if abs(c1) > rounding else 0.0), c2

    def gradient(self, w: np.ndarray) -> np.ndarray:
        """∇f(w̃), shape (d,)."""
        return np.asarray(stein_gradient(w, self.S, self.u, *self.stein(w)))

    # -- length and direction: w̃ = g w/‖w‖_S ---------------------------------------------------

    def length_slope(self, w: np.ndarray, g: float) -> float:
        """∂f/∂g = E[φ′(g t) t] with t = zᵀw/‖w‖_S, so that E[t²] = 1.

        It equals c₁uᵀw/‖w‖_S + c₂g; this form keeps its sign at large g, where those two cancel.
        """
        mean, deviation = self.margin(w / np.sqrt(w @ self.S @ w))
        points, weights = self._rule(g * mean, abs(g) * deviation)
        if g == 0:
            return float(self._loss.slope(points)[0]) * mean
        return float(weights @ (self._loss.slope(points) * points)) / g

    def gradient_norm2(self, w: np.ndarray, g: float) -> float:
        """‖∇f(w̃)‖²_{S⁻¹} = c₁²(ρ(w) − ρ*) + (∂f/∂g)² at w̃ = g w/‖w‖_S."""
        c1, _ = self.stein(g * w / np.sqrt(w @ self.S @ w))
        return c1**2 * self.gap(w) + self.length_slope(w, g) ** 2

    @property
    def _loss(self) -> Loss:
        return find_loss(self.loss)

    def _rule(self, mean: float, deviation: float) -> tuple[np.ndarray, np.ndarray]:
        loss = self._loss
        return gaussian_rule(mean, deviation, radius=loss.radius, breaks=loss.breaks,
                             growth=loss.growth)
