"""A sweepable method as one record, and a part of a sweep as one task.

To add a method, write its record in a file of its own in this folder, `METHOD = SweepMethod(…)`,
and its test. Nothing else lists it: the folder is the register, and `sweep` also takes a record
that is in no folder of ours.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from bnlinear.sweeps.canonical.coordinates import Diagonal


class Watch(Protocol):
    """What a running task tells, and asks, as it goes on; often enough to stop within a second."""

    def tick(self, rates: float) -> None:
        """So many learning rates of the task are done, a part of one included.

        Raises `Cancelled` if the sweep was given up.
        """


class Result(Protocol):
    """What a record's functions see of a `Sweep`."""

    @property
    def problem(self) -> Diagonal: ...
    @property
    def learning_rates(self) -> np.ndarray: ...
    @property
    def steps(self) -> int: ...
    @property
    def excess_loss(self) -> np.ndarray: ...
    @property
    def last_two(self) -> np.ndarray: ...


@dataclass(frozen=True, eq=False)
class SweepMethod:
    """Everything a sweep needs to know of a method.

    Attributes
    ----------
    name
        What results call it.
    means
        What `sweep` takes for it: a class without its learning rate, a step function.
    symbol
        Its learning rate in TeX.
    run
        `run(task, losses, watch)` writes the excess losses of the task's learning rates to
        `losses`, one row each: after every step from 0 on, shape (rows, steps + 1), or after the
        last two, shape (rows, 2); returns the effective learning rates after the last, (rows,).
    start_loss
        `start_loss(problem, a0)`: the excess loss before the first step.
    rate, steps_to
        Of a result: the factor of the loss in its last step, and the steps to a tolerance.
    useful
        `useful(problem)`: the least and the largest learning rate worth trying.
    check
        `check(problem, a0)` raises an `ArgumentError` for a start it cannot run from.
    cost
        Seconds a coordinate and step by the kernels it has; the first is used by default. The
        sizes of chunks and the estimate of a sweep's time depend on them, no result does.
    has_scale
        Does it take a0 and lr_a?
    stepless
        Does its time not grow with the number of steps, unless all are recorded?
    ball_losses
        `ball_losses(problem, lr, steps, at, a0=, lr_a=)`: the losses after the steps `at`,
        rigorously; None for a method that is not run in balls.
    stable_end
        The largest stable learning rate, for plots; None if there is none.
    option
        What the command line calls it; a method without one is not offered there.
    bias
        On a table, does it learn a bias too? Then it is offered for raw features, and as
        "OPTION-centred" for centred ones. A normalized method centres by itself.
    """

    name: str
    means: tuple[Any, ...]
    symbol: str
    run: Callable[[Task, np.ndarray, Watch], np.ndarray]
    start_loss: Callable[[Diagonal, float | None], float]
    rate: Callable[[Any], np.ndarray]
    steps_to: Callable[[Any, float], np.ndarray]
    useful: Callable[[Diagonal], tuple[float, float]]
    check: Callable[[Diagonal, float | None], None]
    cost: Mapping[str, float]
    has_scale: bool = False
    stepless: bool = False
    ball_losses: Callable[..., np.ndarray] | None = None
    stable_end: Callable[[Diagonal], float] | None = None
    option: str = ""
    bias: bool = False


@dataclass(frozen=True, eq=False)
class Task:
    """Some consecutive learning rates of a sweep: everything a worker needs.

    `first` is the place of its first learning rate in the grid, which its result carries too.
    """

    problem: Diagonal
    method: SweepMethod
    learning_rates: np.ndarray
    steps: int
    a0: float | None
    lr_a: float
    every: bool
    kernel: str
    first: int = 0

    @property
    def columns(self) -> int:
        """How many losses a learning rate has."""
        return self.steps + 1 if self.every else 2

    @property
    def seconds(self) -> float:
        """About how long one learning rate takes."""
        n = max(len(self.problem.h), 1)
        steps = 1 if self.method.stepless and not self.every else self.steps
        return self.method.cost[self.kernel] * n * (steps + 1)


@dataclass(frozen=True, eq=False)
class Ends:
    """The result of a task: losses and effective learning rates, one row each, and their place."""

    losses: np.ndarray
    effective_lr: np.ndarray
    first: int = 0
