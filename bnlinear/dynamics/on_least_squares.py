"""What the methods on least squares share: their problem, their start, their trajectory."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from bnlinear.checks import ArgumentError, Described
from bnlinear.dynamics.trajectory import Outcome, Trajectory
from bnlinear.exact.number import is_exact
from bnlinear.kinds import Scalar, Vector
from bnlinear.problems import LeastSquares


class OnLeastSquares:
    """A method on least squares whose state has w. Subclasses have `init`, `step`, `observe`."""

    def stop(self, state: Any, row: Mapping[str, Any]) -> Outcome | None:
        """Diverged, once a float of the row is not finite; exact numbers never are."""
        if is_exact(state.w) or all(np.all(np.isfinite(value)) for value in row.values()):
            return None
        return Outcome.DIVERGED

    def collect(self, columns: Mapping[str, np.ndarray], outcome: Outcome) -> Trajectory:
        return Trajectory.of(columns, outcome)


def start_vector(problem: object, w0: Vector) -> Vector:
    """w0 as an array that fits the problem, which must be a `LeastSquares`."""
    if not isinstance(problem, LeastSquares):
        raise ArgumentError("problem", Described(type(problem).__name__),
                            "it must be a bnlinear.LeastSquares for this method")
    start = np.asarray(w0) if is_exact(w0) else np.asarray(w0, dtype=float)
    if start.shape != problem.g.shape:
        raise ArgumentError("w0", Described(f"an array of shape {start.shape}"),
                            f"the problem needs the shape {problem.g.shape}")
    return start


def refuse_scale(a0: Scalar, why: str) -> None:
    """For a method that has no scale of its own."""
    if a0 is not None:
        raise ArgumentError("a0", a0, why)
