"""What problems are made of: arrays of finite numbers, tables, labels, a ridge."""

from __future__ import annotations

import numpy as np

from bnlinear.checks import counted
from bnlinear.exact.number import Number, array
from bnlinear.kinds import Batch, Scalar, Vector


def check_numbers(values: Batch, name: str = "y") -> np.ndarray:
    """Floats, or exact numbers if the array holds any; no text, nothing that is not finite."""
    found = np.asarray(values)
    if found.dtype == object and any(isinstance(value, Number) for value in found.flat):
        return array(found)  # refuses a float among them
    return check_floats(values, name)


def check_floats(values: Batch, name: str = "y") -> np.ndarray:
    """Floats, from floats or exact numbers; no text, nothing that is not finite."""
    found = np.asarray(values)
    if found.dtype.kind not in "biufO" or not found.size:
        raise ValueError(f"{name} holds {counted(found.size, 'entry', 'entries')} of type "
                         f"{found.dtype}; it must hold real numbers (labels: 0, 1, …)")
    try:
        floats = np.asarray(values, dtype=float)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name} is not an array of numbers: {error}") from error
    if not np.all(np.isfinite(floats)):
        where = tuple(int(i) for i in np.argwhere(~np.isfinite(floats))[0])
        raise ValueError(f"{name}{list(where)} is {floats[where]}; every entry must be finite")
    return floats


def check_features(X: Batch) -> np.ndarray:
    """X as floats, shape (N, m), N ≥ 2 rows and m ≥ 1 features."""
    found = check_floats(X, "X")
    if found.ndim != 2 or len(found) < 2:
        raise ValueError(f"X has shape {found.shape}; it must be (N, m), one row an example, with "
                         "at least two rows and one feature")
    return found


def check_labels(y: Vector, N: int) -> np.ndarray:
    """One number a row."""
    found = check_floats(y)
    if found.shape != (N,):
        raise ValueError(f"y has shape {found.shape} but X has {N} rows; y needs one label a row, "
                         f"shape ({N},)")
    return found


def check_signs(y: Vector, N: int) -> np.ndarray:
    """−1 for the smaller and +1 for the larger of the two labels in y."""
    found = check_labels(y, N)
    values = np.unique(found)
    if len(values) != 2:
        raise ValueError(f"y has {counted(len(values), 'different value')}; logistic regression "
                         "needs exactly two, one for each class (for more classes use softmax "
                         "regression, for numbers the squared loss)")
    return np.where(found == values[1], 1.0, -1.0)


def check_ridge(ridge: Scalar) -> Scalar:
    """A finite number, 0 or more; exact numbers stay exact."""
    number = isinstance(ridge, int | float | np.integer | np.floating | Number)
    if isinstance(ridge, bool) or not number or not ridge >= 0 or _infinite(ridge):
        raise ValueError(f"ridge = {ridge!r}; it must be a finite number, 0 or more")
    return ridge


def _infinite(value: object) -> bool:
    return isinstance(value, float | np.floating) and not np.isfinite(value)
