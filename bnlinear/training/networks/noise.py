"""Noise behind batch normalization: it undoes the fixed mean and scale (Santurkar et al. 2018)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bnlinear.checks import ArgumentError, nonnegative
from bnlinear.problems.networks.layer import Noise


@dataclass(frozen=True)
class InjectedNoise:
    """y ↦ s·y + m with m, s drawn anew for every step, unit and sample.

    Each unit draws μ uniform in ±`mean` and σ uniform in [1, `scale`]; each sample m uniform in
    μ ± `spread` and s normal (σ, `spread`). So the distribution behind BN has another mean and
    scale at every step: a covariate shift that BN is said to prevent. As restated from the
    appendix of Santurkar et al. 2018.
    """

    mean: float = 0.5
    scale: float = 1.25
    spread: float = 0.1

    def __post_init__(self) -> None:
        nonnegative("mean", self.mean)
        nonnegative("spread", self.spread)
        if not self.scale >= 1:
            raise ArgumentError("scale", self.scale, "it must be 1 or more")

    def draw(self, shape: tuple[int, int], rng: np.random.Generator, dtype: npt.DTypeLike) -> Noise:
        """For (rows, units) activations."""
        rows, units = shape
        centre = rng.uniform(-self.mean, self.mean, units)
        size = rng.uniform(1, self.scale, units)
        shift = centre + rng.uniform(-self.spread, self.spread, (rows, units))
        scale = size + self.spread * rng.standard_normal((rows, units))
        return Noise(scale.astype(dtype), shift.astype(dtype))
