"""What the cheating proofs share: a claim, a false one as a rule, and how its proof is run."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from bnlinear.claims import claim, families, le
from bnlinear.claims.kernel.facts import NotClosed, ProofError
from bnlinear.claims.kernel.prover import Prover, prove
from bnlinear.claims.record import ClaimError
from bnlinear.claims.relations import Statement

STATES, DIRECTIONS = families.bngd_states(), families.directions()


def false_bound(p: Any) -> Statement:
    """|Hw|²|w|² ≤ 17⟨w, Hw⟩²: false once κ > 66."""
    Hw = p.H @ p.w
    return le((Hw @ Hw) * (p.w @ p.w), 17 * (p.w @ Hw) ** 2)


@dataclass(frozen=True)
class Cheat:
    """A proof that must be refused, and words of the reason."""

    name: str
    reason: str
    steps: Callable[..., Any]
    body: Callable[..., Any] = false_bound
    where: Callable[..., Any] | None = None
    p: Any = DIRECTIONS
    uses: Any = ()


def refused(cheat: Cheat) -> None:
    """Run it: the kernel must say no, for the reason that is given."""
    claimed = claim(statement=cheat.name, p=cheat.p, where=cheat.where)(cheat.body)
    claimed.proof(uses=cheat.uses)(cheat.steps)
    with pytest.raises((NotClosed, ProofError, ClaimError), match=cheat.reason):
        prove(claimed)


def other_prover() -> tuple[Prover, Any]:
    """Another proof at work, on another claim, and the instance it speaks about."""
    from bnlinear.claims import gt

    other = Prover(claim(statement="", p=DIRECTIONS, where=lambda p: gt(p.x, 0))(false_bound))
    return other, other.symbols["p"]


def each(cheats: list[Cheat]) -> Any:
    """One test for each of them."""
    return pytest.mark.parametrize("cheat", cheats, ids=[cheat.name for cheat in cheats])
