"""The pool: exact instances drawn once per shape of family and `rng`, shared by all claims.

Drawn by a plain seeded generator, not by Hypothesis: Hypothesis also draws constants that it finds
in whatever modules happen to be imported, so the same seed would not give the same rows. The taste
is Hypothesis's: zeros, small integers and repetitions are likely, since theorems break at ties.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

import numpy as np

from bnlinear.claims.families.coordinates import Box, Coordinates
from bnlinear.claims.record import ClaimRecord

#: Drawn coordinates have denominators up to this, so that instances stay readable.
DENOMINATOR = 12


def pool(claim: ClaimRecord, count: int, rng: int) -> list[Coordinates]:
    """About `count` members of the claim's family, spread evenly over its dimensions."""
    each = max(1, count // len(claim.dims))
    return [at for dim in claim.dims for at in pool_of(claim, dim, each, rng)]


def pool_of(claim: ClaimRecord, dim: int, count: int, rng: int) -> list[Coordinates]:
    """Members in one dimension, which may lie beyond those the claim searches."""
    return [Coordinates(dim, values)
            for values in _draw(tuple(claim.boxes(dim)), dim, count, rng)]


@lru_cache(maxsize=64)
def _draw(boxes: tuple[Box, ...], dim: int, count: int, rng: int) -> list[tuple[Fraction, ...]]:
    generator = np.random.default_rng([rng, len(boxes)])
    return [_member(boxes, dim, generator) for _ in range(count)]


def _member(boxes: tuple[Box, ...], dim: int, rng: np.random.Generator) -> tuple[Fraction, ...]:
    values: list[Fraction] = []
    while len(values) < len(boxes):
        alike = _blocks_alike(boxes, len(values), dim)
        if alike and rng.random() < 0.1:  # a vector that equals an earlier one
            start = alike[rng.integers(len(alike))]
            values += values[start:start + dim]
            continue
        low, high = boxes[len(values)]
        earlier = [v for v in values if low <= v <= high]
        if earlier and rng.random() < 0.1:
            values.append(earlier[rng.integers(len(earlier))])
        else:
            values.append(_rational(low, high, rng))
    return tuple(values)


def _blocks_alike(boxes: tuple[Box, ...], here: int, dim: int) -> list[int]:
    """Where earlier blocks of `dim` coordinates start that live in the same boxes."""
    block = boxes[here:here + dim]
    if dim == 1 or len(block) < dim:
        return []
    return [start for start in range(here - dim + 1) if boxes[start:start + dim] == block]


def _rational(low: Fraction, high: Fraction, rng: np.random.Generator) -> Fraction:
    """An integer as often as not, else a small fraction; always inside the box."""
    denominator = 1 if rng.random() < 0.4 else int(rng.integers(2, DENOMINATOR + 1))
    first, last = -(-low * denominator // 1), high * denominator // 1
    if first > last:  # no such fraction in a narrow box: an end of it serves
        return low if rng.random() < 0.5 else high
    return Fraction(int(rng.integers(int(first), int(last) + 1)), denominator)
