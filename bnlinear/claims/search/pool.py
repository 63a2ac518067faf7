"""The pool: exact instances of a shape of family, shared by all claims.

Half of it is the same for every `rng`, the other half is drawn from it: what a row needs in order
to say anything (instances inside the hypotheses) must not depend on luck. Every third member is
sparse, all zeros and repeated small integers, since theorems break at ties. Drawn by a plain
seeded generator, not by Hypothesis: Hypothesis also draws constants that it finds in whatever
modules happen to be imported, so the same seed would not give the same rows.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from itertools import zip_longest
from typing import TypeAlias

import numpy as np

from bnlinear.claims.families.coordinates import Box, Coordinates
from bnlinear.claims.record import ClaimRecord

#: Drawn coordinates have denominators up to this, so that instances stay readable.
DENOMINATOR = 12


#: Every third member is sparse, from this one on.
SPARSE = 2

#: The stream of the half that every `rng` shares.
SHARED = 271_828


def pool(claim: ClaimRecord, count: int, rng: int) -> list[Coordinates]:
    """About `count` members of the claim's family, spread evenly over its dimensions."""
    each = max(2, count // len(claim.dims))
    return [at for dim in claim.dims for at in pool_of(claim, dim, each, rng)]


def pool_of(claim: ClaimRecord, dim: int, count: int, rng: int) -> list[Coordinates]:
    """Members in one dimension, which may lie beyond those the claim searches."""
    shared = drawn_of(claim, dim, -(-count // 2), SHARED)
    drawn = drawn_of(claim, dim, count // 2, rng)
    return [at for pair in zip_longest(shared, drawn) for at in pair if at is not None]


def drawn_of(claim: ClaimRecord, dim: int, count: int, stream: int) -> list[Coordinates]:
    """Members in one dimension, from one stream."""
    return [Coordinates(dim, values)
            for values in _draw(_blocks(claim, dim), dim, count, stream)]


#: The boxes of one part of a family, and whether its values may all be zero.
Block: TypeAlias = tuple[tuple[Box, ...], bool]


def _blocks(claim: ClaimRecord, dim: int) -> tuple[Block, ...]:
    return tuple((tuple(part.boxes(dim)), part.may_vanish)
                 for family in claim.families.values() for part in family.parts)


def beyond(claim: ClaimRecord, count: int, rng: int, *, dims: range) -> list[Coordinates]:
    """About `count` members outside the box, half of them the same for every `rng`."""
    each = max(2, count // len(dims))
    out = []
    for dim in dims:
        for k, at in enumerate(pool_of(claim, dim, each, rng)):
            stream = SHARED if k % 2 == 0 else rng
            out.append(claim.beyond(at, np.random.default_rng([stream, dim, k])))
    return out


def sample(members: list[Coordinates], count: int) -> list[Coordinates]:
    """About `count` of them, spread over the list, shared and drawn ones alike."""
    pairs = [members[k:k + 2] for k in range(0, len(members), 2)]
    stride = -(-len(pairs) // max(1, count // 2))
    return [at for pair in pairs[::stride] for at in pair]


@lru_cache(maxsize=4096)
def _draw(blocks: tuple[Block, ...], dim: int, count: int, stream: int
          ) -> list[tuple[Fraction, ...]]:
    boxes = tuple(box for block, _ in blocks for box in block)
    generator = np.random.default_rng([stream, len(boxes)])
    return [_sparse(blocks, generator) if k % 3 == SPARSE else _member(boxes, dim, generator)
            for k in range(count)]


def _sparse(blocks: tuple[Block, ...], rng: np.random.Generator) -> tuple[Fraction, ...]:
    """Zeros where the boxes have them, else ±1, 2 and the ends of the boxes."""
    values: list[Fraction] = []
    for boxes, may_vanish in blocks:
        choices = [_simple(box) for box in boxes]
        own = [options[rng.integers(len(options))] for options in choices]
        if own and not (may_vanish or any(own)):
            axis = rng.integers(len(own))
            own[axis] = next((v for v in choices[axis] if v), own[axis])
        values += own
    return tuple(values)


@lru_cache(maxsize=1024)
def _simple(box: Box) -> list[Fraction]:
    low, high = box
    zeros = [Fraction(0)] * 3 if low <= 0 <= high else []
    small = [Fraction(v) for v in (1, 1, -1, 2) if low <= v <= high]
    return zeros + small + [low, high]


def _member(boxes: tuple[Box, ...], dim: int, rng: np.random.Generator) -> tuple[Fraction, ...]:
    values: list[Fraction] = []
    inside = {box: _Inside(box, values) for box in boxes}
    starts = _blocks_alike(boxes, dim)
    while len(values) < len(boxes):
        alike = starts[len(values)]
        if alike and rng.random() < 0.1:  # a vector that equals an earlier one
            start = alike[rng.integers(len(alike))]
            values += values[start:start + dim]
            continue
        box = boxes[len(values)]
        earlier = inside[box].earlier()
        if earlier and rng.random() < 0.1:
            values.append(earlier[rng.integers(len(earlier))])
        else:
            values.append(_rational(box, rng))
    return tuple(values)


class _Inside:
    """Those of a growing list of values that lie in a box: each is looked at once."""

    def __init__(self, box: Box, values: list[Fraction]) -> None:
        self._ends = [(end.numerator, end.denominator) for end in box]
        self._values, self._seen = values, 0
        self._inside: list[Fraction] = []

    def earlier(self) -> list[Fraction]:
        (low, of), (high, to) = self._ends  # multiplied out: many times faster than fractions
        self._inside += [v for v in self._values[self._seen:]
                         if low * v.denominator <= of * v.numerator
                         and to * v.numerator <= high * v.denominator]
        self._seen = len(self._values)
        return self._inside


@lru_cache(maxsize=128)
def _blocks_alike(boxes: tuple[Box, ...], dim: int) -> list[list[int]]:
    """For each place, where earlier blocks of `dim` coordinates start that live in the same
    boxes as the one that starts there."""
    blocks = [boxes[start:start + dim] for start in range(len(boxes))]
    return [[] if dim == 1 or len(block) < dim else
            [start for start in range(here - dim + 1) if blocks[start] == block]
            for here, block in enumerate(blocks)]


def _rational(box: Box, rng: np.random.Generator) -> Fraction:
    """An integer as often as not, else a small fraction; always inside the box."""
    denominator = 1 if rng.random() < 0.4 else int(rng.integers(2, DENOMINATOR + 1))
    first, last = _numerators(box, denominator)
    if first > last:  # no such fraction in a narrow box: an end of it serves
        return box[0] if rng.random() < 0.5 else box[1]
    return Fraction(int(rng.integers(first, last + 1)), denominator)


@lru_cache(maxsize=1024)
def _numerators(box: Box, denominator: int) -> tuple[int, int]:
    """The least and the greatest one of a fraction in the box."""
    low, high = box
    return int(-(-low * denominator // 1)), int(high * denominator // 1)
