"""Samples with their targets, in the type of the arithmetic."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bnlinear.checks import counted
from bnlinear.kinds import Batch, Vector


@dataclass(frozen=True, eq=False)
class Samples:
    """X of shape (n, d); Y of shape (n, k): classes as unit vectors, or numbers.

    Examples
    --------
    >>> Samples.of_classes([[0.0, 1.0], [1.0, 0.0]], [1, 0], classes=3)
    Samples(2 samples, 2 features, 3 outputs)
    """

    X: np.ndarray
    Y: np.ndarray

    def __post_init__(self) -> None:
        for name, values in (("X", self.X), ("Y", self.Y)):
            if np.ndim(values) != 2 or not np.size(values) or values.dtype.kind != "f":
                raise ValueError(f"{name} has shape {np.shape(values)} and type "
                                 f"{getattr(values, 'dtype', type(values))}; it must be a matrix "
                                 "of floats, one row a sample")
            if not np.all(np.isfinite(values)):
                raise ValueError(f"{name} has entries that are not finite; every entry must be")
        if len(self.X) != len(self.Y):
            raise ValueError(f"X has {counted(len(self.X), 'row')} and Y {len(self.Y)}; each "
                             "sample needs one of each")

    def __repr__(self) -> str:
        return (f"Samples({counted(len(self.X), 'sample')}, "
                f"{counted(self.X.shape[1], 'feature')}, {counted(self.Y.shape[1], 'output')})")

    def __len__(self) -> int:
        return len(self.X)

    @classmethod
    def of_classes(cls, X: Batch, y: Vector, classes: int,
                   dtype: npt.DTypeLike = np.float32) -> Samples:
        """With labels 0, 1, …, classes − 1.

        Raises
        ------
        ValueError
            If a label is none of these.
        """
        labels = np.asarray(y)
        if labels.ndim != 1 or labels.dtype.kind not in "iu":
            raise ValueError(f"y has shape {labels.shape} and type {labels.dtype}; labels must be "
                             "integers, one a sample")
        if labels.size and not 0 <= labels.min() <= labels.max() < classes:
            wrong = labels.max() if labels.max() >= classes else labels.min()
            raise ValueError(f"the label {wrong} does not fit a head with {classes} outputs; "
                             f"labels must be 0 to {classes - 1}")
        return cls(np.asarray(X, dtype=dtype), np.eye(classes, dtype=dtype)[labels])

    def astype(self, dtype: npt.DTypeLike) -> Samples:
        return Samples(self.X.astype(dtype, copy=False), self.Y.astype(dtype, copy=False))
