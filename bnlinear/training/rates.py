"""Learning rates of several models that are trained side by side."""

from __future__ import annotations

from typing import Any

import numpy as np

from bnlinear.checks import positive
from bnlinear.kinds import Matrix, Scalar, Vector
from bnlinear.problems.regression.models import LinearModel


def check_rates(lr: Scalar, name: str = "lr") -> None:
    """One positive number, or a flat list of them."""
    if np.ndim(lr) > 1 or np.size(lr) == 0:
        raise ValueError(f"{name} has shape {np.shape(lr)}; give a number, or a flat list")
    for value in np.ravel(np.asarray(lr, dtype=object)):
        positive(name, value)


def column_rates(lr: Scalar, model: LinearModel) -> Vector:
    """The rate of each column of the weights: each of c rates k times, shape (c·k,)."""
    return np.repeat(np.atleast_1d(lr), model.Y.shape[1])


def side_by_side(b: Vector, W: Matrix, lr: Scalar) -> tuple[Any, Any]:
    """One start, shapes (k,) and (m, k), for every learning rate: (c·k,) and (m, c·k)."""
    return np.tile(b, np.size(lr)), np.tile(W, (1, np.size(lr)))
