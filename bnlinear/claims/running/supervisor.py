"""The supervisor: claims run in child processes that it can kill.

Each worker is a fresh process with a pipe of its own. A claim travels as (file, id), so nothing
needs to be pickled. A worker that overruns its clock, or dies, is killed and replaced; its claim
gets a row that says so, and the rest go on. Children ignore Ctrl-C: the supervisor answers it.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from bnlinear.claims.claim import Claim
from bnlinear.claims.running.isolation import GRACE
from bnlinear.claims.running.loading import Card, load
from bnlinear.claims.search.effort import EFFORTS
from bnlinear.claims.verdict.ladder import judge
from bnlinear.claims.verdict.rows import Row, row

#: Seconds between two looks at whether Ctrl-C was pressed.
HEARTBEAT = 0.5


@dataclass
class _Worker:
    """A child process, its end of the pipe, and what it is doing since when."""

    process: Any
    pipe: Connection
    job: int | None = None
    deadline: float = 0.0


def _serve(pipe: Connection) -> None:
    """The child: judge what arrives until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    loaded: dict[str, dict[str, Claim]] = {}
    while True:
        try:
            path, name, effort, rng = pipe.recv()
        except EOFError:
            return
        try:
            if path not in loaded:
                loaded[path] = {found.id: found for found in load(Path(path))}
            answer: Any = judge(loaded[path][name], effort=effort, rng=rng)
        except Exception as error:
            answer = f"{type(error).__name__}: {error}"
        pipe.send(answer)


def run(jobs: list[tuple[Path, Card]], *, effort: str, rng: int,
        workers: int) -> Iterator[tuple[int, Row]]:
    """Judge every claim; pairs (which job, row) come in the order in which they are finished."""
    context = multiprocessing.get_context("spawn")
    todo = list(enumerate(jobs))[::-1]
    crew: list[_Worker] = []
    with _interrupts() as check:
        try:
            for _ in range(min(workers, len(jobs))):
                crew.append(_start(context))
            while todo or any(worker.job is not None for worker in crew):
                for worker in crew:
                    if worker.job is None and todo:
                        _assign(worker, *todo.pop(), effort, rng)
                yield from _collect(crew, jobs, context, effort)
                check()
        finally:
            for worker in crew:
                _stop(worker)


@contextmanager
def _interrupts() -> Iterator[Callable[[], None]]:
    """Ctrl-C is remembered: Python drops the exception if it is raised inside a destructor."""
    pressed: list[int] = []

    def remember(number: int, frame: Any) -> None:
        pressed.append(number)
        raise KeyboardInterrupt

    def check() -> None:
        if pressed:
            raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield check  # only the main thread hears signals
        return
    before = signal.signal(signal.SIGINT, remember)
    try:
        yield check
    finally:
        signal.signal(signal.SIGINT, before)


def _start(context: Any) -> _Worker:
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs,), daemon=True)
    with _one_thread():
        process.start()
    theirs.close()
    return _Worker(process, ours)


@contextmanager
def _one_thread() -> Iterator[None]:
    """Children inherit it: linear algebra in one thread each, since the workers share the cores."""
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    added = [name for name in names if name not in os.environ]
    os.environ |= dict.fromkeys(added, "1")
    try:
        yield
    finally:
        for name in added:
            del os.environ[name]


def _stop(worker: _Worker) -> None:
    worker.pipe.close()
    worker.process.kill()
    worker.process.join()


def _assign(worker: _Worker, job: int, task: tuple[Path, Card], effort: str, rng: int) -> None:
    path, claim = task
    worker.pipe.send((str(path.resolve()), claim.id, effort, rng))
    worker.job = job
    worker.deadline = time.monotonic() + EFFORTS[effort].seconds + GRACE


def _collect(crew: list[_Worker], jobs: list[tuple[Path, Card]], context: Any,
             effort: str) -> Iterator[tuple[int, Row]]:
    """Wait for an answer, a death or an overrun; replace the workers that are lost."""
    busy = [worker for worker in crew if worker.job is not None]
    patience = min(worker.deadline for worker in busy) - time.monotonic()
    ready = wait([worker.pipe for worker in busy], timeout=min(max(0.0, patience), HEARTBEAT))
    for worker in busy:
        assert worker.job is not None
        claim = jobs[worker.job][1]
        if worker.pipe in ready:
            try:
                answer = worker.pipe.recv()
            except (EOFError, ConnectionResetError):
                worker.process.join(1)
                answer = f"its process died (exit code {worker.process.exitcode})"
                _replace(crew, worker, context)
        elif time.monotonic() >= worker.deadline:
            answer = f"time limit ({EFFORTS[effort].seconds} s)"
            _replace(crew, worker, context)
        else:
            continue
        job, worker.job = worker.job, None
        if not isinstance(answer, Row):
            answer = row(claim, verdict="undecided", note=answer)
        yield job, answer


def _replace(crew: list[_Worker], worker: _Worker, context: Any) -> None:
    _stop(worker)
    crew[crew.index(worker)] = _start(context)
