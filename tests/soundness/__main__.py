"""Soundness, measured: false neighbours of theorems, and true ones in unusual form, judged.

    python -m tests.soundness [--effort quick|standard|thorough] [--rng INT] [--workers N]

prints how many false statements were refuted by an exact instance, how many were called proved or
certified, how many true ones were refuted, how many proofs closed, the same for each file with its
time, and names each that was missed. The exit code is 1 if a false statement was called proved, or
certified at more than quick effort, or a true one refuted.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

from bnlinear.claims.running.loading import load
from bnlinear.claims.running.supervisor import run
from bnlinear.claims.verdict.ladder import EFFORTS, Row

HERE = Path(__file__).parent
FALSE = sorted(HERE.glob("false_*.py"))
TRUE = sorted(HERE.glob("true_*.py"))


def judge_all(files: list[Path], *, effort: str, rng: int = 0, workers: int = 2,
              every: int = 1) -> list[Row]:
    """The rows of all claims of these files, or of every fifth, say."""
    jobs = [(path, claim) for path in files for claim in load(path)][::every]
    return [row for _, row in run(jobs, effort=effort, rng=rng, workers=workers)]


def unsound(false: list[Row], true: list[Row]) -> list[Row]:
    """What must never happen: a false statement proved (or its proof accepted), a true one
    refuted."""
    return [row for row in false if row.verdict == "proved" or "kernel accepted" in row.note] + [
        row for row in true if row.verdict == "refuted"]


def by_file(rows: list[Row]) -> list[str]:
    """One line a file: its statements, what became of them, the seconds they took."""
    lines = []
    for stem in dict.fromkeys(row.id.partition(".")[0] for row in rows):
        own = [row for row in rows if row.id.partition(".")[0] == stem]
        verdicts = Counter(row.verdict for row in own)
        tally = ", ".join(f"{count} {verdict}" for verdict, count in sorted(verdicts.items()))
        lines.append(f"  {stem:<22} {len(own):>3} statements: {tally}; "
                     f"{sum(row.seconds for row in own):.0f} s")
    return lines


def score(false: list[Row], true: list[Row]) -> str:
    """The score, and the names of what was missed."""
    verdicts = Counter(row.verdict for row in false)
    hopeful = [row for row in true if row.expect == "proved"]
    lines = [
        f"false statements               {len(false)}",
        f"  refuted by an exact instance {verdicts['refuted']}",
        f"  called proved                {verdicts['proved']}",
        f"  certified                    {verdicts['certified']}",
        f"  undecided                    {verdicts['undecided']}",
        f"true statements                {len(true)}",
        f"  refuted                      {sum(row.verdict == 'refuted' for row in true)}",
        f"  of {len(hopeful)} with a proof, proved   "
        f"{sum(row.verdict == 'proved' for row in hopeful)}",
        "by file", *by_file([*false, *true])]
    for row in sorted([*false, *true], key=lambda row: row.id):
        if not row.ok:
            lines.append(f"missed: {row.id} is {row.verdict}, expected {row.expect}. {row.note}")
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.soundness", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--effort", choices=list(EFFORTS), default="standard")
    parser.add_argument("--rng", type=int, default=0)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    started = time.perf_counter()
    false, true = (judge_all(files, effort=given.effort, rng=given.rng, workers=given.workers)
                   for files in (FALSE, TRUE))
    print(score(false, true))
    print(f"{time.perf_counter() - started:.0f} s at effort {given.effort}, rng {given.rng}")
    certified = given.effort != "quick" and any(row.verdict == "certified" for row in false)
    return 1 if certified or unsound(false, true) else 0


if __name__ == "__main__":
    sys.exit(main())
