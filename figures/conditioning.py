"""What centring and normalizing do to the condition number of real mini-batches.

κ* (largest over smallest nonzero eigenvalue of the Hessian, exact) of random mini-batches of the
diabetes data (Efron et al. 2004; 10 features): as they are, centred, and normalized. Raw and
normalized points are moved to the left and right of their N. Hollow points are rank-deficient,
N ≤ 10 rows; there the theorem on centring has no hypothesis to stand on, and crosses mark the
batches that a normalization made worse.

Claims: lange2022.centring_full_rank, lange2022.centring_as_printed, beyond.centring_any_rank
"""

from __future__ import annotations

from typing import Any

import numpy as np

from bnlinear.tables import diabetes
from bnlinear.theory.hessians import Moments, hessian_spectra
from figures.style import BLUE, COLUMN, GREEN, ORANGE, RED

SIZE = (COLUMN, 2.7)
SIZES, BATCHES = (3, 5, 8, 12, 20, 60), 12
KINDS = {"raw": (r"raw $\hat H$", ORANGE, "s"), "centred": (r"centred $\hat H U$", GREEN, "^"),
         "bnp": (r"normalized $\hat G$", BLUE, "o")}


def compute(*, rng: Any = 0) -> dict[str, np.ndarray]:
    """Columns N, batch, kind, kappa, nullity and worse (than before this normalization: 0 or 1)."""
    table, draw = diabetes(), np.random.default_rng(rng)
    rows = []
    for N in SIZES:
        for batch in range(BATCHES):
            kept = draw.choice(len(table.X), size=N, replace=False)
            found = hessian_spectra(Moments.from_data(table.X[kept], table.y[kept]))
            kappa = {kind: float(found[kind].condition_number()) for kind in KINDS}
            for kind, before in (("raw", "raw"), ("centred", "raw"), ("bnp", "centred")):
                rows.append((N, batch, kind, kappa[kind], found["raw"].nullity,
                             int(kappa[kind] > kappa[before])))
    names = ("N", "batch", "kind", "kappa", "nullity", "worse")
    return {name: np.array(column) for name, column in zip(names, zip(*rows, strict=True),
                                                           strict=True)}


def draw(columns: dict[str, np.ndarray], figure: Any) -> None:
    ax = figure.subplots()
    shift = dict(zip(KINDS, (0.9, 1.0, 1.11), strict=True))
    x = columns["N"] * np.array([shift[kind] for kind in columns["kind"]])
    for kind, (label, colour, marker) in KINDS.items():
        for full in (True, False):
            own = (columns["kind"] == kind) & ((columns["nullity"] == 0) == full)
            ax.loglog(x[own], columns["kappa"][own], marker, markersize=3, color=colour,
                      markerfacecolor=colour if full else "white", markeredgewidth=0.7,
                      label=label if full else None)
    worse = columns["worse"] == 1
    ax.loglog(x[worse], columns["kappa"][worse], "x", color=RED, markersize=4.5,
              markeredgewidth=0.8, label="made worse")
    ax.axvspan(min(SIZES) * 0.8, 10.5, color="0.94", zorder=0, linewidth=0)
    ax.text(10, ax.get_ylim()[1], "rank-deficient: hollow", ha="right", va="top", fontsize=7)
    ax.set(xlabel=r"rows $N$ of the mini-batch (kinds side by side)",
           ylabel=r"$\kappa^*$", xlim=(min(SIZES) * 0.8, 75))
    ax.set_xticks(SIZES, [str(size) for size in SIZES])
    ax.minorticks_off()
    ax.legend(ncols=4, loc="upper center", bbox_to_anchor=(0.5, 1.16), columnspacing=0.8,
              handletextpad=0.1)
