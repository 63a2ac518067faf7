"""One unit of a tanh network while the others rest: a problem for GDNP (Kohler et al. 2019)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bnlinear.problems.gaussian.tanh_network import TanhNetwork


@dataclass(frozen=True, eq=False)
class TanhUnit:
    """f as a function of row `index` of W alone.

    If every other unit is zero or aligned (Swⱼ = αⱼu), the gradient is c₁u + c₂Sw̃ as for a
    halfspace, so this unit's bounded critical points lie on ℝS⁻¹u.
    """

    network: TanhNetwork
    W: np.ndarray
    index: int

    def __post_init__(self) -> None:
        object.__setattr__(self, "W", np.asarray(self.W, dtype=float))
        if not 0 <= self.index < len(self.network.theta):
            raise ValueError(f"index = {self.index}; the network has {len(self.network.theta)} "
                             "units, counted from 0")

    @property
    def S(self) -> np.ndarray:
        return self.network.S

    @property
    def u(self) -> np.ndarray:
        return self.network.u

    @property
    def L(self) -> float:
        return self.network.L

    def rho(self, w: np.ndarray) -> float:
        return self.network.rho(w)

    def full(self, w: np.ndarray) -> np.ndarray:
        """W with this unit's row replaced by w."""
        out = self.W.copy()
        out[self.index] = w
        return out

    def gradient(self, w: np.ndarray) -> np.ndarray:
        """∇f with respect to this unit, shape (d,), whether or not the others are aligned."""
        return np.asarray(self.network.gradient(self.full(w))[self.index])

    def stein(self, w: np.ndarray) -> tuple[float, float]:
        """c₁ and c₂, when the other units are aligned or zero: Swⱼ = αⱼu, αⱼ = uᵀwⱼ/R*.

        E[hz] = E[h]u + (S − uuᵀ) Σⱼ qⱼwⱼ with h = θᵢ φ′(F) tanh′(zᵀwᵢ), qⱼ = E[∂h/∂(zᵀwⱼ)].
        """
        W = self.full(w)
        h, q = (values[self.index] for values in self.network.couplings(W))
        pull = q * (W @ self.u)
        others = np.delete(pull, self.index).sum() / self.network.regression.R_star
        return float(h - pull.sum() + others), float(q[self.index])

    def length_slope(self, w: np.ndarray, g: float) -> float:
        """∂f/∂g = wᵀ∇f(w̃)/‖w‖_S at w̃ = g w/‖w‖_S."""
        direction = w / np.sqrt(w @ self.S @ w)
        return float(direction @ self.gradient(g * direction))

    def gradient_norm2(self, w: np.ndarray, g: float) -> float:
        """‖∇f(w̃)‖²_{S⁻¹} at w̃ = g w/‖w‖_S."""
        gradient = self.gradient(g * w / np.sqrt(w @ self.S @ w))
        return float(gradient @ np.linalg.solve(self.S, gradient))
