"""Learning-rate robustness: the loss after K steps, for GD and BNGD, against the learning rate.

One problem (d = 100, κ = 100, random u), one grid of learning rates for both. GD works in one
decade and diverges beyond 2/λmax(H); BNGD works in many: where its effective learning rate ê, by
its two asymptotes in ε, stays below 2/λmax(H*). What is left of its loss at either end is the
price: "any learning rate converges" takes O(ε) steps. In between the trajectory is chaotic at
first, and each point depends on its ε. Crosses at the top, at
every fourth ε: GD with a loss above ten times that of
the start, after the larger K.

Claims: cai2019.gd_stability, cai2019.converges_for_any_lr, cai2019.effective_lr_*
"""

from __future__ import annotations

from typing import Any

import numpy as np

from bnlinear import BNGD, GD, LeastSquares, sweep
from bnlinear.theory.bngd import effective_lr_large, effective_lr_small, hstar_extremes
from bnlinear.theory.rates import lr_max
from figures.style import COLOURS, COLUMN, MEASURED, THEORY

SIZE = (COLUMN, 3.0)
STEPS = (100, 300)
GRID = np.geomspace(1e-5, 1e7, 181)
DIVERGED = 10


def problem_and_start(rng: Any) -> tuple[LeastSquares, np.ndarray]:
    """d = 100, eigenvalues 0.01 … 1; u and w₀ on the unit sphere."""
    u, w0 = np.random.default_rng(rng).standard_normal((2, 100))
    problem = LeastSquares.from_spectrum(np.geomspace(0.01, 1.0, 100), u / np.linalg.norm(u))
    return problem, w0 / np.linalg.norm(w0)


def compute(*, rng: Any = 0) -> dict[str, np.ndarray]:
    """Columns method, steps, lr, loss (over that of the start) and lr_low, lr_high (theory)."""
    problem, w0 = problem_and_start(rng)
    a0 = float(w0 @ problem.g / np.sqrt(w0 @ problem.H @ w0))
    edge = 2 / hstar_extremes(problem)[1]
    low = edge / effective_lr_small(problem, w0, 1.0)       # ê∞ ≈ small · ε
    high = effective_lr_large(problem, w0, a0, 1.0) / edge  # ê∞ ≈ large / ε
    rows = []
    for method, range_ in ((GD, (np.nan, lr_max(1.0))), (BNGD, (low, high))):
        for steps in STEPS:
            found = sweep(problem, method, GRID, steps, w0=w0)
            for lr, loss in zip(GRID, found.excess_loss / found.start, strict=True):
                rows.append((method.__name__, steps, lr, loss, *range_))
    names = ("method", "steps", "lr", "loss", "lr_low", "lr_high")
    return {name: np.array(column) for name, column in zip(names, zip(*rows, strict=True),
                                                           strict=True)}


def draw(columns: dict[str, np.ndarray], figure: Any) -> None:
    ax = figure.subplots()
    for method in ("GD", "BNGD"):
        for steps, filled in zip(STEPS, (False, True), strict=True):
            own = (columns["method"] == method) & (columns["steps"] == steps)
            own &= columns["loss"] <= DIVERGED
            ax.loglog(columns["lr"][own], columns["loss"][own], **MEASURED | {
                "markersize": 2.2, "color": COLOURS[method], "markeredgewidth": 0.6,
                "markerfacecolor": COLOURS[method] if filled else "white"},
                label=f"{method}, $K={steps}$")
    own = columns["method"] == "BNGD"
    lost = ~own & (columns["steps"] == STEPS[-1]) & ~(columns["loss"] <= DIVERGED)
    ax.loglog(columns["lr"][lost][::4], np.full(lost.sum(), 12.0)[::4], "x", markersize=2.8,
              markeredgewidth=0.6, color=COLOURS["GD"], label="GD diverges")
    ax.axvline(columns["lr_high"][~own][0], color=COLOURS["GD"], linewidth=1.2, linestyle=":",
               zorder=3, label=r"$2/\lambda_{\max}(H)$")
    for name in ("lr_low", "lr_high"):
        ax.axvline(columns[name][own][0], **THEORY | {"color": COLOURS["BNGD"]}, label=(
            r"$\hat\varepsilon_\infty=2/\lambda_{\max}(H^*)$" if name == "lr_low" else None))
    ax.set(xlabel=r"learning rate $\varepsilon$", xlim=(GRID[0], GRID[-1]), ylim=(1e-12, 30),
           ylabel=r"$(J_K-J^*)\,/\,(J_0-J^*)$")
    figure.legend(loc="outside upper center", ncols=3, handletextpad=0.3, columnspacing=0.9,
                  fontsize=6.5)
