"""Gradient descent in a sweep: its closed form, any number of steps at once."""

from __future__ import annotations

from typing import Any

import numpy as np

from bnlinear.dynamics import GD
from bnlinear.sweeps.canonical.coordinates import Diagonal
from bnlinear.sweeps.kernels import closed_form
from bnlinear.sweeps.methods.record import SweepMethod, Task, Watch


def _run(task: Task, losses: np.ndarray, watch: Watch) -> np.ndarray:
    last = [max(task.steps - 1, 0), task.steps]
    with np.errstate(over="ignore", under="ignore"):
        for row, lr in enumerate(task.learning_rates):
            def told(share: float, row: int = row) -> None:
                watch.tick(row + share)

            logs = (closed_form.log_loss_table(task.problem, lr, task.steps, told) if task.every
                    else closed_form.log_losses(task.problem, lr, last))
            np.exp(logs, out=losses[row])
            told(1.0)
    return task.learning_rates.copy()


def _start_loss(problem: Diagonal, a0: float | None) -> float:
    error = problem.v0 - problem.h
    return float(error @ error) / 2


def _rate(result: Any) -> np.ndarray:
    """From the closed form: where the loss has left the floats too."""
    logs = [closed_form.log_losses(result.problem, lr, [result.steps - 1, result.steps])
            for lr in result.learning_rates]
    with np.errstate(over="ignore", invalid="ignore"):  # −∞ is a loss of 0: no rate
        return np.array([np.exp(b - a) if a > -np.inf else np.nan for a, b in logs])


def _steps_to(result: Any, tolerance: float) -> np.ndarray:
    """From the closed form, however many steps it takes."""
    return np.array([closed_form.steps_to(result.problem, lr, tolerance)
                     for lr in result.learning_rates])


def _stable_end(problem: Diagonal) -> float:
    return 2 / float(problem.eigenvalues.max())


def _useful(problem: Diagonal) -> tuple[float, float]:
    end = _stable_end(problem)
    return end / 100, end


def _check(problem: Diagonal, a0: float | None) -> None:
    """Any start will do."""


METHOD = SweepMethod(
    name="GD", means=(GD,), symbol=r"\varepsilon", run=_run, start_loss=_start_loss, rate=_rate,
    steps_to=_steps_to, useful=_useful, check=_check, cost={"closed form": 1e-8}, stepless=True,
    stable_end=_stable_end, option="gd", bias=True)
