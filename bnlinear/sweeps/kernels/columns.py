"""Many vectors side by side, so that a step function written for one runs for all of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bnlinear.kinds import Operand, Vector


class Columns(np.ndarray):
    """k vectors of length n, one a column: `x @ y` is their k inner products, shape (k,).

    A scalar of shape (k,) multiplies each column by its own. So `bngd_step`, `sgdg_step` and their
    like, which know only `@ + - * /` and functions of scalars, run for k trajectories at once.
    Each inner product is summed along its own column, so it does not depend on the others.

    >>> w = columns([[3.0, 1.0], [4.0, 0.0]])
    >>> w @ w, np.asarray(w / np.sqrt(w @ w))
    (array([25.,  1.]), array([[0.6, 1. ],
           [0.8, 0. ]]))
    """

    def __matmul__(self, other: Operand) -> Operand:
        if not isinstance(other, Columns):
            return NotImplemented
        return np.vecdot(*(np.ascontiguousarray(np.asarray(x).T) for x in (self, other)))


def columns(values: Vector) -> Columns:
    """As `Columns`, each column contiguous in memory; shape (n, k)."""
    return np.asarray(values, dtype=float, order="F").view(Columns)


@dataclass(frozen=True, eq=False)
class DiagonalMatrix:
    """diag(λ), which multiplies columns."""

    eigenvalues: np.ndarray

    def __matmul__(self, w: Columns) -> Operand:
        return self.eigenvalues[:, None] * w

    __rmatmul__ = __matmul__  # it is symmetric
