"""SGD-G for a grid of learning rates: its own step function, on many vectors at once.

Its length |w| = 1 is measured where the weights are, not in canonical coordinates: w = v/√Λ. So
every eigenvalue must be positive.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from bnlinear.dynamics import effective_lr
from bnlinear.dynamics.geodesics import unit
from bnlinear.dynamics.normalized import best_scale, bn_residual
from bnlinear.dynamics.sgdg import SGDG, sgdg_step
from bnlinear.sweeps.canonical.coordinates import Diagonal, bn_excess_loss
from bnlinear.sweeps.kernels.columns import DiagonalMatrix, columns
from bnlinear.sweeps.kernels.trajectories import Ends

#: Floats of w in one block, 1 MB.
BLOCK = 131072


def sphere_trajectories(problem: Diagonal, learning_rates: np.ndarray, steps: int, *,
                        a0: float | None, lr_a: float, every: bool) -> Ends:
    """As `trajectories`: SGD-G with its usual momentum and no clipping."""
    size = max(1, BLOCK // len(problem.h))
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):  # NaN from there on
        ends = [_block(problem, learning_rates[first:first + size], steps, a0, lr_a, every)
                for first in range(0, len(learning_rates), size)]
    return Ends(np.concatenate([end.losses for end in ends]),
                np.concatenate([end.effective_lr for end in ends]))


def _block(problem: Diagonal, lr: np.ndarray, steps: int, a0: float | None, lr_a: float,
           every: bool) -> Ends:
    root = np.sqrt(problem.eigenvalues)[:, None]
    H, h = DiagonalMatrix(problem.eigenvalues), columns(problem.h[:, None])
    g = root * h
    y = columns(np.tile(unit(problem.v0 / root[:, 0])[:, None], len(lr)))
    a: Any = best_scale(y, H, g) if a0 is None else np.full(len(lr), a0)
    tau: Any = 0 * y
    losses = np.empty((len(lr), steps + 1 if every else 2))
    for k in range(steps + 1):
        losses[:, k % losses.shape[1]] = bn_excess_loss(a, root * y, h)
        if k < steps:
            v, x, sigma = bn_residual(y, H, g)
            y, tau = sgdg_step(y, tau, (-a / sigma) * v, lr, SGDG.momentum)
            a = a + lr_a * (x / sigma - a)
    if not every:
        losses = losses[:, [(steps - 1) % 2 if steps else 0, steps % 2]]
    return Ends(losses, effective_lr(a, y, H, g, lr))


def check_lengths(problem: Diagonal) -> None:
    """Raise a `ValueError` if an eigenvalue is 0: then v does not tell how long w is."""
    if np.any(problem.eigenvalues == 0):
        raise ValueError("H has the eigenvalue 0, so the loss does not tell all of w; SGD-G turns "
                         "w by an angle that depends on the rest too. Drop constant or duplicated "
                         "features")
