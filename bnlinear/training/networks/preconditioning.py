"""BNP in a network: the gradient of a layer under PPᵀ/q², by `bnp_update` (Lange et al. 2022)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from bnlinear.checks import nonnegative, one_of, positive, share
from bnlinear.dynamics.bnp import Scale, bnp_update
from bnlinear.kinds import Batch, Matrix, Vector
from bnlinear.problems.layers.feature_statistics import (
    averaged_variance,
    running_update,
    smoothed_variance,
)
from bnlinear.problems.layers.transform import Ones, batch_statistics
from bnlinear.problems.networks.network import Network


@dataclass(frozen=True)
class LayerBNP:
    """Which layers are preconditioned, and how.

    Parameters
    ----------
    rho, eps1, eps2, running
        As in `bnlinear.training.BNP`.
    scale
        The gradient is divided by "q2", "q" or nothing ("none"): one for all layers, or one each.
    count
        N in q² = max(m/N, 1): the "rows" that the weights see (a convolution sees rows × positions,
        so its q² is mostly 1), or the "samples", one N for every layer.
    layers
        Which layers, by number; None is every one with a bias.
    """

    rho: float = 0.99
    eps1: float = 1e-2
    eps2: float = 1e-4
    scale: Scale | tuple[Scale, ...] = "q2"
    count: Literal["rows", "samples"] = "rows"
    running: Literal["moments", "variances"] = "moments"
    layers: tuple[int, ...] | None = None

    def __post_init__(self) -> None:
        share("rho", self.rho, remedy="0.99, say")
        nonnegative("eps1", self.eps1)
        positive("eps2", self.eps2, remedy="it is added to the variances, that of a constant "
                                           "pixel too")
        one_of("count", self.count, ("rows", "samples"))
        one_of("running", self.running, ("moments", "variances"))
        scales = (self.scale,) if isinstance(self.scale, str) else self.scale
        for scale in scales:
            one_of("scale", scale, ("q2", "q", "none"))

    def acts_on(self, net: Network, number: int) -> bool:
        """Is this layer preconditioned?"""
        if self.layers is not None and number not in self.layers:
            return False
        return net.layers[number].batch_norm != "before"

    def start(self, fan_in: int, dtype: npt.DTypeLike) -> tuple[Any, Any]:
        """Running mean 0 and variance, rows (1, 1, m), before the first batch."""
        zero = np.zeros((1, 1, fan_in), dtype)
        return zero, zero + (self.running == "variances")

    def after(self, statistics: tuple[Any, Any], features: Batch, t: int) -> tuple[Any, Any]:
        """The running statistics after the t-th batch, whose rows are `features`."""
        features = features if features.ndim > 2 else features[None]
        mean, variance = batch_statistics(features, Ones(features.shape[-2]))
        if self.running == "variances":
            return (averaged_variance(statistics[0], mean, self.rho),
                    averaged_variance(statistics[1], variance, self.rho))
        return running_update(*statistics, mean, variance, (1 - self.rho) / (1 - self.rho**t))

    def update(self, G_b: Vector, G_w: Matrix, statistics: tuple[Any, Any], number: int, rows: int,
               samples: int) -> tuple[Any, Any]:
        """(G_b, G_w) under PPᵀ/q² with these statistics."""
        mean, variance = statistics
        q2 = self.q2(number, mean.shape[-1], rows, samples)
        return bnp_update(G_b, G_w, mean, smoothed_variance(variance, self.eps1, self.eps2), q2)

    def q2(self, number: int, m: int, rows: int, samples: int) -> float:
        """What the gradient of a layer with m features is divided by."""
        scale = self.scale if isinstance(self.scale, str) else self.scale[number]
        q2 = max(m / (rows if self.count == "rows" else samples), 1.0)
        return {"q2": q2, "q": q2**0.5, "none": 1.0}[scale]
