"""Gradients at random starts by depth: an explosion with batch norm, a power law with skips.

Squared gradient at each block's output, going back from the last of 40, relative to that one:
blocks x ↦ φ(BN(Wx)), and x ↦ x + φ(BN(Wx)) with skip connections. Width 400, batches of 64, ReLU;
medians and quartiles over five seeds. Dashed, the laws for infinite width and batch: each block
multiplies by π/(π − 1), and with skips block l by 1 + E[φ′²]/(1 + l·Var φ) only.

Claims: yang2019.explosion, beyond.skip_growth
"""

from __future__ import annotations

from typing import Any

import numpy as np

from bnlinear.problems import ACTIVATIONS, network
from bnlinear.theory import explosion
from figures._networks import QUICK_SEEDS, SEEDS, quartiles, table
from figures.style import BLUE, COLUMN, MEASURED, ORANGE, THEORY

SIZE = (COLUMN, 2.6)
DEPTH, WIDTH, BATCH = 40, 400, 64


def compute(*, rng: Any = 0, quick: bool = False) -> dict[str, np.ndarray]:
    """Columns skip, block (counted from the output), growth with _low and _high, and theory."""
    rows = []
    slope, variance = 0.5, 0.5 - 0.5 / np.pi  # E[φ′²] and Var φ of ReLU
    for skip in (False, True):
        seeds = np.random.default_rng(rng).spawn(QUICK_SEEDS if quick else SEEDS)
        measured = quartiles(np.array([_growth(skip, seed, 100 if quick else WIDTH)
                                       for seed in seeds]))
        base = explosion.explosion_factor(ACTIVATIONS["relu"])
        for back in range(DEPTH):
            law = base**back if not skip else (
                explosion.skip_growth(DEPTH, slope, variance)
                / explosion.skip_growth(DEPTH - back, slope, variance))
            rows.append((skip, back, *measured[:, back], float(law)))
    return table(("skip", "block", "growth_low", "growth", "growth_high", "theory"), rows)


def _growth(skip: bool, rng: np.random.Generator, width: int) -> np.ndarray:
    """|∂ℓ/∂x|² at the output of the last block, of the one before, …, over the first of these."""
    net = network("-".join([str(width)] * (DEPTH + 2)), batch_norm="before", skip=skip, eps=0.0)
    weights = tuple(p._replace(W=p.W / np.sqrt(2)) for p in net.start(rng))
    x = rng.standard_normal((BATCH, width))
    out, traces = net.forward(weights, x)
    g, found = rng.standard_normal(out.shape), []
    for number in reversed(range(DEPTH + 1)):
        _, g = net.layers[number].backward(weights[number], traces[number], g)
        found.append((g**2).sum())
    return np.array(found[:DEPTH]) / found[0]


def draw(columns: dict[str, np.ndarray], figure: Any) -> None:
    ax = figure.subplots()
    for skip, colour, name in ((False, ORANGE, "without skips"), (True, BLUE, "with skips")):
        own = columns["skip"] == skip
        block = columns["block"][own]
        ax.fill_between(block, columns["growth_low"][own], columns["growth_high"][own],
                        color=colour, alpha=0.25, linewidth=0)
        ax.plot(block, columns["growth"][own], **MEASURED | {"color": colour}, label=name)
        ax.plot(block, columns["theory"][own], **THEORY, label="infinite width" if skip else None)
    ax.set(yscale="log", xlabel="blocks back from the output",
           ylabel=r"$|\partial\ell/\partial x|^2$, relative")
    ax.legend(loc="upper left")
