"""What batch normalization does not need: noise behind it, and adaptive clipping without it.

784-100-100-100-10 on MNIST, batches of 60, two epochs of 4000 images, medians and quartiles over
five seeds. Noise that gives each activation another mean and scale at every step takes away what BN
is said to keep fixed, and costs little. At high rates vanilla fails, adaptive gradient clipping (λ
= 0.05) helps it, and BN goes on.

Claims: networks.noise_behind_bn, brock2021.step_bound
"""

from __future__ import annotations

from typing import Any

import numpy as np

from figures._networks import band, quartiles, table, train
from figures.style import PAGE

SIZE = (PAGE, 2.5)
RATES = 10.0 ** np.arange(-2, 1.1, 0.5)
CASES: dict[str, tuple[str, dict[str, Any]]] = {
    "vanilla": ("vanilla", {}), "BN": ("bn", {}), "BN + noise": ("noise", {}),
    "AGC": ("agc", {"clipping": 0.05})}


def compute(*, rng: Any = 0, quick: bool = False) -> dict[str, np.ndarray]:
    """Columns method, lr; loss (training) and error (test, a share), each with _low and _high."""
    rows = []
    for name, (method, settings) in CASES.items():
        run = train(method, RATES, rng=rng, quick=quick, epochs=2, batch_size=60, **settings)
        wrong = np.nan_to_num(run.test_error[-1], nan=1.0)
        rows += [(name, *row) for row in zip(RATES, *quartiles(run.loss[-1]), *quartiles(wrong),
                                             strict=True)]
    return table(("method", "lr", "loss_low", "loss", "loss_high", "error_low", "error",
                  "error_high"), rows)


def draw(columns: dict[str, np.ndarray], figure: Any) -> None:
    axes = figure.subplots(1, 2)
    for name in CASES:
        own = columns["method"] == name
        for ax, what, factor in zip(axes, ("loss", "error"), (1, 100), strict=True):
            band(ax, columns["lr"][own], *(factor * columns[what + end][own]
                                           for end in ("_low", "", "_high")), name)
    axes[0].set(ylabel=r"training loss $\mathcal{L}$", ylim=(0.03, 5))
    axes[1].set(ylabel="test error in %", ylim=(4, 110))
    axes[1].set_yticks([5, 10, 20, 50, 100], ["5", "10", "20", "50", "100"])
    for ax in axes:
        ax.set(xscale="log", yscale="log", xlabel=r"learning rate $\eta$")
    axes[1].minorticks_off()
    axes[0].legend(loc="lower left", ncols=2)
