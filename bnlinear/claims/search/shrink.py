"""Make a counterexample small enough to check by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import ceil, floor

from bnlinear.claims.families.coordinates import Coordinates
from bnlinear.claims.record import ClaimRecord


def shrink(claim: ClaimRecord, at: Coordinates, violated: Callable[[Coordinates], bool],
           budget: int = 400) -> Coordinates:
    """The simplest violation reachable by one change at a time: fewer dimensions first,
    then simpler numbers. At most `budget` exact decisions."""
    spent = 0
    improved = True
    while improved and spent < budget:
        improved = False
        for candidate in _simpler(claim, at):
            spent += 1
            if violated(candidate):
                at, improved = candidate, True
                break
            if spent >= budget:
                break
    return at


def _simpler(claim: ClaimRecord, at: Coordinates) -> Iterator[Coordinates]:
    if at.dim > claim.dims[0]:
        for axis in range(at.dim):
            yield claim.without_axis(at, axis)
    boxes = claim.boxes(at.dim)
    order = sorted(range(len(at.values)), key=lambda k: _complexity(at.values[k]), reverse=True)
    for index in order:
        for value in _simpler_numbers(at.values[index]):
            low, high = boxes[index]  # a violation from beyond the box may stay beyond
            if min(low, at.values[index]) <= value <= max(high, at.values[index]):
                changed = (*at.values[:index], value, *at.values[index + 1:])
                yield Coordinates(at.dim, changed)


def _complexity(value: Fraction) -> tuple[int, int, bool]:
    """0 < 1 < −1 < 2 < … < 1/2 < … : denominators weigh first."""
    return value.denominator, abs(value.numerator), value < 0


def _simpler_numbers(value: Fraction) -> Iterator[Fraction]:
    """Simpler numbers near and far, simplest first."""
    candidates = [Fraction(0), Fraction(1), Fraction(-1), -value, Fraction(round(value)),
                  *(value.limit_denominator(limit) for limit in (2, 3, 12, 99, 999)),
                  value.limit_denominator(max(1, value.denominator // 2)),
                  Fraction(int(value / 2)), Fraction(floor(value)), Fraction(ceil(value))]
    if 0 < abs(value) < 1:  # a tiny one becomes twice as large, and a unit fraction
        whole = max(1, int(1 / abs(value)) // 2)
        candidates += [Fraction(1, whole), Fraction(-1, whole)]
    simpler = {c for c in candidates if _complexity(c) < _complexity(value)}
    yield from sorted(simpler, key=_complexity)
