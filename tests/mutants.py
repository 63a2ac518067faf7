"""Single tokens changed at random, and whether the tests of their folder notice.

    python -m tests.mutants N [--rng S] [--only FOLDER] [--show]

draws N changes of one token for each of the folders exact, dynamics, sweeps, analyze and tables of
the package: an operator, a comparison, a sign, a number, and/or, True/False. Each is made in a
copy, and the tests of the folder are run there until one fails (a run that takes four times as long
as without the change has failed too). Those that no test notices are named; the exit code is 1 if
they are more than one in ten. `--show` names what would be changed, and runs nothing.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import io
import keyword
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

ROOT = Path(__file__).parents[1]
FOLDERS = ("exact", "dynamics", "sweeps", "analyze", "tables")

SWAPPED = {
    "+": "-", "-": "+", "*": "/", "/": "*", "**": "*", "//": "*", "%": "*", "@": "*",
    "+=": "-=", "-=": "+=", "*=": "/=", "/=": "*=",
    "<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==",
    "and": "or", "or": "and", "True": "False", "False": "True",
}


@dataclass(frozen=True)
class Mutant:
    """One token of one file, by its place, and what stands there instead."""

    file: str
    line: int
    column: int
    old: str
    new: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.old}  ->  {self.new}"

    def applied(self, source: str) -> str:
        """The source with this token changed."""
        lines = source.splitlines(keepends=True)
        text, end = lines[self.line - 1], self.column + len(self.old)
        if text[self.column:end] != self.old:
            raise ValueError(f"{self}: the place holds no {self.old!r}")
        lines[self.line - 1] = text[:self.column] + self.new + text[end:]
        return "".join(lines)


def mutants_of(source: str, file: str) -> Iterator[Mutant]:
    """Each change of a token that computes something, if what is left is still Python."""
    spared = list(_spared(ast.parse(source)))
    before = None
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        new = _other(token)
        mutant = Mutant(file, *token.start, token.string, new)
        if (new and not (token.string in ("*", "**") and _is_prefix(before))
                and not any(first <= token.start < last for first, last in spared)
                and _parses(mutant.applied(source))):
            yield mutant
        if token.type not in (tokenize.NL, tokenize.COMMENT):
            before = token


def _other(token: tokenize.TokenInfo) -> str:
    if token.type == tokenize.NUMBER:
        return f"({token.string} + 1)"
    return SWAPPED.get(token.string, "") if token.type in (tokenize.OP, tokenize.NAME) else ""


def _is_prefix(before: tokenize.TokenInfo | None) -> bool:
    """Whether a star that follows unpacks, or stands among parameters."""
    return (before is None or keyword.iskeyword(before.string)
            or (before.type == tokenize.OP and before.string not in (")", "]", "}")))


def _spared(tree: ast.AST) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Where no result is computed: annotations, and decorators with their options."""
    for node in ast.walk(tree):
        parts = [getattr(node, "annotation", None), getattr(node, "returns", None),
                 *getattr(node, "decorator_list", [])]
        for part in parts:
            if isinstance(part, ast.expr):
                yield ((part.lineno, part.col_offset - 1),  # with the @ before
                       (part.end_lineno or 0, part.end_col_offset or 0))


def _parses(source: str) -> bool:
    try:
        ast.parse(source)
    except SyntaxError:
        return False
    return True


def drawn(folder: str, count: int, random: Random) -> list[Mutant]:
    """Mutants of a folder, each token as likely as any other."""
    files = sorted((ROOT / "bnlinear" / folder).rglob("*.py"))
    every = [mutant for path in files
             for mutant in mutants_of(path.read_text(encoding="utf-8"),
                                      path.relative_to(ROOT).as_posix())]
    return random.sample(every, count)


class Copy:
    """The project in another folder, where it may be broken."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "copy"
        shutil.copytree(ROOT, self.folder,
                        ignore=shutil.ignore_patterns("__pycache__", ".*_cache", ".git"))

    def survives(self, mutant: Mutant, limit: float) -> bool:
        """Whether no test of its folder fails."""
        path = self.folder / mutant.file
        whole = path.read_text(encoding="utf-8")
        path.write_text(mutant.applied(whole), encoding="utf-8")
        try:
            return self.passes(mutant.file, limit)
        finally:
            path.write_text(whole, encoding="utf-8")

    def passes(self, file: str, limit: float | None = None) -> bool:
        """Run the tests of the folder that a file is in, those of its own name first.

        Those of its own name that need other libraries stand in `oracles`.
        """
        folder, name = Path(file).parts[1], f"test_{Path(file).stem}.py"
        tests = self.folder / "tests"
        paths = [*tests.joinpath(folder).rglob(name), *tests.joinpath("oracles").glob(name),
                 tests / folder, *tests.glob(f"test_{folder}.py")]
        process = subprocess.Popen(
            [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:randomly",
             "-p", "no:cacheprovider", *map(str, paths)],
            cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True,
            env=os.environ | {"PYTHONPATH": str(self.folder), "PYTHONDONTWRITEBYTECODE": "1",
                              "CI": "1"})
        try:
            return process.wait(limit) == 0
        except subprocess.TimeoutExpired:
            return False
        finally:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """With all that the tests began: a mutant may loop in a worker."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def run(folder: str, chosen: list[Mutant], copy: Copy) -> list[Mutant]:
    """The survivors among the mutants of a folder."""
    started = time.monotonic()
    if not copy.passes(f"bnlinear/{folder}/__init__.py"):
        raise SystemExit(f"the tests of {folder} fail without any change: mend that first")
    seconds = time.monotonic() - started
    print(f"{folder}: {len(chosen)} mutants; the tests alone take {seconds:.0f} s", flush=True)
    survivors = []
    for mutant in chosen:
        began = time.monotonic()
        lives = copy.survives(mutant, 4 * seconds + 20)
        survivors += [mutant] * lives
        print(f"{'SURVIVES' if lives else 'killed  '} {time.monotonic() - began:4.0f} s  {mutant}",
              flush=True)
    return survivors


def main() -> int:
    """Print the fate of each mutant, and a tally; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int, help="mutants for each folder")
    parser.add_argument("--rng", type=int, default=0, help="seed of the choice")
    parser.add_argument("--only", choices=FOLDERS)
    parser.add_argument("--show", action="store_true", help="run nothing")
    args = parser.parse_args()
    chosen = {folder: drawn(folder, args.count, Random(f"{args.rng} {folder}"))
              for folder in FOLDERS if args.only in (None, folder)}
    if args.show:
        print(*(mutant for mutants in chosen.values() for mutant in mutants), sep="\n")
        return 0
    with tempfile.TemporaryDirectory() as place:
        copy = Copy(Path(place))
        survivors = [mutant for folder, mutants in chosen.items()
                     for mutant in run(folder, mutants, copy)]
    every = sum(map(len, chosen.values()))
    print(f"{every - len(survivors)} of {every} killed with --rng {args.rng}; survivors:",
          *survivors, sep="\n  ")
    return int(10 * len(survivors) > every)


if __name__ == "__main__":
    sys.exit(main())
