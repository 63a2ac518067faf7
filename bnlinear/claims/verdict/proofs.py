"""Proofs on trial: the proof itself, its mutants, its lemmas, and a second opinion."""

from __future__ import annotations

import numpy as np

from bnlinear.claims.families.coordinates import Coordinates
from bnlinear.claims.kernel import second_opinion
from bnlinear.claims.kernel.facts import NotClosed, ProofError
from bnlinear.claims.kernel.prover import Derivation, prove
from bnlinear.claims.kernel.smt import recorded
from bnlinear.claims.kernel.textbook import LEMMAS
from bnlinear.claims.record import Argument, ClaimRecord
from bnlinear.claims.search import hunt
from bnlinear.claims.search.decide import Evidence, first_violation, holds
from bnlinear.claims.search.effort import Effort
from bnlinear.claims.search.pool import pool
from bnlinear.claims.search.surface import on_surface


def check_proof(claim: ClaimRecord, members: list[Coordinates], effort: Effort,
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
    uses = ["an argument in words", *argument.uses]
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


def _is_refuted(false: ClaimRecord, members: list[Coordinates], effort: Effort, rng: int) -> bool:
    if false.counterexample is not None:
        return holds(false, false.counterexample) is False
    evidence = Evidence(false)
    if first_violation(evidence, members) is not None:
        return True
    near = hunt.search(false, members, effort, np.random.default_rng(rng))
    candidates = [*hunt.suspects(near, effort.suspects)]
    candidates += on_surface(false, candidates + members, effort.suspects)
    return first_violation(evidence, candidates) is not None


def ask_again(claim: ClaimRecord) -> tuple[str, str]:
    """Ask cvc5 what z3 decided in a proof: an objection (or ""), and what was confirmed."""
    if claim.the_proof is None or not second_opinion.installed():
        return "", ""
    with recorded() as questions:
        prove(claim)
    confirmed, objected = second_opinion.objections(questions)
    return (objected[0] if objected else "",
            f"; cvc5 confirms {confirmed} of {len(questions)} answers of z3")
