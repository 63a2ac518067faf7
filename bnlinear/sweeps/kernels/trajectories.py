"""Trajectories of BNGD or of the direction step for some learning rates, block by block."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from types import ModuleType

import numpy as np

from bnlinear.checks import ArgumentError
from bnlinear.sweeps.kernels import numpy_kernel
from bnlinear.sweeps.kernels.scaling import Scaled, State
from bnlinear.sweeps.methods.record import Task, Watch

KERNELS = ("auto", "numba", "numpy")

#: Below that many coordinates × learning rates × steps, importing numba costs more than it saves.
BIG = 10**7

#: Coordinates × trajectories × steps between two looks at the watch: about 0.05 s.
SLICE = {"numba": 2 * 10**8, "numpy": 2 * 10**7}

#: Steps between them at most: each costs its calls, however few the coordinates.
STEPS = {"numba": 10**6, "numpy": 2000}


def choose_kernel(kernel: str, work: float) -> str:
    """The rule: numba if it is installed and the work is big enough, else NumPy."""
    if kernel not in KERNELS:
        raise ArgumentError("kernel", kernel, f"it must be one of {', '.join(KERNELS)}")
    installed = importlib.util.find_spec("numba") is not None
    if kernel == "numba" and not installed:
        raise ArgumentError("kernel", kernel, "numba is not installed",
                            "pip install bnlinear[fast]")
    if kernel == "auto":
        return "numba" if installed and work >= BIG else "numpy"
    return kernel


def _module(kernel: str) -> ModuleType:
    if kernel == "numpy":
        return numpy_kernel
    from bnlinear.sweeps.kernels import numba_kernel

    return numba_kernel


def trajectories(task: Task, losses: np.ndarray, watch: Watch, *,
                 direction: bool = False) -> np.ndarray:
    """Run each learning rate of a task; its result does not depend on those it is run with.

    The losses go to `losses`, shape (rows, task.columns); returns ê after the last step, (rows,).
    """
    module, scaled = _module(task.kernel), Scaled.of(task.problem)
    size = module.rows(max(len(scaled.h), 1))
    ends = []
    for first in range(0, len(task.learning_rates), size):
        block = task.learning_rates[first:first + size]
        # a kernel may want full blocks
        full = np.resize(block, size) if task.kernel == "numba" else block
        state = State.start(scaled, full, task.a0, direction)
        here = losses[first:first + size]
        out = here if len(full) == len(block) else np.empty((len(full), task.columns))

        def told(share: float, first: int = first, count: int = len(block)) -> None:
            watch.tick(first + share * count)

        _run(module, scaled, state, task, out, told)
        if out is not here:
            here[:] = out[:len(block)]
        ends.append(state.effective_lr(scaled)[:len(block)])
    return np.concatenate(ends)


def _run(module: ModuleType, scaled: Scaled, state: State, task: Task, losses: np.ndarray,
         told: Callable[[float], None]) -> None:
    steps = task.steps
    slice_ = min(STEPS[task.kernel], max(1, SLICE[task.kernel] // max(state.V.size, 1)))
    step, stopped = 0, -1
    while step <= steps:
        stop = min(step + slice_, steps + 1)
        step = module.advance(scaled.eigenvalues, scaled.h, state, task.lr_a, step, stop, steps,
                              losses)
        told(step / (steps + 1))
        if step < stop:
            assert step != stopped, "recentring made no room for the step"  # or it never ended
            state.recentre(scaled.h, step)
            stopped = step
    if not task.every and steps % 2 == 0 and steps:
        losses[:] = losses[:, ::-1].copy()  # the last but one comes first
    elif not steps:
        losses[:] = losses[:, :1]
    lost = state.lost_at >= 0
    if np.any(lost):
        when = np.arange(steps + 1) if task.every else np.array([max(steps - 1, 0), steps])
        losses[lost] = np.where(when >= state.lost_at[lost, None], np.nan, losses[lost])
    with np.errstate(over="ignore", under="ignore"):
        np.ldexp(losses, 2 * scaled.h_power, out=losses)
