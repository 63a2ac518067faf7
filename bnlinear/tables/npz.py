"""npz: `X` of shape (n, m) and a target of shape (n,), each float the number that it holds."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path

import numpy as np
from flint import fmpq

from bnlinear.exact.number import Number
from bnlinear.tables.table import Table, check_width


def read_npz(path: Path, target: str = "y", max_features: int | None = None) -> Table:
    """The table in an npz file; features are called after their place, `X[:, 0]` and so on."""
    X, y = _arrays(path, target)
    if X.ndim != 2 or y.shape != X.shape[:1]:
        raise ValueError(f"{path}: X has shape {X.shape} and {target} {y.shape}; they must be "
                         "(n, m) and (n,), one row an example")
    check_width(X.shape[1], max_features, str(path))
    return Table(names=tuple(f"X[:, {j}]" for j in range(X.shape[1])),
                 X=_exact(X, f"{path}: X"), y=_exact(y, f"{path}: {target}"),
                 target=target, source=str(path))


def _arrays(path: Path, target: str) -> tuple[np.ndarray, np.ndarray]:
    with path.open("rb") as file:  # an OSError is told by the caller
        if not zipfile.is_zipfile(file):
            raise ValueError(f"{path} is not an npz file; write it with "
                             "np.savez(path, X=X, y=y)")
    try:
        with np.load(path, allow_pickle=False) as archive:
            missing = [name for name in ("X", target) if name not in archive.files]
            if not missing:
                return archive["X"], archive[target]
            found = ", ".join(archive.files)
    except (ValueError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise ValueError(f"{path} holds an array that cannot be read ({error}); write it with "
                         "np.savez(path, X=X, y=y), numbers only") from error
    raise ValueError(f"{path} has no array {missing[0]!r}; it holds {found}: X and the target "
                     "are needed (choose it with --target)")


def _exact(array: np.ndarray, name: str) -> np.ndarray:
    if array.dtype.kind not in "biuf":
        raise ValueError(f"{name} has the type {array.dtype}; it must hold real numbers")
    wrong = np.argwhere(~np.isfinite(array))
    if len(wrong):
        where = tuple(int(i) for i in wrong[0])
        raise ValueError(f"{name}{list(where)} is {array[where]}; every entry must be finite: "
                         "drop that row, or fill it in")
    out = np.empty(array.shape, dtype=object)
    flat = [Number(fmpq(*value.as_integer_ratio())) for value in array.ravel().tolist()]
    out[...] = np.array(flat, dtype=object).reshape(array.shape)
    return out
