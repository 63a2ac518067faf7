"""One claim as a Rocq file: its statement, and its own proof steps as a script."""

from __future__ import annotations

from dataclasses import dataclass

from bnlinear.claims.record import ClaimRecord
from bnlinear.rocq.refusals import NotExported
from bnlinear.rocq.statement import CannotState
from bnlinear.rocq.theorem import Theorem


@dataclass(frozen=True)
class Exported:
    """A Rocq file of one claim, or why there is none; and why it proves no instance, if so."""

    id: str
    text: str = ""
    reason: str = ""
    no_instance: str = ""


def export_claim(claim: ClaimRecord, *, trial: bool = False) -> Exported:
    """The claim's file; `reason` names the step that stands in the way if there is none.

    In a `trial` (of a false variant) steps that nothing closes are printed too, for coqc to refuse.
    """
    name = claim.id or claim.name
    if claim.the_proof is None:
        return Exported(name, reason="it has no proof in steps")
    try:
        theorem = Theorem(claim, trial)
        return Exported(name, text=theorem.text(), no_instance=theorem.no_instance)
    except (CannotState, NotExported) as limit:
        return Exported(name, reason=str(limit))
