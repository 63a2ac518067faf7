"""GDNP's bisection: the slope of the loss along the length against its proved bound.

After T halvings of a bracket [a, b] the slope |∂f/∂g| is at most K 2⁻ᵀ|b − a|, where K = sup|φ″| is
a Lipschitz constant of the slope (the paper has ζ/μ for K, which is larger). The slope jumps about,
because the middle of an interval may lie anywhere near the root; the bound never fails.

Claims: kohler2019.bisection_bound
"""

from __future__ import annotations

from typing import Any

import numpy as np

from bnlinear import GaussianHalfspace
from bnlinear.dynamics.bisection import bisect, find_bracket
from bnlinear.problems.losses.margin import find_loss
from bnlinear.theory.gdnp import bisection_bound
from figures.style import BLUE, COLUMN, GREEN, MEASURED, ORANGE

SIZE = (COLUMN, 2.5)
HALVINGS = 36
LOSSES = {"logistic": (BLUE, "o"), "squared": (ORANGE, "s"), "squared_hinge": (GREEN, "^")}


def compute(*, rng: Any = 0) -> dict[str, np.ndarray]:
    """Columns loss, halvings, slope and bound."""
    S, u = np.diag(np.linspace(1.0, 6.0, 12)), np.random.default_rng(rng).standard_normal(12)
    u *= 0.8 / np.sqrt(u @ (u / np.diag(S)))  # 0.8 < 1: S − uuᵀ is positive definite
    rows = []
    for loss in LOSSES:
        problem = GaussianHalfspace(S, u, loss)

        def slope(g: float, problem: GaussianHalfspace = problem) -> float:
            return problem.length_slope(problem.u, g)

        bracket = find_bracket(slope, 2.0**20)
        if bracket is None:
            raise ValueError(f"the loss {loss} has no minimiser of finite length here")
        for halvings in range(HALVINGS + 1):
            bound = bisection_bound(find_loss(loss).smoothness, halvings, bracket[1] - bracket[0])
            rows.append((loss, halvings, abs(slope(bisect(slope, *bracket, halvings))),
                         bound**0.5))
    names = ("loss", "halvings", "slope", "bound")
    return {name: np.array(column) for name, column in zip(names, zip(*rows, strict=True),
                                                           strict=True)}


def draw(columns: dict[str, np.ndarray], figure: Any) -> None:
    ax = figure.subplots()
    for loss, (colour, marker) in LOSSES.items():
        own = columns["loss"] == loss
        style = MEASURED | {"marker": marker, "color": colour}
        ax.semilogy(columns["halvings"][own], columns["slope"][own], **style,
                    label=loss.replace("_", " "))
        ax.semilogy(columns["halvings"][own], columns["bound"][own], color=colour, linewidth=0.8)
    ax.set(xlabel=r"halvings $T$", ylabel=r"$|\partial_g f|$ (lines: $K\,2^{-T}|b-a|$)")
    ax.legend()
