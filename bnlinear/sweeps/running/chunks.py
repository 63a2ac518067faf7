"""A sweep cut into chunks: threads here, or any map-like callable elsewhere; resumable.

A chunk computes the same bits wherever it runs, and its result carries its place, so neither the
cut nor the workers nor the order in which they answer show in the result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import replace
from math import ceil
from typing import Any, TypeAlias

import numpy as np

from bnlinear.checks import ArgumentError, Described
from bnlinear.sweeps.kernels import numpy_kernel
from bnlinear.sweeps.methods.record import Ends, Task
from bnlinear.sweeps.running.checkpoint import Checkpoint
from bnlinear.sweeps.running.watch import Cancelled, Overseer, Progress, ReportingWatch, Unwatched

Workers: TypeAlias = "int | Callable[[Callable[[Task], Ends], Iterable[Task]], Iterable[Ends]]"

#: Seconds that a chunk should take at least, so that handing it out costs little: for threads of
#: this process, and for workers elsewhere.
THREAD_SECONDS, FOREIGN_SECONDS = 0.01, 0.1

#: Bytes of losses that a chunk should have at most: it travels, and is held twice.
MOST_BYTES = 2_000_000


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
        self.done, self.losses = checkpoint.done, checkpoint.losses
        self.effective_lr = checkpoint.effective_lr


def run(task: Task) -> Ends:
    """One task, wherever: the same bits each time."""
    losses = np.empty((len(task.learning_rates), task.columns))
    effective = task.method.run(task, losses, Unwatched())
    return Ends(losses, effective, task.first)


def run_in_chunks(task: Task, workers: Workers, checkpoint: Checkpoint,
                  progress: Progress | None) -> None:
    """Run the learning rates that the checkpoint does not hold yet, and put them there."""
    parts = cut(task, np.flatnonzero(~checkpoint.done), workers)
    tasks = [replace(task, learning_rates=task.learning_rates[rows], first=int(rows[0]))
             for rows in parts]
    overseer = Overseer(int(checkpoint.done.sum()), len(task.learning_rates), progress)
    try:
        if callable(workers):
            _run_elsewhere(tasks, workers, checkpoint, overseer)
        elif workers == 1 or len(tasks) <= 1:
            for one in tasks:
                _run_here(one, checkpoint, ReportingWatch(overseer, one.first))
                _finish(one, checkpoint, overseer)
        else:
            _run_in_threads(tasks, int(workers), checkpoint, overseer)
    finally:
        checkpoint.save()


def cut(task: Task, rows: np.ndarray, workers: Workers) -> list[np.ndarray]:
    """Consecutive rows, in chunks that take long enough each, and enough of them for all workers.

    Their length is a multiple of 4, so that the numba kernel's blocks are full; the NumPy kernel
    gets as many as it takes at once.
    """
    n = max(len(task.problem.h), 1)
    least = FOREIGN_SECONDS if callable(workers) else THREAD_SECONDS
    unit = 4 * ceil(numpy_kernel.rows(n) / 4) if task.kernel == "numpy" else 4
    size = unit * max(1, ceil(least / task.seconds / unit))
    if callable(workers):
        size = min(size, 4 * max(1, MOST_BYTES // (32 * task.columns)))
    else:
        size = min(size, 4 * max(1, ceil(len(rows) / workers / 4)))  # no worker should idle
    gaps = np.flatnonzero(np.diff(rows) != 1) + 1  # a resumed sweep has holes
    return [run[first:first + size] for run in np.split(rows, gaps)
            for first in range(0, len(run), size)]


# -- in this process: the losses are written where they belong ----------------------------------

def _run_here(task: Task, checkpoint: Checkpoint, watch: Any) -> None:
    rows = slice(task.first, task.first + len(task.learning_rates))
    checkpoint.effective_lr[rows] = task.method.run(
        task, np.asarray(checkpoint.losses)[rows], watch)


def _finish(task: Task, checkpoint: Checkpoint, overseer: Overseer) -> None:
    checkpoint.mark(slice(task.first, task.first + len(task.learning_rates)))
    overseer.finish(task.first, len(task.learning_rates))
    overseer.report()


def _run_in_threads(tasks: list[Task], workers: int, checkpoint: Checkpoint,
                    overseer: Overseer) -> None:
    """The kernels release the interpreter lock. An error, or Ctrl-C, ends all tasks soon."""
    with ThreadPoolExecutor(workers) as pool:
        try:
            running = {pool.submit(_run_here, task, checkpoint, overseer.watch(task.first)): task
                       for task in tasks}
            while running:
                done, _ = wait(running, timeout=0.1, return_when=FIRST_COMPLETED)
                for future in sorted(done, key=lambda one: running[one].first):
                    future.result()
                    _finish(running.pop(future), checkpoint, overseer)
                overseer.report(only_if_due=True)
        except BaseException:
            overseer.stop()
            pool.shutdown(wait=True, cancel_futures=True)
            raise


# -- elsewhere ----------------------------------------------------------------------------------

def _run_elsewhere(tasks: list[Task], workers: Callable[..., Iterable[Any]],
                   checkpoint: Checkpoint, overseer: Overseer) -> None:
    """In whatever order the results come: each carries its place."""
    waiting = {task.first: task for task in tasks}
    results = iter(workers(run, tasks)) if tasks else iter(())
    while waiting:
        ends = _next(results, waiting, tasks, checkpoint)
        task = waiting.pop(ends.first)
        rows = slice(ends.first, ends.first + len(task.learning_rates))
        checkpoint.losses[rows], checkpoint.effective_lr[rows] = ends.losses, ends.effective_lr
        _finish(task, checkpoint, overseer)


def _next(results: Iterator[Any], waiting: dict[int, Task], tasks: list[Task],
          checkpoint: Checkpoint) -> Ends:
    where = _place(next(iter(waiting.values())), tasks)
    try:
        ends: Any = next(results, None)
    except Exception as error:
        raise SweepInterrupted(f"{where} failed: {error!r}. {checkpoint.advice()}",
                               checkpoint) from error
    if ends is None:
        raise SweepInterrupted(f"{where} never came back. {checkpoint.advice()}", checkpoint)
    if not isinstance(ends, Ends):
        raise ArgumentError("workers", Described(f"a map that gives {type(ends).__name__}"),
                            "it must be like executor.map, which gives the results themselves")
    if ends.first not in waiting:
        raise ArgumentError("workers", Described("a map that gives a chunk twice"),
                            "it must be like executor.map, which runs each task once")
    return ends


def _place(task: Task, tasks: list[Task]) -> str:
    last = task.first + len(task.learning_rates) - 1
    return (f"chunk {tasks.index(task) + 1} of {len(tasks)}, learning_rates[{task.first}] to "
            f"learning_rates[{last}]")


__all__ = ["Cancelled", "SweepInterrupted", "Workers", "cut", "run", "run_in_chunks"]
