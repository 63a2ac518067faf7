"""Loss against step, each method at its best learning rate.

The same problem for all (d = 100, κ = 100), the same grid of learning rates; for each method the
one with the least loss after K steps is shown. Lines: the proved rates, ((κ − 1)/(κ + 1))² a step
for GD, and with κ* = κ(H*) for BNGD and the direction step. u is chosen so that κ* is well below κ.

Claims: cai2019.gd_optimal_rate, cai2019.linear_rate, cai2019.kappa_star, kohler2019.linear_rate
"""

from __future__ import annotations

from typing import Any

import numpy as np

from bnlinear import BNGD, GD, LeastSquares, sweep
from bnlinear.dynamics import rayleigh_step
from bnlinear.theory.bngd import hstar_extremes
from bnlinear.theory.rates import rate
from figures.style import COLOURS, COLUMN, MEASURED

SIZE = (COLUMN, 2.5)
STEPS = 300
GRID = np.geomspace(1e-2, 1e3, 501)
METHODS = {"GD": (GD, "s"), "BNGD": (BNGD, "o"), "Rayleigh": (rayleigh_step, "^")}


def compute(*, rng: Any = 0) -> dict[str, np.ndarray]:
    """Columns method, lr, step, loss (over that of the start) and theory (its slope)."""
    eigenvalues = np.concatenate([[0.01], np.geomspace(0.1, 1.0, 99)])
    u, w0 = np.random.default_rng(rng).standard_normal((2, 100))
    u[0] *= 100  # u leans towards the smallest eigenvalue: normalising removes that direction
    problem = LeastSquares.from_spectrum(eigenvalues, u / np.linalg.norm(u))
    star = hstar_extremes(problem)
    rows = []
    for name, (method, _) in METHODS.items():
        best = GRID[np.nanargmin(sweep(problem, method, GRID, STEPS, w0=w0).excess_loss)]
        found = sweep(problem, method, [best], STEPS, w0=w0, record="every")
        losses = found.excess_loss[0] / found.start
        slope = rate(eigenvalues[0], eigenvalues[-1]) if name == "GD" else rate(*star)
        for step, loss in enumerate(losses):
            rows.append((name, best, step, loss, losses[-1] * slope ** (2 * (step - STEPS))))
    names = ("method", "lr", "step", "loss", "theory")
    return {name: np.array(column) for name, column in zip(names, zip(*rows, strict=True),
                                                           strict=True)}


def draw(columns: dict[str, np.ndarray], figure: Any) -> None:
    ax = figure.subplots()
    for name, (_, marker) in METHODS.items():
        own = columns["method"] == name
        step, loss = columns["step"][own], columns["loss"][own]
        best = columns["lr"][own][0]
        symbol = r"\hat\varepsilon" if name == "Rayleigh" else r"\varepsilon"
        ax.semilogy(step[::10], loss[::10], **MEASURED | {"marker": marker, "color": COLOURS[name]},
                    label=rf"{name}, ${symbol}={best:.3g}$")
        line = columns["theory"][own]
        near = line <= 3 * columns["loss"][own]
        ax.semilogy(step[near], line[near], "--", color=COLOURS[name], linewidth=0.9)
    ax.set(xlabel=r"step $k$", ylabel=r"$(J_k-J^*)\,/\,(J_0-J^*)$")
    ax.legend()
