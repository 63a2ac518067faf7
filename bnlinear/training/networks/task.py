"""One training run as data: what is trained on what, and how; checked once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from bnlinear.checks import ArgumentError, count, one_of
from bnlinear.memory import shown, total
from bnlinear.problems.networks.network import Network
from bnlinear.training.networks.by_layer import ByLayer
from bnlinear.training.networks.data import Samples
from bnlinear.training.networks.schedule import Drops

Shuffle = Literal["epoch", "once"]
Inference = Literal["running", "population"]


@dataclass(frozen=True, eq=False)
class Task:
    """The arguments of `train_network`, where they are described."""

    net: Network
    data: Samples
    method: ByLayer
    epochs: int
    batch_size: int
    test: Samples | None
    seeds: tuple[int, ...]
    shuffle: Shuffle
    schedule: Drops | None
    inference: Inference
    observe: Literal["epoch", "end"]
    checkpoint: str | None

    def __post_init__(self) -> None:
        self._check_samples()
        count("epochs", self.epochs)
        count("batch_size", self.batch_size, least=1)
        if self.batch_size > len(self.data):
            raise ArgumentError("batch_size", self.batch_size, f"it is more than the "
                                f"{len(self.data)} training samples",
                                "take a smaller one, or more samples")
        _check_seeds(self.seeds)
        one_of("shuffle", self.shuffle, ("epoch", "once"))
        one_of("inference", self.inference, ("running", "population"))
        one_of("observe", self.observe, ("epoch", "end"))
        self._check_batch_norm()
        self._check_memory()

    @property
    def networks(self) -> int:
        """How many are trained side by side."""
        return len(self.seeds) * len(self.method.learning_rates)

    @property
    def dtype(self) -> Any:
        return self.data.X.dtype

    def _check_samples(self) -> None:
        for name, samples in (("data", self.data), ("test", self.test)):
            if samples is None:
                continue
            for what, mine, theirs in (("features", samples.X.shape[1], self.net.inputs),
                                       ("targets", samples.Y.shape[1], self.net.outputs)):
                if mine != theirs:
                    raise ValueError(f"{name} has {mine} {what} but the network {theirs} "
                                     f"{'inputs' if what == 'features' else 'outputs'}; they must "
                                     "agree")

    def _check_batch_norm(self) -> None:
        """A batch whose statistics are over one row has variance 0."""
        for number, layer in enumerate(self.net.layers):
            _, height, width = layer.linear.outputs
            if layer.batch_norm and self.batch_size * height * width < 2:
                raise ArgumentError(
                    "batch_size", self.batch_size, f"layer {number + 1} has batch normalization, "
                    "and a batch of one row has variance 0, so its normalized values are 0 and no "
                    "weight learns", "take batches of two or more, or BNP")

    def _check_memory(self) -> None:
        """Weights, gradient, memory and what a step makes of them: about six arrays."""
        bytes_ = 6 * self.net.size * self.networks * np.dtype(self.dtype).itemsize
        if bytes_ > total():
            raise ValueError(
                f"the network has {self.net.size} parameters, and {self.networks} of them side by "
                f"side need about {shown(bytes_)} of memory; there are {shown(total())}. Take "
                "narrower layers, fewer rates, or fewer seeds")

    def belongs(self) -> dict[str, str]:
        """What a checkpoint must agree on; not the number of epochs: a run may be prolonged."""
        return {"network": repr(self.net.layers) + self.net.head, "method": repr(self.method),
                "data": _digest(self.data), "test": _digest(self.test),
                "batch_size": str(self.batch_size), "seeds": repr(self.seeds),
                "shuffle": self.shuffle, "schedule": repr(self.schedule),
                "inference": self.inference, "observe": self.observe, "dtype": str(self.dtype)}


def _check_seeds(seeds: tuple[int, ...]) -> None:
    wrong = [seed for seed in seeds if isinstance(seed, bool)
             or not isinstance(seed, int | np.integer) or seed < 0]
    if wrong or not seeds or len(set(seeds)) < len(seeds):
        raise ArgumentError("seeds", seeds, "they must be different integers, 0 or more, at least "
                            "one")


def _digest(samples: Samples | None) -> str:
    if samples is None:
        return "none"
    found = hashlib.sha256()
    for values in (samples.X, samples.Y):
        found.update(repr(values.shape).encode() + np.ascontiguousarray(values).tobytes())
    return found.hexdigest()
