"""Proofs on trial: the proof itself, its mutants, its lemmas, and a second opinion."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from bnlinear.claims.families.instances import describe
from bnlinear.claims.kernel.checks.neighbours import Neighbours
from bnlinear.claims.kernel.checks.second_opinion import ask_again
from bnlinear.claims.kernel.facts import NotClosed, ProofError
from bnlinear.claims.kernel.prover import Derivation, prove
from bnlinear.claims.kernel.textbook import LEMMAS
from bnlinear.claims.record import Argument, ClaimRecord
from bnlinear.claims.search.decide import Evidence, failing, first_violation, holds, no_instance
from bnlinear.claims.search.effort import EFFORTS
from bnlinear.claims.search.pool import pool_of
from bnlinear.claims.search.trial import Trial
from bnlinear.claims.verdict.values import Verdict, refuted, undecided


def check_proof(claim: ClaimRecord) -> Derivation:
    """Run the proof; then see each mutant refuted exactly and refused by the same steps.

    It depends on the claim alone, so it is checked once: a lemma of several theorems, and a proof
    that fails, before the hunt goes on.

    Raises
    ------
    NotClosed, ProofError
        Why it fails.
    """
    outcome = _checked(claim)
    if isinstance(outcome, Derivation):
        return outcome
    raise outcome.with_traceback(None)


@cache
def _checked(claim: ClaimRecord) -> Derivation | NotClosed | ProofError:
    try:
        return _check(claim)
    except (NotClosed, ProofError) as error:
        return error


def _check(claim: ClaimRecord) -> Derivation:
    derivation = prove(claim)
    neighbours = Neighbours(derivation.reading)
    for number, mutant in enumerate(claim.mutants, start=1):
        false = claim.mutated(mutant)
        neighbours.check(false, number)
        try:
            prove(false, mutant=True)
        except NotClosed:
            pass
        else:
            raise ProofError(f"the same steps prove mutant {number}, which should be false")
        if false.counterexample is not None:
            _check_stored(false, false.counterexample, number)
        elif not is_refuted(false):
            raise ProofError(f"no exact instance refutes mutant {number}: it may be true")
    return derivation


def _check_stored(false: ClaimRecord, instances: dict[str, Any], number: int) -> None:
    """A mutant's stored instance is a member of the family, meets its hypotheses, refutes it."""
    outside = no_instance(false, instances)
    if outside:
        raise ProofError(f"the stored instance of mutant {number} is no member of the family: "
                         f"{outside}")
    verdict = holds(false, instances)
    if verdict is None:
        raise ProofError(f"the stored instance of mutant {number} does not satisfy its hypotheses"
                         + failing(false, instances))
    if verdict:
        raise ProofError(f"the stored instance of mutant {number} does not refute it")


def check_argument(argument: Argument) -> tuple[str, ...]:
    """Prove every lemma again, with its mutants; returns all that the theorem leans on."""
    uses = ["an argument in words", *argument.uses]
    for name in argument.uses:
        if name not in LEMMAS:
            raise ProofError(f"uses {name!r}, which is not in the list of textbook lemmas")
    for lemma in argument.lemmas:
        try:
            derivation = check_proof(lemma)
        except (NotClosed, ProofError) as error:
            raise ProofError(f"lemma {lemma.name}: {error}") from error
        uses += [f"lemma {lemma.id or lemma.name}", *derivation.uses]
    return tuple(dict.fromkeys(uses))


def is_refuted(false: ClaimRecord) -> bool:
    """Does the search find an exact instance that refutes it? It is the same for every `rng`."""
    trials = [Trial(false, effort, rng=0) for effort in EFFORTS.values()]
    return any(first_violation(trial.evidence, trial.members) is not None
               or trial.violation is not None for trial in trials)


def second_opinion(claim: ClaimRecord, verdict: Verdict, rng: int) -> Verdict:
    """The real step functions at exact points in d = 1 … 5, and cvc5 on what z3 decided."""
    evidence = Evidence(claim)
    members = [at for dim in range(claim.dims[0], 6) for at in pool_of(claim, dim, 12, rng + 1)]
    found = first_violation(evidence, members) if claim.screen else None
    if found is not None:
        return refuted(describe(claim.build(found)), at=found, note="the kernel accepted a proof "
                       "of this: a defect of the kernel, please report it")
    objection, confirmed = ask_again(claim)
    if objection:
        return undecided(f"cvc5 objects to z3: {objection}")
    return replace(verdict, note=f"{evidence.holds} more exact instances in d = "
                                 f"{claim.dims[0]} … 5{confirmed}")
