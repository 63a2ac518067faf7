"""What `bnlinear verify`, `list`, `show` and `new` do once their options are read."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from bnlinear import __version__
from bnlinear.claims.running.isolation import isolated
from bnlinear.claims.running.loading import cards, load
from bnlinear.claims.running.workers import run
from bnlinear.claims.search.effort import EFFORTS
from bnlinear.claims.verdict.rows import Row
from bnlinear.cli.cluster import cluster
from bnlinear.cli.reports.json_report import write_report
from bnlinear.cli.reports.write import Reports
from bnlinear.cli.show.claim import explain
from bnlinear.cli.show.rows import complaints, headline, table, to_json
from bnlinear.cli.template import TEMPLATE
from bnlinear.cli.terminal.exit_codes import WRONG_INPUT
from bnlinear.cli.terminal.limits import check_seed, check_workers
from bnlinear.cli.terminal.signals import INTERRUPTED
from bnlinear.cli.terminal.watch import changes
from bnlinear.files import check_outputs, write

if TYPE_CHECKING:
    from rich.console import Console


def verify(patterns: list[str], *, effort: str, rng: int, workers: int,
           json_path: str | None, console: Console, reports: Reports | None = None,
           scheduler: str | None = None, rocq: bool = False) -> int:
    """Judge the named claims (all of the ledger by default) and report. Returns the exit code."""
    check_effort(effort)
    check_workers(workers)
    check_seed(rng)
    reports = reports or Reports()
    check_outputs({"--json": json_path, **reports.outputs()},
                  inputs=[pattern for pattern in patterns if pattern.endswith(".py")])
    second_kernel = _second_kernel() if rocq else None
    jobs = cards(patterns)
    rows: dict[int, Row] = {}
    interrupted = False
    with cluster(scheduler) as engine, _Progress(len(jobs)) as advance:
        try:
            for job, row in run(jobs, effort=effort, rng=rng, workers=engine or workers):
                rows[job] = row
                advance(row.id)
        except KeyboardInterrupt:
            interrupted = True
    answers: dict[str, str] = {}
    if second_kernel is not None and not interrupted:
        try:
            answers = second_kernel(jobs, patterns)
        except KeyboardInterrupt:
            interrupted = True
    decided = [judged_again(rows[job], answers) for job in sorted(rows)]
    if not interrupted:  # files first: the screen may be gone
        write_report(json_path, to_json(decided, version=__version__, rng=rng, effort=effort,
                                        rocq=answers if rocq else None))
        reports.write(decided, jobs, version=__version__, rng=rng, effort=effort)
    if decided or not interrupted:
        console.print(table(decided, answers if rocq else None))
        console.print(headline(decided))
    for line in complaints(decided):
        console.print(line, markup=False, soft_wrap=True)
    if interrupted:
        console.print(f"interrupted: {len(jobs) - len(decided)} of {len(jobs)} not decided")
        return INTERRUPTED
    if any(row.error for row in decided):
        return WRONG_INPUT
    return 0 if all(row.ok for row in decided) else 1


def _second_kernel() -> Callable[..., dict[str, str]]:
    """What asks Rocq; a `ValueError` where there is no coqc, before anything is judged."""
    from bnlinear.cli.rocq import second_kernel

    return second_kernel()


def judged_again(row: Row, answers: dict[str, str]) -> Row:
    """What Rocq refuses is not ok, whatever our own kernel says."""
    answer = answers.get(row.id, "")
    if not answer.startswith("REFUSED"):
        return row
    return replace(row, ok=False, note=f"Rocq: {answer}. {row.note}".strip())


def verify_again_and_again(patterns: list[str], once: Callable[[], int]) -> int:
    """Judge a draft whenever it is saved; an error in it is told, and the next save waited for."""
    for _ in changes(patterns):
        try:
            code = once()
        except ValueError as error:
            print(f"bnlinear: {error}", file=sys.stderr)
        else:
            if code == INTERRUPTED:
                return code
        print(f"-- {time.strftime('%H:%M:%S')}, watching; Ctrl-C ends", file=sys.stderr, flush=True)
    return INTERRUPTED  # not reached: Ctrl-C ends the loop


def report_console(json_path: str | None) -> Console:
    """Where the report goes: stdout, unless JSON was asked to be alone there."""
    from rich.console import Console

    piped = None if sys.stdout.isatty() else 120  # a fixed width where nobody looks at a terminal
    return Console(stderr=json_path == "-", width=piped, highlight=False, emoji=False)


def check_effort(effort: str) -> None:
    if effort not in EFFORTS:
        raise ValueError(f"--effort {effort}: it must be one of {', '.join(EFFORTS)}")


class _Progress:
    """A progress bar on standard error while claims are judged; nothing when not a terminal."""

    def __init__(self, total: int) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        self.bar = Progress(TextColumn("verifying"), BarColumn(), MofNCompleteColumn(),
                            TextColumn("{task.description}"), console=Console(stderr=True),
                            transient=True, disable=not sys.stderr.isatty(),
                            auto_refresh=False)  # by a thread: children would start slowly
        self.task = self.bar.add_task("", total=total)

    def __enter__(self) -> Callable[[str], None]:
        self.bar.start()
        return lambda name: self.bar.update(self.task, advance=1, description=name, refresh=True)

    def __exit__(self, *_: object) -> None:
        self.bar.stop()


def listing(pattern: str, console: Console) -> None:
    """Every claim that matches: id, what is expected of it, its statement.

    Where nobody looks at a terminal a claim is a line, its fields separated by tabs.
    """
    from rich.table import Table

    if not console.is_terminal:
        for _, card in cards([pattern]):
            print(card.id, card.expected, " ".join(card.text.split()), sep="\t", file=console.file)
        return

    out = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("claim", "expected", "statement"):
        out.add_column(name, overflow="fold")
    for _, card in cards([pattern]):
        out.add_row(card.id, card.expected, card.text.replace("[", r"\["))
    console.print(out)


def show(name: str, *, effort: str, rng: int, console: Console) -> None:
    """One claim in full, each in a process of its own."""
    check_effort(effort)
    check_seed(rng)
    for path, card in cards([name]):
        text = isolated(explained, str(path), card.id, effort, rng, what=f"showing {card.id}",
                        seconds=EFFORTS[effort].seconds)
        console.print(text + "\n", markup=False, highlight=False, soft_wrap=True)


def explained(path: str, name: str, effort: str, rng: int) -> str:
    """The explanation of one claim of a file."""
    found = next(claim for claim in load(Path(path)) if claim.id == name)
    return explain(found, effort=effort, rng=rng)


def new(path: Path) -> None:
    """Write a template for a claim of one's own; never over an existing file."""
    if path.suffix != ".py":
        raise ValueError(f"{path}: a claim file is a Python file; name it {path.name}.py")
    try:
        write(path, TEMPLATE.format(name=_plain_name(path)), replace=False)
    except FileExistsError:
        raise ValueError(f"{path} exists already; choose another name or delete it") from None


def _plain_name(path: Path) -> str:
    """The file's name where a docstring can hold it."""
    return str(path) if str(path).isascii() and not set(str(path)) & set('"\\') else "FILE.py"
