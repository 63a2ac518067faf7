"""A table: what every reader returns, and what `analyze` takes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Table:
    """Features and a target, exact.

    Attributes
    ----------
    names
        Names of the m features.
    X, y
        Object arrays of rational `Number`, shapes (n, m) and (n,).
    target
        Name of y.
    source
        Where the table comes from, for messages.

    Raises
    ------
    ValueError
        With fewer than two rows or one feature, a repeated name, or a constant target.
    """

    names: tuple[str, ...]
    X: np.ndarray
    y: np.ndarray
    target: str
    source: str

    def __post_init__(self) -> None:
        n, m = self.X.shape
        if len(self.names) != m or self.y.shape != (n,):
            raise ValueError(f"{self.source}: X has shape {self.X.shape}, y {self.y.shape}, and "
                             f"there are {len(self.names)} names; pass (n, m), (n,) and m")
        if n < 2:
            raise ValueError(f"{self.source} has {n} row(s) of data; at least 2 are needed")
        if m < 1:
            raise ValueError(f"{self.source} has no feature beside the target {self.target!r}; "
                             "add at least one column (columns are split at ',', ';' or tabs)")
        every = [*self.names, self.target]
        twice = next((name for name in every if every.count(name) > 1), None)
        if twice is not None:
            raise ValueError(f"{self.source} has more than one column {twice!r}; rename one")
        if all(value == self.y[0] for value in self.y):
            raise ValueError(f"{self.source}: the target {self.target!r} is {self.y[0]} in every "
                             "row, so there is nothing to predict; choose another with --target")

    def __repr__(self) -> str:
        n, m = self.X.shape
        return f"Table({n} rows, {m} features, target {self.target!r}, from {self.source})"


def check_width(m: int, most: int | None, source: str) -> None:
    if most is not None and m > most:
        raise ValueError(f"{source} has {m} features; tables are read with at most {most}: "
                         "select columns, or project them to fewer")
