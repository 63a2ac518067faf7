"""A table: what every reader returns, and what `analyze` takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from bnlinear.checks import counted
from bnlinear.tables.column import Column


class TableError(ValueError):
    """A file or a table that cannot be used. Backquotes hold arguments of `read_table`."""


@dataclass(frozen=True, eq=False, init=False, repr=False)
class Table:
    """Features and a target, exact.

    Parameters
    ----------
    names
        Names of the m features.
    X, y
        Object arrays of rational `Number`, shapes (n, m) and (n,); or m columns and one.
    target
        Name of y.
    source
        Where the table comes from, for messages.
    notes
        What the reader left out or read in its own way: a sentence each, for the report.

    Attributes
    ----------
    columns, target_column
        The data as integers over a denominator for each column: some bytes a cell.
    X, y
        The data as `Number`s, made when first asked for: some hundred bytes a cell.

    Raises
    ------
    TableError
        With fewer than two rows or one feature, a repeated name, or a constant target.
    """

    names: tuple[str, ...]
    columns: tuple[Column, ...]
    target_column: Column
    target: str
    source: str
    notes: tuple[str, ...]

    def __init__(self, names: Iterable[str], X: Any, y: Any, target: str, source: str,
                 notes: Iterable[str] = ()) -> None:
        names = tuple(names)
        if isinstance(X, np.ndarray):
            _check_shapes(names, X, y, source)
            X, y = [Column.of(X[:, j]) for j in range(X.shape[1])], Column.of(y)
        fields = {"names": names, "columns": tuple(X), "target_column": y, "target": target,
                  "source": source, "notes": tuple(notes)}
        for name, value in fields.items():
            object.__setattr__(self, name, value)
        self._check()

    def _check(self) -> None:
        n, m = self.shape
        if n < 2:
            raise TableError(f"{self.source} has {counted(n, 'row')} of data; at least 2 are "
                             "needed")
        if m < 1:
            raise TableError(f"{self.source} has no feature beside the target {self.target!r}; "
                             "add at least one column (columns are split at ',', ';' or tabs)")
        twice = next((name for name, count in Counter([*self.names, self.target]).items()
                      if count > 1), None)
        if twice is not None:
            raise TableError(f"{self.source} has more than one column {twice!r}; rename one")
        if self.target_column.is_constant:
            raise TableError(f"{self.source}: the target {self.target!r} is {self.y[0]} in every "
                             "row, so there is nothing to predict; choose another with `target`")

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and features: (n, m)."""
        return len(self.target_column), len(self.columns)

    @cached_property
    def X(self) -> np.ndarray:
        """The features, shape (n, m), of rational `Number`."""
        out = np.empty(self.shape, dtype=object)
        for j, column in enumerate(self.columns):
            out[:, j] = column.numbers()
        return out

    @cached_property
    def y(self) -> np.ndarray:
        """The target, shape (n,), of rational `Number`."""
        return self.target_column.numbers()

    def __repr__(self) -> str:
        n, m = self.shape
        return (f"Table({counted(n, 'row')}, {counted(m, 'feature')}, target {self.target!r}, "
                f"from {self.source})")


def _check_shapes(names: tuple[str, ...], X: np.ndarray, y: np.ndarray, source: str) -> None:
    if X.ndim != 2 or len(names) != X.shape[1] or y.shape != X.shape[:1]:
        raise TableError(f"{source}: X has shape {X.shape}, y {y.shape}, and there "
                         f"{'is' if len(names) == 1 else 'are'} {counted(len(names), 'name')}; "
                         "pass (n, m), (n,) and m")


def check_width(m: int, most: int | None, source: str) -> None:
    """Raise a `ValueError` for more features than a caller can use."""
    if most is not None and m > most:
        raise TableError(f"{source} has {counted(m, 'feature')}; tables are read with at "
                         f"most {most}: select columns, or project them to fewer")
