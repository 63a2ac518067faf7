"""What of a sweep is done, in memory and, if the user names a file, on disk."""

from __future__ import annotations

import hashlib
import json
import time
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from bnlinear.files import writing
from bnlinear.sweeps.kernels.trajectories import Ends
from bnlinear.sweeps.methods import Task

#: Seconds between two writes of the file: at most that much work is lost.
PAUSE = 2.0


class Checkpoint:
    """The rows of a sweep that are done; kept in a file if there is a path.

    The file is an npz, written beside its place and then renamed: whoever reads it never finds
    half of one. It remembers the problem, the grid and the settings it belongs to.
    """

    def __init__(self, task: Task, path: str | Path | None = None) -> None:
        n = len(task.learning_rates)
        self.done = np.zeros(n, dtype=bool)
        self.losses = np.full((n, task.steps + 1 if task.every else 2), np.nan)
        self.effective_lr = np.full(n, np.nan)
        self.path = None if path is None else Path(path)
        self._saved = time.monotonic()
        self._belongs = _description(task)
        if self.path is not None:
            _check_folder(self.path)
            if self.path.exists():
                self._load(self.path)

    def add(self, rows: np.ndarray, ends: Ends) -> None:
        """These rows are done."""
        self.losses[rows], self.effective_lr[rows] = ends.losses, ends.effective_lr
        self.done[rows] = True
        if time.monotonic() - self._saved > PAUSE:
            self.save()

    def save(self) -> None:
        """Write the file, all or nothing."""
        if self.path is None:
            return
        with writing(self.path) as file:
            np.savez(file, done=self.done, losses=self.losses, effective_lr=self.effective_lr,
                     belongs=np.array(json.dumps(self._belongs)))
        self._saved = time.monotonic()

    def advice(self) -> str:
        """Where what is done can be found."""
        done = f"The {int(self.done.sum())} learning rates done before are kept"
        if self.path is None:
            return f"{done} on this error; with checkpoint=PATH the sweep could be continued"
        return f"{done} in {self.path}; run the same sweep again to continue"

    def _load(self, path: Path) -> None:
        try:
            with np.load(path, allow_pickle=False) as file:
                found = {key: file[key] for key in file.files}
        except (ValueError, EOFError, OSError, zipfile.BadZipFile) as error:
            raise ValueError(f"checkpoint = {path}: not a checkpoint that can be read ({error}); "
                             "delete it, or name another file") from error
        theirs = json.loads(str(found.get("belongs", "{}")))
        wrong = [key for key, value in self._belongs.items() if theirs.get(key) != value]
        if wrong:
            raise ValueError(f"checkpoint = {path} belongs to another sweep: its {wrong[0]} "
                             "differs; name another file, or delete it to start again")
        self.done, self.losses = found["done"], found["losses"]
        self.effective_lr = found["effective_lr"]


def _description(task: Task) -> dict[str, str]:
    """What must agree, by the name to complain with; the first that differs is named."""
    problem = task.problem
    return {
        "problem": _digest(problem.eigenvalues, problem.v0, problem.h),
        "learning_rates": _digest(task.learning_rates),
        "method": task.method, "steps": str(task.steps), "a0": repr(task.a0),
        "lr_a": repr(task.lr_a), "record": "every" if task.every else "final",
        "kernel": task.kernel,
    }


def _digest(*arrays: np.ndarray) -> str:
    found = hashlib.sha256()
    for values in arrays:
        found.update(np.int64(len(values)).tobytes() + np.ascontiguousarray(values).tobytes())
    return found.hexdigest()


def _check_folder(path: Any) -> None:
    if path.is_dir():
        raise ValueError(f"checkpoint = {path} is a folder; name a file in it")
    if not path.resolve().parent.is_dir():
        raise ValueError(f"checkpoint = {path}: there is no folder {path.resolve().parent}; "
                         "create it first")
