"""From below: how far exact instances forbid a constant to go."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np

from bnlinear.claims.discovery.settings import Setting, Value, stated
from bnlinear.claims.families.coordinates import Coordinates, Rejected
from bnlinear.claims.record import ClaimRecord
from bnlinear.claims.relations import Relation, Statement, conjuncts
from bnlinear.claims.search.decide import NO_VALUE, Evidence, first_violation, holds, inside
from bnlinear.claims.search.effort import EFFORTS
from bnlinear.claims.search.hunt import Screen, suspects
from bnlinear.claims.search.shrink import shrink
from bnlinear.claims.search.trial import Trial
from bnlinear.claims.signs import Sign
from bnlinear.exact.number import Number
from bnlinear.exact.precision import GaveUp, Undecided

#: Halvings of an interval that holds the threshold of one instance; hunts for a stronger one.
HALVINGS, HUNTS = 40, 12

#: Evaluations of a descent from one instance to a better one, and how many are decided then.
EVALUATIONS, SUSPECTS = 800, 3

#: How often a constant is doubled in search of one that is violated.
DOUBLINGS = 8

#: A constant that is violated as soon as it is stronger by this share is called sharp.
NEAR = Fraction(1, 1000)

#: A limit that no instance attains is improved by steps of this share, until a constant is proved.
COARSE = Fraction(1, 64)

#: The effort with which the hunt looks once more for an instance near a constant that is proved.
MORE = {"quick": "standard", "standard": "thorough", "thorough": "thorough"}

_NO_ANSWER = (*NO_VALUE, Undecided, GaveUp, Rejected)


@dataclass(frozen=True)
class Limit:
    """No constant beyond `value` holds: an exact instance says so.

    Attributes
    ----------
    value
        The best constant that this instance allows.
    at
        The instance.
    attained
        Does the inequality hold at `value` on this instance (with equality)?
    """

    value: Fraction
    at: Coordinates
    attained: bool


class Bracket:
    """The constants of a claim at one setting of its letters."""

    def __init__(self, claim: ClaimRecord, constant: str, start: Fraction, setting: Setting, *,
                 greatest: bool, effort: str, rng: int) -> None:
        self.claim, self.constant, self.setting = claim, constant, setting
        self.start, self.greatest = start, greatest
        self._level, self._rng = effort, rng

    def at(self, value: Value) -> ClaimRecord:
        """The claim with this constant."""
        return stated(self.claim, self.constant, value, self.setting)

    def is_beyond(self, value: Fraction, other: Fraction) -> bool:
        """Is the first the stronger statement?"""
        return value > other if self.greatest else value < other

    def stronger(self, value: Fraction, share: Fraction) -> Fraction:
        """A little stronger, by this share."""
        step = abs(value) * share or share
        return value + step if self.greatest else value - step

    def weaker(self, value: Fraction, share: Fraction) -> Fraction:
        """A little weaker, by this share."""
        return self.stronger(value, -share)

    def violated(self, value: Fraction, effort: str | None = None) -> Limit | None:
        """The limit that an instance found by the hunt sets, if one violates this constant."""
        at = Trial(self.at(value), EFFORTS[effort or self._level], self._rng).violation
        return None if at is None else self.limit(at, value)

    @cached_property
    def strongest(self) -> Limit | None:
        """The limit that the hunt finds; None if no instance forbids anything."""
        best = self._first()
        least = NEAR if best is not None and best.attained else COARSE
        share = least if least == NEAR else Fraction(1, 8)
        for _ in range(HUNTS if best is not None else 0):
            assert best is not None
            value = self.weaker(best.value, share)
            further = self._descended(value, best.at) or self.violated(value)
            if further is not None and self.is_beyond(best.value, further.value):
                best, share = further, min(2 * share, Fraction(1, 4))
            elif share == least:
                return best
            else:
                share = max(share / 8, least)
        return best

    def _descended(self, value: Fraction, at: Coordinates) -> Limit | None:
        """The limit of an instance downhill from one that violates a stronger constant."""
        from scipy.optimize import minimize

        screen = Screen(self.at(value))
        low, high = (np.array([float(box[k]) for box in screen.claim.boxes(at.dim)])
                     for k in (0, 1))
        start = np.clip(np.array(at.values, dtype=float), low, high)
        minimize(lambda x: screen.margin(Coordinates(at.dim, tuple(map(float, x)))), start,
                 method="Nelder-Mead", bounds=list(zip(low, high, strict=True)),
                 options={"maxfev": EVALUATIONS, "xatol": 1e-12, "fatol": 1e-14,
                          "adaptive": True})
        found = first_violation(Evidence(screen.claim), suspects(screen, SUSPECTS))
        return None if found is None else self.limit(found, value)

    def sharpest(self, limit: Limit | None, proved: Fraction) -> Limit | None:
        """A limit near a constant that is proved, if the hunt can find one there."""
        strong = self.stronger(proved, NEAR)
        if limit is not None and self.fails(strong, limit.at):
            return limit
        near = None if limit is None else self._descended(strong, limit.at)
        return near or self.violated(strong) or self.violated(strong, MORE[self._level]) or limit

    def simplest(self, limit: Limit, value: Fraction) -> Limit:
        """A small instance that violates a constant, as the limit's own does."""
        if not self.fails(value, limit.at):
            return limit
        small = shrink(self.at(value), limit.at, lambda at: self.fails(value, at), budget=150)
        return self.limit(small, value)

    def _first(self) -> Limit | None:
        """A limit, from the pool or from a constant that is doubled until the hunt violates it."""
        best, value = self._of_the_pool(), self.start
        for _ in range(DOUBLINGS if best is None else 0):
            best = self.violated(value)
            if best is not None:
                break
            value = self._stronger(value)
        return best

    def _weaker(self, value: Fraction) -> Fraction:
        return value / 2 if self.greatest == (value > 0) else value * 2

    def _stronger(self, value: Fraction) -> Fraction:
        return value * 2 if self.greatest == (value > 0) else value / 2

    def _of_the_pool(self) -> Limit | None:
        """The best that the members drawn at first allow, where that is cheap to say."""
        found = [limit for at in Trial(self.at(self.start), EFFORTS[self._level], self._rng).members
                 if (limit := self._affine(at)) is not None]
        return (min if self.greatest else max)(found, key=lambda limit: limit.value, default=None)

    # -- one instance ----------------------------------------------------------------------

    def limit(self, at: Coordinates, violated: Fraction) -> Limit:
        """The best constant that an instance allows, which violates this one."""
        affine = self._affine(at)
        if affine is not None:
            return affine
        weak = self._weak(at, violated)
        strong = violated
        for _ in range(HALVINGS):
            middle = between(*sorted((weak, strong)))
            if self.fails(middle, at):
                strong = middle
            else:
                weak = middle
            if abs(strong - weak) <= abs(strong) / 10**6:
                break
        return Limit(strong, at, False)

    def _weak(self, at: Coordinates, violated: Fraction) -> Fraction:
        """A constant that the instance does not violate."""
        value = violated
        for _ in range(40):
            value = self._weaker(value)
            if not self.fails(value, at):
                return value
        return self.start

    def fails(self, value: Fraction, at: Coordinates) -> bool:
        """Does an instance violate this constant, exactly?"""
        claim = self.at(value)
        try:
            return holds(claim, claim.build(at)) is False
        except _NO_ANSWER:
            return False

    def _affine(self, at: Coordinates) -> Limit | None:
        """Where each rhs − lhs is D₀ + cD₁ with rational D₀, D₁: the c at which one vanishes."""
        sides = [self._differences(value, at) for value in (0, 1, 2)]
        if not sides[0] or len({len(side) for side in sides}) > 1:
            return None
        values = []
        for zero, one, two in zip(*sides, strict=True):
            slope = one - zero
            if two - one != slope:
                return None
            if slope != 0 and (slope > 0) is not self.greatest:
                values.append(Fraction(str(-zero / slope)))
        if not values:
            return None
        value = min(values) if self.greatest else max(values)
        return Limit(value, at, not self.fails(value, at))

    def _differences(self, value: int, at: Coordinates) -> list[Number]:
        """rhs − lhs of every inequality, at a member of the hypotheses; empty if one has none."""
        claim = self.at(Fraction(value))
        try:
            instances = claim.build(at)
            parts = conjuncts(claim.at(instances), needed=True)
            if not inside(claim, instances):
                return []
            sides = [_rational_side(part) for part in parts]
        except _NO_ANSWER:
            return []
        known = [side for side in sides if side is not None]
        return known if len(known) == len(sides) else []


def _rational_side(part: Statement) -> Number | None:
    """rhs − lhs of an inequality between rationals."""
    if not isinstance(part, Relation) or part.sign not in (Sign.NONNEGATIVE, Sign.POSITIVE):
        return None
    side = part.rhs - part.lhs
    return side if isinstance(side, Number) and side.is_rational else None


def between(low: Fraction, high: Fraction) -> Fraction:
    """The simplest fraction strictly between two.

    >>> between(Fraction(19, 10), Fraction(21, 10)), between(Fraction(1, 5), Fraction(1, 4))
    (Fraction(2, 1), Fraction(2, 9))
    """
    if low < 0 < high:
        return Fraction(0)
    if high <= 0:
        return -between(-high, -low)
    whole = low.numerator // low.denominator
    if whole + 1 < high:
        return Fraction(whole + 1)
    if low == whole:  # between an integer and at most the next: 1/n above it
        return whole + Fraction(1, int(1 / (high - whole)) + 1)
    return whole + 1 / between(1 / (high - whole), 1 / (low - whole))
