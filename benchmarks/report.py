"""The table, the targets and the page made of what was measured."""

from __future__ import annotations

from statistics import median
from typing import Any

import numpy as np

from benchmarks.cases import CASES
from benchmarks.competitors import COMPETITORS

#: What is aimed at: case, the slower one, the faster one, how many times. The slower one is the
#: fastest that is not ours; in S4, where that is the loop, both are there.
TARGETS = [
    ("S2", "batched", "numba", 50.0),
    ("S2", "batched", "numpy", 8.0),
    ("S3", "batched", "numpy", 1.5),
    ("S4", "loop", "krylov-numba", 25.0),
    ("S4", "batched", "krylov-numba", 25.0),
    ("S5", "numba", "krylov-numba", 50.0),
]
FLOOR_TARGET, GD_TARGET = 1.3, 1e-13

#: Losses of two competitors that agree to this are the same numbers: no trajectory is chaotic,
#: and a step's rounding errors of some 1e-16 add up to less over a thousand steps.
AGREE = 1e-6

Runs = dict[str, list[dict[str, Any]]]


def summary(case: str, runs: Runs, quick: bool) -> list[dict[str, Any]]:
    """One row a competitor: medians, and whether its losses are those of the others."""
    reference = _reference(runs)
    rows = []
    for name, competitor in COMPETITORS.items():
        if case not in competitor.share:
            continue
        row: dict[str, Any] = {"case": case, "competitor": name, "title": competitor.title}
        if name not in runs:
            rows.append(row | {"status": f"skip: {competitor.needs} is not installed"})
            continue
        failed = [run["error"] for run in runs[name] if "error" in run]
        if failed:
            rows.append(row | {"status": f"failed: {failed[0]}"})
            continue
        miss = max(_miss(run, reference) for run in runs[name])
        same = miss < AGREE
        row |= {"status": "ok" if same else "other losses", "miss": miss}
        if same:
            times = [run["seconds"] for run in runs[name]]
            row |= {"seconds": median(times), "fastest": min(times), "slowest": max(times),
                    "peak": median(run["peak"] for run in runs[name]),
                    "share": 1.0 if quick else runs[name][0]["rates"] / CASES[case].full[1]}
        rows.append(row)
    return rows


def _reference(runs: Runs) -> dict[int, float]:
    """The losses of the one that ran the most learning rates, those of others first."""
    best = max((name for name in runs if "error" not in runs[name][0]), default=None,
               key=lambda name: (runs[name][0]["rates"], not COMPETITORS[name].ours))
    if best is None:
        return {}
    return dict(zip(runs[best][0]["rows"], runs[best][0]["losses"], strict=True))


def _miss(run: dict[str, Any], reference: dict[int, float]) -> float:
    """The largest relative difference, at the learning rates that both ran; a NaN is infinite."""
    both = [(loss, reference[row]) for row, loss in zip(run["rows"], run["losses"], strict=True)
            if row in reference]
    if not both:
        return float("inf")
    found, expected = np.array(both).T
    miss = float(np.abs(found / expected - 1).max())
    return miss if np.isfinite(miss) else float("inf")


def verdicts(rows: list[dict[str, Any]], floor: list[dict[str, Any]],
             gd_error: float | None) -> list[str]:
    """Each target: met, or not, and by how much."""
    seconds = {(row["case"], row["competitor"]): row["seconds"] for row in rows
               if "seconds" in row}
    lines = []
    for case, slow, fast, goal in TARGETS:
        if (case, slow) in seconds and (case, fast) in seconds:
            ratio = seconds[case, slow] / seconds[case, fast]
            lines.append(f"{case}: {COMPETITORS[fast].title}, {ratio:.3g} times as fast as "
                         f"{COMPETITORS[slow].title}; the target is {goal:g}: "
                         f"{_met(ratio >= goal)}")
    for row in floor:
        lines.append(f"d = {row['d']}: the numba kernel takes {row['ratio']:.2f} times as long as "
                     f"its multiply-adds alone at the {row['peak'] / 1e9:.1f}·10⁹ a second that "
                     f"this core can do; the target is {FLOOR_TARGET}: "
                     f"{_met(row['ratio'] <= FLOOR_TARGET)}")
    if gd_error is not None:
        lines.append(f"GD in closed form after 10⁹ steps, against 60 digits: relative error "
                     f"{gd_error:.1e}; the target is {GD_TARGET:.0e}: "
                     f"{_met(gd_error <= GD_TARGET)}")
    return lines


def _met(met: bool) -> str:
    return "met" if met else "NOT met"


def table(rows: list[dict[str, Any]], quick: bool) -> str:
    """Markdown; ratios to the fastest competitor that is not ours."""
    lines = ["| case | competitor | seconds | (least – most) | × | peak MB | rates run |",
             "|---|---|---:|---|---:|---:|---:|"]
    for case in dict.fromkeys(row["case"] for row in rows):
        here = [row for row in rows if row["case"] == case]
        usual = min((row["seconds"] for row in here
                     if "seconds" in row and not COMPETITORS[row["competitor"]].ours),
                    default=float("nan"))
        size = CASES[case].quick if quick else CASES[case].full
        title = f"{case}: {CASES[case].title}, d = {size[0]}, {size[1]} rates, {size[2]} steps"
        lines.append(f"| **{title}** | | | | | | |")
        lines += [_line(row, usual) for row in here]
    return "\n".join(lines)


def _line(row: dict[str, Any], usual: float) -> str:
    if "seconds" not in row:
        return f"| {row['case']} | {row['title']} | {row['status']} | | | | |"
    return (f"| {row['case']} | {row['title']} | {row['seconds']:.3g} "
            f"| {row['fastest']:.3g} – {row['slowest']:.3g} | {usual / row['seconds']:.3g} "
            f"| {row['peak'] / 1e6:.0f} | {100 * row['share']:.3g} % |")


def page(machine: dict[str, str], body: str, lines: list[str], rounds: int, quick: bool) -> str:
    """docs/benchmarks.md."""
    versions = ", ".join(f"{name} {version}" for name, version in machine.items()
                         if name not in ("processor", "cores", "system"))
    command = "python -m benchmarks --quick" if quick else "python -m benchmarks"
    return f"""# Benchmarks

Written by `{command}`, from a checkout. Machine: {machine['processor']}, {machine['cores']} cores,
{machine['system']}; {versions}.

BNGD from one start at many learning rates, to the final excess loss. Seconds are of the wall clock,
on one thread, the median of {rounds} runs, each in a process of its own, the competitors taking
turns. They cover everything from the problem's matrices and vectors to the losses, `eigh` or
Lanczos included, but not imports, nor numba's compilation, which is cached. JAX compiles within its
time. A competitor that would take too long ran a part of the learning rates, evenly spread, and
its time is scaled; `rates run` says how many. × is the speed relative to the fastest that is not
ours. All were checked to return the same losses, to a relative {AGREE:.0e}, before they got a row.
Peak memory is that of the whole process: interpreter, libraries and the problem included.

{body}

## Targets

{chr(10).join('- ' + line for line in lines)}
"""
