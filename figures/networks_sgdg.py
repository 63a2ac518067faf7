"""SGD-G and Adam-G beside SGD on MNIST, with the drops of the rate.

784-100-100-100-10 with batch normalization, batches of 60, twelve epochs of 4000 images; all rates
are divided by 5 after epochs 6 and 9. Medians and quartiles over five seeds: training loss and test
error after each epoch. SGD has momentum 0.9, η = 0.1 and weight decay 5e-4; SGD-G the paper's η =
0.2 and Adam-G its 0.05, both with α = 0.1. Their training losses are NOT below SGD's; the drop is
real.

Claims: networks.sgdg_above_sgd, networks.rate_drop, networks.orthogonality_costs
"""

from __future__ import annotations

from typing import Any

import numpy as np

from bnlinear.training.networks import Drops
from figures._networks import band, quartiles, table, train
from figures.style import PAGE, THEORY

SIZE = (PAGE, 2.5)
EPOCHS, DROPS = 12, (6, 9)
CASES: dict[str, tuple[str, float, dict[str, Any]]] = {
    "SGD": ("bn", 0.1, {"momentum": 0.9, "weight_decay": 5e-4}), "SGD-G": ("sgdg", 0.2, {}),
    "Adam-G": ("adamg", 0.05, {})}


def compute(*, rng: Any = 0, quick: bool = False) -> dict[str, np.ndarray]:
    """Columns method, epoch; loss (training) and error (test, a share), each with _low, _high."""
    rows = []
    for name, (method, lr, settings) in CASES.items():
        run = train(method, [lr], rng=rng, quick=quick, epochs=EPOCHS, batch_size=60,
                    schedule=Drops(DROPS), observe="epoch", **settings)
        loss, error = (quartiles(values[:, :, 0].T) for values in (run.loss, run.test_error))
        rows += [(name, epoch, *row)
                 for epoch, row in enumerate(zip(*loss, *error, strict=True))]
    return table(("method", "epoch", "loss_low", "loss", "loss_high", "error_low", "error",
                  "error_high"), rows)


def draw(columns: dict[str, np.ndarray], figure: Any) -> None:
    axes = figure.subplots(1, 2)
    for name in CASES:
        own = columns["method"] == name
        for ax, what, factor in zip(axes, ("loss", "error"), (1, 100), strict=True):
            band(ax, columns["epoch"][own], *(factor * columns[what + end][own]
                                              for end in ("_low", "", "_high")), name)
    for ax, label in zip(axes, (r"training loss $\mathcal{L}$", "test error in %"), strict=True):
        for epoch in DROPS:
            ax.axvline(epoch, **THEORY | {"linewidth": 0.5, "color": "grey"})
        ax.set(xlabel="epoch (dashed: rates divided by 5)", ylabel=label, yscale="log",
               xlim=(0.5, EPOCHS + 0.3))
    axes[0].set_ylim(0.002, 0.8)
    axes[1].set_ylim(3, 20)
    axes[1].set_yticks([3, 5, 10, 20], ["3", "5", "10", "20"])
    axes[1].minorticks_off()
    axes[0].legend(loc="lower left")
