"""The rungs of the ladder: each looks at a claim on trial and gives a verdict, or passes it on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bnlinear.claims.families.coordinates import Coordinates
from bnlinear.claims.families.instances import describe
from bnlinear.claims.families.membership import unchecked
from bnlinear.claims.kernel.advice import cost_at, has_open_costs
from bnlinear.claims.kernel.facts import NotClosed, ProofError
from bnlinear.claims.kernel.prover import prove
from bnlinear.claims.record import ClaimRecord
from bnlinear.claims.search.decide import Evidence, failing, holds, no_instance
from bnlinear.claims.search.effort import FLOOR
from bnlinear.claims.search.poles import pole_at
from bnlinear.claims.search.shrink import shrink
from bnlinear.claims.search.trial import Trial
from bnlinear.claims.search.zeros import has_pole, seek_further, seek_pole
from bnlinear.claims.verdict.proofs import check_argument, check_proof
from bnlinear.claims.verdict.values import (
    SILENT,
    UNSATISFIABLE,
    Verdict,
    broken,
    dimensions,
    refuted,
    undecided,
)
from bnlinear.exact.precision import Undecided


def stored(claim: ClaimRecord, trial: Trial) -> Verdict | None:
    """A counterexample that the author gives is checked again, exactly; at thorough effort it is
    hidden from the hunt, which then says how it fared."""
    if claim.counterexample is None:
        return None
    verdict = _stored(claim)
    if not trial.effort.hidden or claim.screen_only:
        return verdict
    unaided = "not found" if trial.violation is None else "another one found"
    return replace(verdict, note=f"{verdict.note} {unaided} by the unaided hunt".strip(),
                   instances=trial.evidence.holds, hunted=trial.hunted,
                   sharpness=trial.evidence.sharpness)


def _stored(claim: ClaimRecord) -> Verdict:
    assert claim.counterexample is not None
    try:
        outside = no_instance(claim, claim.counterexample)
        if outside:
            return broken(f"the stored counterexample is no member of the family: {outside}")
        verdict = holds(claim, claim.counterexample)
    except Undecided as doubt:
        return undecided(f"the stored counterexample: {doubt}")
    if verdict is None:
        return broken("the stored counterexample does not satisfy the claim's hypotheses"
                      + failing(claim, claim.counterexample))
    if verdict:
        return undecided("the stored counterexample does not violate the claim")
    return refuted(describe(claim.counterexample), instances=1, note=_unchecked(claim))


def _unchecked(claim: ClaimRecord) -> str:
    """What nothing is known of, to be said beside the verdict."""
    assert claim.counterexample is not None
    parts = [f"{name}.{part}" for name, family in claim.families.items()
             for part in unchecked(family, claim.counterexample[name])]
    return f"what the family promises of {', '.join(parts)} was not checked: the stored " \
           "counterexample does not give it by this name" if parts else ""


def screened(claim: ClaimRecord, trial: Trial) -> Verdict | None:
    """A claim for which no exact arithmetic exists: floats support it or speak against it."""
    if not claim.screen_only:
        return None
    margins = [margin for margin, _ in trial.near.seen]
    if not margins:
        return undecided(UNSATISFIABLE)
    if min(margins) < 0:
        return undecided(f"floats violate it (margin {min(margins):.3g})")
    return Verdict("supported", instances=len(margins), hunted=trial.hunted)


def violated(claim: ClaimRecord, trial: Trial) -> Verdict | None:
    """An exact instance on which it is false, made small enough to check by hand."""
    if trial.violation is None:
        return None
    scratch = Evidence(claim)  # what the shrinker tries does not count as evidence
    small = shrink(claim, trial.violation, scratch.violated) if trial.violation.is_rational \
        else trial.violation
    return refuted(describe(claim.build(small)), at=small, note=_failure(claim))


def _failure(claim: ClaimRecord) -> str:
    """What becomes of the proof of a claim that is false."""
    if claim.the_proof is None:
        return ""
    try:
        prove(claim)
    except Exception as error:  # steps are somebody's code, and the claim is false anyway
        return f"and its proof fails: {error}"
    return "the kernel accepted a proof of this: a defect of the kernel, please report it"


def unsatisfiable(claim: ClaimRecord, trial: Trial) -> Verdict | None:
    """Nothing was tested: a claim about nothing is no pass."""
    if trial.evidence.holds or trial.evidence.poles:
        return None
    nothing = SILENT if trial.evidence.silent else UNSATISFIABLE
    return undecided(_ties(claim, trial.evidence) or _gave_up(trial.evidence) or nothing)


def proved(claim: ClaimRecord, trial: Trial) -> Verdict | None:
    """The kernel follows the author's steps, and refuses them for every mutant."""
    if claim.the_proof is None:
        return None
    try:
        derivation = check_proof(claim)
    except (NotClosed, ProofError) as error:
        trial.remarks.append(f"the proof fails: {error}")
        return None
    return Verdict("proved", scope=claim.scope,
                   uses=tuple(derivation.uses))


def argued(claim: ClaimRecord, trial: Trial) -> Verdict | None:
    """It follows, in words, from lemmas that the kernel proves; no word decides a tie."""
    if claim.the_argument is None or trial.evidence.ties:
        return None
    try:
        uses = check_argument(claim.the_argument)
    except (NotClosed, ProofError) as error:
        trial.remarks.append(f"the argument fails: {error}")
        return None
    return Verdict("argued", _gave_up(trial.evidence), "in words", uses=uses)


def undefined(claim: ClaimRecord, trial: Trial) -> Verdict | None:
    """It has no value somewhere inside its hypotheses: which divisor, where, and what to add."""
    at = seek_pole(claim) if claim.screen else None  # other bodies run whole trajectories
    if at is None and claim.leaves_the_box and has_open_costs(claim):
        at = seek_further(claim)
    at = at or next(iter(trial.evidence.poles), None)
    if at is None:
        return None
    small = shrink(claim, at, lambda other: has_pole(claim, other)) if at.is_rational else at
    instances = claim.build(small)
    pole = pole_at(claim, instances)
    assert pole is not None  # the shrinker keeps it
    if not pole.in_letters:
        pole = replace(pole, letters=cost_at(claim, small))
    return Verdict("undefined", str(pole), counterexample=describe(instances), at=small)


def certified(claim: ClaimRecord, trial: Trial) -> Verdict:
    """It holds on every exact instance that was tried, and they were enough."""
    found = trial.evidence
    if found.ties:
        return undecided(_ties(claim, found))
    if found.gave_up:
        return undecided(_gave_up(found))
    if found.holds < FLOOR:
        return undecided(f"it holds on {found.holds} exact instance(s), and fewer than {FLOOR} "
                         "certify nothing: widen the family, or try --effort thorough")
    return Verdict("certified", scope=dimensions(claim))


def _gave_up(found: Evidence) -> str:
    if not found.gave_up:
        return ""
    share = f"{len(found.gave_up)} of {len(found.gave_up) + found.holds} instances"
    return f"{share} gave up before they could tell"


def _ties(claim: ClaimRecord, found: Evidence) -> str:
    if not found.ties:
        return ""
    first: Coordinates = found.ties[0]
    return (f"{len(found.ties)} tie(s) that balls cannot decide, the first at "
            f"{describe(claim.build(first))}")


#: In this order; the last one always has a verdict.
RUNGS: tuple[Callable[[ClaimRecord, Trial], Verdict | None], ...] = (
    stored, screened, violated, unsatisfiable, proved, undefined, argued, certified)
