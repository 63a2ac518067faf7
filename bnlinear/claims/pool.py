"""The pool: exact instances drawn once per shape of family and `rng`, shared by all claims."""

from __future__ import annotations

import os
import tempfile
from fractions import Fraction
from functools import lru_cache
from typing import Any

from bnlinear.claims.claim import Claim
from bnlinear.claims.families import Box, Coordinates

#: Drawn coordinates have denominators up to this, so that instances stay readable.
DENOMINATOR = 12


def pool(claim: Claim, count: int, rng: int) -> list[Coordinates]:
    """About `count` members of the claim's family, spread evenly over its dimensions."""
    each = max(1, count // len(claim.dims))
    return [Coordinates(dim, values) for dim in claim.dims
            for values in _draw(tuple(claim.boxes(dim)), each, rng)]


@lru_cache(maxsize=64)
def _draw(boxes: tuple[Box, ...], count: int, rng: int) -> list[tuple[Fraction, ...]]:
    """Tuples from the boxes, drawn by Hypothesis, which likes zeros, ones and repetitions."""
    # Hypothesis writes to the working directory even with no database; give it another place.
    os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", tempfile.gettempdir())
    from hypothesis import HealthCheck, Phase, given, seed, settings

    drawn: list[tuple[Fraction, ...]] = []

    @seed(rng)
    @settings(max_examples=count, database=None, deadline=None, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))
    @given(tuples(boxes))
    def draw(values: tuple[Fraction, ...]) -> None:
        drawn.append(values)

    draw()
    return drawn


def tuples(boxes: tuple[Box, ...]) -> Any:
    """A Hypothesis strategy for tuples of small rationals, one from each box."""
    from hypothesis import strategies as st

    return st.tuples(*(st.fractions(low, high, max_denominator=DENOMINATOR)
                       for low, high in boxes))
