"""What exact arithmetic decides about a claim: holds, violated, or it cannot tell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from bnlinear.claims.families.coordinates import Coordinates, Rejected
from bnlinear.claims.families.membership import foreign
from bnlinear.claims.record import ClaimRecord
from bnlinear.claims.relations import Relation, Statement, all_of, conjuncts
from bnlinear.claims.signs import Sign
from bnlinear.exact.decimals import rounded_down
from bnlinear.exact.number import NotReal, Number
from bnlinear.exact.precision import GaveUp, Undecided, decide, no_floats

#: What is said where a hypothesis fails.
_OUTSIDE = all_of()

#: What exact arithmetic raises where an expression has no value: 1/0, the root of −1.
NO_VALUE = (ZeroDivisionError, NotReal)


@dataclass
class Evidence:
    """What exact arithmetic has decided about one claim so far."""

    claim: ClaimRecord
    holds: int = 0
    ties: list[Coordinates] = field(default_factory=list)
    gave_up: list[Coordinates] = field(default_factory=list)
    poles: list[Coordinates] = field(default_factory=list)
    sharpness: float | None = None
    silent: int = 0  # inside the hypotheses, and nothing is asserted there

    def judge(self, at: Coordinates) -> bool | None:
        """True, False, or None where the claim says nothing, has no value, or nobody can tell."""
        try:
            instances = self.claim.build(at)
        except Rejected:
            return None
        try:
            verdict, said = decided(self.claim, instances)
            self.silent += verdict is None and said is not _OUTSIDE
        except Undecided:
            self.ties.append(at)
            return None
        except GaveUp:
            self.gave_up.append(at)
            return None
        except NO_VALUE:
            self.poles.append(at)
            return None
        if verdict:
            self.holds += 1
            self._sharpen(said)
        return verdict

    def violated(self, at: Coordinates) -> bool:
        return self.judge(at) is False

    def _sharpen(self, said: Statement) -> None:
        for relation in conjuncts(said, needed=False):
            ratio = _ratio(relation)
            if ratio is not None and (self.sharpness is None or ratio > self.sharpness):
                self.sharpness = ratio


def holds(claim: ClaimRecord, instances: dict[str, Any]) -> bool | None:
    """Decide the claim about exact instances: None where a hypothesis fails, or where nothing
    is asserted (an empty list, an implication whose premise fails)."""
    return decided(claim, instances)[0]


def decided(claim: ClaimRecord, instances: dict[str, Any]) -> tuple[bool | None, Statement]:
    """As `holds`, with what was said (nothing, where a hypothesis fails)."""
    def answer() -> tuple[bool | None, Statement]:
        said = claim.at(instances)
        if not said.holds():
            return False, said
        return (True if said.speaks() else None), said

    with no_floats():
        if not inside(claim, instances):
            return None, _OUTSIDE
        verdict: tuple[bool | None, Statement] = decide(answer)
        return verdict


def inside(claim: ClaimRecord, instances: dict[str, Any]) -> bool:
    """Do the hypotheses hold? Not where they have no value themselves."""
    try:
        return bool(decide(lambda: claim.hypotheses(instances).holds()))
    except NO_VALUE:
        return False


def no_instance(claim: ClaimRecord, instances: dict[str, Any]) -> str:
    """Why instances that an author wrote down are none of the claim's; empty if they are."""
    missing = [name for name in claim.families if name not in instances]
    if missing:
        return f"it gives no {missing[0]}"
    for name, family in claim.families.items():
        reason = decide(partial(foreign, family, instances[name]))
        if reason:
            return f"{name}: {reason}"
    return ""


def failing(claim: ClaimRecord, instances: dict[str, Any]) -> str:
    """The first hypothesis that fails there, with its numbers; empty where none can be named."""
    try:
        parts = conjuncts(claim.hypotheses(instances), needed=True)
        wrong = next((part for part in parts if not decide(part.holds)), None)
    except NO_VALUE as error:
        return f": they have no value there ({error})"
    return "" if wrong is None else f": {wrong} is false"


def _ratio(relation: Statement) -> float | None:
    """lhs/rhs of an inequality between nonnegative numbers, rounded down: 1 means attained."""
    if not isinstance(relation, Relation) or relation.sign not in (
            Sign.NONNEGATIVE, Sign.POSITIVE):
        return None
    if isinstance(relation.lhs, np.ndarray) or isinstance(relation.rhs, np.ndarray):
        return None
    try:
        left, right = float(relation.lhs), float(relation.rhs)
    except OverflowError:  # an integer beyond floats
        return None
    if not (right > 0 and left >= 0):
        return None
    ratio = relation.lhs / relation.rhs
    return rounded_down(ratio) if isinstance(ratio, Number) else float(ratio)


def first_violation(evidence: Evidence, candidates: Iterable[Coordinates]) -> Coordinates | None:
    """The first candidate that exact arithmetic finds in violation."""
    return next((at for at in candidates if evidence.violated(at)), None)
