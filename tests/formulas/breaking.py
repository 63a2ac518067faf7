"""A copy of the package with one formula broken, and the rows that must notice."""

import compileall
import json
import os
import py_compile
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.formulas.mutants import Mutant
from tests.formulas.public import function_at
from tests.formulas.tracing import PACKAGE, Formula

#: Rows of one call of `verify`: most mutants fall at the first.
AT_ONCE = 5


@dataclass(frozen=True)
class Fate:
    """What became of a mutant: the row that turned red, or none of those that ran."""

    mutant: Mutant
    formula: Formula
    red: str
    ran: int


def formula_of(mutant: Mutant) -> Formula:
    """The function that is broken.

    Raises
    ------
    ValueError
        If the old text does not stand exactly once in the file.
    """
    source = (PACKAGE / mutant.file).read_text(encoding="utf-8")
    if source.count(mutant.old) != 1:
        raise ValueError(f"{mutant}: the old text stands {source.count(mutant.old)} times in the "
                         "file; it must stand there exactly once")
    return Formula(mutant.file, function_at(source, source.index(mutant.old)))


class Copy:
    """The package and its ledger in another folder, where they may be broken.

    Compiled once: a process that starts there reads the rest as it is, and compiles what is broken.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in (PACKAGE.name, "proofs_checks"):
            shutil.copytree(PACKAGE.parent / name, folder / name,
                            ignore=shutil.ignore_patterns("__pycache__"))
        compileall.compile_dir(folder, quiet=2,
                               invalidation_mode=py_compile.PycInvalidationMode.CHECKED_HASH)

    def fate(self, mutant: Mutant, rows: list[str]) -> Fate:
        """Break it, verify its rows until one is red, mend it."""
        formula = formula_of(mutant)
        path = self.folder / PACKAGE.name / mutant.file
        whole = path.read_text(encoding="utf-8")
        path.write_text(whole.replace(mutant.old, mutant.new), encoding="utf-8")
        try:
            for start in range(0, len(rows), AT_ONCE):
                red = self.red(rows[start:start + AT_ONCE])
                if red:
                    return Fate(mutant, formula, red, min(start + AT_ONCE, len(rows)))
            return Fate(mutant, formula, "", len(rows))
        finally:
            path.write_text(whole, encoding="utf-8")

    def red(self, rows: list[str]) -> str:
        """The first of these rows that is not ok, with its verdict; "" if all are."""
        report = self.folder / "rows.json"
        report.unlink(missing_ok=True)
        done = subprocess.run(
            [sys.executable, "-m", "bnlinear", "verify", *rows, "--effort", "quick",
             "--workers", "1", "--json", str(report)],
            cwd=self.folder, capture_output=True, text=True, check=False,
            env=os.environ | {"PYTHONPATH": str(self.folder), "PYTHONDONTWRITEBYTECODE": "1"})
        if not report.exists():
            return f"nothing runs ({(done.stderr.strip().splitlines() or ['?'])[-1][:90]})"
        claims = json.loads(report.read_text(encoding="utf-8"))["claims"]
        return next((f"{row['id']} ({row['verdict']})" for row in claims if not row["ok"]), "")
