"""The ladder: screen, hunt, decide, shrink, prove; one claim in, one row of the report out.

Floats accuse, exact numbers judge. Effort is counted, never timed, so that a row depends on the
claim, the effort and `rng` alone.
"""

from __future__ import annotations

import time
import zlib
from typing import Any

import numpy as np

from bnlinear.claims.families.coordinates import Coordinates
from bnlinear.claims.families.instances import describe
from bnlinear.claims.kernel.facts import NotClosed, ProofError
from bnlinear.claims.kernel.prover import prove
from bnlinear.claims.record import ClaimError, ClaimRecord
from bnlinear.claims.search import hunt
from bnlinear.claims.search.decide import Evidence, first_violation, holds
from bnlinear.claims.search.drawn import judge_drawn
from bnlinear.claims.search.effort import EFFORTS, Effort
from bnlinear.claims.search.pool import pool, pool_of
from bnlinear.claims.search.shrink import shrink
from bnlinear.claims.search.surface import on_surface
from bnlinear.claims.verdict.proofs import ask_again, check_argument, check_proof
from bnlinear.claims.verdict.rows import UNSATISFIABLE, Row, dimensions, row
from bnlinear.exact.number import InexactError
from bnlinear.exact.precision import Undecided

#: A claim is not certified if more instances than this share of the decided ones gave up.
PATIENCE = 1 / 3


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
        if claim.strategies:
            outcome = judge_drawn(claim, effort, rng)
        else:
            lower = _hunting(claim, effort)
            outcome = _climb(claim, EFFORTS[lower], rng)
            if lower != effort and outcome["verdict"] not in ("proved", "refuted"):
                outcome = _climb(claim, EFFORTS[effort], rng)  # nothing but the hunt speaks for it
            if effort == "thorough" and outcome["verdict"] == "proved":
                outcome |= _second_opinion(claim, rng)
    except InexactError as error:
        outcome = {"verdict": "undecided", "note": f"returned a float: {error}"}
    except Exception as error:  # a claim is somebody's code: whatever it raises is its row
        outcome = {"verdict": "undecided", "note": f"raised {type(error).__name__}: {error}"}
    claim.id = claim.id or claim.name
    return row(claim, seconds=time.perf_counter() - started, **outcome)


def _hunting(claim: ClaimRecord, effort: str) -> str:
    """Where a proof decides, the hunt only checks the kernel: one effort lower will do."""
    names = list(EFFORTS)
    lower = names[max(0, names.index(effort) - 1)]
    return effort if claim.the_proof is None else lower


def _climb(claim: ClaimRecord, effort: Effort, rng: int) -> dict[str, Any]:
    if claim.the_proof is not None and not claim.mutants:
        raise ClaimError("a proof without a mutant is not accepted: add @….mutant, a false "
                         "neighbour that the same steps must fail to prove")
    if claim.counterexample is not None and not effort.evolve:
        return _stored(claim)
    seed = zlib.crc32(claim.name.encode())
    evidence = Evidence(claim)
    members = pool(claim, effort.pool, rng)
    near = hunt.search(claim, members, effort, np.random.default_rng([rng, seed]))
    if claim.screen_only:
        return {"hunted": near.evaluations} | _screened(near)
    sample = members[:: _stride(claim, members, effort)]
    candidates = [*hunt.suspects(near, effort.suspects), *sample]
    found = first_violation(evidence, candidates)
    if found is None and claim.screen:
        found = first_violation(evidence, on_surface(claim, candidates, effort.suspects))
    counts = {"instances": evidence.holds, "hunted": near.evaluations,
              "sharpness": evidence.sharpness}
    if claim.counterexample is not None:  # hidden from the hunt, which says how it fared
        unaided = "not found" if found is None else "another one found"
        return counts | _stored(claim) | {"note": f"{unaided} by the unaided hunt"}
    if found is not None:
        return counts | _refuted(claim, found)
    return counts | _proved_or_certified(claim, evidence, members, effort, rng)


