"""What `bnlinear discover` does."""

from __future__ import annotations

import sys
from fractions import Fraction
from typing import Any

from bnlinear.checks import counted
from bnlinear.claims import Claim, Discovery
from bnlinear.claims import discover as best_constant
from bnlinear.claims.discovery.question import numbers_of
from bnlinear.claims.running.loading import select
from bnlinear.cli.reports.json_report import write_report
from bnlinear.cli.terminal.exit_codes import NOT_OK, OK
from bnlinear.cli.terminal.limits import check_seed


def discover(pattern: str, *, constant: str | None, best: str, letters: tuple[str, ...] | None,
             effort: str, rng: int, json_path: str | None) -> int:
    """Look for the best constants of the claims that the pattern names; 1 if one is open."""
    check_seed(rng)
    claims = _with_constant([claim for _, claim in select([pattern])], constant)
    found = []
    for claim in claims:
        if sys.stderr.isatty():
            print(f"\r\033[K{claim.id}: closing in on {constant or 'its constant'} …", end="",
                  file=sys.stderr, flush=True)
        answer = best_constant(claim, constant, best=best, letters=letters, effort=effort, rng=rng)
        if sys.stderr.isatty():
            print("\r\033[K", end="", file=sys.stderr, flush=True)
        if json_path != "-":
            print(answer, flush=True)
        found.append((claim.id, answer))
    write_report(json_path, {"discoveries": [_report(name, answer) for name, answer in found]})
    return OK if all(answer.sharp for _, answer in found) else NOT_OK


def _with_constant(claims: list[Claim], constant: str | None) -> list[Claim]:
    """Those that have a constant; a claim that is the only one says itself what is wrong."""
    if len(claims) == 1:
        return claims
    having = [claim for claim in claims if constant in numbers_of(claim)
              or (constant is None and len(numbers_of(claim)) == 1)]
    if not having:
        raise ValueError(f"none of these {counted(len(claims), 'claim')} has the one constant "
                         "that is sought; name it with --constant (a constant is a parameter of "
                         "the body or the where with a number as its default)")
    return having


def _report(name: str, found: Discovery) -> dict[str, Any]:
    def text(value: Fraction | None) -> str | None:
        return None if value is None else str(value)

    return {"id": name, "constant": found.constant, "best": found.best,
            "setting": {letter: str(value) for letter, value in found.setting.items()},
            "limit": text(found.limit), "instance": found.instance, "attained": found.attained,
            "proved": text(found.proved), "closed_form": found.closed_form, "scope": found.scope,
            "sharp": found.sharp}
