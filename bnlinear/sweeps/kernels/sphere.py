"""SGD-G for a grid of learning rates: its own step function, on many vectors at once.

Its length |w| = 1 is measured where the weights are, not in canonical coordinates: w = v/√Λ. So
every eigenvalue must be positive.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from bnlinear.checks import ArgumentError, Described
from bnlinear.dynamics import effective_lr
from bnlinear.dynamics.geodesics import unit
from bnlinear.dynamics.normalized import best_scale, bn_residual
from bnlinear.dynamics.sgdg import SGDG, sgdg_step
from bnlinear.sweeps.canonical.coordinates import Diagonal, bn_excess_loss
from bnlinear.sweeps.kernels.columns import DiagonalMatrix, columns
from bnlinear.sweeps.methods.record import Task, Watch

#: Floats of w in one block, 1 MB.
BLOCK = 131072


def sphere_trajectories(task: Task, losses: np.ndarray, watch: Watch) -> np.ndarray:
    """As `trajectories`: SGD-G with its usual momentum and no clipping."""
    size = max(1, BLOCK // max(len(task.problem.h), 1))
    ends = []
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):  # NaN from there on
        for first in range(0, len(task.learning_rates), size):
            part = slice(first, first + size)

            def told(share: float, first: int = first, part: slice = part) -> None:
                watch.tick(first + share * len(task.learning_rates[part]))

            ends.append(_block(task, task.learning_rates[part], losses[part], told))
    return np.concatenate(ends)


def _block(task: Task, lr: np.ndarray, losses: np.ndarray,
           told: Callable[[float], None]) -> np.ndarray:
    problem, steps = task.problem, task.steps
    root = np.sqrt(problem.eigenvalues)[:, None]
    H, h = DiagonalMatrix(problem.eigenvalues), columns(problem.h[:, None])
    g = root * h
    y = columns(np.tile(unit(problem.v0 / root[:, 0])[:, None], len(lr)))
    a: Any = best_scale(y, H, g) if task.a0 is None else np.full(len(lr), task.a0)
    tau: Any = 0 * y
    first = 0 if task.every else max(steps - 1, 0)  # the first step whose loss is kept
    for k in range(steps + 1):
        if k >= first:
            losses[:, k - first] = bn_excess_loss(a, root * y, h)
        if k < steps:
            v, x, sigma = bn_residual(y, H, g)
            y, tau = sgdg_step(y, tau, (-a / sigma) * v, lr, SGDG.momentum)
            a = a + task.lr_a * (x / sigma - a)
        told((k + 1) / (steps + 1))
    if not task.every and not steps:
        losses[:, 1] = losses[:, 0]
    return np.asarray(effective_lr(a, y, H, g, lr))


def check_lengths(problem: Diagonal) -> None:
    """Raise an `ArgumentError` if an eigenvalue is 0: then v does not tell how long w is."""
    if np.any(problem.eigenvalues == 0):
        raise ArgumentError("problem", Described("an H with the eigenvalue 0"),
                            "SGD-G turns w by an angle that depends on the part of w that the "
                            "loss does not see", "drop constant or dependent features, or run "
                            "bnlinear.iterate for each learning rate")
