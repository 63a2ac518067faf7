"""What of a sweep is done, in memory and, if the user names a file, on disk."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np

from bnlinear.archives import (
    BrokenArchive,
    digest,
    read_checkpoint,
    read_owner,
    write_checkpoint,
)
from bnlinear.checks import ArgumentError, Described
from bnlinear.sweeps.methods.record import Task

#: Seconds between two writes of the file: at most that much work is lost. A write that takes long
#: waits longer for the next, so that writing stays below a twentieth of the time.
PAUSE, SHARE = 2.0, 20

#: What a file holds beside the name of the sweep it belongs to.
_ARRAYS = ("done", "losses", "effective_lr")


class Checkpoint:
    """The rows of a sweep that are done; kept in a file if there is a path.

    The file is an npz, written beside its place and then renamed: whoever reads it never finds
    half of one. It remembers the problem, the grid and the settings it belongs to, and a digest of
    its results: one that was altered is refused.
    """

    def __init__(self, task: Task, path: str | Path | None = None,
                 losses: np.ndarray | None = None) -> None:
        n = len(task.learning_rates)
        self.done = np.zeros(n, dtype=bool)
        self.losses = np.full((n, task.columns), np.nan) if losses is None else losses
        self.effective_lr = np.full(n, np.nan)
        self.path = None if path is None else Path(path)
        self._saved, self._pause = time.monotonic(), PAUSE
        self._belongs = _description(task)
        if self.path is not None:
            _check_folder(self.path)
            if self.path.exists():
                self._load(self.path)

    def mark(self, rows: slice) -> None:
        """These rows are done: their losses and effective learning rates are in place."""
        self.done[rows] = True
        if time.monotonic() - self._saved > self._pause:
            self.save()

    def save(self) -> None:
        """Write the file, all or nothing."""
        if self.path is None:
            return
        began = time.monotonic()
        write_checkpoint(self.path, {name: getattr(self, name) for name in _ARRAYS}, self._belongs)
        self._saved = time.monotonic()
        self._pause = max(PAUSE, SHARE * (self._saved - began))

    def advice(self) -> str:
        """Where what is done can be found."""
        done = f"The {int(self.done.sum())} learning rates done before are kept"
        if self.path is None:
            return f"{done} on this error; with checkpoint=PATH the sweep could be continued"
        return f"{done} in {self.path}; run the same sweep again to continue"

    def _load(self, path: Path) -> None:
        try:
            theirs = read_owner(path)
            wrong = [key for key, value in self._belongs.items() if theirs.get(key) != value]
            arrays = {} if wrong else read_checkpoint(
                path, {name: getattr(self, name) for name in _ARRAYS})
        except (BrokenArchive, OSError) as error:
            raise ArgumentError("checkpoint", Described(path),
                                f"not a checkpoint that can be read ({error})",
                                "delete it, or name another file") from error
        if wrong:
            raise ArgumentError("checkpoint", Described(path), "belongs to another sweep: its "
                                f"{wrong[0]} differs", "name another file, or delete it to start "
                                "again")
        self.done, self.losses, self.effective_lr = (arrays[name] for name in _ARRAYS)


def _description(task: Task) -> dict[str, str]:
    """What must agree, by the name to complain with; the first that differs is named."""
    problem = task.problem
    return {
        "problem": digest(problem.eigenvalues, problem.v0, problem.h),
        "learning_rates": digest(task.learning_rates),
        "method": task.method.name, "steps": str(task.steps), "a0": repr(task.a0),
        "lr_a": repr(task.lr_a), "record": "every" if task.every else "final",
        "kernel": task.kernel,
    }


def _check_folder(path: Path) -> None:
    if path.is_dir():
        raise ArgumentError("checkpoint", Described(path), "is a folder", "name a file in it")
    if not path.resolve().parent.is_dir():
        raise ArgumentError("checkpoint", Described(path),
                            f"there is no folder {path.resolve().parent}", "create it first")
