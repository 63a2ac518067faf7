"""How a run ended, and what it leaves: one row a step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

import numpy as np

from bnlinear.checks import counted
from bnlinear.exact.decimals import four_digits
from bnlinear.kinds import Vector


class Outcome(Enum):
    """How a run ended."""

    COMPLETED = "all steps were taken"
    DIVERGED = (
        "the iterates left the range of floats · (a) the learning rate is above the stable range, "
        "as for GD: lower lr; (b) a normalized method, which converges all the same, only made "
        "the weights too long: start from shorter ones, run it exactly, or use bnlinear.sweep")
    NO_FINITE_LENGTH = (
        "∂f/∂g has no sign change between g = 0 and the bracket limit · usually f has no minimiser "
        "of finite length in this direction: (a) sigmoid and tanh losses never have one on "
        "Gaussian margins (φ′ is even and positive, so ∂f/∂g has the sign of uᵀw for every g); "
        "(b) the margin zᵀw has hardly any variance · use a convex loss; for (b) raise "
        "bracket_limit; for the directions alone use bnlinear.dynamics.rayleigh_step")


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

    @classmethod
    def of(cls, columns: Mapping[str, np.ndarray], outcome: Outcome) -> Trajectory:
        """From the columns that a method observed."""
        return cls(w=columns["w"], a=columns.get("a"), loss=columns["loss"],
                   excess_loss=columns["excess_loss"], outcome=outcome)

    def __repr__(self) -> str:
        return (f"Trajectory({counted(len(self.w) - 1, 'step')}, excess loss "
                f"{four_digits(self.excess_loss[0])} -> {four_digits(self.excess_loss[-1])}, "
                f"{self.outcome.name})")


@dataclass(frozen=True)
class State:
    """Where a method stands: the weights w. A method with more of a state has its own class."""

    w: Vector
