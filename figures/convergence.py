"""Loss against step, each method at its best learning rate.

The same problem for all (d = 100, κ = 100), the same grid of learning rates; for each method the
one with the least loss after K steps is shown. Lines, over the last hundred steps: the product of
the factors (1 − êλmin)², with which a step multiplies the loss of the slowest component, λmin of H
for GD and of H* for the others, back from the last point; ê is ε for GD and changes from step to
step for BNGD. The ε of BNGD ends with ê above 2/λmax(H*): the component of λmax is still too small
to be seen, and would grow if the run went on. u is chosen so that κ* = κ(H*) is well below κ.

Claims: cai2019.gd_optimal_rate, cai2019.linear_rate, cai2019.kappa_star, kohler2019.linear_rate
"""

from __future__ import annotations

from typing import Any

import numpy as np

from bnlinear import BNGD, GD, LeastSquares, iterate, sweep
from bnlinear.dynamics import rayleigh_step
from bnlinear.theory.bngd import effective_lr, hstar_extremes
from figures.style import COLOURS, COLUMN, MEASURED, THEORY

SIZE = (COLUMN, 2.5)
STEPS = 300
LATE = 200  # from here on one component is left
GRID = np.geomspace(1e-2, 1e3, 501)
METHODS = {"GD": (GD, "s"), "BNGD": (BNGD, "o"), "Rayleigh": (rayleigh_step, "^")}


def compute(*, rng: Any = 0) -> dict[str, np.ndarray]:
    """Columns method, lr, step, loss (over that of the start) and theory (nan before LATE)."""
    eigenvalues = np.concatenate([[0.01], np.geomspace(0.1, 1.0, 99)])
    u, w0 = np.random.default_rng(rng).standard_normal((2, 100))
    u[0] *= 100  # u leans towards the smallest eigenvalue: normalizing removes that direction
    problem = LeastSquares.from_spectrum(eigenvalues, u / np.linalg.norm(u))
    smallest = {"GD": eigenvalues[0]}
    star = hstar_extremes(problem)[0]
    rows = []
    for name, (method, _) in METHODS.items():
        best = GRID[np.nanargmin(sweep(problem, method, GRID, STEPS, w0=w0).excess_loss)]
        found = sweep(problem, method, [best], STEPS, w0=w0, record="every")
        losses = found.excess_loss[0] / found.start
        lrs = np.full(STEPS, best)
        if name == "BNGD":
            run = iterate(BNGD(lr=best), problem, STEPS, w0=w0)
            lrs = np.array([effective_lr(problem, w, a, best)
                            for w, a in zip(run.w[:-1], run.a[:-1], strict=True)])
        logs = 2 * np.log(np.abs(1 - lrs * smallest.get(name, star)))
        left = np.append(np.cumsum(logs[::-1])[::-1], 0.0)  # from each step to the last
        for step, loss in enumerate(losses):
            theory = losses[-1] * np.exp(-left[step]) if step >= LATE else np.nan
            rows.append((name, best, step, loss, theory))
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
        ax.semilogy(step, columns["theory"][own], "--", color=COLOURS[name], linewidth=0.9)
    ax.plot([], [], **THEORY, label=r"factors $(1-\hat\varepsilon_k\lambda_{\min})^2$")
    ax.set(xlabel=r"step $k$", ylabel=r"$(J_k-J^*)\,/\,(J_0-J^*)$")
    ax.legend()
