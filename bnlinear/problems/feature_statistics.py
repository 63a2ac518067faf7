"""Mean and variance of each feature of a mini-batch, weighted or not, and running ones.

Variances are means over the batch: divided by N (or by the sum of the weights), not by N − 1.
The functions are formulas in `@ + - * /`, so they hold for floats, exact numbers, and, one
feature at a time, for the moments of the proof kernel.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from bnlinear.exact.number import Number, is_exact
from bnlinear.problems.batch_norm import batch_statistics


def mean_and_variance(H: Any, weights: Any = None) -> tuple[Any, Any]:
    """μ = Σsⱼhⱼ/Σsⱼ and σ² = Σsⱼ(hⱼ − μ)²/Σsⱼ of each feature, shapes (m,).

    Parameters
    ----------
    H
        One row a sample, shape (N, m).
    weights
        s, shape (N,); by default all equal: the statistics of batch normalization.
    """
    if weights is None:
        return batch_statistics(H, H[:, :1] * 0 + 1)
    total = weights.sum()
    mean = weights @ H / total
    return mean, weights @ ((H - mean) * (H - mean)) / total


def running_update(mean: Any, variance: Any, batch_mean: Any, batch_variance: Any,
                   share: Any) -> tuple[Any, Any]:
    """Running mean and variance after one more batch, which enters with a `share` in (0, 1].

    The running first and second moments are averaged, μ⁺ = (1 − s)μ + sμ_B and likewise E[h²];
    variance = second moment − mean², written without that cancellation:
    σ²⁺ = (1 − s)σ² + sσ_B² + s(1 − s)(μ_B − μ)².

    Averaging the variances alone (`running_average`), as the paper does, drops the last term; with
    batches of one sample (σ_B = 0) that leaves nothing but a vanishing part of the start.
    """
    moved = batch_mean - mean
    return (mean + share * moved,
            (1 - share) * variance + share * batch_variance
            + share * (1 - share) * (moved * moved))


@dataclass(frozen=True, eq=False)
class RunningMoments:
    """Running averages over batches, right from the first batch on and at batch size one.

    The k-th batch enters with the share (1 − ρ)/(1 − ρᵏ): no made-up start weighs in.

    Parameters
    ----------
    rho
        0 ≤ ρ < 1: how much of the past is kept. With ρ = 0 each batch stands alone.

    Examples
    --------
    >>> statistics = RunningMoments(rho=0.5)
    >>> for sample in ([1.0], [3.0], [3.0]):
    ...     statistics = statistics.update(np.array([sample]))
    >>> statistics.mean, statistics.variance
    (array([2.71428571]), array([0.48979592]))
    """

    rho: Any = 0.99
    mean: Any = None
    variance: Any = None
    batches: int = 0

    def __post_init__(self) -> None:
        if isinstance(self.rho, str | bool | None) or not 0 <= self.rho < 1:
            raise ValueError(f"rho = {self.rho!r}; the kept share of the past must be a number "
                             "with 0 <= rho < 1, for example 0.99")

    def update(self, H: Any, weights: Any = None) -> RunningMoments:
        """These statistics with one more batch, shape (N, m)."""
        mean, variance = mean_and_variance(H, weights)
        count = self.batches + 1
        if self.batches:
            rho = Number(self.rho) if is_exact(H) else self.rho
            share = (1 - rho) / (1 - rho**count)
            if np.shape(mean) != np.shape(self.mean):
                raise ValueError(f"H has {len(mean)} features; the batches before it had "
                                 f"{len(self.mean)}, and one running average is for one layer")
            mean, variance = running_update(self.mean, self.variance, mean, variance, share)
        return RunningMoments(self.rho, mean, variance, count)
