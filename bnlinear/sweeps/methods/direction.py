"""The direction step in a sweep: the effective learning rate ê is what is swept.

GDNP moves its direction by it, with ê = 1/L.
"""

from __future__ import annotations

from functools import partial

from bnlinear.checks import ArgumentError
from bnlinear.dynamics import GDNP, rayleigh_step
from bnlinear.sweeps.canonical.coordinates import Diagonal
from bnlinear.sweeps.kernels.chaos import ball_losses
from bnlinear.sweeps.kernels.trajectories import trajectories
from bnlinear.sweeps.methods import normalized
from bnlinear.sweeps.methods.record import SweepMethod


def _check(problem: Diagonal, a0: float | None) -> None:
    normalized.check_start(problem, 1.0)
    if problem.h @ problem.v0 == 0:
        raise ArgumentError("w0", problem.v0, "w0ᵀg = 0: the direction step divides by it",
                            "start elsewhere")


def _useful(problem: Diagonal) -> tuple[float, float]:
    """Around 2/λmax, as for gradient descent."""
    end = 2 / float(problem.eigenvalues.max())
    return end / 100, end


METHOD = SweepMethod(
    name="direction step", means=(rayleigh_step, GDNP), option="rayleigh",
    symbol=r"\hat\varepsilon", run=partial(trajectories, direction=True),
    start_loss=normalized.start_loss,
    rate=normalized.rate, steps_to=normalized.steps_to, useful=_useful, check=_check,
    ball_losses=partial(ball_losses, direction=True), cost={"numpy": 3e-9, "numba": 2.5e-10})
