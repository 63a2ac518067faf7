"""npz: `X` of shape (n, m) and a target of shape (n,), each float the number that it holds."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from bnlinear.archives import BrokenArchive, array_names, read_array
from bnlinear.tables.binary import binary_column
from bnlinear.tables.choice import Choice, rows_left_out
from bnlinear.tables.problems import MOST_SHOWN
from bnlinear.tables.table import Table, TableError

_REMEDY = "write it with np.savez(path, X=X, y=y), numbers only"


def read_npz(path: Path, choice: Choice) -> Table:
    """The table in an npz file; features are called after their place, `X[:, 0]` and so on."""
    target, source = choice.target or "y", str(path)
    X, y = _arrays(path, target)
    if X.ndim != 2 or y.shape != X.shape[:1]:
        raise TableError(f"{source}: X has shape {X.shape} and {target} {y.shape}; they must be "
                         "(n, m) and (n,), one row an example")
    names = [f"X[:, {j}]" for j in range(X.shape[1])]
    places = choice.features_of([*names, target], target, source)
    left_out, said = None, ""
    if choice.drop_missing:
        gaps = [np.flatnonzero(np.isnan(array)) for array in (*X[:, places].T, y)
                if array.dtype.kind == "f"]
        left_out, said = rows_left_out(gaps, len(y))
    _check_entries({"X": X[:, places], target: y}, places, left_out, source)
    columns = [binary_column(_of_rows(X[:, j], left_out)) for j in places]
    return Table([names[j] for j in places], columns, binary_column(_of_rows(y, left_out)), target,
                 source, [said] if said else [])


def _of_rows(values: np.ndarray, left_out: np.ndarray | None) -> np.ndarray:
    return values if left_out is None else values[~left_out]


def _arrays(path: Path, target: str) -> tuple[np.ndarray, np.ndarray]:
    try:
        names = array_names(path)
        missing = [name for name in ("X", target) if name not in names]
        if missing:
            raise TableError(f"{path} has no array {missing[0]!r}; it holds {', '.join(names)}: X "
                             "and the target are needed (choose it with `target`)")
        arrays = read_array(path, "X"), read_array(path, target)
    except BrokenArchive as error:
        raise TableError(f"{error}; {_REMEDY}") from error
    except OSError as error:
        raise TableError(f"cannot read {path}: {error.strerror or error}; pass a CSV file, or "
                         "npz with arrays X and y") from error
    for name, array in zip(("X", target), arrays, strict=True):
        if array.dtype.kind not in "biuf":
            raise TableError(f"{path}: {name} has the type {array.dtype}; it must hold real "
                             "numbers")
    return arrays


def _check_entries(arrays: dict[str, np.ndarray], places: list[int],
                   left_out: np.ndarray | None, source: str) -> None:
    """All entries that are not finite: the first of them and their number."""
    shown: list[str] = []
    count = 0
    for name, array in arrays.items():
        wrong = np.argwhere(~np.isfinite(array))
        if left_out is not None:
            wrong = wrong[~left_out[wrong[:, 0]]]
        count += len(wrong)
        for where in wrong[:MOST_SHOWN - len(shown)].tolist():
            place = [where[0], *(places[j] for j in where[1:])]
            shown.append(f"{name}{place} is {array[tuple(where)]}")
    if count:
        more = f"; … ({count} in all)" if count > len(shown) else ""
        raise TableError(f"{source}: {'; '.join(shown)}{more}; every entry must be finite: fill "
                         "them in, or leave out rows that hold nan with `drop_missing`")
