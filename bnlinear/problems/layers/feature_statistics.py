"""Mean and variance of each feature of a mini-batch, weighted or not, and running ones.

Variances are means over the batch: divided by N (or by the sum of the weights), not by N − 1.
The functions are formulas in `@ + - * /`, so they hold for floats, exact numbers, and, one
feature at a time, for the moments of the proof kernel.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from bnlinear.checks import counted, share
from bnlinear.exact.number import Number, is_exact
from bnlinear.kinds import Batch, Scalar, Vector
from bnlinear.problems.checks import check_numbers
from bnlinear.problems.layers.transform import batch_statistics, running_average


def mean_and_variance(H: Batch, weights: Vector = None) -> tuple[Any, Any]:
    """μ = Σsⱼhⱼ/Σsⱼ and σ² = Σsⱼ(hⱼ − μ)²/Σsⱼ of each feature, shapes (m,).

    Parameters
    ----------
    H
        One row a sample, shape (N, m).
    weights
        s, shape (N,); by default all equal: the statistics of batch normalization.
    """
    if weights is None:
        mean, variance = batch_statistics(H, H[:, :1] * 0 + 1)
    else:
        total = weights.sum()
        mean = weights @ H / total
        variance = weights @ ((H - mean) * (H - mean)) / total
    constant = np.all(H == H[:1], axis=0).astype(bool)  # the mean of three 0.1 is not 0.1
    return np.where(constant, H[0], mean), np.where(constant, H[0] * 0, variance)


def sparse_mean_and_variance(H: Batch) -> tuple[np.ndarray, np.ndarray]:
    """The same for a SciPy sparse matrix, unweighted; its zeros are counted, not stored."""
    columns = H.tocsc(copy=True)
    columns.sum_duplicates()
    N, m = columns.shape
    stored = np.diff(columns.indptr)
    which = np.repeat(np.arange(m), stored)

    def total(values: np.ndarray) -> np.ndarray:
        return np.bincount(which, values, minlength=m)

    mean = total(columns.data) / N
    moved = columns.data - mean[which]
    variance = (total(moved * moved) + (N - stored) * mean * mean) / N
    first = np.zeros(m)
    first[stored > 0] = columns.data[columns.indptr[:-1][stored > 0]]
    constant = (total(columns.data != first[which]) == 0) & ((stored == N) | (first == 0))
    return np.where(constant, first, mean), np.where(constant, 0.0, variance)


def smoothed_variance(variance: Vector, eps1: Scalar = 0, eps2: Scalar = 0) -> Vector:
    """σ̃² = σ² + ε₁ max σ² + ε₂: ε₁ is relative to the largest variance, ε₂ absolute.

    The maximum is over the features of one layer: over all of (m,), over each row of (…, 1, m).
    """
    top = np.max(variance) if np.ndim(variance) < 2 else variance.max(axis=-1, keepdims=True)
    return variance + eps1 * top + eps2


def check_batch(H: Batch) -> np.ndarray:
    """Floats or exact numbers of shape (N, m), all finite, with N ≥ 1 and m ≥ 1."""
    found = check_numbers(H, "H")
    if found.ndim != 2:
        raise ValueError(f"H has shape {found.shape}; it must be (N, m), one row a sample (a batch "
                         "of one: H[None, :])")
    return found


def running_update(mean: Vector, variance: Vector, batch_mean: Vector, batch_variance: Vector,
                   share: Scalar) -> tuple[Any, Any]:
    """Running mean and variance after one more batch, which enters with a `share` in (0, 1].

    The running first and second moments are averaged, μ⁺ = (1 − s)μ + sμ_B and likewise E[h²];
    variance = second moment − mean², written without that cancellation:
    σ²⁺ = (1 − s)σ² + sσ_B² + s(1 − s)(μ_B − μ)².

    Averaging the variances alone (`averaged_variance`) drops the last term; with batches of one
    sample (σ_B = 0) that leaves nothing but a vanishing part of the start.
    """
    moved = batch_mean - mean
    return (mean + share * moved,
            (1 - share) * variance + share * batch_variance
            + share * (1 - share) * (moved * moved))


def averaged_variance(variance: Vector, batch_variance: Vector, rho: Scalar) -> Vector:
    """ρσ² + (1 − ρ)σ_B²: the running variance as printed, see above."""
    return running_average(variance, batch_variance, 1 - rho)


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

    rho: Scalar = 0.99
    mean: Vector = None
    variance: Vector = None
    batches: int = 0

    def __post_init__(self) -> None:
        share("rho", self.rho, remedy="it is the weight of the past, for example 0.99")

    def update(self, H: Batch, weights: Vector = None) -> RunningMoments:
        """These statistics with one more batch, shape (N, m)."""
        H = check_batch(H)
        mean, variance = mean_and_variance(H, weights)
        count = self.batches + 1
        if self.batches:
            rho = Number(self.rho) if is_exact(H) else self.rho
            share = (1 - rho) / (1 - rho**count)
            if np.shape(mean) != np.shape(self.mean):
                raise ValueError(f"H has {counted(len(mean), 'feature')}; the batches before it "
                                 f"had {len(self.mean)}, and one running average is for one layer")
            mean, variance = running_update(self.mean, self.variance, mean, variance, share)
        return RunningMoments(self.rho, mean, variance, count)
