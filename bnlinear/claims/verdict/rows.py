"""Rows of the report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bnlinear.claims.families.coordinates import Coordinates
from bnlinear.claims.record import EVIDENCE, ClaimRecord

UNSATISFIABLE = "no instance satisfies the hypotheses: nothing was tested"


@dataclass(frozen=True)
class Row:
    """One line of the report. `note` says why a row is not ok, or what limits it."""

    id: str
    statement: str
    source: str
    expect: str
    verdict: str
    ok: bool
    scope: str = ""
    instances: int = 0
    hunted: int = 0
    sharpness: float | None = None
    counterexample: dict[str, Any] | None = None
    repairs: str | None = None
    uses: tuple[str, ...] = ()
    seconds: float = 0.0
    note: str = ""
    at: Coordinates | None = None  # where the hunt found the counterexample, to build it again


def row(claim: Any, *, verdict: str, **rest: Any) -> Row:
    """A row of a claim (or its card), with its `ok`: the expected verdict, or stronger evidence."""
    expected = claim.expected
    ok = verdict == expected or (
        verdict in EVIDENCE and expected in EVIDENCE
        and EVIDENCE.index(verdict) <= EVIDENCE.index(expected))
    return Row(id=claim.id, statement=claim.text, source=claim.source,
               expect=expected, verdict=verdict, ok=ok, repairs=claim.repairs, **rest)


def dimensions(claim: ClaimRecord) -> str:
    low, high = claim.dims[0], claim.dims[-1]
    return f"d = {low}" if low == high else f"d = {low}…{high}"
