"""SGD-G in a sweep, with its usual momentum and no clipping."""

from __future__ import annotations

import numpy as np

from bnlinear.dynamics import SGDG
from bnlinear.sweeps.canonical.coordinates import Diagonal
from bnlinear.sweeps.kernels.sphere import check_lengths, sphere_trajectories
from bnlinear.sweeps.methods import normalized
from bnlinear.sweeps.methods.record import SweepMethod


def _useful(problem: Diagonal) -> tuple[float, float]:
    """As BNGD from weights of length 1, which they keep: ê = η|u|², about (1 − γ)·2/(L + μ)."""
    values, h = (x[problem.eigenvalues > 0] for x in (problem.eigenvalues, problem.h))
    best = (1 - SGDG.momentum) * 2 / (values.max() + values.min()) / np.sum(h * (h / values))
    return float(best) / 100, float(best) * 100


def _check(problem: Diagonal, a0: float | None) -> None:
    check_lengths(problem)
    normalized.check_start(problem, a0)


METHOD = SweepMethod(
    name="SGD-G", means=(SGDG,), option="sgdg", symbol=r"\eta",
    run=sphere_trajectories, has_scale=True, start_loss=normalized.start_loss,
    rate=normalized.rate, steps_to=normalized.steps_to,
    useful=_useful, check=_check, cost={"numpy": 3e-8})
