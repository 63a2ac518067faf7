"""The seeds of a run as cells, on processes or on any map-like callable."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any, TypeAlias

from bnlinear.training.networks.result import NetworkTraining, joined
from bnlinear.training.networks.task import Task

Run: TypeAlias = Callable[[Task], NetworkTraining]
Workers: TypeAlias = "int | Callable[[Run, Iterable[Task]], Iterable[NetworkTraining]]"


def run_cells(task: Task, workers: Workers, run: Run, progress: Any) -> NetworkTraining:
    """Each seed by itself; they are put together in their order."""
    cells = [replace(task, seeds=(seed,), checkpoint=None if task.checkpoint is None
                     else f"{task.checkpoint}.{seed}") for seed in task.seeds]
    found: list[NetworkTraining] = []
    for one in _results(cells, workers, run):
        if not isinstance(one, NetworkTraining):
            raise ValueError(f"workers gave {type(one).__name__} for a cell; it must be like "
                             "executor.map, which gives the results themselves, in order")
        found.append(one)
        if progress is not None:
            progress(len(found), len(cells), float(one.loss[-1].min()))
    if len(found) < len(cells):
        raise ValueError(f"workers gave {len(found)} of {len(cells)} results")
    return joined(found)


def _results(cells: list[Task], workers: Workers, run: Run) -> Iterator[Any]:
    if callable(workers):
        yield from workers(run, cells)
        return
    if isinstance(workers, bool) or not isinstance(workers, int) or workers < 1:
        raise ValueError(f"workers = {workers!r}; it must be an integer, 1 or more, or a callable "
                         "like map")
    context = multiprocessing.get_context("spawn")
    with context.Pool(min(workers, len(cells)), _quiet) as pool:  # leaving it ends the processes
        yield from pool.imap(run, cells)


def _quiet() -> None:
    """Ctrl-C is answered by the parent, which ends its workers."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
