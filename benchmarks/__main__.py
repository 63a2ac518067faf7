"""`python -m benchmarks [CASE …] [--quick] [--runs N] [--out DIR]`."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]

#: One thread each, so that all are compared on one core.
THREADS = dict.fromkeys(["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS",
                         "NUMBA_NUM_THREADS"], "1")
os.environ.update(THREADS)  # before NumPy is imported: the kernel's limit is measured in here

from benchmarks import machine, report  # noqa: E402
from benchmarks.cases import CASES  # noqa: E402
from benchmarks.competitors import COMPETITORS  # noqa: E402


def run_one(case: str, name: str, quick: bool) -> dict[str, Any]:
    """One competitor in a fresh process."""
    command = [sys.executable, "-m", "benchmarks.child", case, name]
    done = subprocess.run([*command, "--quick"] if quick else command, cwd=ROOT, text=True,
                          capture_output=True, env=os.environ | {"PYTHONPATH": str(ROOT)},
                          check=False)
    if done.returncode:
        return {"error": (done.stderr.strip().splitlines() or ["no message"])[-1]}
    return json.loads(done.stdout)


def run_case(case: str, quick: bool, rounds: int) -> report.Runs:
    """All competitors, taking turns."""
    names = [name for name, one in COMPETITORS.items() if case in one.share and one.is_installed()]
    runs: report.Runs = {name: [] for name in names}
    for _ in range(rounds):
        for name in names:
            runs[name].append(run_one(case, name, quick))
            print(".", end="", file=sys.stderr, flush=True)
    return runs


def main(args: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Time the sweeps.")
    parser.add_argument("cases", metavar="CASE", nargs="*", help=f"of {', '.join(CASES)}; or all")
    parser.add_argument("--quick", action="store_true", help="small sizes, no page: a minute")
    parser.add_argument("--runs", type=int, default=3, help="of each; default %(default)s")
    parser.add_argument("--out", metavar="DIR", type=Path,
                        help="where to write benchmarks.md and benchmarks.json; by default docs/ "
                             "if all cases are run in full, else nowhere")
    given = parser.parse_args(args)
    unknown = [case for case in given.cases if case not in CASES]
    if unknown or given.runs < 1:
        print("python -m benchmarks: " + (
            f"there is no case {unknown[0]!r}; they are {', '.join(CASES)}" if unknown else
            f"--runs {given.runs} must be 1 or more"), file=sys.stderr)
        return 2
    rows: list[dict[str, Any]] = []
    for case in given.cases or CASES:
        rows += report.summary(case, run_case(case, given.quick, given.runs), given.quick)
    print(file=sys.stderr)
    whole = not given.cases and not given.quick
    floor = machine.floor() if whole and COMPETITORS["numba"].is_installed() else []
    gd_error = machine.gd_error() if whole else None
    body = report.table(rows, given.quick)
    # the targets are for the full sizes
    lines = [] if given.quick else report.verdicts(rows, floor, gd_error)
    print(body, *lines, sep="\n")
    out = given.out or (ROOT / "docs" if whole else None)
    if out:
        out.mkdir(parents=True, exist_ok=True)
        about = machine.describe()
        (out / "benchmarks.md").write_text(
            report.page(about, body, lines, given.runs, given.quick), encoding="utf-8")
        (out / "benchmarks.json").write_text(
            json.dumps({"machine": about, "rows": rows, "floor": floor, "gd_error": gd_error},
                       indent=1) + "\n", encoding="utf-8")
    return 1 if any(row["status"].startswith(("failed", "other")) for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
