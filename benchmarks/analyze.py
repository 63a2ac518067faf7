"""The command `analyze` against floats: `python -m benchmarks.analyze [CASE …] [--before COMMIT]`.

Each run is a process of its own, from start to end, on one thread, the competitors taking turns. A
wide table is compared with `eigvalsh` and `inv` of NumPy on the six matrices whose condition
numbers the command certifies; a long one with pandas' reader, `cov` and `eigvalsh`.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).parents[1]
os.environ.update(dict.fromkeys(["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"],
                                "1"))  # before NumPy is imported

import numpy as np  # noqa: E402

from benchmarks import machine  # noqa: E402

#: Bytes of memory above the table for each entry of a wide matrix, and of all memory for each byte
#: of a long file, that are allowed.
WIDE_BYTES, LONG_BYTES = 60 * 8, 3


@dataclass(frozen=True)
class Case:
    """A table of normal numbers with some correlation, and what is asked of the command.

    Attributes
    ----------
    n, m
        Rows and features.
    seconds
        That the command may take.
    ratio
        Of its seconds over NumPy's, or over pandas' when the exact reading is left out.
    before
        How many times faster than an earlier build it should be.
    memory
        Whether the target for peak memory applies.
    """

    n: int
    m: int
    seconds: float | None = None
    ratio: float | None = None
    before: float | None = None
    memory: bool = False

    @property
    def is_long(self) -> bool:
        return self.n >= 10**5


CASES = {"m30": Case(120, 30, before=1), "m100": Case(300, 100, before=10),
         "m140": Case(400, 140, before=20), "m300": Case(700, 300, ratio=80),
         "m600": Case(1300, 600, seconds=20, ratio=80, memory=True),
         "m1000": Case(2100, 1000, seconds=60, ratio=80, memory=True),
         "n1e5": Case(10**5, 20, ratio=3), "n1e6": Case(10**6, 20, memory=True)}

#: Children: what a case is compared with. Each prints its own seconds, or nothing.
FLOATS = """
import sys, time
import numpy as np
Z = np.loadtxt(sys.argv[1], delimiter=",", skiprows=1)
X, y = Z[:, :-1], Z[:, -1]
n, m = X.shape
C, one = np.cov(X.T, bias=True), np.ones((n, 1))
h = (X - X.mean(axis=0)).T @ (y - y.mean()) / n
d = 1 / np.sqrt(np.diag(C))
star = C - np.outer(h, h) / (h @ np.linalg.solve(C, h))
scaled = C * np.outer(d, d)
e = 1 / np.sqrt(np.diag(C) + 1e-5)
matrices = [np.hstack([one, X]).T @ np.hstack([one, X]) / n, C, scaled, star,
            star * np.outer(d, d), C * np.outer(e, e)]
begun = time.process_time()
for A in matrices:
    np.linalg.eigvalsh(A)
    np.linalg.inv(A)
print(time.process_time() - begun)
"""
PANDAS = """
import sys
import numpy as np, pandas as pd
table = pd.read_csv(sys.argv[1]).to_numpy()
np.linalg.eigvalsh(np.cov(table[:, :-1].T))
"""
READING = """
import sys
from bnlinear.tables import read_table
read_table(sys.argv[1], max_features=5000)
"""


def write(case: Case, path: Path) -> None:
    """Four decimals, in blocks of rows."""
    rng = np.random.default_rng(case.m)
    mix = np.eye(case.m) + rng.standard_normal((case.m, case.m)) / (2 * np.sqrt(case.m))
    weights = rng.standard_normal(case.m)
    with path.open("w", encoding="ascii") as file:
        print(*(f"x{j}" for j in range(case.m)), "y", sep=",", file=file)
        for start in range(0, case.n, 10**4):
            X = rng.standard_normal((min(10**4, case.n - start), case.m)) @ mix
            y = X @ weights + rng.standard_normal(len(X))
            np.savetxt(file, np.column_stack([X, y]), fmt="%.4f", delimiter=",")


def run(command: list[str], root: Path = ROOT) -> dict[str, float]:
    """Wall clock and processor time of a process and its children, what it printed, peak memory."""
    environment = os.environ | {"PYTHONPATH": str(root)}
    with tempfile.TemporaryFile() as out:
        begun = time.perf_counter()
        process = subprocess.Popen(command, cwd=root, env=environment, stdout=out,
                                   stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"exit code {process.returncode}: {' '.join(command)[:200]}")
        out.seek(0)
        printed = out.read(100)
    unit = 1 if sys.platform == "darwin" else 1024
    return {"seconds": seconds, "cpu": used.ru_utime + used.ru_stime, "peak": used.ru_maxrss * unit,
            "own": float(printed) if printed[:1].isdigit() else float("nan")}


def measure(case: Case, rounds: int, before: Path | None) -> dict[str, Any]:
    """Medians over the rounds."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        write(case, path)
        command = [sys.executable, "-m", "bnlinear", "analyze", str(path)]
        ways = {"ours": (command, ROOT),
                "reading": ([sys.executable, "-c", READING, str(path)], ROOT),
                "floats": ([sys.executable, "-c", PANDAS if case.is_long else FLOATS, str(path)],
                           ROOT)}
        if before is not None and case.before is not None:
            ways["before"] = (command, before)
        runs: dict[str, list[dict[str, float]]] = {name: [] for name in ways}
        for _ in range(rounds):
            for name, (words, root) in ways.items():
                runs[name].append(run(words, root))
                print(".", end="", file=sys.stderr, flush=True)
        size = path.stat().st_size
    return {"n": case.n, "m": case.m, "file": size, **{
        f"{name}_{what}": median(one[what] for one in part)
        for name, part in runs.items() for what in ("seconds", "cpu", "own", "peak")}}


