"""One loop for every method: run it, keep the whole trajectory."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol

import numpy as np

from bnlinear.exact.number import is_exact
from bnlinear.problems import LeastSquares


@dataclass(frozen=True)
class State:
    """Where a method stands: the weights w, and the scale a of a normalised method.

    Methods with a memory keep it in `momentum` (a vector) and `second_moment`, after `count` steps.
    """

    w: Any
    a: Any = None
    momentum: Any = None
    second_moment: Any = None
    count: int = 0


class Method(Protocol):
    """What `iterate` asks of a method: a start, a step, and its loss."""

    def init(self, problem: LeastSquares, w0: Any, a0: Any = None) -> State: ...
    def step(self, state: State, problem: LeastSquares) -> State: ...
    def loss(self, state: State, problem: LeastSquares) -> Any: ...
    def excess_loss(self, state: State, problem: LeastSquares) -> Any: ...


class Outcome(Enum):
    """How a run ended."""

    COMPLETED = "all steps were taken"
    DIVERGED = ("the iterates left the range of floats · the learning rate is above the stable "
                "range · lower lr, or run it exactly")


@dataclass(frozen=True, eq=False)
class Trajectory:
    """A run of `steps` steps; row k is the point after k steps, row 0 the start.

    Attributes
    ----------
    w
        Weights, shape (steps + 1, d).
    a
        Scales, shape (steps + 1,), or None for a method without one.
    loss, excess_loss
        Loss (with its factor ½) and loss above the minimum, shape (steps + 1,).
    outcome
        `Outcome.COMPLETED`, or `Outcome.DIVERGED` with the rows cut at the last finite point.
    """

    w: np.ndarray
    a: np.ndarray | None
    loss: np.ndarray
    excess_loss: np.ndarray
    outcome: Outcome

    def __repr__(self) -> str:
        return (f"Trajectory({len(self.w) - 1} steps, excess loss {float(self.excess_loss[0]):.4g}"
                f" -> {float(self.excess_loss[-1]):.4g}, {self.outcome.name})")


def iterate(method: Method, problem: LeastSquares, steps: int, *, w0: Any,
            a0: Any = None) -> Trajectory:
    """Run a method from w0 for a number of steps.

    Parameters
    ----------
    method
        For example ``bnlinear.GD(lr=0.1)`` or ``bnlinear.BNGD(lr=1.0)``.
    problem
        The problem; if it is exact, so are w0, the learning rates and the whole run.
    steps
        Number of steps, at least 0.
    w0
        Start, shape (d,).
    a0
        Start of the scale, for methods that have one.

    Examples
    --------
    >>> import bnlinear
    >>> problem = bnlinear.LeastSquares.from_spectrum([1.0, 4.0], [1.0, 1.0])
    >>> iterate(bnlinear.GD(lr=0.4), problem, 40, w0=[10.0, 0.0])
    Trajectory(40 steps, excess loss 42.5 -> 7.594e-17, COMPLETED)
    """
    if isinstance(method, type) or not hasattr(method, "step"):
        raise ValueError(f"method = {method!r}; it must be a method with its learning rate, such "
                         "as bnlinear.GD(lr=0.1)")
    if not isinstance(problem, LeastSquares):
        raise ValueError(f"problem = {problem!r}; it must be a bnlinear.LeastSquares")
    if not isinstance(steps, int | np.integer) or steps < 0:
        raise ValueError(f"steps = {steps!r}; it must be a whole number, 0 or more")
    start = np.asarray(w0) if is_exact(w0) else np.asarray(w0, dtype=float)
    if start.shape != problem.g.shape:
        raise ValueError(f"w0 has shape {start.shape}; the problem needs {problem.g.shape}")
    outcome = Outcome.COMPLETED
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        states = [method.init(problem, start, a0)]
        if not _finite(states[0], problem, method):
            raise ValueError(f"w0 = {start}, a0 = {a0}: the loss there is not a finite number; "
                             "start from finite values, rescaled if they are extreme")
        for _ in range(steps):
            state = method.step(states[-1], problem)
            if not _finite(state, problem, method):
                outcome = Outcome.DIVERGED
                break
            states.append(state)
    return Trajectory(
        w=np.array([s.w for s in states]),
        a=None if states[0].a is None else np.array([s.a for s in states]),
        loss=np.array([method.loss(s, problem) for s in states]),
        excess_loss=np.array([method.excess_loss(s, problem) for s in states]),
        outcome=outcome,
    )


def _finite(state: State, problem: LeastSquares, method: Method) -> bool:
    if is_exact(state.w):
        return True
    return bool(np.all(np.isfinite(state.w)) and np.isfinite(method.excess_loss(state, problem))
                and np.isfinite(method.loss(state, problem)))


def check_positive(value: Any, name: str) -> None:
    """Learning rates are positive numbers (exact ones included)."""
    infinite = isinstance(value, float | np.floating) and not np.isfinite(value)
    if isinstance(value, bool | str | None) or infinite or not value > 0:
        raise ValueError(f"{name} = {value}; a learning rate must be a finite number above 0")
