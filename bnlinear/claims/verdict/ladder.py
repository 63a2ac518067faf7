"""The ladder: screen, hunt, decide, shrink, prove; one claim in, one row of the report out.

Floats accuse, exact numbers judge. Effort is counted, never timed, so that a row depends on the
claim, the effort and `rng` alone.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from bnlinear.claims.record import ClaimError, ClaimRecord, code_of
from bnlinear.claims.search.drawn import judge_drawn
from bnlinear.claims.search.effort import EFFORTS, GLANCE, Effort
from bnlinear.claims.search.trial import Trial
from bnlinear.claims.verdict.errors import in_file
from bnlinear.claims.verdict.proofs import second_opinion
from bnlinear.claims.verdict.rows import Row, row
from bnlinear.claims.verdict.rungs import RUNGS
from bnlinear.claims.verdict.values import Verdict, broken
from bnlinear.exact.number import InexactError

#: Verdicts that more effort does not change.
SETTLED = ("proved", "refuted", "undefined")


def judge(claim: ClaimRecord, *, effort: str = "standard", rng: int = 0) -> Row:
    """Climb the ladder with one claim.

    Parameters
    ----------
    claim
        The claim.
    effort
        ``"quick"``, ``"standard"`` or ``"thorough"``.
    rng
        Seed: the same seed gives the same row, whatever the machine does.
    """
    if effort not in EFFORTS:
        raise ValueError(f"effort = {effort!r}; it must be one of {', '.join(EFFORTS)}")
    started = time.perf_counter()
    try:
        verdict = judge_drawn(claim, effort, rng) if claim.strategies else _judged(
            claim, effort, rng)
    except InexactError as error:
        verdict = broken(f"returned a float: {in_file(error, code_of(claim.body))}")
    except (Exception, SystemExit) as error:  # somebody's code: it is its row
        verdict = broken(f"raised {in_file(error, code_of(claim.body))}")
    claim.id = claim.id or claim.name
    return row(claim, verdict, seconds=time.perf_counter() - started)


def _judged(claim: ClaimRecord, effort: str, rng: int) -> Verdict:
    """Where a proof decides, instances only check the kernel: one effort lower will do."""
    if claim.the_proof is not None and not claim.mutants:
        raise ClaimError("a proof without a mutant is not accepted: add @….mutant, a false "
                         "neighbour that the same steps must fail to prove")
    verdict = climb(claim, EFFORTS[effort] if claim.the_proof is None else _lower(effort), rng)
    if claim.the_proof is not None and verdict.name not in SETTLED:
        verdict = climb(claim, EFFORTS[effort], rng)  # nothing but the hunt speaks for it
    if effort == "thorough" and verdict.name == "proved":
        return second_opinion(claim, verdict, rng)
    return verdict


def _lower(effort: str) -> Effort:
    steps = [GLANCE, *EFFORTS.values()]
    return steps[steps.index(EFFORTS[effort]) - 1]


def climb(claim: ClaimRecord, effort: Effort, rng: int) -> Verdict:
    """The verdict of the first rung that has one, with what was tried on the way."""
    trial = Trial(claim, effort, rng)
    verdicts = (rung(claim, trial) for rung in RUNGS)
    verdict = next(verdict for verdict in verdicts if verdict is not None)
    return replace(verdict, note="; ".join(filter(None, [*trial.remarks, verdict.note])),
                   **_counts(trial, verdict))


def _counts(trial: Trial, verdict: Verdict) -> dict[str, Any]:
    """How much was tried, unless the rung says it better."""
    if verdict.instances:
        return {}
    return {"instances": trial.evidence.holds, "hunted": trial.hunted,
            "sharpness": trial.evidence.sharpness}
