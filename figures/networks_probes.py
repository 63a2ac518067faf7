"""Gradient predictiveness, and what earlier layers shift, while networks train on MNIST.

Left: 784-100-100-100-10, the largest change of the gradient along itself, over steps of 0.02 … 0.4,
as a share of it. Right: two convolutions and a dense layer, the change of a layer's gradient once
the layers before it have made their step, as a share of it, mean over the layers. SGD at η = 0.1 on
batches of 60, measured on 256 images; medians and quartiles over five seeds. BN makes gradients
predictable; it does not lessen the shift.

Claims: networks.predictiveness, networks.covariate_shift
"""

from __future__ import annotations

from typing import Any

import numpy as np

from bnlinear.problems import network
from bnlinear.training.networks import preset
from bnlinear.training.networks.probes import along_gradient, layer_shift
from figures._networks import DENSE, QUICK_SEEDS, SEEDS, band, data, quartiles, table
from figures.style import PAGE

SIZE = (PAGE, 2.5)
LENGTHS = np.linspace(0.02, 0.4, 8)
STEPS = (0, 5, 10, 20, 40, 80, 120)
METHODS = {"vanilla": "vanilla", "BN": "bn"}


def compute(*, rng: Any = 0, quick: bool = False) -> dict[str, np.ndarray]:
    """Columns probe, method, step, and share with its quartiles _low and _high."""
    rows = []
    for probe, shape in (("predictiveness", DENSE), ("shift", "cnn")):
        for name, method in METHODS.items():
            seeds = np.random.default_rng(rng).spawn(QUICK_SEEDS if quick else SEEDS)
            shares = quartiles(np.array([_shares(probe, shape, method, seed) for seed in seeds]))
            rows += [(probe, name, step, *shares[:, place]) for place, step in enumerate(STEPS)]
    return table(("probe", "method", "step", "share_low", "share", "share_high"), rows)


def _shares(probe: str, shape: str, method: str, rng: np.random.Generator) -> list[float]:
    """After each of STEPS steps of SGD."""
    samples, _ = data(4000)
    chosen = preset(method, 0.1)
    images = ((1, 28, 28), 10) if shape == "cnn" else ()
    net = network(shape, *images, batch_norm=chosen.batch_norm)
    state = chosen.method.init(net, net.start(rng, np.float32))
    rates = {name: np.full((1, 1, 1), rule.lr, np.float32)
             for name, rule in chosen.method.rules.items()}
    X, Y = samples.X[:256], samples.Y[:256]
    found = []
    for step in range(STEPS[-1] + 1):
        if step in STEPS:
            if probe == "shift":
                found.append(layer_shift(net, state.weights, X, Y, 0.1).distance[1:].mean())
            else:
                along = along_gradient(net, state.weights, X, Y, LENGTHS)
                found.append(along.distance.max() / along.gradient)
        rows = rng.integers(len(samples), size=60)
        state, _ = chosen.method.step(net, state, samples.X[rows], samples.Y[rows], rates)
    return found


def draw(columns: dict[str, np.ndarray], figure: Any) -> None:
    axes = figure.subplots(1, 2)
    for ax, probe in zip(axes, ("predictiveness", "shift"), strict=True):
        for name in METHODS:
            own = (columns["probe"] == probe) & (columns["method"] == name)
            band(ax, columns["step"][own], *(columns["share" + end][own]
                                             for end in ("_low", "", "_high")), name)
        ax.set(xlabel="steps", ylim=(0, None))
    axes[0].set_ylabel(r"$\max_\eta\,|\nabla(w-\eta\nabla)-\nabla(w)|\,/\,|\nabla(w)|$")
    axes[1].set_ylabel(r"$|G'-G|\,/\,|G|$")
    axes[0].legend()
