"""How networks in training predict: the loss and the share of errors on a table of samples."""

from __future__ import annotations

from typing import Any

from bnlinear.problems.networks.network import Network, Statistics, Weights
from bnlinear.training.networks.by_layer import TrainingState
from bnlinear.training.networks.data import Samples

#: Samples in one forward pass.
BLOCK = 500


def statistics_for(net: Network, state: TrainingState, data: Samples,
                   inference: str) -> Statistics:
    """What BN normalizes with once trained, one entry a layer."""
    if inference == "running" or not net.uses_batch_statistics:
        return state.running
    _, traces = net.forward(state.weights, data.X)
    return tuple(trace.statistics for trace in traces)


def loss_and_error(net: Network, weights: Weights, samples: Samples,
                   statistics: Statistics) -> tuple[Any, Any]:
    """Mean loss and share of wrong rows of each network, (c,); the latter None without classes."""
    row = net.loss_of_row
    loss: Any = 0
    wrong: Any = None if row.misses is None else 0
    for start in range(0, len(samples), BLOCK):
        part = slice(start, start + BLOCK)
        scores, _ = net.forward(weights, samples.X[part], statistics)
        loss = loss + row.value(scores, samples.Y[part]).sum(axis=-1, dtype=float)
        if row.misses is not None:
            wrong = wrong + row.misses(scores, samples.Y[part]).sum(axis=-1)
    return loss / len(samples), None if wrong is None else wrong / len(samples)
