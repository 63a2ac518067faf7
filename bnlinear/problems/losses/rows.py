"""Losses ℓ(z, y) of the k scores of a row, with their slopes; curvatures are in `curvatures.py`.

The last axis of Z and Y is that of the outputs: numbers, one sign ±1, or a class as a unit vector.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from bnlinear.kinds import Batch
from bnlinear.problems.losses.margin import LOSSES

Function = Callable[[Any, Any], Any]


@dataclass(frozen=True)
class RowLoss:
    """A convex loss of a row.

    Attributes
    ----------
    value
        ℓ: from Z and Y to an array without the last axis.
    slope
        ∂ℓ/∂z, of the shape of Z.
    misses
        Whether a row is classified wrongly (a tie is wrong, and so is nan); None where y is no
        class.
    """

    name: str
    value: Function
    slope: Function
    misses: Function | None = None

    def __repr__(self) -> str:
        return f"RowLoss({self.name!r})"


def softmax(Z: Batch) -> Batch:
    """exp(z_i)/Σ_l exp(z_l) along the last axis, without overflow."""
    E = np.exp(Z - Z.max(axis=-1, keepdims=True))
    return E / E.sum(axis=-1, keepdims=True)


def _own(Z: Batch, Y: Batch) -> Batch:
    """The score of the right class."""
    return (Y * Z).sum(axis=-1, keepdims=True)


def _softmax_slope(Z: Batch, Y: Batch) -> Batch:
    """softmax(z) − y; for the right class −Σ of the others, as p − 1 would cancel."""
    others = softmax(Z) * (1 - Y)
    return others - Y * others.sum(axis=-1, keepdims=True)


def _rivals(Z: Batch, Y: Batch) -> Batch:
    """How many classes score as high as the right one, itself included; 0 if it is nan."""
    return (Z >= _own(Z, Y)).sum(axis=-1)


_LOGISTIC = LOSSES["logistic"]  # φ(t) of the margin t = −yz

#: ½|z − y|²; log(1 + exp(−yz)) for signs y; −log softmax(z)_y for classes, y a unit vector.
ROW_LOSSES = {
    "squared": RowLoss(
        "squared", lambda Z, Y: ((Z - Y) ** 2).sum(axis=-1) / 2, lambda Z, Y: Z - Y),
    "logistic": RowLoss(
        "logistic", lambda Z, Y: _LOGISTIC.value(-Y * Z).sum(axis=-1),
        lambda Z, Y: -Y * _LOGISTIC.slope(-Y * Z),
        lambda Z, Y: ~np.all(Y * Z > 0, axis=-1)),
    "softmax": RowLoss(
        "softmax", lambda Z, Y: np.logaddexp.reduce(Z - _own(Z, Y), axis=-1), _softmax_slope,
        lambda Z, Y: _rivals(Z, Y) != 1),
}
