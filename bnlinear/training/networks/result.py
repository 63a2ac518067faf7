"""What training networks gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from bnlinear.checks import counted
from bnlinear.dynamics.trajectory import Outcome


@dataclass(frozen=True, eq=False)
class NetworkTraining:
    """Networks trained side by side: s seeds, each at r learning rates.

    Attributes
    ----------
    learning_rates
        Shape (r,).
    seeds
        The s seeds.
    loss
        Mean loss on the training samples, as a trained network predicts: (epochs + 1, s, r), row 0
        the start. Infinite once it is not finite.
    batch_loss
        Mean over an epoch of the losses of its batches, each before its step: (epochs, s, r).
    test_error
        Share of wrong test samples, (epochs + 1, s, r); None without classes or test samples. nan
        where the loss is not finite.
    outcome
        One `Outcome` for each seed and rate, (s, r).
    weights
        The trained parameters, one `Parameters` a layer, with an axis of s·r networks in front.
    """

    learning_rates: np.ndarray
    seeds: tuple[int, ...]
    loss: np.ndarray
    batch_loss: np.ndarray
    test_error: np.ndarray | None
    outcome: np.ndarray
    weights: Any

    def __repr__(self) -> str:
        diverged = int(np.sum(self.outcome == Outcome.DIVERGED))
        return (f"NetworkTraining({counted(len(self.loss) - 1, 'epoch')}, "
                f"{counted(len(self.seeds), 'seed')}, "
                f"{counted(len(self.learning_rates), 'learning rate')}: best training loss "
                f"{float(self.loss[-1].min()):.4g}, {diverged} diverged)")

    @property
    def best(self) -> np.ndarray:
        """For each seed, the place of the rate with the least final training loss, (s,)."""
        return np.argmin(self.loss[-1], axis=-1)


def joined(parts: list[NetworkTraining]) -> NetworkTraining:
    """Runs of different seeds as one."""
    first = parts[0]
    if len(parts) == 1:
        return first
    errors = [part.test_error for part in parts if part.test_error is not None]
    weights = tuple(type(p)(*(None if w is None else np.concatenate(
        [part.weights[number][place] for part in parts]) for place, w in enumerate(p)))
        for number, p in enumerate(first.weights))
    return NetworkTraining(
        first.learning_rates, tuple(seed for part in parts for seed in part.seeds),
        np.concatenate([part.loss for part in parts], axis=1),
        np.concatenate([part.batch_loss for part in parts], axis=1),
        np.concatenate(errors, axis=1) if errors else None,
        np.concatenate([part.outcome for part in parts]), weights)
