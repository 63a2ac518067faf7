"""The effective learning rate that BNGD settles at, against the learning rate: two asymptotes.

ê = ε a x/σ³ after many steps. For small ε it is ε|u|²/|w₀|² (slope +1): w hardly grows. For large ε
the first step makes w long, and ê ≈ |u|²σ₀²/(a₀²|v₀|²ε) (slope −1). In between, ê is pushed below
the edge 2/λmax(H*) of stability. At both ends of the grid the steps do not suffice: ê is on its
way.

Claims: cai2019.effective_lr_small, cai2019.effective_lr_large, beyond.edge_reflection
"""

from __future__ import annotations

from typing import Any

import numpy as np

from bnlinear import BNGD, sweep
from bnlinear.theory.bngd import effective_lr_large, effective_lr_small, hstar_extremes
from figures.robustness import problem_and_start
from figures.style import COLOURS, COLUMN, MEASURED, THEORY

SIZE = (COLUMN, 2.5)
STEPS = 20000
GRID = np.geomspace(1e-4, 1e6, 121)


def compute(*, rng: Any = 0) -> dict[str, np.ndarray]:
    """Columns lr, effective_lr (measured), small and large (asymptotes), edge (2/λmax(H*))."""
    problem, w0 = problem_and_start(rng)
    a0 = float(w0 @ problem.g / np.sqrt(w0 @ problem.H @ w0))
    found = sweep(problem, BNGD, GRID, STEPS, w0=w0)
    return {"lr": GRID, "effective_lr": found.effective_lr,
            "small": effective_lr_small(problem, w0, GRID),
            "large": effective_lr_large(problem, w0, a0, GRID),
            "edge": np.full(len(GRID), 2 / hstar_extremes(problem)[1])}


def draw(columns: dict[str, np.ndarray], figure: Any) -> None:
    ax = figure.subplots()
    ax.loglog(columns["lr"], columns["effective_lr"], **MEASURED | {"color": COLOURS["BNGD"]},
              label=r"$\hat\varepsilon_\infty$, measured")
    for name, style, label in (("small", "--", r"$\varepsilon|u|^2/|w_0|^2$"),
                               ("large", "-.", r"$|u|^2\sigma_0^2/(a_0^2|v_0|^2\varepsilon)$")):
        shown = columns[name] <= 3 * columns["edge"]
        ax.loglog(columns["lr"][shown], columns[name][shown],
                  **THEORY | {"linestyle": style}, label=label)
    ax.loglog(columns["lr"], columns["edge"], color="0.6", linewidth=0.9,
              label=r"$2/\lambda_{\max}(H^*)$")
    ax.set(xlabel=r"learning rate $\varepsilon$",
           ylabel=r"effective learning rate $\hat\varepsilon$")
    ax.legend(loc="lower center")
