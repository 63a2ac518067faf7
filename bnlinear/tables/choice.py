"""Which columns of a file are read, what of its rows is left out, and what perhaps should be."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from bnlinear.checks import counted
from bnlinear.tables.column import Column
from bnlinear.tables.layout import listed
from bnlinear.tables.problems import as_option
from bnlinear.tables.table import TableError, check_width

#: What columns that number the rows are called: id, user_id, customerID, "Unnamed: 0" of pandas, …
_NAME = re.compile(r"(?:.*[\W_])?(?:id|uid|uuid|guid|idx|index|rowid|row|rownames?|rownum)"
                   r"|unnamed: ?\d+|", re.IGNORECASE)
_CAMEL = re.compile(r".*[a-z](?:Id|ID)")


@dataclass(frozen=True)
class Choice:
    """The options of `read_table`, for every kind of file."""

    target: str | None = None
    sep: str | None = None
    decimal: str | None = None
    columns: tuple[str, ...] | None = None
    drop: tuple[str, ...] = ()
    drop_missing: bool = False
    max_features: int | None = None

    def target_of(self, names: Sequence[str], source: str) -> str:
        """The target: as asked for, or `y` or `target`."""
        if self.target is not None:
            self._check([self.target], names, source)
            return self.target
        usual = [name for name in ("target", "y") if name in names]
        if len(usual) != 1:
            found = "both 'target' and 'y'" if usual else "no column named 'target' or 'y'"
            raise TableError(f"{source} has {found}; say which one to predict with `target`; its "
                             f"columns are {listed(names)}")
        return usual[0]

    def features_of(self, names: Sequence[str], target: str, source: str) -> list[int]:
        """The places of the features, in the order of the file."""
        self._check([*(self.columns or ()), *self.drop], names, source)
        if target in self.drop:
            raise TableError(f"`drop={target}`: that is the target; choose another with `target`")
        twice = next((name for name, count in Counter(names).items() if count > 1
                      and name and name not in self.drop), None)
        if twice is not None and (self.columns is None or twice in (*self.columns, target)):
            raise TableError(f"{source} has more than one column {twice!r}; rename one")
        wanted = set(names if self.columns is None else self.columns) - {target, *self.drop}
        places = [k for k, name in enumerate(names) if name in wanted]
        check_width(len(places), self.max_features, source)
        return places

    @staticmethod
    def _check(asked: Sequence[str], names: Sequence[str], source: str) -> None:
        unknown = next((name for name in asked if name not in names), None)
        if unknown is not None:
            raise TableError(f"{source} has no column {unknown!r}; its columns are "
                             f"{listed(names)}")


def rows_left_out(missing: Sequence[np.ndarray], n: int) -> tuple[np.ndarray | None, str]:
    """Mask of the rows that lack a value, or None if none does; and what to say of it."""
    mask = np.zeros(n, dtype=bool)
    for rows in missing:
        mask[rows] = True
    count = int(mask.sum())
    if not count:
        return None, ""
    return mask, (f"{count} of {counted(n, 'row')} "
                  + ("lacks a value and is left out" if count == 1 else
                     "lack a value and are left out"))


def identifiers(names: Sequence[str], columns: Sequence[Column]) -> Iterator[str]:
    """A sentence for each feature that looks like one: by its name, and by its numbers.

    >>> list(identifiers(["id", "height"], [Column(np.array([3, 1, 2]))] * 2))
    ["'id' looks like an identifier (integers, all different), which is no feature: leave it out \
with `drop=id`"]
    """
    for name, column in zip(names, columns, strict=True):
        called_so = _NAME.fullmatch(name) or _CAMEL.fullmatch(name)
        if called_so and column.denominator == 1 and _all_differ(column.numerators):
            yield (f"{name!r} looks like an identifier (integers, all different), which is no "
                   f"feature: leave it out with `drop={as_option(name)}`")


def _all_differ(values: np.ndarray) -> bool:
    return len(set(values.tolist())) == len(values)
