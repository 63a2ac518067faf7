"""The ladder: screen, hunt, decide, shrink, prove; one claim in, one row of the report out.

Floats accuse, exact numbers judge. Effort is counted, never timed, so that a row depends on the
claim, the effort and `rng` alone.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from bnlinear.claims import hunt, second_opinion
from bnlinear.claims.claim import EVIDENCE, Argument, Claim, ClaimError
from bnlinear.claims.drawn import judge_drawn
from bnlinear.claims.facts import NotClosed, ProofError
from bnlinear.claims.instances import describe
from bnlinear.claims.kernel import Derivation, prove
from bnlinear.claims.parts import Coordinates, Rejected
from bnlinear.claims.pool import pool, pool_of
from bnlinear.claims.reading import conjuncts
from bnlinear.claims.relations import GaveUp, Relation, Statement, all_of
from bnlinear.claims.shrink import shrink
from bnlinear.claims.smt import recorded
from bnlinear.claims.surface import on_surface
from bnlinear.claims.textbook import LEMMAS
from bnlinear.exact.number import InexactError, Undecided, decide, no_floats


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


@dataclass
class Evidence:
    """What exact arithmetic has decided about one claim so far."""

    claim: Claim
    holds: int = 0
    ties: list[Coordinates] = field(default_factory=list)
    gave_up: list[Coordinates] = field(default_factory=list)
    sharpness: float | None = None

    def judge(self, at: Coordinates) -> bool | None:
        """True, False, or None where the claim says nothing or balls cannot tell."""
        try:
            instances = self.claim.build(at)
        except Rejected:
            return None
        try:
            verdict, said = decided(self.claim, instances)
        except Undecided:
            self.ties.append(at)
            return None
        except GaveUp:
            self.gave_up.append(at)
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


def holds(claim: Claim, instances: dict[str, Any]) -> bool | None:
    """Decide the claim about exact instances: None where a hypothesis fails, or where nothing
    is asserted (an empty list, an implication whose premise fails)."""
    return decided(claim, instances)[0]


def decided(claim: Claim, instances: dict[str, Any]) -> tuple[bool | None, Statement]:
    """As `holds`, with what was said (nothing, where a hypothesis fails)."""
    def answer() -> tuple[bool | None, Statement]:
        said = claim.at(instances)
        if not said.holds():
            return False, said
        return (True if said.speaks() else None), said

    with no_floats():
        if not decide(lambda: claim.hypotheses(instances).holds()):
            return None, all_of()
        verdict: tuple[bool | None, Statement] = decide(answer)
        return verdict


def _ratio(relation: Statement) -> float | None:
    """lhs/rhs of an inequality between nonnegative numbers: 1 means attained."""
    if not isinstance(relation, Relation) or relation.kind not in ("le", "lt"):
        return None
    if isinstance(relation.lhs, np.ndarray) or isinstance(relation.rhs, np.ndarray):
        return None
    left, right = float(relation.lhs), float(relation.rhs)
    return float(relation.lhs / relation.rhs) if right > 0 and left >= 0 else None


def judge(claim: Claim, *, effort: str = "standard", rng: int = 0) -> Row:
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
    return row(claim, seconds=time.perf_counter() - started, **outcome)


def row(claim: Claim, *, verdict: str, **rest: Any) -> Row:
    """A row with its `ok`: the expected verdict, or stronger evidence than expected."""
    expected = claim.expected
    ok = verdict == expected or (
        verdict in EVIDENCE and expected in EVIDENCE
        and EVIDENCE.index(verdict) <= EVIDENCE.index(expected))
    return Row(id=claim.id or claim.name, statement=claim.text, source=claim.source,
               expect=expected, verdict=verdict, ok=ok, repairs=claim.repairs, **rest)


def _hunting(claim: Claim, effort: str) -> str:
    """Where a proof decides, the hunt only checks the kernel: one effort lower will do."""
    names = list(EFFORTS)
    lower = names[max(0, names.index(effort) - 1)]
    return effort if claim.the_proof is None else lower


def _climb(claim: Claim, effort: Effort, rng: int) -> dict[str, Any]:
    if claim.the_proof is not None and not claim.mutants:
        raise ClaimError("a proof without a mutant is not accepted: add @….mutant, a false "
                         "neighbour that the same steps must fail to prove")
    if claim.counterexample is not None and not effort.evolve:
        return _stored(claim)
    seed = zlib.crc32(claim.name.encode())
    evidence = Evidence(claim)
    members = pool(claim, effort.pool, rng)
    near = search(claim, members, effort, np.random.default_rng([rng, seed]))
    if claim.screen_only:
        return {"hunted": near.evaluations} | _screened(near)
    sample = members[:: _stride(claim, members, effort)]
    candidates = [*hunt.suspects(near, effort.suspects), *sample]
    candidates += on_surface(claim, candidates, effort.suspects)
    found = first_violation(evidence, candidates)
    counts = {"instances": evidence.holds, "hunted": near.evaluations,
              "sharpness": evidence.sharpness}
    if claim.counterexample is not None:  # hidden from the hunt, which says how it fared
        unaided = "not found" if found is None else "another one found"
        return counts | _stored(claim) | {"note": f"{unaided} by the unaided hunt"}
    if found is not None:
        return counts | _refuted(claim, found)
    return counts | _proved_or_certified(claim, evidence, members, effort, rng)


def _second_opinion(claim: Claim, rng: int) -> dict[str, Any]:
    """The real step functions at exact points in d = 1 … 5, and cvc5 on what z3 decided."""
    evidence = Evidence(claim)
    members = [at for dim in range(claim.dims[0], 6) for at in pool_of(claim, dim, 12, rng + 1)]
    found = first_violation(evidence, members) if claim.screen else None
    if found is not None:
        return _refuted(claim, found)
    note = f"{evidence.holds} more exact instances in d = {claim.dims[0]} … 5"
    if claim.the_proof is None or not second_opinion.installed():
        return {"note": note}
    with recorded() as questions:
        prove(claim)
    confirmed, objected = second_opinion.objections(questions)
    if objected:
        return {"verdict": "undecided", "note": f"cvc5 objects to z3: {objected[0]}"}
    return {"note": f"{note}; cvc5 confirms {confirmed} of {len(questions)} answers of z3"}


def _stride(claim: Claim, members: list[Coordinates], effort: Effort) -> int:
    """Bodies without a float screen run whole trajectories: half as many are decided."""
    count = effort.decided if claim.screen else effort.decided // 2
    return max(1, len(members) // count)


def _stored(claim: Claim) -> dict[str, Any]:
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


def search(claim: Claim, members: list[Coordinates], effort: Effort,
           rng: np.random.Generator) -> hunt.Screen:
    """Screen the pool and its jitters, then optimise from the nearest."""
    if claim.samples is not None:
        count = max(1, round(claim.samples * effort.samples))
        return hunt.screen(claim, members[:: max(1, len(members) // count)][:count], 0, rng)
    near = hunt.screen(claim, members if claim.screen else [], effort.jitters, rng)
    if near.only_equations:
        return near  # a false equation fails almost everywhere, and a true one has no slope
    hunt.hunt(near, effort.starts, effort.evaluations)
    if effort.evolve:
        hunt.evolve(near, effort.evolve, rng)
    return near


def first_violation(evidence: Evidence, candidates: Iterable[Coordinates]) -> Coordinates | None:
    """The first candidate that exact arithmetic finds in violation."""
    return next((at for at in candidates if evidence.violated(at)), None)


def _refuted(claim: Claim, found: Coordinates) -> dict[str, Any]:
    scratch = Evidence(claim)  # what the shrinker tries does not count as evidence
    small = shrink(claim, found, scratch.violated)
    note = ""
    if claim.the_proof is not None:
        try:
            prove(claim)
            note = "the kernel accepted a proof of this: a defect of the kernel, please report it"
        except Exception as error:  # steps are somebody's code, and the claim is false anyway
            note = f"and its proof fails: {error}"
    return {"verdict": "refuted", "counterexample": describe(claim.build(small)), "note": note}


def _screened(near: hunt.Screen) -> dict[str, Any]:
    inside = [margin for margin, _ in near.seen]
    if not inside:
        return {"verdict": "undecided", "note": UNSATISFIABLE}
    if min(inside) < 0:
        return {"verdict": "undecided", "note": f"floats violate it (margin {min(inside):.3g})"}
    return {"verdict": "supported", "instances": len(inside)}


#: A claim is not certified if more instances than this share of the decided ones gave up.
PATIENCE = 1 / 3

UNSATISFIABLE = "no instance satisfies the hypotheses: nothing was tested"


def _proved_or_certified(claim: Claim, evidence: Evidence, members: list[Coordinates],
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


def _tie_note(claim: Claim, evidence: Evidence) -> str:
    if not evidence.ties:
        return ""
    first = describe(claim.build(evidence.ties[0]))
    return f"{len(evidence.ties)} tie(s) that balls cannot decide, the first at {first}"


def dimensions(claim: Claim) -> str:
    low, high = claim.dims[0], claim.dims[-1]
    return f"d = {low}" if low == high else f"d = {low}…{high}"


def check_proof(claim: Claim, members: list[Coordinates], effort: Effort,
                rng: int) -> Derivation:
    """Run the proof; then see each mutant refuted exactly and refused by the same steps."""
    derivation = prove(claim)
    for number, mutant in enumerate(claim.mutants, start=1):
        false = claim.mutated(mutant)
        try:
            prove(false)
        except NotClosed:
            pass
        else:
            raise ProofError(f"the same steps prove mutant {number}, which should be false")
        if not _is_refuted(false, members, effort, rng):
            raise ProofError(f"no exact instance refutes mutant {number}: it may be true")
    return derivation


def check_argument(argument: Argument, effort: Effort, rng: int) -> tuple[str, ...]:
    """Prove every lemma again, with its mutants; returns all that the theorem leans on."""
    uses = [*argument.uses]
    for name in argument.uses:
        if name not in LEMMAS:
            raise ProofError(f"uses {name!r}, which is not in the list of textbook lemmas")
    for lemma in argument.lemmas:
        try:
            derivation = check_proof(lemma, pool(lemma, effort.pool, rng), effort, rng)
        except (NotClosed, ProofError) as error:
            raise ProofError(f"lemma {lemma.name}: {error}") from error
        uses += [f"lemma {lemma.id or lemma.name}", *derivation.uses]
    return tuple(dict.fromkeys(uses))


def _is_refuted(false: Claim, members: list[Coordinates], effort: Effort, rng: int) -> bool:
    if false.counterexample is not None:
        return holds(false, false.counterexample) is False
    evidence = Evidence(false)
    if first_violation(evidence, members) is not None:
        return True
    near = search(false, members, effort, np.random.default_rng(rng))
    candidates = [*hunt.suspects(near, effort.suspects)]
    candidates += on_surface(false, candidates + members, effort.suspects)
    return first_violation(evidence, candidates) is not None

