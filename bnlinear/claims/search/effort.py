"""How much is tried, in counts, so that a row depends on no clock."""

from __future__ import annotations

from dataclasses import dataclass

#: Fewer exact instances than this certify nothing.
FLOOR = 5


@dataclass(frozen=True)
class Effort:
    """How much is tried, in counts."""

    pool: int          # exact instances drawn
    jitters: int       # float perturbations screened
    starts: int        # optimiser runs per dimension
    evaluations: int   # float evaluations per optimiser run
    decided: int       # members of the pool decided exactly
    suspects: int      # nearest instances decided exactly
    beyond: int = 8    # members outside the box that floats screen; a third is decided exactly
    evolve: int = 0    # evaluations of differential evolution per dimension
    extremal: int = 0  # members sought where bounds are attained as a rule
    lines: int = 0     # exact evaluations along lines of coordinates
    hidden: bool = False  # hunt for what the author has stored, unaided; up to d = 6
    floor: int = FLOOR  # go on drawing until so many instances satisfy the hypotheses
    samples: float = 1  # share of what a slow claim asks for
    seconds: int = 30  # of processor time; beyond them the supervisor makes the row undecided


EFFORTS = {
    "quick": Effort(40, 80, 1, 120, 24, 4, beyond=12, samples=0.25, seconds=10),
    "standard": Effort(120, 500, 2, 300, 80, 10, beyond=60, evolve=900, extremal=400, lines=600,
                       seconds=30),
    "thorough": Effort(400, 4000, 6, 1500, 400, 40, beyond=400, evolve=6000, extremal=4000,
                       lines=6000, hidden=True, samples=4, seconds=120),
}

#: Below quick: what is tried at quick on a claim that the kernel proves anyway. Its instances check
#: the kernel, one at the least; no optimizer looks for what a proof excludes.
GLANCE = Effort(20, 0, 0, 0, 12, 2, beyond=6, floor=1, samples=0.25, seconds=10)
