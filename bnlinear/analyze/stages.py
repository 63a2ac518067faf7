"""What an analysis is at, for those who wait."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

#: Told the name of each stage as it begins.
Stage: TypeAlias = Callable[[str], object]

#: What the keys of `kappa` are called while they are computed.
NAMES = {"raw": "kappa of the raw features", "centred": "kappa of the centred features",
         "bnp": "kappa of the normalized features", "bngd_raw": "kappa of BNGD",
         "bngd_bnp": "kappa of BNGD on normalized features", "bnp_eps": "kappa with eps",
         "centred_weighted": "kappa, centred by weighted means",
         "bnp_weighted": "kappa, normalized by weighted deviations"}


def named(stage: Stage) -> Stage:
    """Keys become words."""
    return lambda key: stage(NAMES.get(key, key))
