"""The pool: inside the boxes, the same for a stream, with repeated values as it promises."""

from fractions import Fraction

import numpy as np
import pytest

from bnlinear.claims import claim, families, le
from bnlinear.claims.search.pool import DENOMINATOR, SPARSE, _member, drawn_of, pool_of

STATES = claim(statement="", p=families.bngd_states(max_dim=3))(lambda p: le(0, p.y))


def by_looking_back(boxes, dim, rng):
    """`_member` as it is defined: at each place all earlier values and blocks are looked at."""
    values = []
    while len(values) < len(boxes):
        here = len(values)
        block = boxes[here:here + dim]
        alike = [] if dim == 1 or len(block) < dim else [
            start for start in range(here - dim + 1) if boxes[start:start + dim] == block]
        if alike and rng.random() < 0.1:
            start = alike[rng.integers(len(alike))]
            values += values[start:start + dim]
            continue
        low, high = boxes[here]
        earlier = [v for v in values if low <= v <= high]
        if earlier and rng.random() < 0.1:
            values.append(earlier[rng.integers(len(earlier))])
            continue
        denominator = 1 if rng.random() < 0.4 else int(rng.integers(2, DENOMINATOR + 1))
        first, last = -(-low * denominator // 1), high * denominator // 1
        if first > last:
            values.append(low if rng.random() < 0.5 else high)
        else:
            values.append(Fraction(int(rng.integers(int(first), int(last) + 1)), denominator))
    return tuple(values)


@pytest.mark.parametrize("dim", [1, 2, 3])
def test_a_member_is_drawn_as_defined(dim):
    boxes = (*STATES.boxes(dim), (Fraction(1, 7), Fraction(1, 6)))  # and a narrow one
    for seed in range(200):
        fast, slow = (draw(boxes, dim, np.random.default_rng(seed))
                      for draw in (_member, by_looking_back))
        assert fast == slow


def test_members_lie_in_their_boxes_and_half_are_the_same_for_every_rng():
    one, other = (pool_of(STATES, 3, 60, rng) for rng in (1, 2))
    for at in one + other:
        assert all(low <= v <= high
                   for v, (low, high) in zip(at.values, STATES.boxes(3), strict=True))
    assert one[::2] == other[::2] and one[1::2] != other[1::2]


def test_every_third_member_is_sparse():
    members = drawn_of(STATES, 3, 60, 5)
    zeros = [sum(v == 0 for v in at.values) / len(at.values) for at in members]
    assert np.mean(zeros[SPARSE::3]) > 3 * np.mean([zero for k, zero in enumerate(zeros)
                                                    if k % 3 != SPARSE])
