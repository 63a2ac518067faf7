"""GDNP on Gaussian halfspaces: the gradient norm against its proved bound, several losses.

The split is exact: ‖∇f(w̃)‖²_{S⁻¹} = c₁²(ρ − ρ*) + (∂f/∂g)², and with the step of the paper the
directions are the Rayleigh iterates whatever the loss. So (‖∇f‖² − (∂f/∂g)²)/c₁² falls on one line
for all losses, below (1 − μ/L)^{2T}(ρ₀ − ρ*). The solid line is that of the Rayleigh iterates,
(ρ − ρ*)^{1/2}; the markers of the losses are nested, all at the same steps.

Claims: kohler2019.gdnp_linear, kohler2019.gdnp_direction_is_rayleigh, kohler2019.linear_rate
"""

from __future__ import annotations

from typing import Any

import numpy as np

from bnlinear import GDNP, GaussianHalfspace
from bnlinear.dynamics import rayleigh_step
from bnlinear.theory.gdnp import gradient_bound
from figures.style import BLUE, COLUMN, GREEN, MEASURED, ORANGE, THEORY

SIZE = (COLUMN, 2.9)
STEPS = 40
LOSSES = {"logistic": (BLUE, "o", 7.5), "squared": (ORANGE, "s", 4.6),
          "squared_hinge": (GREEN, "^", 2.2)}


def compute(*, rng: Any = 0) -> dict[str, np.ndarray]:
    """Columns loss, step, gradient (‖∇f‖_{S⁻¹}), scaled (over |c₁|), bound (scaled), rayleigh."""
    eigenvalues, d = np.linspace(1.0, 6.0, 12), 12
    draw = np.random.default_rng(rng)
    u, w0 = draw.standard_normal((2, d))
    S = np.diag(eigenvalues)
    u *= -0.8 / np.sqrt(u @ (u / eigenvalues))  # 0.8 < 1: S − uuᵀ is positive definite
    rows = []
    for loss in LOSSES:
        problem = GaussianHalfspace(S, u, loss)
        run = GDNP().run(problem, STEPS, w0=w0)
        w = w0  # the Rayleigh iterates, without any loss
        for step in range(1, len(run.w)):
            w = rayleigh_step(w, problem.S, problem.u, 1 / eigenvalues[-1])
            w = w / np.linalg.norm(w)
            c1 = problem.stein(run.w_tilde[step])[0]
            size = run.gradient_norm2[step] ** 0.5
            bound = gradient_bound(1.0, 6.0, step, phi=1.0, gap0=problem.gap(w0), bisection=0.0)
            rows.append((loss, step, size, size / abs(c1), bound**0.5, problem.gap(w) ** 0.5))
    names = ("loss", "step", "gradient", "scaled", "bound", "rayleigh")
    return {name: np.array(column) for name, column in zip(names, zip(*rows, strict=True),
                                                           strict=True)}


def draw(columns: dict[str, np.ndarray], figure: Any) -> None:
    ax = figure.subplots()
    own = columns["loss"] == columns["loss"][0]
    ax.semilogy(columns["step"][own], columns["rayleigh"][own], **THEORY | {"linestyle": "-"},
                label=r"every loss: $(\rho_T-\rho^*)^{1/2}$")
    for loss, (colour, marker, size) in LOSSES.items():
        at = np.flatnonzero(columns["loss"] == loss)[::3]
        style = MEASURED | {"marker": marker, "color": colour, "markersize": size,
                            "markerfacecolor": "none", "markeredgewidth": 0.8}
        ax.semilogy(columns["step"][at], columns["scaled"][at], label=loss.replace("_", " "),
                    **style)
    ax.semilogy(columns["step"][own], columns["bound"][own], **THEORY,
                label=r"$(1-\mu/L)^T\,(\rho_0-\rho^*)^{1/2}$")
    ax.set(xlabel=r"step $T$", ylabel=r"$\|\nabla f(\tilde w_T)\|_{S^{-1}}\,/\,|c_1|$")
    figure.legend(loc="outside upper center", ncols=2)
