"""One loop for every method: run it, keep the whole trajectory."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeVar

import numpy as np

from bnlinear.checks import ArgumentError, count
from bnlinear.dynamics.trajectory import Outcome
from bnlinear.exact.precision import Undecided, working_precision
from bnlinear.kinds import Scalar, Vector

S = TypeVar("S")
Run = TypeVar("Run", covariant=True)


class Method(Protocol[S, Run]):
    """What `iterate` asks of a method. The state S is the method's own, and so is its run."""

    @property
    def init(self) -> Callable[..., S]:
        """`init(problem, w0, …)`: the state at w0; refuses what the method cannot run on."""
    def step(self, state: S, problem: Any) -> S:
        """The next state; the old one is not changed."""
    def observe(self, state: S, problem: Any) -> dict[str, Any]:
        """One row of the run: a number or an array by the name of its column."""
    def stop(self, state: S, row: Mapping[str, Any]) -> Outcome | None:
        """Why the run ends before this state, or None."""
    def collect(self, columns: Mapping[str, np.ndarray], outcome: Outcome) -> Run:
        """The run, from its columns."""


def iterate(method: Method[S, Run], problem: Any, steps: int, *, w0: Vector, a0: Scalar = None,
            **start: Any) -> Run:
    """Run a method from w0 for a number of steps.

    Parameters
    ----------
    method
        For example ``bnlinear.GD(lr=0.1)``, ``bnlinear.BNGD(lr=1.0)`` or ``bnlinear.GDNP()``.
    problem
        What the method minimises: a `LeastSquares` (for GDNP, a `GaussianHalfspace`); if it is
        exact, so are w0, the learning rates and the whole run.
    steps
        Number of steps, at least 0.
    w0
        Start, shape (d,).
    a0
        Start of the scale, for methods that have one.
    **start
        What else a method starts from, such as the length `g0` of GDNP.

    Returns
    -------
    Trajectory
        With one row more than steps; a `GDNPRun` for GDNP.

    Raises
    ------
    ArgumentError
        If the method, its problem or its start does not fit; divergence is no error but the
        run's outcome.
    Undecided
        If a run in balls has lost its digits; the message says at how many bits to run it.

    Examples
    --------
    >>> import bnlinear
    >>> problem = bnlinear.LeastSquares.from_spectrum([1.0, 4.0], [1.0, 1.0])
    >>> iterate(bnlinear.GD(lr=0.4), problem, 40, w0=[10.0, 0.0])
    Trajectory(40 steps, excess loss 42.5 -> 7.594e-17, COMPLETED)
    """
    if isinstance(method, type) or not hasattr(method, "observe"):
        raise ArgumentError("method", method, "it must be a method with its learning rate",
                            "pass for example bnlinear.GD(lr=0.1)")
    count("steps", steps)
    if a0 is not None:
        start["a0"] = a0
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        state = method.init(problem, w0, **start)
        rows, outcome = [method.observe(state, problem)], Outcome.COMPLETED
        if method.stop(state, rows[0]) is not None:
            raise ArgumentError("w0", w0, "the loss there is not a finite number" + (
                "" if a0 is None else f" (with a0 = {a0})"),
                "start from finite values, rescaled if they are extreme")
        for _ in range(steps):
            try:
                state = method.step(state, problem)
                row = method.observe(state, problem)
                reason = method.stop(state, row)
            except Undecided as doubt:
                raise _lost_digits(doubt, len(rows), steps) from doubt
            if reason is not None:
                outcome = reason
                break
            rows.append(row)
    columns = {name: np.array([row[name] for row in rows]) for name in rows[0]}
    return method.collect(columns, outcome)


#: Bits that a ball loses in a step, as a rule at most, and bits that are to be left.
BITS_A_STEP, BITS_LEFT = 3, 64


def _lost_digits(doubt: Undecided, step: int, steps: int) -> Undecided:
    """Balls grow with every step: how many bits the whole run needs, and how to give them."""
    bits = max(2 * working_precision(), BITS_A_STEP * steps + BITS_LEFT)
    return Undecided(f"step {step} of {steps}: {doubt}. The balls have lost their digits at "
                     f"{working_precision()} bits; run it as bnlinear.exact.at_precision({bits}, "
                     "lambda: iterate(...)), with more bits if these do not suffice")
