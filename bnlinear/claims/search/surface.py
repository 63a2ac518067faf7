"""Instances on which an equation holds exactly.

A hypothesis x = 0, the premise of an implication, or the violation of x ≠ 0 all live on a surface
that no random rational hits. Most such equations are affine in some coordinate of the instance:
one exact secant step then lands on the surface, and exact arithmetic says whether it did.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import islice, zip_longest
from typing import Any

import numpy as np

from bnlinear.claims.families.coordinates import Coordinates, Rejected
from bnlinear.claims.record import ClaimRecord
from bnlinear.claims.relations import Compound, Relation, Statement
from bnlinear.claims.signs import Sign
from bnlinear.exact.number import Number
from bnlinear.exact.precision import Undecided


def on_surface(claim: ClaimRecord, members: Iterable[Coordinates], count: int) -> list[Coordinates]:
    """At most `count` instances, made of members of all dimensions, on which the claim's
    equations hold; none if it has no equations."""
    found: list[Coordinates] = []
    for at in islice(mixed(list(members)), 4 * count):
        misses = _misses(claim, at)
        if misses is not None and not misses:
            break
        found += islice(_solutions(claim, at, misses), 1)
        if len(found) == count:
            break
    return found


def mixed(members: list[Coordinates]) -> Iterator[Coordinates]:
    """One of each dimension in turn."""
    dims = sorted({at.dim for at in members})
    turns = zip_longest(*([at for at in members if at.dim == dim] for dim in dims))
    return (at for turn in turns for at in turn if at is not None)


def _solutions(claim: ClaimRecord, at: Coordinates,
               misses: list[Number] | None) -> Iterator[Coordinates]:
    """Move one coordinate for each equation that fails."""
    if misses is None or not any(misses):
        return
    worst = next(k for k, miss in enumerate(misses) if miss)
    for axis in range(len(at.values)):
        moved = _secant(claim, at, axis, worst, misses[worst])
        after = None if moved is None else _misses(claim, moved)
        if moved is None or after is None or sum(map(bool, after)) >= sum(map(bool, misses)):
            continue
        if any(after):
            yield from _solutions(claim, moved, after)
        else:
            yield moved


def _secant(claim: ClaimRecord, at: Coordinates, axis: int, equation: int,
            miss: Number) -> Coordinates | None:
    """The zero of an equation along one coordinate, if it is affine there and in the box."""
    low, high = claim.boxes(at.dim)[axis]
    here = at.values[axis]
    there = here + Fraction(1, 8) if here + Fraction(1, 8) <= high else here - Fraction(1, 8)
    other = _misses(claim, _replaced(at, axis, there))
    if other is None or other[equation] == miss:
        return None
    slope = (other[equation] - miss).rational / Number(there - here).rational
    zero = Number(here).rational - miss.rational / slope
    value = Fraction(int(zero.p), int(zero.q))
    return _replaced(at, axis, value) if low <= value <= high else None


def _replaced(at: Coordinates, axis: int, value: Fraction) -> Coordinates:
    return Coordinates(at.dim, (*at.values[:axis], value, *at.values[axis + 1:]))


def _misses(claim: ClaimRecord, at: Coordinates) -> list[Number] | None:
    """lhs − rhs of every equation; None where one is not a rational number."""
    try:
        instances = claim.build(at)
        sides = [*_equations(claim.hypotheses(instances), Sign.ZERO, every=True),
                 *_equations(claim.at(instances), Sign.NONZERO, every=False)]
        misses = [left - right for left, right in sides]
    except (Rejected, Undecided, ZeroDivisionError, ValueError, TypeError):
        return None  # no member, or an equation that takes roots
    rational = all(isinstance(miss, Number) and miss.is_rational for miss in misses)
    return misses if rational else None


def _equations(said: Statement, sign: Sign, *, every: bool) -> Iterator[tuple[Any, Any]]:
    """The equations that must all hold: for a hypothesis, or for a violation of what is said.

    A violation of "any of" violates every part, one of "all of" a single part: only the former
    gives equations that hold together.
    """
    if isinstance(said, Compound):
        if said.every is every or len(said.parts) == 1:
            for part in said.parts:
                yield from _equations(part, sign, every=every)
    elif isinstance(said, Relation) and said.sign is sign:
        left, right = np.atleast_1d(said.lhs), np.atleast_1d(said.rhs)
        yield from ((Number(a), Number(b)) for a, b in zip(left, right, strict=True))
