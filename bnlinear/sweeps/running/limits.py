"""What a sweep would cost, before it starts: refused with the numbers if nobody could pay it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from bnlinear.checks import ArgumentError, Described
from bnlinear.memory import shown, total
from bnlinear.sweeps.methods.record import Task

#: Steps that a float counts exactly; threads; seconds of one core: a year.
MOST_STEPS, MOST_THREADS, MOST_SECONDS = 2**53, 256, 3.2e7

#: Learning rates of a grid, and seconds that a table may take before the first step.
MOST_RATES, MOST_SETUP = 10**7, 1800.0


def check_cost(task: Task, out: Any = None) -> None:
    """Raise an `ArgumentError` if the losses do not fit, or the steps take years."""
    rates = len(task.learning_rates)
    size = 8 * rates * task.columns
    room = total() if out is None else shutil.disk_usage(Path(out).resolve().parent).free
    if size > 0.9 * room:
        where = "memory" if out is None else "free space on the disk"
        remedy = ('record="final", fewer learning rates, or fewer steps' if out is not None
                  else 'record="final", or out=FILE.npy for a result on disk' if task.every
                  else "pass fewer learning rates")
        raise ArgumentError("steps" if task.every else "learning_rates",
                            task.steps if task.every else rates,
                            f"the losses of {rates:,} learning rates take {shown(size)}, and "
                            f"there are {shown(room)} of {where}", remedy)
    seconds = task.seconds * rates
    if seconds > MOST_SECONDS:
        raise ArgumentError("steps", task.steps,
                            f"with {rates:,} learning rates and {len(task.problem.h):,} "
                            f"coordinates they would take about {seconds / 3.15e7:.1g} years",
                            "take fewer steps or learning rates")


def check_table(n: int, m: int, source: str) -> None:
    """Raise an `ArgumentError` for a table that cannot be brought to canonical coordinates."""
    size, seconds = 8 * (3 * n * m + 6 * min(n, m) * m), min(n, m) ** 2 * (2 * n + 20 * m) / 2e9
    if size > 0.9 * total() or seconds > MOST_SETUP:
        raise ArgumentError("file", Described(source),
                            f"a table of {n:,} rows and {m:,} features would take about "
                            f"{shown(size)} and {seconds / 60:.0f} minutes before the first step "
                            f"(there are {shown(total())} of memory)",
                            "select columns, or use bnlinear.sweeps.krylov.for_data")
