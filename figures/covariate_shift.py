"""Covariate shift in 25-layer deep linear networks: two regimes, two answers.

1 − cos(G, G′), the gradient of a layer against the one it has after the layers before it moved:
medians and quartiles over networks, means over the first steps and all layers but the first. With
Gaussian weights gradients turn less without batch normalization, with orthogonal weights more.

Claims: covariate_shift.plain_is_higher, covariate_shift.plain_is_lower_orthogonal
"""

from __future__ import annotations

from typing import Any

import numpy as np

from bnlinear.dynamics.covariate_shift import covariate_shift
from bnlinear.problems.layers.deep_network import random_network
from figures.style import BLUE, COLUMN, ORANGE

SIZE = (COLUMN, 2.4)
DEPTH, WIDTH, ROWS, STEPS, NETWORKS = 25, 10, 20, 3, 24
RATES = 10.0 ** np.arange(-3, -0.9, 0.25)
TITLES = {"gaussian": "Gaussian weights", "orthogonal": "orthogonal weights"}
STYLES = {"plain": ("without BN", ORANGE, "s"), "bn": ("with BN", BLUE, "o")}


def compute(*, rng: Any = 0) -> dict[str, np.ndarray]:
    """Columns init, kind (plain or bn), lr; median, low and high (quartiles) of 1 − correlation;
    diverged (runs that did not complete, counted as 1 − 0)."""
    rows = []
    for init in TITLES:
        streams = np.random.default_rng(rng).spawn(NETWORKS)
        starts = [_start(init, stream) for stream in streams]
        for kind in STYLES:
            for lr in RATES:
                found = [covariate_shift(networks[kind], x, y, lr=lr, steps=STEPS)
                         for x, y, networks in starts]
                turned = [1 - np.nan_to_num(run.correlation) for run in found]
                low, middle, high = np.quantile(turned, [0.25, 0.5, 0.75])
                diverged = sum(len(run.cosine) < STEPS for run in found)
                rows.append((init, kind, lr, middle, low, high, diverged))
    names = ("init", "kind", "lr", "median", "low", "high", "diverged")
    return {name: np.array(column) for name, column in zip(names, zip(*rows, strict=True),
                                                           strict=True)}


def _start(init: str, rng: np.random.Generator) -> tuple[Any, Any, dict[str, Any]]:
    """Data, and the same weights with and without batch normalization."""
    x = rng.standard_normal((ROWS, WIDTH))
    y = x @ rng.standard_normal((WIDTH, WIDTH)) / np.sqrt(WIDTH)
    seed = int(rng.integers(2**32))
    return x, y, {kind: random_network([WIDTH] * (DEPTH + 1), batch_norm=kind == "bn",
                                       linear_output=True, init=init, rng=seed) for kind in STYLES}


def draw(columns: dict[str, np.ndarray], figure: Any) -> None:
    axes = figure.subplots(1, 2, sharey=True)
    for ax, init in zip(axes, TITLES, strict=True):
        for kind, (label, colour, marker) in STYLES.items():
            own = (columns["init"] == init) & (columns["kind"] == kind)
            lr, middle, low, high = (columns[name][own] for name in ("lr", "median", "low", "high"))
            ax.fill_between(lr, low, high, color=colour, alpha=0.25, linewidth=0)
            ax.loglog(lr, middle, marker=marker, markersize=3, linewidth=0.8, color=colour,
                      label=label)
        ax.set(xlabel=r"learning rate $\varepsilon$", title=TITLES[init])
    axes[0].set_ylabel(r"$1-\cos(G,\,G')$")
    axes[1].legend(loc="lower right")
