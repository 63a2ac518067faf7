"""Let coqc decide exported claims: two at a time, each text once (a cache remembers)."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from bnlinear.children import bound
from bnlinear.rocq.batches import batches, together
from bnlinear.rocq.export import Exported
from bnlinear.rocq.project import THEORIES, theory_text

#: A claim that coqc has not decided after so many seconds is not counted as checked.
SECONDS = 600.0
CHECKED = "checked"

#: How coqc's runtime collects garbage, unless the user says otherwise: by its own choice it takes
#: 256 MB before it collects at all, and collects so often that short proofs spend a tenth on it.
COLLECTOR = "s=8M,o=1000"

#: The axioms of Rocq's classical real numbers, which a theorem may rest on.
ALLOWED = {"ClassicalDedekindReals.sig_forall_dec", "ClassicalDedekindReals.sig_not_dec",
           "FunctionalExtensionality.functional_extensionality_dep"}

#: How a list of them begins, and what stands for an empty one.
_LISTS = {"Axioms:", "Closed under the global context"}


@dataclass(frozen=True)
class Coqc:
    """A compiler, and a folder in which the theory is compiled."""

    program: str
    theory: Path
    answers: Path


def find_coqc() -> str:
    """The path of coqc. Raises `ValueError` where there is none."""
    program = shutil.which("coqc")
    if program is None:
        raise ValueError("--rocq needs coqc 8.16 or later on PATH, and there is none: "
                         "`apt-get install coq`, `brew install coq` or `opam install coq`")
    return program


def cache_folder() -> Path:
    """Where compiled theories and answers are kept."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "bnlinear" / "rocq"


def prepare(program: str, cache: Path | None = None,
            names: tuple[str, ...] = THEORIES) -> Coqc:
    """Compile these files of the theory, unless this coqc has compiled their text before."""
    version = subprocess.run([program, "--print-version"], capture_output=True, text=True,
                             check=True).stdout
    key = hashlib.sha256("\0".join([version, *map(theory_text, names)]).encode()).hexdigest()
    folder = (cache or cache_folder()) / key[:32]
    # another name wherever another rule decides what counts as checked
    theory, answers = folder / "theory", folder / "answers-with-axioms"
    answers.mkdir(parents=True, exist_ok=True)
    if not theory.is_dir():
        with tempfile.TemporaryDirectory(dir=folder) as made:
            for name in names:
                (Path(made) / f"{name}.v").write_text(theory_text(name), encoding="utf-8")
                subprocess.run(bound([program, "-q", "-Q", ".", "BnLinear", f"{name}.v"]),
                               cwd=made, check=True, capture_output=True)
            try:
                shutil.copytree(made, ready := Path(f"{made}.ready"))
                ready.rename(theory)
            except OSError:  # another process was faster
                shutil.rmtree(ready, ignore_errors=True)
    return Coqc(program, theory, answers)


def answers(files: Iterable[Exported], coqc: Coqc, *, workers: int = 2
            ) -> Iterator[tuple[str, str]]:
    """(id, answer) as they come: "checked", "not exported: why" or "REFUSED: …"."""
    running: set[Future[list[tuple[str, str]]]] = set()
    runs = Runs()
    pool = ThreadPoolExecutor(workers)
    at_once: list[tuple[str, str]] = []
    try:
        for batch in batches(_undecided(files, coqc, at_once)):
            running.add(pool.submit(_answers_of, batch, coqc, runs))
            while len(running) >= 2 * workers:
                yield from _done(running)
        while running:
            yield from _done(running)
        yield from at_once
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        runs.end()


