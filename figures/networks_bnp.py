"""BNP, BN and vanilla networks on MNIST, against the learning rate, at batch sizes 60, 6 and 1.

Training loss of 784-100-100-100-10 (top) and of two convolutions with a dense layer (bottom), ReLU,
medians and quartiles over five seeds. Batches of 60: three epochs of 4000 images (convolutions: two
of 2000); of 6: one epoch of 2000; of 1: one of 1000. BNP has running moments and q² = max(m/N, 1),
N counting rows × positions; so q² is 1 for the convolutions, but 131 for their last layer at B = 6,
and BNP does better there without the division. On a batch of one row BN's output is β whatever the
weights, so it is not drawn; a convolution still has positions.

Claims: networks.bnp_*
"""

from __future__ import annotations

from typing import Any

import numpy as np

from figures._networks import DENSE, band, quartiles, table, train
from figures.style import PAGE

SIZE = (PAGE, 3.9)
RATES = 10.0 ** np.arange(-2.5, 0.6, 0.5)
SMALL = 10.0 ** np.arange(-3.5, -0.4, 0.5)
#: Batch size, epochs and images, for either network; and the rates.
CASES = {"dense": [(60, 3, 4000, RATES), (6, 1, 2000, RATES), (1, 1, 1000, SMALL)],
         "cnn": [(60, 2, 2000, RATES), (6, 1, 1000, RATES), (1, 1, 400, SMALL)]}
METHODS: dict[str, tuple[str, dict[str, Any]]] = {
    "vanilla": ("vanilla", {}), "BN": ("bn", {}), "BNP": ("bnp", {}),
    "BNP without $q^2$": ("bnp", {"scale": "none"})}
#: BN on batches of one is β; without q² is drawn where the question is, for convolutions.
LEFT_OUT = {("dense", 1, "BN"), *(("dense", size, "BNP without $q^2$") for size in (60, 6, 1))}


def compute(*, rng: Any = 0, quick: bool = False) -> dict[str, np.ndarray]:
    """Columns network, batch_size, method, lr, and loss with its quartiles _low and _high."""
    rows = []
    for shape, cases in CASES.items():
        for size, epochs, samples, rates in cases:
            for name, (method, settings) in METHODS.items():
                if (shape, size, name) in LEFT_OUT:
                    continue
                run = train(method, rates, rng=rng, quick=quick, samples=samples, epochs=epochs,
                            batch_size=size, shape=DENSE if shape == "dense" else shape, **settings)
                rows += [(shape, size, name, *row)
                         for row in zip(rates, *quartiles(run.loss[-1]), strict=True)]
    return table(("network", "batch_size", "method", "lr", "loss_low", "loss", "loss_high"), rows)


def draw(columns: dict[str, np.ndarray], figure: Any) -> None:
    axes = figure.subplots(2, 3, sharey=True)
    for row, (shape, cases) in enumerate(CASES.items()):
        for ax, (size, *_) in zip(axes[row], cases, strict=True):
            for name in METHODS:
                own = ((columns["network"] == shape) & (columns["batch_size"] == size)
                       & (columns["method"] == name))
                if own.any():
                    band(ax, *(columns[key][own] for key in ("lr", "loss_low", "loss",
                                                             "loss_high")), name)
            ax.set(xscale="log", yscale="log", ylim=(0.015, 5))
            if row == 0:
                ax.set_title(f"batch size $B={size}$")
            else:
                ax.set_xlabel(r"learning rate $\eta$")
    axes[0, 0].set_ylabel("training loss, dense")
    axes[1, 0].set_ylabel("training loss, convolutions")
    handles, labels = axes[1, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=4)
