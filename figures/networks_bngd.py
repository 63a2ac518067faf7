"""BNGD on MNIST: accuracy AND loss against the learning rate, one rate for all and ε_a apart.

784-100-10 with ReLU, batches of 60, two epochs of 4000 images, medians and quartiles over five
seeds. With ε_a = 0.1 for γ, β and the last layer, the weights in front of batch normalization take
any rate over decades. With one rate for everything (and batch normalization behind the last layer
too) the accuracy stays, while the training loss grows like the rate: the accuracy alone does not
show it.

Claims: networks.bngd_apart, networks.bngd_one_rate
"""

from __future__ import annotations

from typing import Any

import numpy as np

from figures._networks import quartiles, table, train
from figures.style import COLOURS, GREEN, PAGE

SIZE = (PAGE, 2.5)
SHAPE = "784-100-10"
RATES = 10.0 ** np.arange(-4, 7.1, 0.5)
CASES: dict[str, tuple[str, dict[str, Any]]] = {
    "GD": ("vanilla", {}), "BNGD apart": ("bngd", {"lr_a": 0.1}),
    "BNGD one rate": ("bn", {"options": {"normalise_output": True}})}
STYLES = {"GD": (COLOURS["GD"], "s", "GD"),
          "BNGD apart": (COLOURS["BNGD"], "o", r"BNGD, $\varepsilon_a=0.1$"),
          "BNGD one rate": (GREEN, "^", "BNGD, one rate for all")}


def compute(*, rng: Any = 0, quick: bool = False) -> dict[str, np.ndarray]:
    """Columns case, lr; accuracy (test, a share) and loss (training), each with _low and _high."""
    rows = []
    for case, (method, settings) in CASES.items():
        run = train(method, RATES[::2] if quick else RATES, rng=rng, quick=quick, shape=SHAPE,
                    epochs=2, batch_size=60, **settings)
        wrong = np.nan_to_num(run.test_error[-1], nan=1.0)
        rows += [(case, *row) for row in zip(run.learning_rates, *(1 - quartiles(wrong)[::-1]),
                                             *quartiles(run.loss[-1]), strict=True)]
    return table(("case", "lr", "accuracy_low", "accuracy", "accuracy_high", "loss_low", "loss",
                  "loss_high"), rows)


def draw(columns: dict[str, np.ndarray], figure: Any) -> None:
    left, right = figure.subplots(1, 2)
    for case, (colour, marker, label) in STYLES.items():
        own = columns["case"] == case
        for ax, what, factor in ((left, "accuracy", 100), (right, "loss", 1)):
            low, middle, high = (factor * columns[what + end][own] for end in ("_low", "", "_high"))
            low, middle, high = (np.where(np.isfinite(part) & (part < 1e9), part, np.nan)
                                 for part in (low, middle, high))
            ax.fill_between(columns["lr"][own], low, high, color=colour, alpha=0.25, linewidth=0)
            ax.plot(columns["lr"][own], middle, marker=marker, markersize=3, linewidth=0.8,
                    color=colour, label=label)
    left.set(xscale="log", xlabel=r"learning rate $\varepsilon$", ylim=(0, 100),
             ylabel="test accuracy in %")
    right.set(xscale="log", yscale="log", xlabel=r"learning rate $\varepsilon$",
              ylabel=r"training loss $\mathcal{L}$")
    figure.legend(*left.get_legend_handles_labels(), loc="outside upper center", ncols=3)
