"""A verdict is a value: what a rung of the ladder hands over, never changed afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bnlinear.claims.families.coordinates import Coordinates
from bnlinear.claims.record import ClaimRecord

UNSATISFIABLE = "no instance satisfies the hypotheses, of those that were tried: nothing was tested"
SILENT = ("nothing is asserted on any instance that was tried (an empty list, or an implication "
          "whose premise fails): nothing was tested")


@dataclass(frozen=True)
class Verdict:
    """What one rung decided about a claim.

    Attributes
    ----------
    name
        "proved", "argued", "certified", "supported", "refuted", "undefined" or "undecided".
    note
        Why it is not more, or what limits it.
    scope
        What it covers, for instance "all d" or "d = 1…4".
    counterexample
        An exact instance, described, that violates the claim or on which it has no value.
    uses
        What it rests on without proving it.
    at
        Where the hunt met the counterexample, to build it again.
    error
        Is it the file that is wrong? Then `verify` ends with exit code 2.
    """

    name: str
    note: str = ""
    scope: str = ""
    instances: int = 0
    hunted: int = 0
    sharpness: float | None = None
    counterexample: dict[str, Any] | None = None
    uses: tuple[str, ...] = ()
    at: Coordinates | None = None
    error: bool = False


def broken(note: str) -> Verdict:
    """Nothing is known, because the claim's file has an error; the note says where."""
    return Verdict("undecided", note, error=True)


def undecided(note: str, *, instances: int = 0) -> Verdict:
    """Nothing is known, and why."""
    return Verdict("undecided", note, instances=instances)


def refuted(counterexample: dict[str, Any], *, at: Coordinates | None = None, note: str = "",
            instances: int = 0) -> Verdict:
    """An exact instance violates the claim."""
    return Verdict("refuted", note, instances=instances, counterexample=counterexample, at=at)


def dimensions(claim: ClaimRecord) -> str:
    """The dimensions in which instances were searched."""
    low, high = claim.dims[0], claim.dims[-1]
    return f"d = {low}" if low == high else f"d = {low}…{high}"
