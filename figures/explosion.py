"""Gradient explosion: what a layer with batch normalization multiplies gradients by.

Above, the factor of the squared gradient norm against the batch size B: the closed form (leaky
ReLU of slope α, infinite width) as a line, its limit E[φ′²]/Var φ dashed, simulated networks as
points, with the standard error of the mean. tanh has a limit only. Below, the squared norm k layers
before the output, relative to that one layer before it: the factor to the power of k − 1. (A width
of 300 is not infinite: after 30 layers some ten per cent may be missing.)

Claims: yang2019.explosion, yang2019.explosion_finite_batch, yang2019.norm_as_printed
"""

from __future__ import annotations

from typing import Any

import numpy as np

from bnlinear.problems.layers.activations import IDENTITY, RELU, TANH, leaky_relu
from bnlinear.theory.explosion import explosion_factor, finite_batch_factor, simulate_explosion
from figures.style import BLUE, COLUMN, GREEN, MEASURED, ORANGE, PURPLE

SIZE = (COLUMN, 4.4)
WIDTH, ROWS, RUNS = 300, 192, 3
SIZES = (5, 6, 8, 12, 16, 32, 128)
DEPTH, DEEP_BATCH = 31, 16
KINDS: dict[str, tuple[Any, float | None, str, str]] = {
    "ReLU": (RELU, 0.0, BLUE, "o"), "leaky ReLU": (leaky_relu(0.3), 0.3, GREEN, "^"),
    "tanh": (TANH, None, PURPLE, "v"), "identity": (IDENTITY, 1.0, ORANGE, "s")}
LABELS = {"leaky ReLU": r"leaky ReLU, $\alpha=0.3$"}


def compute(*, rng: Any = 0) -> dict[str, np.ndarray]:
    """Columns panel, curve, x (batch size or layers), measured, error, theory and limit (nan where
    there is none)."""
    streams = iter(np.random.default_rng(rng).spawn(len(KINDS) * (len(SIZES) + 1)))
    rows: list[tuple] = []
    for name, (activation, slope, *_) in KINDS.items():
        limit = explosion_factor(activation)
        for B in SIZES:
            run = simulate_explosion(activation, B, width=WIDTH, depth=6, runs=RUNS,
                                     batches=max(1, ROWS // B), rng=next(streams))
            theory = np.nan if slope is None else finite_batch_factor(B, slope)
            rows.append(("factor", name, B, run.factors.mean(),
                         run.factors.std(ddof=1) / RUNS**0.5, theory, limit))
        rows += _deep(name, activation, slope, next(streams))
    names = ("panel", "curve", "x", "measured", "error", "theory", "limit")
    return {name: np.array(column) for name, column in zip(names, zip(*rows, strict=True),
                                                           strict=True)}


def _deep(name: str, activation: Any, slope: float | None, rng: Any) -> list[tuple]:
    """Geometric means over runs of |∂ℓ/∂x|², from the layer before the output on."""
    run = simulate_explosion(activation, DEEP_BATCH, width=WIDTH, depth=DEPTH, runs=2, batches=4,
                             rng=rng)
    norms2 = run.norms2[:, -2:0:-1]  # without the output itself and the input of the first layer
    grown = np.log(norms2 / norms2[:, :1])
    factor = np.nan if slope is None else finite_batch_factor(DEEP_BATCH, slope)
    return [("depth", name, k + 1, np.exp(grown[:, k].mean()), np.ptp(grown[:, k]) / 2, factor**k,
             np.nan) for k in range(grown.shape[1])]


def draw(columns: dict[str, np.ndarray], figure: Any) -> None:
    above, below = figure.subplots(2, 1)
    for name, (_, _, colour, marker) in KINDS.items():
        own = {panel: {key: values[(columns["panel"] == panel) & (columns["curve"] == name)]
                       for key, values in columns.items()} for panel in ("factor", "depth")}
        style = MEASURED | {"marker": marker, "color": colour, "markersize": 3.2}
        at = own["factor"]
        above.semilogx(at["x"], at["theory"], color=colour, linewidth=0.9)
        above.axhline(at["limit"][0], color=colour, linewidth=0.7, linestyle="--")
        above.errorbar(at["x"], at["measured"], at["error"], elinewidth=0.7, **style,
                       label=LABELS.get(name, name))
        at, shown = own["depth"], slice(None, None, 3)
        below.semilogy(at["x"], at["theory"], color=colour, linewidth=0.9)
        below.semilogy(at["x"][shown], at["measured"][shown], **style)
    above.set(xlabel=r"batch size $B$", ylabel="factor per layer of\n"
              r"$|\partial\ell/\partial x|^2$", ylim=(0.95, 2.35))
    above.set_xticks([5, 8, 16, 32, 64, 128], ["5", "8", "16", "32", "64", "128"])
    above.minorticks_off()
    above.text(132, np.pi / (np.pi - 1) - 0.015, r"$\pi/(\pi-1)$", fontsize=7, ha="right", va="top")
    above.plot([], [], color="0.3", linewidth=0.9, label="closed form, batch $B$")
    above.plot([], [], color="0.3", linewidth=0.7, linestyle="--", label=r"$B\to\infty$")
    above.legend(ncols=2, columnspacing=1.0)
    below.set(xlabel=r"layers $k$ before the output", xlim=(0, DEPTH),
              ylabel=r"$|\partial\ell/\partial x_{-k}|^2\,/\,|\partial\ell/\partial x_{-1}|^2$")
    below.text(0.03, 0.95, f"$B={DEEP_BATCH}$", transform=below.transAxes, va="top", fontsize=7)
