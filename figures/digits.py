"""Vanilla, BN and BNP on real digits, against the learning rate, at batch sizes 60, 6 and 1.

Softmax regression on scikit-learn's digits (1797 images of 8 × 8 pixels in [0, 1]), 5 epochs, one
grid of learning rates for all; medians and quartiles over five splits, starts and shuffles. BN's
gradient goes through the batch statistics, and it predicts with those of the training table; BNP
has running moments and q² = max(m/N, 1). On a batch of one row BN's output does not depend on the
weights, and it learns nothing. The division by q² keeps BNP's best learning rate in its place, and
makes small ones slower than vanilla's on small batches. What BNP gains is speed: with EPOCHS = 30
the best test errors of vanilla and BNP agree within the noise of the splits.

Claims: lange2022.one_bn_step, lange2022.online_batch_one_as_printed
"""

from __future__ import annotations

from typing import Any

import numpy as np

from bnlinear.problems import softmax_regression
from bnlinear.training import BNP, SGD, BNInputs, BNOutputs, train
from figures.style import COLOURS, GREEN, PAGE

SIZE = (PAGE, 3.7)
BATCH_SIZES, EPOCHS, SEEDS, TEST_ROWS = (60, 6, 1), 5, 5, 357
RATES = 10.0 ** np.arange(-3, 3.1, 0.5)
STYLES = {"vanilla": (COLOURS["vanilla"], "s"), "BN of pre-activations": (COLOURS["BN"], "^"),
          "BN of inputs": (GREEN, "v"), "BNP": (COLOURS["BNP"], "o")}


def compute(*, rng: Any = 0) -> dict[str, np.ndarray]:
    """Columns batch_size, method, lr; loss (training) and error (test, a share), each with the
    quartiles _low and _high."""
    X, y = _digits()
    rows = []
    streams = np.random.default_rng(rng).spawn(SEEDS)
    runs: dict[tuple[int, str], list[Any]] = {}
    for stream in streams:
        order, seed = stream.permutation(len(X)), int(stream.integers(2**32))
        test, model = (softmax_regression(X[part], y[part])
                       for part in (order[:TEST_ROWS], order[TEST_ROWS:]))
        for size in BATCH_SIZES:
            for name, method in _methods(size).items():
                runs.setdefault((size, name), []).append(
                    train(method, model, epochs=EPOCHS, batch_size=size, test=test, rng=seed))
    for (size, name), found in runs.items():
        loss = _quartiles([run.loss[-1] for run in found])
        error = _quartiles([run.test_error[-1] for run in found])
        rows += [(size, name, *row) for row in zip(RATES, *loss, *error, strict=True)]
    names = ("batch_size", "method", "lr", "loss_low", "loss", "loss_high", "error_low", "error",
             "error_high")
    return {name: np.array(column) for name, column in zip(names, zip(*rows, strict=True),
                                                           strict=True)}


def _digits() -> tuple[np.ndarray, np.ndarray]:
    try:
        from sklearn.datasets import load_digits
    except ImportError as error:
        raise ImportError("the digits come with scikit-learn: pip install scikit-learn") from error
    X, y = load_digits(return_X_y=True)
    return X / 16, y


def _methods(batch_size: int) -> dict[str, Any]:
    batch_norm: dict[str, Any] = {"inference": "population", "single_rows": batch_size == 1}
    return {"vanilla": SGD(RATES), "BN of inputs": BNInputs(RATES, **batch_norm),
            "BN of pre-activations": BNOutputs(RATES, **batch_norm), "BNP": BNP(RATES)}


def _quartiles(values: list[np.ndarray]) -> np.ndarray:
    """Lower quartile, median, upper quartile over the seeds, shape (3, rates)."""
    return np.quantile(values, [0.25, 0.5, 0.75], axis=0)


def draw(columns: dict[str, np.ndarray], figure: Any) -> None:
    axes = figure.subplots(2, len(BATCH_SIZES), sharex=True, sharey="row")
    for place, size in enumerate(BATCH_SIZES):
        for name, (colour, marker) in STYLES.items():
            own = (columns["batch_size"] == size) & (columns["method"] == name)
            for ax, what, unit in zip(axes[:, place], ("loss", "error"), (1, 100), strict=True):
                lr, low, middle, high = (
                    factor * columns[key][own]
                    for key, factor in (("lr", 1), (f"{what}_low", unit), (what, unit),
                                        (f"{what}_high", unit)))
                ax.fill_between(lr, low, high, color=colour, alpha=0.25, linewidth=0)
                ax.plot(lr, middle, marker=marker, markersize=3, linewidth=0.7, color=colour,
                        label=name)
        axes[0, place].set_title(f"batch size $N={size}$")
        axes[1, place].set_xlabel(r"learning rate $\varepsilon$")
    axes[0, 0].set(xscale="log", yscale="log", ylim=(0.015, 20),
                   ylabel=rf"training loss $\mathcal{{L}}$, {EPOCHS} epochs")
    axes[1, 0].set(yscale="log", ylim=(2, 110), ylabel=r"test error in %")
    axes[1, 0].set_yticks([2, 5, 10, 20, 50, 100], ["2", "5", "10", "20", "50", "100"])
    axes[1, 0].minorticks_off()
    handles, labels = axes[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=len(STYLES))
