"""How much is tried, in counts, so that a row depends on no clock."""

from __future__ import annotations

from dataclasses import dataclass


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
