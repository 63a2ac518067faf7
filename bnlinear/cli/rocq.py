"""What `bnlinear export` and `bnlinear verify --rocq` do."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from bnlinear.claims.running.loading import cards
from bnlinear.rocq.check import CHECKED, answers, cache_folder, find_coqc, prepare
from bnlinear.rocq.export import Exported
from bnlinear.rocq.files import exported
from bnlinear.rocq.project import write_project
from bnlinear.rocq.theorems import RATES, THEOREMS, modules, name_of, theorem

Jobs = list[tuple[Path, Any]]


def export(patterns: list[str], out: Path) -> int:
    """Write the claims that these name as Rocq files; says which could not be, and why."""
    if out.exists() and not out.is_dir():
        raise ValueError(f"--out {out}: that is a file; name a folder")
    jobs = cards(patterns)
    found = list(exported(_named(jobs), own=_own(jobs, patterns)))
    written = write_project(out, found)
    for claim in found:
        if claim.reason and "no proof in steps" not in claim.reason:
            print(f"{claim.id}: not exported: {claim.reason}")
        if claim.no_instance:
            print(f"{claim.id}: its hypotheses are not proved to hold anywhere: "
                  f"{claim.no_instance}")
    without = sum("no proof in steps" in claim.reason for claim in found)
    print(f"{len(written)} theorems in {out} (`make` in it compiles them); {without} claims have "
          f"no proof in steps, {len(found) - len(written) - without} could not be exported.")
    return 0 if written else 1


def second_kernel() -> Callable[[Jobs, list[str]], dict[str, str]]:
    """The function that asks Rocq about claims. Raises `ValueError` where there is no coqc."""
    program = find_coqc()

    def ask(jobs: Jobs, patterns: list[str]) -> dict[str, str]:
        coqc = prepare(program)
        files = exported(_named(jobs), own=_own(jobs, patterns), cache=cache_folder())
        found: dict[str, str] = {}
        empty: dict[str, str] = {}
        for name, answer in answers(_noting(files, empty), coqc):
            found[name] = with_instance(answer, empty.get(name, ""))
            if sys.stderr.isatty():
                print(f"\r\033[Krocq {len(found)}/{len(jobs)} {name}", end="", file=sys.stderr)
        if sys.stderr.isatty():
            print("\r\033[K", end="", file=sys.stderr)
        own = _own(jobs, patterns)
        words = [card.id for path, card in jobs if path not in own and (
            card.id in THEOREMS or card.id in RATES)]
        if words:
            theorems = prepare(program, names=modules())
            for name, answer in answers(map(theorem, words), theorems):
                found[name] = with_theorem(name, found.get(name, ""), answer)
        return found

    return ask


def with_instance(said: str, why: str) -> str:
    """What Rocq says of a row, and `why` its hypotheses are not proved to hold anywhere."""
    return f"{CHECKED} without an instance: {why}" if why and said == CHECKED else said


def with_theorem(name: str, steps: str, answer: str) -> str:
    """What Rocq says of a row with a theorem written by hand: of its steps first, if it has any."""
    if name in RATES and steps != CHECKED:
        return steps
    return f"{CHECKED}: {name_of(name)}" if answer == CHECKED else answer


def tally(found: dict[str, str]) -> str:
    """One line: how many theorems Rocq checked."""
    count = Counter("no proof in steps" if "no proof in steps" in a else a.split(":")[0]
                    for a in found.values())
    return "rocq: " + ", ".join(f"{n} {what}" for what, n in sorted(count.items())) + "."


def _noting(files: Iterable[Exported], empty: dict[str, str]) -> Iterator[Exported]:
    """These files; `empty` receives why one proves no instance of its hypotheses."""
    for file in files:
        if file.no_instance:
            empty[file.id] = file.no_instance
        yield file


def _named(jobs: Jobs) -> list[tuple[Path, str]]:
    return [(path, card.id) for path, card in jobs]


def _own(jobs: Jobs, patterns: list[str]) -> set[Path]:
    """The files of the user's own."""
    named = {Path(pattern) for pattern in patterns if pattern.endswith(".py")}
    return {path for path, _ in jobs} & named
