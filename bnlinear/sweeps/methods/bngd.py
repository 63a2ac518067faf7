"""BNGD in a sweep: its kernels, in canonical coordinates."""

from __future__ import annotations

from bnlinear.dynamics import BNGD
from bnlinear.sweeps.kernels.chaos import ball_losses
from bnlinear.sweeps.kernels.trajectories import trajectories
from bnlinear.sweeps.methods import normalized
from bnlinear.sweeps.methods.record import SweepMethod

METHOD = SweepMethod(
    name="BNGD", means=(BNGD,), option="bngd", symbol=r"\varepsilon",
    run=trajectories, has_scale=True,
    start_loss=normalized.start_loss, rate=normalized.rate, steps_to=normalized.steps_to,
    useful=normalized.usable, check=normalized.check_start, ball_losses=ball_losses,
    cost={"numpy": 3e-9, "numba": 2.5e-10})
