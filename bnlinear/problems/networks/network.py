"""Networks of layers with a head: the loss of a batch, all its gradients, predictions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from bnlinear.kinds import Batch, Seed
from bnlinear.problems.losses.rows import ROW_LOSSES, RowLoss
from bnlinear.problems.networks.layer import Layer, Noise, Parameters, Trace

Weights = tuple[Parameters, ...]
Statistics = tuple[tuple[Any, Any] | None, ...]


class Pass(NamedTuple):
    """A forward and a backward pass.

    Attributes
    ----------
    loss
        Mean loss of the batch, shape (c,).
    gradients
        One `Parameters` a layer.
    traces
        One `Trace` a layer: its features are what BNP needs.
    """

    loss: Any
    gradients: Weights
    traces: tuple[Trace, ...]


@dataclass(frozen=True)
class Network:
    """Layers, and a loss of the last one's outputs; made by `network`.

    Weights are one `Parameters` a layer, with an axis of c networks in front, so that a grid of
    learning rates, or several seeds, train at once. Samples are (N, d), or (c, N, d) if each
    network has its own; d counts channels, then rows, then columns of an image.

    Attributes
    ----------
    layers
        At least one.
    head
        "softmax": classes as unit vectors; "squared".
    """

    layers: tuple[Layer, ...]
    head: str = "softmax"

    def __post_init__(self) -> None:
        if self.head not in ("softmax", "squared"):
            raise ValueError(f"head = {self.head!r}; it must be 'softmax' or 'squared'")

    def __repr__(self) -> str:
        sizes = [layer.linear.units for layer in self.layers]
        return f"Network({self.inputs} -> {' -> '.join(map(str, sizes))}, {self.head})"

    @property
    def loss_of_row(self) -> RowLoss:
        return ROW_LOSSES[self.head]

    @property
    def inputs(self) -> int:
        """d."""
        channels, height, width = self.layers[0].linear.inputs
        return channels * height * width

    @property
    def outputs(self) -> int:
        return self.layers[-1].linear.units

    @property
    def uses_batch_statistics(self) -> bool:
        return any(layer.batch_norm for layer in self.layers)

    @property
    def size(self) -> int:
        """Weights and biases."""
        return sum(layer.linear.units * (layer.linear.fan_in + 2) for layer in self.layers)

    def start(self, rng: Seed = None, dtype: npt.DTypeLike = np.float64) -> Weights:
        """Random weights for one network, c = 1."""
        random = np.random.default_rng(rng)
        return tuple(layer.start(random, dtype) for layer in self.layers)

    def forward(self, weights: Weights, X: Batch, statistics: Statistics | None = None,
                noise: tuple[Noise | None, ...] | None = None) -> tuple[Any, tuple[Trace, ...]]:
        """Outputs (c, N, k), and one trace a layer."""
        N, x, traces = X.shape[-2], self._activations(X), []
        none = (None,) * len(self.layers)
        for layer, p, known, random in zip(self.layers, weights, statistics or none,
                                           noise or none, strict=True):
            x, trace = layer.forward(p, x, N, known, random)
            traces.append(trace)
        return x, tuple(traces)

    def gradients(self, weights: Weights, X: Batch, Y: Batch,
                  noise: tuple[Noise | None, ...] | None = None) -> Pass:
        """The loss of a batch and its gradients; Y is (N, k) or (c, N, k)."""
        scores, traces = self.forward(weights, X, noise=noise)
        loss = self.loss_of_row.value(scores, Y).mean(axis=-1)
        g = self.loss_of_row.slope(scores, Y) / scores.shape[-2]
        return Pass(loss, *self.backward(weights, traces, g))

    def backward(self, weights: Weights, traces: tuple[Trace, ...],
                 g: Batch) -> tuple[Weights, tuple[Trace, ...]]:
        """The gradients of all layers from ∂ℓ/∂scores."""
        found: list[Parameters] = []
        for number in reversed(range(len(self.layers))):
            one, g = self.layers[number].backward(weights[number], traces[number], g,
                                                  wants_input=number > 0)
            found.append(one)
        return tuple(found[::-1]), traces

    def _activations(self, X: Batch) -> Batch:
        """Samples as activations (…, P·N, C), see `maps`."""
        channels, height, width = self.layers[0].linear.inputs
        if height * width == 1:
            return X
        flat = np.ascontiguousarray(X.mT)
        return flat.reshape(*X.shape[:-2], channels, height * width * X.shape[-2]).mT
