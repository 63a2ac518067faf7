"""The usable range Ω of learning rates grows with the dimension, on average over starts.

Medians and quartiles over draws of Ω, the largest over the smallest useful learning rate by the two
asymptotes of BNGD. u and w₀ are uniform on the unit sphere, a₀ = b₀, and the eigenvalues
linspace(1, 10⁴, d): a line of slope 1, the law's median, goes through. The start w₀ = Hu/|Hu|,
whose b₀ is of the order of √R*, sees no effect of the dimension.

Claims: cai2019.dimension_helps_on_average
"""

from __future__ import annotations

from typing import Any

import numpy as np

from bnlinear.theory.bngd import usable_range_median
from figures.style import BLUE, COLUMN, MEASURED, ORANGE, THEORY
from proofs_checks.cai2019.robustness import usable_ranges

SIZE = (COLUMN, 2.5)
DIMENSIONS = (10, 30, 100, 300, 1000, 3000)
DRAWS = 400
STYLES = {"random": (r"$w_0$ random", BLUE, "o"), "special": (r"$w_0=Hu/\|Hu\|$", ORANGE, "s")}


def compute(*, rng: Any = 0) -> dict[str, np.ndarray]:
    """Columns start, d; median, low and high (quartiles) of Ω; law (nan for the special start)."""
    draw, rows = np.random.default_rng(rng), []
    for d in DIMENSIONS:
        eigenvalues = np.linspace(1.0, 1e4, d)
        u, w0 = (v / np.linalg.norm(v, axis=1, keepdims=True)
                 for v in draw.standard_normal((2, DRAWS, d)))
        g = eigenvalues * u
        special = g / np.linalg.norm(g, axis=1, keepdims=True)
        for start, w, law in (("random", w0, usable_range_median(eigenvalues)),
                              ("special", special, np.nan)):
            low, middle, high = np.quantile(usable_ranges(eigenvalues, u, w), [0.25, 0.5, 0.75])
            rows.append((start, d, middle, low, high, law))
    names = ("start", "d", "median", "low", "high", "law")
    return {name: np.array(column) for name, column in zip(names, zip(*rows, strict=True),
                                                           strict=True)}


def draw(columns: dict[str, np.ndarray], figure: Any) -> None:
    ax = figure.subplots()
    for start, (label, colour, marker) in STYLES.items():
        own = columns["start"] == start
        d, middle, low, high = (columns[name][own] for name in ("d", "median", "low", "high"))
        style = MEASURED | {"marker": marker, "color": colour, "markersize": 3.2}
        ax.errorbar(d, middle, (middle - low, high - middle), elinewidth=0.7, **style, label=label)
    own = columns["start"] == "random"
    ax.loglog(columns["d"][own], columns["law"][own], **THEORY, label="dimension law, slope 1")
    ax.set(xscale="log", yscale="log", xlabel=r"dimension $d$", ylabel=r"usable range $\Omega$")
    ax.set_xticks(DIMENSIONS, [str(d) for d in DIMENSIONS])
    ax.minorticks_off()
    ax.legend(loc="upper left")
