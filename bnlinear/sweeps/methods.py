"""Which methods can be swept, and what one chunk of a sweep is.

A method of one's own needs an entry in `NAMES` and a branch in `run`: a function of a problem in
canonical coordinates and a grid that returns `Ends`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from bnlinear.dynamics import BNGD, GD, GDNP, SGDG, rayleigh_step
from bnlinear.sweeps.canonical.coordinates import Diagonal
from bnlinear.sweeps.kernels import closed_form
from bnlinear.sweeps.kernels.sphere import sphere_trajectories
from bnlinear.sweeps.kernels.trajectories import Ends, trajectories

#: What `sweep` accepts as its method. GDNP moves its direction by `rayleigh_step` with ê = 1/L:
#: for both, the swept quantity is ê.
NAMES: dict[Any, str] = {GD: "GD", BNGD: "BNGD", rayleigh_step: "direction step",
                         GDNP: "direction step", SGDG: "SGD-G"}


@dataclass(frozen=True, eq=False)
class Task:
    """Some learning rates of a sweep: everything a worker needs, and small enough to pickle."""

    problem: Diagonal
    method: str
    learning_rates: np.ndarray
    steps: int
    a0: float | None
    lr_a: float
    every: bool
    kernel: str


def method_name(method: Any) -> str:
    """The name of a method, given by its class or its step."""
    try:
        return NAMES[method]
    except (KeyError, TypeError):
        raise ValueError(f"method = {method!r}; it must be bnlinear.GD, bnlinear.BNGD, "
                         "bnlinear.GDNP (the class, without a learning rate), "
                         "bnlinear.dynamics.SGDG or bnlinear.dynamics.rayleigh_step") from None


def run(task: Task) -> Ends:
    """The trajectories of one task; the same bits wherever and with whomever it runs."""
    if task.method == "GD":
        return _gradient_descent(task)
    if task.method == "SGD-G":
        return sphere_trajectories(task.problem, task.learning_rates, task.steps, a0=task.a0,
                                   lr_a=task.lr_a, every=task.every)
    return trajectories(task.problem, task.learning_rates, task.steps, a0=task.a0,
                        lr_a=task.lr_a, direction=task.method == "direction step",
                        every=task.every, kernel=task.kernel)


def _gradient_descent(task: Task) -> Ends:
    last = [max(task.steps - 1, 0), task.steps]
    logs = [closed_form.log_loss_table(task.problem, lr, task.steps) if task.every
            else closed_form.log_losses(task.problem, lr, last)
            for lr in task.learning_rates]
    with np.errstate(over="ignore", under="ignore"):
        return Ends(np.exp(np.array(logs)), task.learning_rates)
