"""Columns less their means, as accurate as the columns themselves."""

from __future__ import annotations

import numpy as np

from bnlinear.checks import ArgumentError
from bnlinear.kinds import Batch
from bnlinear.problems.powers import scaled

#: A column whose largest entry is beyond has squares that leave the range of floats.
SMALL, LARGE = 1e-140, 1e140


def centred(X: Batch, name: str) -> Batch:
    """X less its means over the rows, X of shape (n, …): floats or exact numbers.

    In floats the means are subtracted twice. The first pass takes the digits that all entries
    share (a difference of neighbours is exact); the mean of what is left is then known to its
    last digit, however large the first mean was.

    >>> centred(1e15 + np.arange(4.0), "x")
    array([-1.5, -0.5,  0.5,  1.5])
    """
    n = len(X)
    if X.dtype == object:
        return X - X.sum(axis=0) / n
    with np.errstate(over="ignore", invalid="ignore"):  # what is not finite is refused below
        for _ in range(2):
            unit, power = scaled(X, axis=0)  # a sum of large entries stays in range
            X = X - np.ldexp(unit.mean(axis=0), power)
    constant = np.all(X == X[0], axis=0)
    if np.any(constant):
        X = np.where(constant, 0.0, X)
    if not np.all(np.isfinite(X)):
        raise ArgumentError(name, X, "differences of its entries leave the range of floats",
                            "divide the column by its size, or pass exact numbers")
    return X


def check_squares(X: Batch, name: str) -> None:
    """Refuse floats whose squares would all underflow, or overflow."""
    if X.dtype == object:
        return
    size = np.abs(X).max(axis=0)
    wrong = np.flatnonzero((size != 0) & ~((size > SMALL) & (size < LARGE)))
    if len(wrong):
        place = name if X.ndim == 1 else f"{name}[:, {wrong[0]}]"
        raise ArgumentError(place, float(np.atleast_1d(size)[wrong[0]]),
                            f"its largest entry (less the mean) must be between {SMALL:g} and "
                            f"{LARGE:g} for its square to be a float",
                            "divide the column by its size, or pass exact numbers")
