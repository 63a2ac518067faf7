"""Zeros of what a claim divides by, or takes roots of, sought on purpose.

At a few exact members, alike for every `rng` and effort, each divisor and radicand is followed
along every coordinate. Where it is affine or quadratic there, its rational zeros are known exactly.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import partial

from flint import fmpq

from bnlinear.claims.families.coordinates import Coordinates, Rejected
from bnlinear.claims.record import ClaimRecord
from bnlinear.claims.search.decide import NO_VALUE, inside
from bnlinear.claims.search.lines import Budget, zeros_along
from bnlinear.claims.search.poles import pole_at
from bnlinear.claims.search.pool import SHARED, SPARSE, drawn_of
from bnlinear.claims.search.reals import real_pole
from bnlinear.exact.number import Number
from bnlinear.exact.precision import GaveUp, Undecided, no_floats
from bnlinear.exact.watching import watched

#: Members in each dimension from which zeros are sought, and evaluations of the body in all.
STARTS, BUDGET = 6, 400

#: The same where the kernel sees a divisor that no hypothesis keeps from zero.
FURTHER_STARTS, FURTHER_BUDGET = 100, 4000

#: A coordinate moves by this, forth and back.
MOVE = Fraction(1, 8)


def seek_pole(claim: ClaimRecord, members: int = STARTS, budget: int = BUDGET
              ) -> Coordinates | None:
    """A member inside the hypotheses on which the claim has no value, if one is met."""
    spent, seen = 0, set()
    for dim in claim.dims:
        starts = drawn_of(claim, dim, members, SHARED)
        for at in starts[SPARSE::3] + starts:
            for candidate in [at, *_zeros(claim, at)]:
                if candidate in seen:
                    continue
                seen.add(candidate)
                spent += 1
                if has_pole(claim, candidate):
                    return candidate
                if spent >= budget:
                    return None
    return None


def seek_further(claim: ClaimRecord) -> Coordinates | None:
    """The same from more members; then for divisors that are no parabolas, by their rational zeros
    along lines; first of all for a few scalars, by what z3 says of real ones."""
    at = real_pole(claim)
    if at is not None and has_pole(claim, at):
        return at
    at = seek_pole(claim, FURTHER_STARTS, FURTHER_BUDGET)
    if at is not None:
        return at
    budget = Budget(BUDGET)
    for at in (at for dim in claim.dims for at in drawn_of(claim, dim, 1, SHARED)):
        for axis in range(len(at.values)):
            low, high = claim.boxes(at.dim)[axis]
            heard = partial(_rational_values, claim, at, axis)
            for value in zeros_along(heard, low, high, budget):
                if has_pole(claim, _moved(at, axis, value)):
                    return _moved(at, axis, value)
    return None


def _rational_values(claim: ClaimRecord, at: Coordinates, axis: int, value: Fraction
                     ) -> list[fmpq] | None:
    heard = _heard(claim, _moved(at, axis, value))
    return [fmpq(h.numerator, h.denominator) for h in heard if h is not None] or None


def has_pole(claim: ClaimRecord, at: Coordinates) -> bool:
    """Is it a member inside the hypotheses on which the claim has no value?"""
    try:
        instances = claim.build(at)
        with no_floats():
            return inside(claim, instances) and pole_at(claim, instances) is not None
    except (Rejected, Undecided, GaveUp):
        return False


def _zeros(claim: ClaimRecord, at: Coordinates) -> Iterator[Coordinates]:
    """Members one coordinate away on which a divisor or radicand vanishes."""
    here = _heard(claim, at)
    for axis, (value, (low, high)) in enumerate(
            zip(at.values, claim.boxes(at.dim), strict=True) if any(here) else ()):
        if not low <= value - MOVE < value + MOVE <= high:
            continue
        forth, back = (_heard(claim, _moved(at, axis, value + step)) for step in (MOVE, -MOVE))
        for now, up, down in zip(here, forth, back, strict=False):
            for step in _roots(now, up, down):
                if low <= value + step <= high:
                    yield _moved(at, axis, value + step)


def _moved(at: Coordinates, axis: int, value: Fraction) -> Coordinates:
    return Coordinates(at.dim, (*at.values[:axis], value, *at.values[axis + 1:]))


def _heard(claim: ClaimRecord, at: Coordinates) -> list[Fraction | None]:
    """The rational divisors and radicands of the body at a member, in order."""
    values: list[Fraction | None] = []

    def listen(value: object) -> None:
        number = value if isinstance(value, Number) else None
        rational = number.rational if number is not None and number.is_rational else None
        values.append(None if rational is None else Fraction(int(rational.p), int(rational.q)))

    try:
        instances = claim.build(at)
        with no_floats(), watched(listen):
            claim.at(instances)
    except (Rejected, Undecided, GaveUp, *NO_VALUE):
        pass
    return values


def _roots(now: Fraction | None, up: Fraction | None, down: Fraction | None) -> list[Fraction]:
    """Rational zeros of the parabola through three values at 0, MOVE and −MOVE."""
    if now is None or up is None or down is None or not now:
        return []
    slope, bend = (up - down) / (2 * MOVE), (up + down - 2 * now) / (2 * MOVE**2)
    if not bend:
        return [-now / slope] if slope else []
    root = Number(slope**2 - 4 * bend * now)
    if root < 0 or not root.sqrt().is_rational:
        return []
    found = root.sqrt().rational
    width = Fraction(int(found.p), int(found.q))
    return [(-slope + sign * width) / (2 * bend) for sign in (1, -1)]
