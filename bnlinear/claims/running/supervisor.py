"""The supervisor: claims run in child processes that it can kill.

Each worker is a process with a pipe of its own. A claim travels as (file, id), so nothing
needs to be pickled. A worker whose clock runs out is replaced; its claim gets a row that says so,
and the others go on. A worker that dies costs its claim one more try.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from bnlinear.children import end, start
from bnlinear.claims.claim import Claim
from bnlinear.claims.running.clock import BACKSTOP, deadline, limited, ran_out
from bnlinear.claims.running.isolation import GRACE
from bnlinear.claims.running.loading import Card, load
from bnlinear.claims.search.effort import EFFORTS
from bnlinear.claims.verdict.ladder import judge
from bnlinear.claims.verdict.rows import Row, row
from bnlinear.claims.verdict.values import undecided

#: Seconds between two looks at whether Ctrl-C was pressed.
HEARTBEAT = 0.5


#: How often a claim is tried whose process dies: it may have been killed for another's memory.
TRIES = 2


@dataclass
class _Worker:
    """A child process, its end of the pipe, and what it is doing since when."""

    process: Any
    pipe: Connection
    job: int | None = None
    deadline: float = 0.0
    file: Path | None = None  # where its last claim belongs: it has the file's lemmas at hand


def _serve(pipe: Connection) -> None:
    """The child: judge what arrives until the pipe closes."""
    loaded: dict[str, dict[str, Claim]] = {}
    while True:
        try:
            path, name, effort, rng, seconds = pipe.recv()
        except EOFError:
            return
        try:
            with limited(seconds):
                if path not in loaded:
                    loaded[path] = {found.id: found for found in load(Path(path), shared=True)}
                answer: Any = judge(loaded[path][name], effort=effort, rng=rng)
        except Exception as error:
            answer = f"{type(error).__name__}: {error}"
        pipe.send(answer)


@dataclass
class _Queue:
    """Which claims are to be judged, and how often each was tried."""

    jobs: list[tuple[Path, Card]]
    effort: str
    rng: int
    todo: list[int] = field(init=False)
    tries: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.todo = list(range(len(self.jobs)))[::-1]
        self.tries = [0] * len(self.jobs)

    def file(self, job: int) -> Path:
        """Where a job belongs: to the lemmas that it leans on, which are proved once a worker."""
        path, card = self.jobs[job]
        return (card.lemma_file or path).resolve()

    def next(self, file: Path | None, taken: Collection[Path] = ()) -> int:
        """The next job: in this file, or else in this folder, which shares its lemmas, or else in
        a folder where no other worker is."""
        def apart(job: int) -> tuple[bool, ...]:
            path = self.file(job)
            return path != file, file is None or path.parent != file.parent, path.parent in taken

        ahead = min(reversed(self.todo), key=apart)
        self.todo.remove(ahead)
        return ahead


def cores() -> int:
    """Processors that this process may use."""
    return (len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity")
            else os.cpu_count() or 1)


def run(jobs: list[tuple[Path, Card]], *, effort: str, rng: int,
        workers: int) -> Iterator[tuple[int, Row]]:
    """Judge every claim; pairs (which job, row) come in the order in which they are finished.

    There are never more workers than cores: they would only take turns.
    """
    queue = _Queue(jobs, effort, rng)
    crew: list[_Worker] = []
    with _interrupts() as check:
        try:
            for _ in range(min(workers, len(jobs), cores())):
                crew.append(_Worker(*start(_serve)))
            while queue.todo or any(worker.job is not None for worker in crew):
                for worker in crew:
                    if worker.job is None and queue.todo:
                        _assign(worker, queue, {other.file.parent for other in crew
                                                if other.file is not None})
                yield from _collect(crew, queue)
                check()
        finally:
            for worker in crew:
                end(worker.process, worker.pipe)


@contextmanager
def _interrupts() -> Iterator[Callable[[], None]]:
    """A signal is remembered: Python drops its exception if it is raised inside a destructor."""
    raised: list[Callable[[], Any]] = []
    before: dict[int, Any] = {}

    def remember(number: int, frame: object) -> None:
        raised.append(lambda: before[number](number, frame))
        raised[-1]()

    def check() -> None:
        if raised:
            raised[-1]()

    if threading.current_thread() is not threading.main_thread():
        yield check  # only the main thread hears signals
        return
    for number in (signal.SIGINT, signal.SIGTERM):
        if callable(signal.getsignal(number)):
            before[number] = signal.getsignal(number)
            signal.signal(number, remember)
    try:
        yield check
    finally:
        for signum, handler in before.items():
            signal.signal(signum, handler)


def _assign(worker: _Worker, queue: _Queue, taken: Collection[Path]) -> None:
    job = queue.next(worker.file, taken)
    path, claim = queue.jobs[job]
    worker.file = queue.file(job)
    queue.tries[job] += 1
    worker.job = job
    seconds = EFFORTS[queue.effort].seconds
    worker.deadline = deadline(seconds, GRACE)
    with suppress(OSError):  # it died while idle; that is seen when its answer is waited for
        worker.pipe.send((str(path.resolve()), claim.id, queue.effort, queue.rng,
                          seconds + GRACE))


def _collect(crew: list[_Worker], queue: _Queue) -> Iterator[tuple[int, Row]]:
    """Wait for an answer, a death or an overrun; replace the workers that are lost."""
    busy = [worker for worker in crew if worker.job is not None]
    patience = min(worker.deadline for worker in busy) - time.monotonic()
    ready = wait([worker.pipe for worker in busy], timeout=min(max(0.0, patience), HEARTBEAT))
    for worker in busy:
        assert worker.job is not None
        job, answer = worker.job, None
        if worker.pipe in ready:
            answer = _received(worker)
            if answer is None:
                code = worker.process.exitcode
                answer = (_overran(queue, "it used that much processor time") if ran_out(code)
                          else f"its process died (exit code {code})")
                _replace(crew, worker)
                if not ran_out(code) and queue.tries[job] < TRIES:
                    queue.todo.append(job)
                    continue
        elif time.monotonic() >= worker.deadline:
            answer = _overran(queue, f"{BACKSTOP:g} times as long by the wall clock was not "
                                     "enough; does it sleep, or wait for something?")
            _replace(crew, worker)
        else:
            continue
        worker.job = None
        if not isinstance(answer, Row):
            answer = row(queue.jobs[job][1], undecided(answer))
        yield job, answer


def _overran(queue: _Queue, what: str) -> str:
    return f"time limit ({EFFORTS[queue.effort].seconds} s): {what}"


def _received(worker: _Worker) -> Any:
    """Its answer, or None if it died."""
    try:
        return worker.pipe.recv()
    except (EOFError, ConnectionResetError):
        worker.process.join(1)
        return None


def _replace(crew: list[_Worker], worker: _Worker) -> None:
    end(worker.process, worker.pipe)
    crew[crew.index(worker)] = _Worker(*start(_serve))
