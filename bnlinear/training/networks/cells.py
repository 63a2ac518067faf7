"""The seeds of a run as cells, on processes or on any map-like callable."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from multiprocessing.connection import wait
from typing import Any, TypeAlias, cast

from bnlinear.checks import count
from bnlinear.children import end, start
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
    yield from _on_processes(cells, count("workers", workers, least=1), run)


def _on_processes(cells: list[Task], workers: int, run: Run) -> Iterator[Any]:
    """A process a cell, so many at a time; none is left behind however this ends."""
    waiting = list(enumerate(cells))
    running: dict[Any, tuple[int, Any]] = {}
    done: dict[int, Any] = {}
    try:
        for place in range(len(cells)):
            while place not in done:
                while waiting and len(running) < workers:
                    number, cell = waiting.pop(0)
                    process, pipe = start(_work, run, cell)
                    running[pipe] = number, process
                for ready in wait(list(running)):
                    done[running[ready][0]] = _received(ready, running[ready][0])
                    end(running.pop(ready)[1], cast(Any, ready))
            yield done.pop(place)
    finally:
        for pipe, (_, process) in running.items():
            end(process, pipe)


def _work(pipe: Any, run: Run, cell: Task) -> None:
    try:
        pipe.send(run(cell))
    except Exception as error:  # the parent raises it
        pipe.send(error)


def _received(pipe: Any, number: int) -> Any:
    try:
        result = pipe.recv()
    except EOFError:
        raise ValueError(f"the process of seed number {number + 1} ended without a result; it may "
                         "have run out of memory. Take fewer workers, or fewer rates") from None
    if isinstance(result, Exception):
        raise result
    return result