class Runs:
    """The runs of coqc under way. Once they are ended, none begins: nobody waits for its answer."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._processes: set[subprocess.Popen[str]] = set()
        self._ended = False

    @contextmanager
    def started(self, command: list[str], **options: Any) -> Iterator[subprocess.Popen[str] | None]:
        """A process, or None if they are ended."""
        with self._lock:
            process = None if self._ended else subprocess.Popen(command, **options)
            if process is not None:
                self._processes.add(process)
        try:
            yield process
        finally:
            with self._lock:
                self._processes -= {process}

    def end(self) -> None:
        """Now."""
        with self._lock:
            self._ended = True
            for process in self._processes:
                process.kill()


def _undecided(files: Iterable[Exported], coqc: Coqc,
               at_once: list[tuple[str, str]]) -> Iterator[Exported]:
    """The files that coqc must be asked about; the answers of the others go to `at_once`."""
    for file in files:
        kept = _kept(file.text, coqc)
        if file.reason:
            at_once.append((file.id, f"not exported: {file.reason}"))
        elif kept.exists():
            at_once.append((file.id, kept.read_text(encoding="utf-8")))
        else:
            yield file


def _done(running: set[Future[list[tuple[str, str]]]]) -> Iterator[tuple[str, str]]:
    for future in wait(running, return_when=FIRST_COMPLETED).done:
        running.discard(future)
        yield from future.result()


def _answers_of(batch: list[Exported], coqc: Coqc, runs: Runs) -> list[tuple[str, str]]:
    """All of a batch in one run; one by one if that does not check all."""
    if len(batch) > 1 and _ask(together(batch), coqc, runs) == CHECKED:
        for file in batch:
            _keep(CHECKED, file.text, coqc)
        return [(file.id, CHECKED) for file in batch]
    return [(file.id, answer(file.text, coqc, runs)) for file in batch]


def answer(text: str, coqc: Coqc, runs: Runs | None = None) -> str:
    """What coqc says of one file; an answer is remembered, a time limit is not."""
    kept = _kept(text, coqc)
    if kept.exists():
        return kept.read_text(encoding="utf-8")
    said = _ask(text, coqc, runs or Runs())
    if not said.startswith("not exported"):
        _keep(said, text, coqc)
    return said


def _kept(text: str, coqc: Coqc) -> Path:
    return coqc.answers / hashlib.sha256(text.encode()).hexdigest()


def _keep(said: str, text: str, coqc: Coqc) -> None:
    kept = _kept(text, coqc)
    draft = kept.with_suffix(f".{os.getpid()}.part")
    draft.write_text(said, encoding="utf-8")
    draft.replace(kept)


def _ask(text: str, coqc: Coqc, runs: Runs) -> str:
    """Run coqc."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "claim.v").write_text(text, encoding="utf-8")
        command = [coqc.program, "-q", "-noglob", "-Q", str(coqc.theory), "BnLinear", "claim.v"]
        with runs.started(bound(command), cwd=folder, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True,
                          env={"OCAMLRUNPARAM": COLLECTOR} | os.environ) as process:
            if process is None:
                return "not exported: interrupted"
            try:
                printed, errors = process.communicate(timeout=SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()
                return f"not exported: coqc does not decide it within {SECONDS:.0f} s"
    if process.returncode < 0:
        return f"not exported: coqc was ended by signal {-process.returncode}"
    if process.returncode:
        return f"REFUSED: {short(errors)}"
    listed = axioms(printed)
    if listed is None:
        return "REFUSED: coqc does not say what the theorem rests on"
    foreign = listed - ALLOWED
    return f"REFUSED: rests on {', '.join(sorted(foreign))}" if foreign else CHECKED


def axioms(printed: str) -> set[str] | None:
    """What `Print Assumptions` lists; None if coqc printed no list, not even an empty one.

    A name begins at the margin, its type is indented. Whatever else is printed there counts as one:
    it is none that we know.
    """
    lines = printed.splitlines()
    if not _LISTS & set(lines):
        return None
    return {line.split()[0] for line in lines if line[:1].strip() and line not in _LISTS}


def short(errors: str) -> str:
    """The line of the file, and the end of coqc's message."""
    text = " ".join(errors.split())
    where = text.split(",")[1].strip() if "line" in text else ""
    return f"{where}: {text.rsplit('Error:', 1)[-1].strip()[-200:]}"