def lines_of(name: str, case: Case, row: dict[str, Any]) -> list[str]:
    """What was asked, what is, and whether that meets it; by processor time, on one thread."""
    out, ours = [], row["ours_cpu"]
    if case.seconds is not None:
        out.append(_line(f"{name}: seconds", ours, case.seconds))
    if case.ratio is not None and case.is_long:
        out.append(_line(f"{name}: seconds beside the exact reading, over pandas'",
                         (ours - row["reading_cpu"]) / row["floats_cpu"], case.ratio))
    elif case.ratio is not None:
        out.append(_line(f"{name}: seconds over NumPy's", ours / row["floats_own"], case.ratio))
    if "before_cpu" in row and case.before is not None:
        ratio = row["before_cpu"] / ours
        out.append(f"{name}: {ratio:.3g} times as fast as the earlier build; the target is "
                   f"{case.before:g}: {'met' if ratio >= case.before else 'NOT met'}")
    if case.memory:
        peak, allowed = ((row["ours_peak"], LONG_BYTES * row["file"]) if case.is_long else
                         (row["ours_peak"] - row["reading_peak"], WIDE_BYTES * case.m**2))
        out.append(_line(f"{name}: MB of memory" + ("" if case.is_long else " above the table"),
                         peak / 1e6, allowed / 1e6))
    return out


def _line(what: str, value: float, target: float) -> str:
    met = "met" if value <= target else "NOT met"
    return f"{what}: {value:.3g}; the target is {target:.3g}: {met}"


def table(rows: dict[str, dict[str, Any]]) -> str:
    """Markdown."""
    lines = ["| table | analyze, s | wall clock | peak MB | reading alone, s | peak MB | "
             "floats, s | earlier build, s |", "|---|---:|---:|---:|---:|---:|---:|---:|"]
    for row in rows.values():
        floats = row["floats_own"] if row["n"] < 10**5 else row["floats_cpu"]
        before = f"{row['before_cpu']:.3g}" if "before_cpu" in row else ""
        lines.append(f"| {row['n']} × {row['m']} | {row['ours_cpu']:.3g} | "
                     f"{row['ours_seconds']:.3g} | "
                     f"{row['ours_peak'] / 1e6:.0f} | {row['reading_cpu']:.3g} | "
                     f"{row['reading_peak'] / 1e6:.0f} | {floats:.3g} | {before} |")
    return "\n".join(lines)


def page(about: dict[str, str], body: str, lines: list[str], rounds: int,
         before: str | None) -> str:
    versions = ", ".join(f"{name} {about[name]}" for name in ("python", "numpy"))
    option = f" --before {before}" if before else ""
    return f"""# Benchmarks: the command `analyze`

Written by `python -m benchmarks.analyze --runs {rounds}{option}`, from a checkout. Machine:
{about['processor']}, {about['cores']} cores, {about['system']}; {versions}. Its load was
{os.getloadavg()[0]:.1f}: above the number of cores the wall clock is that of a shared machine.

Each run is a process of its own, from its start to its end, on one thread. Seconds are processor
time of the process and its children, medians of {rounds} runs each, taken in turns. "Floats" are
`eigvalsh` and `inv` of NumPy alone on the six matrices whose condition numbers `analyze` certifies;
for the long tables a whole process with `pandas.read_csv`, `cov` and `eigvalsh`. Up to 300 features
the best diagonal scaling is sought too. Peak memory is that of the largest process.

{body}

## Targets

{chr(10).join('- ' + line for line in lines)}
"""


def unpacked(commit: str, folder: str) -> Path:
    """The files of a commit of this repository."""
    archive = subprocess.run(["git", "archive", commit], cwd=ROOT, check=True, capture_output=True)
    subprocess.run(["tar", "-x", "-C", folder], input=archive.stdout, check=True)
    return Path(folder)


def main(args: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.analyze",
                                     description="Time the command `analyze`.")
    parser.add_argument("cases", metavar="CASE", nargs="*", help=f"of {', '.join(CASES)}; or all")
    parser.add_argument("--runs", type=int, default=3, help="of each; default %(default)s")
    parser.add_argument("--before", metavar="COMMIT", help="an earlier build to compare with")
    given = parser.parse_args(args)
    unknown = [case for case in given.cases if case not in CASES]
    if unknown or given.runs < 1:
        print("python -m benchmarks.analyze: " + (
            f"there is no case {unknown[0]!r}; they are {', '.join(CASES)}" if unknown else
            f"--runs {given.runs} must be 1 or more"), file=sys.stderr)
        return 2
    rows: dict[str, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory() as folder:
        before = unpacked(given.before, folder) if given.before else None
        for name in given.cases or CASES:
            rows[name] = measure(CASES[name], given.runs, before)
    print(file=sys.stderr)
    body = table(rows)
    lines = [line for name, row in rows.items() for line in lines_of(name, CASES[name], row)]
    print(body, "", *lines, sep="\n")
    if not given.cases:
        docs = ROOT / "docs"
        text = page(machine.describe(), body, lines, given.runs, given.before)
        (docs / "benchmarks-analyze.md").write_text(text, encoding="utf-8")
        (docs / "benchmarks-analyze.json").write_text(json.dumps(rows, indent=1) + "\n",
                                                      encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
