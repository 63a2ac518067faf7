"""Which starts go where: the minimiser that BNGD reaches in d = 2, by direction and learning rate.

H = diag(1, 8), u = (1, 1)/√2, a₀ = 1, ε_a = 1, |w₀| = 1. The loss is the same at su and at −su with
the scale −a; the sign of a tells which of them was reached. For small ε the border is wᵀg = 0; for
large ε one step throws w across, and the borders fold. Grey: not within 1 % of a minimiser's loss
after the steps taken.

Claims: cai2019.sign_kept_as_stated, beyond.converges_for_every_lr
"""

from __future__ import annotations

from typing import Any

import numpy as np

from bnlinear.dynamics import bngd_step
from bnlinear.sweeps.kernels.columns import DiagonalMatrix, columns
from figures.style import BLUE, COLUMN, ORANGE

SIZE = (COLUMN, 2.6)
STEPS = 4000
ANGLES, RATES = 240, 160


def compute(*, rng: Any = 0) -> dict[str, np.ndarray]:
    """Columns angle (in units of π), lr, side (+1, −1; 0: not yet)."""
    H, u = DiagonalMatrix(np.array([1.0, 8.0])), columns([[0.5**0.5], [0.5**0.5]])
    angle, lr = np.meshgrid(np.linspace(0, 2, ANGLES, endpoint=False) + 1 / ANGLES,
                            np.geomspace(1e-2, 1e3, RATES))
    angle, lr = angle.ravel(), lr.ravel()
    g = H @ u
    w = columns([np.cos(np.pi * angle), np.sin(np.pi * angle)])
    a = np.ones(len(lr))
    for _ in range(STEPS):
        a, w = bngd_step(a, w, H, g, lr, 1.0)
    b = (w @ g) / np.sqrt(w @ (H @ w))
    R_star = u @ g
    settled = (R_star - b * b) + (a - b) ** 2 <= 0.01 * R_star
    return {"angle": angle, "lr": lr, "side": np.where(settled, np.sign(a), 0).astype(int)}


def draw(columns: dict[str, np.ndarray], figure: Any) -> None:
    from matplotlib.colors import ListedColormap
    from matplotlib.patches import Patch

    ax = figure.subplots()
    x, y = np.unique(columns["angle"]), np.unique(columns["lr"])
    colours = [ORANGE, "0.75", BLUE]
    ax.pcolormesh(x, y, columns["side"].reshape(len(y), len(x)), cmap=ListedColormap(colours),
                  vmin=-1, vmax=1, rasterized=True)
    ax.set(yscale="log", xlabel=r"direction of $w_0$ (angle$/\pi$)",
           ylabel=r"learning rate $\varepsilon$")
    figure.legend([Patch(color=BLUE), Patch(color=ORANGE), Patch(color="0.75")],
                  [r"$w\to su,\ a>0$", r"$w\to -su,\ a<0$", "not yet"], loc="outside upper center",
                  ncols=3, handlelength=1)
