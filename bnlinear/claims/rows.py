"""Rows of the report, and the efforts they are made with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bnlinear.claims.claim import EVIDENCE, Claim
from bnlinear.claims.parts import Coordinates

UNSATISFIABLE = "no instance satisfies the hypotheses: nothing was tested"


@dataclass(frozen=True)
class Effort:
    """How much is tried, in counts."""

    pool: int          # exact instances drawn
    jitters: int       # float perturbations screened
    starts: int        # optimiser runs per dimension
    evaluations: int   # float evaluations per optimiser run
    decided: int       # members of the pool decided exactly
    suspects: int      # nearest instances decided exactly
    evolve: int = 0    # evaluations of differential evolution per dimension
    samples: float = 1  # share of what a slow claim asks for
    seconds: int = 30  # the clock of the supervisor, which can only make a row undecided


EFFORTS = {
    "quick": Effort(40, 80, 1, 120, 24, 4, samples=0.25, seconds=10),
    "standard": Effort(120, 500, 2, 300, 80, 10, seconds=30),
    "thorough": Effort(400, 4000, 6, 1500, 400, 40, evolve=6000, samples=4,
                       seconds=120),
}


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


def dimensions(claim: Claim) -> str:
    low, high = claim.dims[0], claim.dims[-1]
    return f"d = {low}" if low == high else f"d = {low}…{high}"
