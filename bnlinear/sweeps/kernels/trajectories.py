"""Trajectories of BNGD or of the direction step for some learning rates, block by block."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from types import ModuleType

import numpy as np

from bnlinear.sweeps.canonical.coordinates import Diagonal
from bnlinear.sweeps.kernels import numpy_kernel
from bnlinear.sweeps.kernels.scaling import Scaled, State

KERNELS = ("auto", "numba", "numpy")

#: Below that many coordinates × learning rates × steps, importing numba costs more than it saves.
BIG = 10**7


@dataclass(frozen=True, eq=False)
class Ends:
    """What the trajectories of some learning rates have left, one row each.

    Attributes
    ----------
    losses
        Excess losses: after each step from 0 on, shape (rows, steps + 1); or after the last two
        only, shape (rows, 2) (twice the first, if there was no step).
    effective_lr
        ê after the last step, shape (rows,).
    """

    losses: np.ndarray
    effective_lr: np.ndarray


def choose_kernel(kernel: str, work: float) -> str:
    """The rule: numba if it is installed and the work is big enough, else NumPy."""
    if kernel not in KERNELS:
        raise ValueError(f"kernel = {kernel!r}; it must be one of {', '.join(KERNELS)}")
    installed = importlib.util.find_spec("numba") is not None
    if kernel == "numba" and not installed:
        raise ValueError("kernel = 'numba', but numba is not installed: pip install bnlinear[fast]")
    if kernel == "auto":
        return "numba" if installed and work >= BIG else "numpy"
    return kernel


def _module(kernel: str) -> ModuleType:
    if kernel == "numpy":
        return numpy_kernel
    from bnlinear.sweeps.kernels import numba_kernel

    return numba_kernel


def trajectories(problem: Diagonal, learning_rates: np.ndarray, steps: int, *,
                 a0: float | None, lr_a: float, direction: bool, every: bool,
                 kernel: str) -> Ends:
    """Run each learning rate; the result does not depend on which others it is run with."""
    module, scaled = _module(kernel), Scaled.of(problem)
    size = module.rows(len(scaled.h))
    ends = []
    for first in range(0, len(learning_rates), size):
        block = learning_rates[first:first + size]
        # a kernel may want full blocks
        full = np.resize(block, size) if kernel == "numba" else block
        state = State.start(scaled, full, a0, direction)
        losses = _run(module, scaled, state, lr_a, steps, every)
        ends.append(Ends(losses[:len(block)], state.effective_lr(scaled)[:len(block)]))
    return Ends(np.concatenate([end.losses for end in ends]),
                np.concatenate([end.effective_lr for end in ends]))


def _run(module: ModuleType, scaled: Scaled, state: State, lr_a: float, steps: int,
         every: bool) -> np.ndarray:
    losses = np.empty((len(state.V), steps + 1 if every else 2))
    step, stopped = 0, -1
    while step <= steps:
        step = module.advance(scaled.eigenvalues, scaled.h, state, lr_a, step, steps, losses)
        if step <= steps:
            assert step != stopped, "recentring made no room for the step"  # or it never ended
            state.recentre(scaled.h, step)
            stopped = step
    if not every:
        losses = losses[:, [(steps - 1) % 2 if steps else 0, steps % 2]]
    lost = state.lost_at >= 0
    if np.any(lost):
        when = np.arange(steps + 1) if every else np.array([max(steps - 1, 0), steps])
        losses[lost] = np.where(when >= state.lost_at[lost, None], np.nan, losses[lost])
    with np.errstate(over="ignore", under="ignore"):
        return np.ldexp(losses, 2 * scaled.h_power)
