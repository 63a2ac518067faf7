"""Claims on somebody else's workers: through any callable like `map`, as sweeps are.

The claims are cut into chunks. A chunk is judged by a process of its own beside the worker, which
supervises it as on one machine: a claim that loops or dies costs nobody else anything. A worker
that is lost costs its chunks another try.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import TypeAlias

from bnlinear import __version__
from bnlinear.claims.running.loading import Card, ledger_folder
from bnlinear.claims.running.supervisor import run
from bnlinear.claims.verdict.rows import Row, row
from bnlinear.claims.verdict.values import undecided

Map: TypeAlias = "Callable[[Callable[[Chunk], Judged], Iterable[Chunk]], Iterable[Judged]]"

#: Chunks to cut the claims into, and the most that one holds: it begins with a second of imports.
_CHUNKS, _MOST = 32, 8

#: How often a chunk is tried whose worker was lost.
TRIES = 2

#: Its name here, not `__main__`: what it pickles must be found under the same.
_BESIDE = f"from {__name__} import beside; beside()"


@dataclass(frozen=True)
class Chunk:
    """Some claims, and all that another machine needs to find them.

    Attributes
    ----------
    jobs
        (Which job, place of its file, its card); a place in the ledger is relative to it.
    texts
        What the files hold: they must be the same there, or are written there.
    """

    jobs: tuple[tuple[int, str, Card], ...]
    texts: dict[str, str]
    effort: str
    rng: int
    version: str = __version__


@dataclass(frozen=True)
class Judged:
    """The rows of a chunk, with the jobs they belong to; or why there are none."""

    rows: tuple[tuple[int, Row], ...]
    failure: str = ""


def run_elsewhere(jobs: list[tuple[Path, Card]], *, effort: str, rng: int,
                  workers: Map) -> Iterator[tuple[int, Row]]:
    """As `supervisor.run`, on the workers of an engine such as ``executor.map``."""
    todo = _cut(jobs, effort, rng)
    for _ in range(TRIES):
        done = set()
        try:
            for judged in workers(judge_chunk, todo):
                if judged.failure:
                    raise ValueError(judged.failure)
                done |= {job for job, _ in judged.rows}
                yield from judged.rows
        except ValueError:
            raise
        except Exception as error:  # whatever an engine says of a worker that it has lost
            failure = f"its worker was lost ({type(error).__name__}: {error})"
        else:
            failure = "its worker gave no answer"
        todo = [chunk for chunk in todo if not done.issuperset(job for job, *_ in chunk.jobs)]
        if not todo:
            return
    for chunk in todo:
        for job, _, card in chunk.jobs:
            if job not in done:
                yield job, row(card, undecided(failure))


def _cut(jobs: list[tuple[Path, Card]], effort: str, rng: int) -> list[Chunk]:
    size = min(_MOST, max(1, ceil(len(jobs) / _CHUNKS)))
    numbered = [(number, _place(path), card) for number, (path, card) in enumerate(jobs)]
    chunks = [tuple(numbered[first:first + size]) for first in range(0, len(numbered), size)]
    return [Chunk(chunk, {place: _file(place).read_text(encoding="utf-8")
                          for _, place, _ in chunk}, effort, rng) for chunk in chunks]


def _place(path: Path) -> str:
    path, folder = path.resolve(), ledger_folder()
    inside = folder is not None and path.is_relative_to(folder)
    return str(path.relative_to(folder)) if inside and folder else str(path)


def _file(place: str) -> Path:
    folder = ledger_folder()
    return Path(place) if folder is None or Path(place).is_absolute() else folder / place


def judge_chunk(chunk: Chunk) -> Judged:
    """On the worker: judge the claims in a process beside it, which ends if the worker does."""
    if chunk.version != __version__:
        return Judged((), f"a worker has bnlinear {__version__}, and this is {chunk.version}: "
                          "install the same everywhere")
    task = pickle.dumps(chunk)
    process = subprocess.Popen([sys.executable, "-c", _BESIDE], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE)
    assert process.stdin is not None and process.stdout is not None  # pipes, as asked for
    try:
        process.stdin.write(len(task).to_bytes(8, "big") + task)
        process.stdin.flush()  # left open: its end tells the process that the worker is gone
        answer = process.stdout.read()
    finally:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()
    if not answer:
        raise RuntimeError("the process that judged the claims died")
    found = pickle.loads(answer)
    assert isinstance(found, Judged)
    return found


def beside() -> None:
    """The process beside a worker: a chunk on standard input, its rows on standard output."""
    source, answer = sys.stdin.buffer, os.dup(1)
    os.dup2(2, 1)  # what claims print is no part of the answer
    chunk = pickle.loads(source.read(int.from_bytes(source.read(8), "big")))
    threading.Thread(target=lambda: source.read(1) or os._exit(1), daemon=True).start()
    with tempfile.TemporaryDirectory() as folder:
        try:
            places = {place: _there(place, text, Path(folder, str(k)))
                      for k, (place, text) in enumerate(chunk.texts.items())}
            jobs = [(places[place], card) for _, place, card in chunk.jobs]
            rows = run(jobs, effort=chunk.effort, rng=chunk.rng, workers=1)
            found = Judged(tuple((chunk.jobs[k][0], row) for k, row in rows))
        except ValueError as error:
            found = Judged((), str(error))
    with os.fdopen(answer, "wb") as file:
        pickle.dump(found, file)


def _there(place: str, text: str, folder: Path) -> Path:
    """The file on this machine; one of the user's own is written if it is not there."""
    path = _file(place)
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return path
    if not Path(place).is_absolute():
        raise ValueError(f"a worker's ledger differs in {place}: install the same bnlinear "
                         "everywhere")
    folder.mkdir()
    copy = folder / path.name
    copy.write_text(text, encoding="utf-8")
    return copy