def _second_opinion(claim: ClaimRecord, rng: int) -> dict[str, Any]:
    """The real step functions at exact points in d = 1 … 5, and cvc5 on what z3 decided."""
    evidence = Evidence(claim)
    members = [at for dim in range(claim.dims[0], 6) for at in pool_of(claim, dim, 12, rng + 1)]
    found = first_violation(evidence, members) if claim.screen else None
    if found is not None:
        return _refuted(claim, found)
    objection, confirmed = ask_again(claim)
    if objection:
        return {"verdict": "undecided", "note": f"cvc5 objects to z3: {objection}"}
    return {"note": f"{evidence.holds} more exact instances in d = {claim.dims[0]} … 5{confirmed}"}


def _stride(claim: ClaimRecord, members: list[Coordinates], effort: Effort) -> int:
    """Bodies without a float screen run whole trajectories: half as many are decided, or as many
    as the claim asks for."""
    count = effort.decided if claim.screen else effort.decided // 2
    if claim.samples is not None:
        count = min(count, max(1, round(claim.samples * effort.samples)))
    return -(-len(members) // count)


def _stored(claim: ClaimRecord) -> dict[str, Any]:
    """Check a stored counterexample again, exactly."""
    assert claim.counterexample is not None
    try:
        verdict = holds(claim, claim.counterexample)
    except Undecided as doubt:
        return {"verdict": "undecided", "note": f"the stored counterexample: {doubt}"}
    if verdict is None:
        return {"verdict": "undecided",
                "note": "the stored counterexample does not satisfy the claim's hypotheses"}
    if verdict:
        return {"verdict": "undecided",
                "note": "the stored counterexample does not violate the claim"}
    return {"verdict": "refuted", "instances": 1, "counterexample": describe(claim.counterexample)}


def _refuted(claim: ClaimRecord, found: Coordinates) -> dict[str, Any]:
    scratch = Evidence(claim)  # what the shrinker tries does not count as evidence
    small = shrink(claim, found, scratch.violated)
    note = ""
    if claim.the_proof is not None:
        try:
            prove(claim)
            note = "the kernel accepted a proof of this: a defect of the kernel, please report it"
        except Exception as error:  # steps are somebody's code, and the claim is false anyway
            note = f"and its proof fails: {error}"
    return {"verdict": "refuted", "counterexample": describe(claim.build(small)), "note": note,
            "at": small}


def _screened(near: hunt.Screen) -> dict[str, Any]:
    inside = [margin for margin, _ in near.seen]
    if not inside:
        return {"verdict": "undecided", "note": UNSATISFIABLE}
    if min(inside) < 0:
        return {"verdict": "undecided", "note": f"floats violate it (margin {min(inside):.3g})"}
    return {"verdict": "supported", "instances": len(inside)}


def _proved_or_certified(claim: ClaimRecord, evidence: Evidence, members: list[Coordinates],
                         effort: Effort, rng: int) -> dict[str, Any]:
    if not evidence.holds:
        return {"verdict": "undecided", "note": _tie_note(claim, evidence) or UNSATISFIABLE}
    note = ""
    if claim.the_proof is not None:
        try:
            derivation = check_proof(claim, members, effort, rng)
            return {"verdict": "proved", "scope": claim.the_proof.scope, "uses": derivation.uses}
        except (NotClosed, ProofError) as error:
            note = f"the proof fails: {error}"
    if claim.the_argument is not None:
        try:
            uses = check_argument(claim.the_argument, effort, rng)
            return {"verdict": "proved", "scope": claim.the_argument.scope, "uses": uses,
                    "note": _gave_up_note(evidence)}
        except (NotClosed, ProofError) as error:
            note = f"the argument fails: {error}"
    if evidence.ties:
        return {"verdict": "undecided", "note": note or _tie_note(claim, evidence)}
    if evidence.gave_up:
        note = f"{note} {_gave_up_note(evidence)}".strip()
        if len(evidence.gave_up) > PATIENCE * evidence.holds:
            return {"verdict": "undecided", "note": note}
    return {"verdict": "certified", "scope": dimensions(claim), "note": note}


def _gave_up_note(evidence: Evidence) -> str:
    if not evidence.gave_up:
        return ""
    share = f"{len(evidence.gave_up)} of {len(evidence.gave_up) + evidence.holds} instances"
    return f"{share} gave up before they could tell"


def _tie_note(claim: ClaimRecord, evidence: Evidence) -> str:
    if not evidence.ties:
        return ""
    first = describe(claim.build(evidence.ties[0]))
    return f"{len(evidence.ties)} tie(s) that balls cannot decide, the first at {first}"
