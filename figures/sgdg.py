"""SGD-G against SGD with momentum on batch-normalized least squares.

Above: the angle to the line of the minimiser, all at one learning rate. SGD-G lives on the sphere
and does not see |w₀|; SGD starts with the effective learning rate η/|w₀|². Below: the angle after k
steps against the learning rate, on one grid. SGD-G has an upper edge near 2(1 + γ)/(|u|²λmax(H*)),
the line, as gradient descent has, but whatever |w₀|. SGD has none here: |w| grows until η fits, and
the price is slow steps; ten times |w₀| shifts its range by a hundred.

Claims: cho2017.plain_gd_is_a_geodesic, cho2017.momentum_is_bounded, cho2017.gradient_scales
"""

from __future__ import annotations

from typing import Any

import numpy as np

from bnlinear import BNSGD, SGDG, LeastSquares, iterate
from bnlinear.dynamics import angle_between
from bnlinear.theory import sgdg_lr_max
from figures.style import BLUE, COLOURS, COLUMN, MEASURED, THEORY

SIZE = (COLUMN, 4.2)
STEPS, LR, MOMENTUM = 300, 0.1, 0.9
GRID = np.geomspace(1e-3, 1e3, 49)
#: Name: method, |w₀|, colour, marker.
RUNS = {
    "SGD-G": (SGDG, 1.0, COLOURS["SGD-G"], "o"),
    r"SGD, $|w_0|=1$": (BNSGD, 1.0, COLOURS["SGD"], "s"),
    r"SGD, $|w_0|=10$": (BNSGD, 10.0, BLUE, "^"),
}


def compute(*, rng: Any = 0) -> dict[str, np.ndarray]:
    """Columns panel ("step", "lr"), curve, step, lr, angle (to the line of u) and edge."""
    u, w0 = np.random.default_rng(rng).standard_normal((2, 20))
    problem = LeastSquares.from_spectrum(np.geomspace(0.4, 4.0, 20), u / np.linalg.norm(u))
    w0, edge = w0 / np.linalg.norm(w0), sgdg_lr_max(problem, MOMENTUM)
    rows = []
    for name, (method, length, *_) in RUNS.items():
        for panel, rates, steps in (("step", [LR], range(STEPS + 1)), ("lr", GRID, [STEPS])):
            for lr in rates:
                run = iterate(method(lr, MOMENTUM), problem, STEPS, w0=length * w0)
                rows += [(panel, name, k, lr, _to_line(run.w[k], problem.u), edge) for k in steps]
    names = ("panel", "curve", "step", "lr", "angle", "edge")
    return {name: np.array(column) for name, column in zip(names, zip(*rows, strict=True),
                                                           strict=True)}


def _to_line(w: np.ndarray, u: np.ndarray) -> float:
    angle = float(angle_between(w, u))
    return min(angle, np.pi - angle)


def draw(columns: dict[str, np.ndarray], figure: Any) -> None:
    against_step, against_lr = figure.subplots(2)
    for name, (_, _, colour, marker) in RUNS.items():
        style = MEASURED | {"color": colour, "marker": marker}
        own = (columns["curve"] == name) & (columns["panel"] == "step")
        against_step.semilogy(columns["step"][own][::6], columns["angle"][own][::6], **style,
                              label=name)
        own = (columns["curve"] == name) & (columns["panel"] == "lr")
        against_lr.loglog(columns["lr"][own], columns["angle"][own], **style)
    against_lr.axvline(columns["edge"][0], **THEORY | {"color": COLOURS["SGD-G"]},
                       label="edge of SGD-G")
    for ax in (against_step, against_lr):
        ax.set(ylabel=r"angle$(w_k,\ \mathbb{R}u)$", ylim=(1e-9, 5))
    against_step.set(xlabel=r"step $k$")
    against_lr.legend(loc="lower left", handlelength=1.2, handletextpad=0.3, borderaxespad=0.1)
    against_step.legend(loc="lower left", handletextpad=0.1)
    against_step.set_title(rf"$\eta={LR:g}$, $\gamma={MOMENTUM:g}$")
    against_lr.set(xlabel=r"learning rate $\eta$", xlim=(GRID[0] / 1.2, GRID[-1] * 1.2))
    against_lr.set_title(rf"$k={STEPS}$")
