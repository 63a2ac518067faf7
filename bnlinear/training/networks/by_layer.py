"""One method for the weights in front of batch normalization, another for the rest.

The loop of the Riemannian paper (Cho & Lee 2017): columns of W that BN follows move on their
spheres, biases, γ, β and the last layer by SGD with momentum, and the loss has the term Σ L^O(α, W)
that keeps the columns of a layer apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from bnlinear.checks import ArgumentError, Described, nonnegative, positive
from bnlinear.dynamics.clipping import clip_unit
from bnlinear.dynamics.sgdg import orthogonality_of_columns
from bnlinear.kinds import Batch
from bnlinear.problems.layers.transform import running_average, unbiased_variance
from bnlinear.problems.networks.layer import Noise, Parameters
from bnlinear.problems.networks.network import Network, Pass, Weights
from bnlinear.training.networks.noise import InjectedNoise
from bnlinear.training.networks.preconditioning import LayerBNP
from bnlinear.training.networks.rules import Memory, Rule, SGDRule

#: The weight of the newest batch in BN's statistics for inference, as in PyTorch.
MOMENTUM = 0.1


class TrainingState(NamedTuple):
    """Where c networks stand after t steps; tuples have one entry a layer.

    Attributes
    ----------
    weights
        `Parameters`.
    memory
        One `Memory` for each of W, b, γ, β.
    running
        μ and unbiased σ² for inference, rows (c, 1, k), or None without BN.
    features
        Running μ and σ² of the layer's inputs, for BNP, or None.
    t
        Steps.
    """

    weights: Weights
    memory: tuple[tuple[Memory, ...], ...]
    running: tuple[Any, ...]
    features: tuple[Any, ...]
    t: int


@dataclass(frozen=True)
class ByLayer:
    """A rule for each layer's parameters.

    Parameters
    ----------
    everything
        For all parameters that have no rule of their own.
    columns
        For W of layers with BN in front of the activation; None: `everything`.
    alpha
        α of the orthogonality term on those W.
    bnp
        Precondition the gradient of the layers that have no BN there.
    clipping
        λ of adaptive gradient clipping, on W of all layers but the last.
    noise
        Behind every BN.

    Examples
    --------
    >>> from bnlinear.training.networks import SGDGRule, SGDRule
    >>> ByLayer(SGDRule(0.01, momentum=0.9), columns=SGDGRule(0.2), alpha=0.1).learning_rates
    array([0.2])
    """

    everything: SGDRule
    columns: Rule | None = None
    alpha: float = 0.0
    bnp: LayerBNP | None = None
    clipping: float | None = None
    noise: InjectedNoise | None = None

    def __post_init__(self) -> None:
        sizes = {np.size(rule.lr) for rule in self.rules.values()} - {1}
        if len(sizes) > 1:
            raise ArgumentError("lr", Described(f"{' and '.join(map(str, sorted(sizes)))} rates"),
                                "the rules must have one each, or the same number")
        if self.clipping is not None:
            positive("clipping", self.clipping, remedy="Brock et al. use 0.01")
        nonnegative("alpha", self.alpha)

    @property
    def rules(self) -> dict[str, Rule]:
        """By the name of the field that holds them."""
        both: dict[str, Rule | None] = {"everything": self.everything, "columns": self.columns}
        return {name: rule for name, rule in both.items() if rule is not None}

    @property
    def learning_rates(self) -> np.ndarray:
        """One for each network side by side: those of the rule that has more than one."""
        rates = [np.atleast_1d(rule.lr).astype(float) for rule in [*self.rules.values()][::-1]]
        return max(rates, key=len)

    def init(self, net: Network, weights: Weights) -> TrainingState:
        """All networks at their start."""
        moved, memory = [], []
        for number, p in enumerate(weights):
            parts = {name: self.rules[self.role(net, number, name)].start(w)
                     for name, w in p._asdict().items() if w is not None}
            moved.append(Parameters(**{name: w for name, (w, _) in parts.items()}))
            memory.append(tuple(parts[name][1] if name in parts else ()
                                for name in Parameters._fields))
        running = tuple((p.beta * 0, p.beta * 0 + 1) if layer.batch_norm else None
                        for layer, p in zip(net.layers, weights, strict=True))
        features = tuple(
            self.bnp.start(layer.linear.fan_in, p.W.dtype)
            if self.bnp is not None and self.bnp.acts_on(net, number) else None
            for number, (layer, p) in enumerate(zip(net.layers, weights, strict=True)))
        return TrainingState(tuple(moved), tuple(memory), running, features, 0)

    def role(self, net: Network, number: int, name: str) -> str:
        """Which rule moves this parameter of this layer."""
        normalised = name == "W" and net.layers[number].batch_norm == "before"
        return "columns" if normalised and self.columns is not None else "everything"

    def step(self, net: Network, state: TrainingState, X: Batch, Y: Batch, rates: dict[str, Any],
             noise: tuple[Noise | None, ...] | None = None) -> tuple[TrainingState, Any]:
        """One step on a batch, and the batch's loss before it, shape (c,).

        `rates` holds for each rule its rates of this epoch, (c, 1, 1).
        """
        t = state.t + 1
        run = net.gradients(state.weights, X, Y, noise)
        gradients, features = self._gradients(net, state, run, X.shape[-2], t)
        weights, memory, rules = [], [], self.rules
        for number, (p, G, remembered) in enumerate(zip(state.weights, gradients, state.memory,
                                                        strict=True)):
            parts = {}
            for name, w, gradient, before in zip(p._fields, p, G, remembered, strict=True):
                role = self.role(net, number, name)
                parts[name] = ((None, ()) if w is None else
                               rules[role].step(w, before, gradient, rates[role], t))
            weights.append(Parameters(*(w for w, _ in parts.values())))
            memory.append(tuple(after for _, after in parts.values()))
        return TrainingState(tuple(weights), tuple(memory), _running(state, run), features,
                             t), run.loss

    def _gradients(self, net: Network, state: TrainingState, run: Pass, samples: int,
                   t: int) -> tuple[list[Parameters], tuple[Any, ...]]:
        """What the rules are given, and BNP's statistics after this batch."""
        found, features = [], []
        for number, (p, G, seen) in enumerate(zip(state.weights, run.gradients, state.features,
                                                  strict=True)):
            if seen is not None and self.bnp is not None:
                rows = run.traces[number].features
                seen = self.bnp.after(seen, rows, t)
                G_b, G_w = self.bnp.update(G.b, G.W, seen, number, rows.shape[-2], samples)
                G = G._replace(b=G_b, W=G_w)
            if self.alpha and net.layers[number].batch_norm == "before":
                G = G._replace(W=G.W + orthogonality_of_columns(p.W, self.alpha))
            if self.clipping is not None and number < len(net.layers) - 1:
                G = G._replace(W=clip_unit(G.W, p.W, self.clipping, 1e-3))
            found.append(G)
            features.append(seen)
        return found, tuple(features)


def _running(state: TrainingState, run: Pass) -> tuple[Any, ...]:
    """BN's statistics for inference after this batch."""
    after: list[Any] = []
    for old, trace in zip(state.running, run.traces, strict=True):
        if old is None or trace.statistics is None:
            after.append(old)
            continue
        (mean, variance), rows = trace.statistics, trace.h.shape[-2]
        unbiased = unbiased_variance(variance, rows) if rows > 1 else variance
        after.append((running_average(old[0], mean, MOMENTUM),
                      running_average(old[1], unbiased, MOMENTUM)))
    return tuple(after)
