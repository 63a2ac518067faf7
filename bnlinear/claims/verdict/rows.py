"""Rows of the report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bnlinear.claims.families.coordinates import Coordinates
from bnlinear.claims.record import EVIDENCE
from bnlinear.claims.verdict.values import Verdict


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
    box: str = ""  # where instances were searched
    instances: int = 0
    hunted: int = 0
    sharpness: float | None = None
    counterexample: dict[str, Any] | None = None
    repairs: str | None = None
    uses: tuple[str, ...] = ()
    seconds: float = 0.0
    note: str = ""
    at: Coordinates | None = None  # where the hunt met the counterexample, to build it again
    error: bool = False  # in the claim's file


def row(claim: Any, verdict: Verdict, *, seconds: float = 0.0) -> Row:
    """A row of a claim (or its card), with its `ok`: the expected verdict, or stronger evidence."""
    expected = claim.expected
    ok = verdict.name == expected or (
        verdict.name in EVIDENCE and expected in EVIDENCE
        and EVIDENCE.index(verdict.name) <= EVIDENCE.index(expected))
    return Row(id=claim.id, statement=claim.text, source=claim.source, expect=expected,
               verdict=verdict.name, ok=ok, scope=verdict.scope, box=claim.box,
               instances=verdict.instances, hunted=verdict.hunted, sharpness=verdict.sharpness,
               counterexample=verdict.counterexample, repairs=claim.repairs, uses=verdict.uses,
               seconds=seconds, note=verdict.note, at=verdict.at, error=verdict.error)
