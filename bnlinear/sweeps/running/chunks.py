"""A sweep cut into chunks: threads here, or any map-like callable elsewhere; resumable.

A chunk computes the same bits wherever it runs, so neither the cut nor the workers show in the
result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from math import ceil
from typing import Any, TypeAlias

import numpy as np

from bnlinear.sweeps.kernels import numpy_kernel
from bnlinear.sweeps.kernels.trajectories import Ends
from bnlinear.sweeps.methods import Task, run
from bnlinear.sweeps.running.checkpoint import Checkpoint

Workers: TypeAlias = "int | Callable[[Callable[[Task], Ends], Iterable[Task]], Iterable[Ends]]"

#: Seconds that a chunk should take at least, so that handing it out costs little: for threads of
#: this process, and for somebody else's workers.
THREAD_SECONDS, FOREIGN_SECONDS = 0.01, 0.1

#: Roughly, seconds per coordinate and step; only the sizes of chunks depend on them.
_COST = {"numba": 2.5e-10, "numpy": 3e-9, "closed form": 1e-8}


class SweepInterrupted(RuntimeError):
    """A worker failed; `done` holds what was computed before.

    Attributes
    ----------
    done
        Which learning rates are done, shape (n_lr,).
    losses, effective_lr
        As in `Ends`, one row a learning rate; rows that are not done are NaN.
    """

    def __init__(self, message: str, checkpoint: Checkpoint) -> None:
        super().__init__(message)
        self.done = checkpoint.done
        self.losses = checkpoint.losses
        self.effective_lr = checkpoint.effective_lr


def run_in_chunks(task: Task, workers: Workers, checkpoint: Checkpoint,
                  progress: Callable[[int, int], None] | None) -> Ends:
    """Run the learning rates that the checkpoint does not hold yet."""
    total = len(task.learning_rates)
    parts = cut(task, np.flatnonzero(~checkpoint.done), workers)
    tasks = [replace(task, learning_rates=task.learning_rates[rows]) for rows in parts]
    report = progress or (lambda done, total: None)
    report(int(checkpoint.done.sum()), total)
    results = _results(tasks, workers)
    try:
        for number, rows in enumerate(parts):
            checkpoint.add(rows, _next(results, rows, number, parts, checkpoint))
            report(int(checkpoint.done.sum()), total)
    finally:
        checkpoint.save()
    return Ends(checkpoint.losses, checkpoint.effective_lr)


def cut(task: Task, rows: np.ndarray, workers: Workers) -> list[np.ndarray]:
    """Consecutive rows, in chunks that take long enough each, and enough of them for all workers.

    Their length is a multiple of 4, so that the numba kernel's blocks are full; the NumPy kernel
    gets as many as it takes at once.
    """
    n = len(task.problem.h)
    one = _COST[task.kernel] * max(n, 1) * (task.steps + 1)
    least = FOREIGN_SECONDS if callable(workers) else THREAD_SECONDS
    unit = 4 * ceil(numpy_kernel.rows(max(n, 1)) / 4) if task.kernel == "numpy" else 4
    size = unit * max(1, ceil(least / one / unit))
    if not callable(workers):
        size = min(size, 4 * max(1, ceil(len(rows) / workers / 4)))  # no worker should idle
    return [rows[first:first + size] for first in range(0, len(rows), size)]


def _results(tasks: list[Task], workers: Workers) -> Iterator[Ends]:
    if callable(workers):
        yield from workers(run, tasks)
    elif workers == 1 or len(tasks) == 1:
        yield from map(run, tasks)
    else:  # both kernels release the interpreter lock
        with ThreadPoolExecutor(workers) as pool:
            try:
                yield from pool.map(run, tasks)
            finally:
                pool.shutdown(cancel_futures=True)


def _next(results: Iterator[Ends], rows: np.ndarray, number: int, parts: list[np.ndarray],
          checkpoint: Checkpoint) -> Ends:
    where = (f"chunk {number + 1} of {len(parts)}, learning_rates[{rows[0]}] to "
             f"learning_rates[{rows[-1]}]")
    try:
        found: Any = next(results, None)
    except Exception as error:
        raise SweepInterrupted(f"{where} failed: {error!r}. {checkpoint.advice()}",
                               checkpoint) from error
    if found is None:
        raise SweepInterrupted(f"{where} never came back. {checkpoint.advice()}", checkpoint)
    if not isinstance(found, Ends):
        raise ValueError(f"workers gave {type(found).__name__} for a chunk; it must be like "
                         "executor.map, which gives the results themselves, in order")
    return found
