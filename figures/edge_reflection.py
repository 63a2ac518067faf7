"""Above the edge of stability BNGD bounces back: êλmax(H*) = 2 + δ becomes about 2 − δ.

Started at a minimiser with a tiny transverse component, at an effective learning rate above the
edge: the component grows, w grows with it, ê falls below 2/λmax(H*) and stays there. Points are
runs (ε_a = 1) on random problems, the dashed line is the reflection, to leading order in δ.

The dotted line is the law 1/s + 1/s_∞ = 1, also to leading order in δ, closer to the runs where δ
is large. With s = êλmax(H*) a step multiplies the component's square z² by (1 − s)², and |w|² grows
by s²z² while s|w|² is constant. In continuous time dz²/ds ∝ (2 − s)/s³, and z² returns to 0 at s_∞.

Claims: beyond.edge_reflection, beyond.edge_law
"""

from __future__ import annotations

from typing import Any

import numpy as np

from bnlinear import BNGD, LeastSquares, iterate
from bnlinear.theory.bngd import effective_lr_limit
from figures.style import BLUE, COLUMN, GREEN, MEASURED, ORANGE, THEORY

SIZE = (COLUMN, 2.6)
DELTAS = np.geomspace(0.01, 0.8, 14)
DIMENSIONS = {2: (BLUE, "o"), 5: (ORANGE, "s"), 20: (GREEN, "^")}
PERTURBATION, DECAY = 1e-4, 40  # steps: DECAY/δ; the component needs ln(1e4)/δ out and back


def compute(*, rng: Any = 0) -> dict[str, np.ndarray]:
    """Columns d, delta, start and limit of êλmax(H*)."""
    draw, rows = np.random.default_rng(rng), []
    for d in DIMENSIONS:
        u = draw.standard_normal(d)
        problem = LeastSquares.from_spectrum(np.linspace(1.0, 3.0, d), u / np.linalg.norm(u))
        values, vectors = np.linalg.eigh(problem.H_star)
        w0 = problem.u + PERTURBATION * vectors[:, -1]
        a0 = np.sqrt(problem.g @ problem.u)
        for delta in DELTAS:
            lr = (2 + delta) / values[-1]
            run = iterate(BNGD(lr=lr), problem, int(DECAY / delta), w0=w0, a0=a0)
            limit = effective_lr_limit(problem, run.w[-1], lr) * values[-1]
            rows.append((d, delta, 2 + delta, limit))
    names = ("d", "delta", "start", "limit")
    return {name: np.array(column) for name, column in zip(names, zip(*rows, strict=True),
                                                           strict=True)}


def draw(columns: dict[str, np.ndarray], figure: Any) -> None:
    ax = figure.subplots()
    starts = np.linspace(2, 2.8, 41)
    ax.plot(starts, 4 - starts, **THEORY, label=r"reflection $2-\delta$")
    ax.plot(starts, starts / (starts - 1), **THEORY | {"linestyle": ":"},
            label=r"law $1/s+1/s_\infty=1$")
    ax.axhline(2, color="0.6", linewidth=0.9)
    ax.text(2.82, 1.985, "edge of stability", fontsize=7, ha="right", va="top", color="0.4")
    for d, (colour, marker) in DIMENSIONS.items():
        own = columns["d"] == d
        style = MEASURED | {"marker": marker, "color": colour, "markersize": 3.2}
        ax.plot(columns["start"][own], columns["limit"][own], **style, label=f"$d={d}$")
    ax.set(xlabel=r"$\hat\varepsilon\,\lambda_{\max}(H^*)$ at the start, $2+\delta$",
           ylabel=r"$\hat\varepsilon_\infty\lambda_{\max}(H^*)$", ylim=(1.1, 2.05))
    ax.legend(loc="lower left")
