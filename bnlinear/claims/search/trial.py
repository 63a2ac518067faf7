"""All that is tried on one claim at one effort: its members, the floats, the exact decisions."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from functools import cached_property
from itertools import zip_longest

import numpy as np

from bnlinear.claims.families.coordinates import Coordinates
from bnlinear.claims.record import ClaimRecord
from bnlinear.claims.search import hunt
from bnlinear.claims.search.decide import Evidence, first_violation
from bnlinear.claims.search.effort import Effort
from bnlinear.claims.search.extremal import extremal
from bnlinear.claims.search.lines import violations
from bnlinear.claims.search.pool import SHARED, beyond, drawn_of, pool, sample
from bnlinear.claims.search.reals import real_counterexample
from bnlinear.claims.search.surface import mixed, on_surface

#: Instances on a surface, at least.
ON_SURFACE = 8

#: How many more are drawn in each dimension where too few satisfy the hypotheses.
FURTHER = 200


@dataclass
class Trial:
    """A claim on trial. What costs time is done when it is first asked for.

    Attributes
    ----------
    evidence
        What exact arithmetic has decided so far.
    remarks
        What went wrong on the way, to be said beside the verdict.
    """

    claim: ClaimRecord
    effort: Effort
    rng: int
    remarks: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.evidence = Evidence(self.claim)

    @cached_property
    def members(self) -> list[Coordinates]:
        return pool(self.claim, self.effort.pool, self.rng)

    @cached_property
    def near(self) -> hunt.Screen:
        """What floats make of it."""
        seed = zlib.crc32(self.claim.name.encode())
        generator = np.random.default_rng([self.rng, seed])
        return hunt.search(self.claim, self.members, self.effort, generator)

    @cached_property
    def violation(self) -> Coordinates | None:
        """The first instance on which exact arithmetic finds the claim false."""
        candidates = [*hunt.suspects(self.near, self.effort.suspects),
                      *sample(self.members, self._count()), *self._beyond()]
        found = first_violation(self.evidence, candidates)
        if found is None and self.claim.screen:
            surface = on_surface(self.claim, candidates, max(self.effort.suspects, ON_SURFACE))
            found = first_violation(self.evidence, surface)
        return found or self._thin() or self._over_the_reals() or self._top_up()

    def _over_the_reals(self) -> Coordinates | None:
        """What z3 finds where no rational is a counterexample; exact arithmetic judges it."""
        at = real_counterexample(self.claim) if self.claim.leaves_the_box else None
        return at if at is not None and Evidence(self.claim).violated(at) else None

    def _thin(self) -> Coordinates | None:
        """Violations on sets so thin that they are sought on purpose: where bounds are attained,
        then along lines, the same for every `rng`."""
        if not self.claim.leaves_the_box:
            return None
        floats = hunt.Screen(self.claim)
        attained = sorted(extremal(self.claim, self.effort.extremal),
                          key=lambda at: floats.margin(at.floats()))[:3 * self.effort.suspects]
        found = first_violation(self.evidence, attained)
        if found is None and self.effort.lines:
            starts = mixed([*attained[:self.effort.suspects], *pool(
                self.claim, self.effort.suspects, SHARED)])
            found = first_violation(self.evidence,
                                    violations(self.claim, starts, self.effort.lines))
        return found

    def _beyond(self) -> list[Coordinates]:
        """Members outside the box: those nearest to a violation, and some others."""
        if not self.claim.leaves_the_box:
            return []
        first, last = self.claim.dims[0], self.claim.dims[-1]
        if self.effort.hidden and last >= 4:
            last = 6
        found = beyond(self.claim, self.effort.beyond, self.rng, dims=range(first, last + 1))
        floats = hunt.Screen(self.claim)
        ranked = sorted(found, key=lambda at: floats.margin(at.floats()))
        return ranked[:self.effort.beyond // 6] + found[::6]

    def _top_up(self) -> Coordinates | None:
        """Where hypotheses are rarely met, go on drawing, alike for every `rng`, until enough
        instances speak. Nothing is certified of a claim that has a counterexample."""
        floor = self.effort.floor
        if self.evidence.holds >= floor or self.claim.counterexample is not None:
            return None
        further = zip_longest(*(drawn_of(self.claim, dim, FURTHER, SHARED + 1)
                                for dim in self.claim.dims))
        for at in (at for turn in further for at in turn):
            if self.evidence.holds >= floor:
                return None
            if self.evidence.violated(at):
                return at
        return None

    @property
    def hunted(self) -> int:
        """Float evaluations spent so far."""
        return self.near.evaluations if "near" in vars(self) else 0

    def _count(self) -> int:
        """Bodies without a float screen run whole trajectories: half as many are decided, or as
        many as the claim asks for."""
        count = self.effort.decided if self.claim.screen else self.effort.decided // 2
        if self.claim.samples is not None:
            count = min(count, max(1, round(self.claim.samples * self.effort.samples)))
        return count
