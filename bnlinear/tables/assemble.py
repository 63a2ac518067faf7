"""Columns that were read, from whatever file, put together as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np

from bnlinear.tables.choice import identifiers, rows_left_out
from bnlinear.tables.classes import two_classes
from bnlinear.tables.column import Column
from bnlinear.tables.problems import Problem, comma_hint, plain, refuse
from bnlinear.tables.table import Table, TableError


class Part(Protocol):
    """A column of a file: its numbers, the rows without one, and the words it holds instead."""

    name: str
    n: int
    missing: list[np.ndarray]
    labels: dict[str, list[int]]

    @property
    def problem(self) -> Problem: ...

    def column(self, left_out: np.ndarray | None = None) -> Column: ...


def assemble(features: Sequence[Part], target: Part, *, may_miss: bool, notes: Sequence[str],
             source: str, decimal: str = ".") -> Table:
    """A table of columns that were read, or one error that tells all that is wrong with them.

    Parameters
    ----------
    features, target
        The columns, of equal length.
    may_miss
        Whether rows that lack a value are left out.
    notes
        What is to be said of the reading already.
    source, decimal
        For messages.
    """
    words = _are_classes(target, source, decimal)
    problems = [column.problem for column in features]
    problems.append(replace(target.problem, wrong=0) if words else target.problem)
    refuse(problems, source, decimal=decimal, may_miss=may_miss)
    left_out, said = rows_left_out([rows for column in [*features, target]
                                    for rows in column.missing], target.n)
    said_so_far = [*notes, *([said] if said else [])]
    if words:
        y, said = two_classes(target.labels, target.n, left_out)
        said_so_far.append(f"target {target.name!r}: {said}")
    else:
        y = target.column(left_out)
    names = [part.name for part in features]
    columns = [part.column(left_out) for part in features]
    said_so_far += identifiers(names, columns)
    return Table(names, columns, y, target.name, source, said_so_far)


def _are_classes(target: Part, source: str, decimal: str) -> bool:
    """Whether the target is of two words; other text is refused."""
    if not target.problem.is_text:
        return False
    shown = ", ".join(map(repr, target.labels))
    if len(target.labels) == 1:
        raise TableError(f"{source}: the target {target.name!r} is {shown} in every row, so there "
                         "is nothing to predict; choose another with `target`")
    if len(target.labels) > 2 and (number := plain(next(iter(target.labels)), decimal)):
        raise TableError(f"{source}: the target {target.name!r} holds numbers with marks ({shown}, "
                         f"…); write them without ({number})"
                         f"{comma_hint(target.labels, decimal)}")
    if len(target.labels) > 2:
        raise TableError(f"{source}: the target {target.name!r} holds text of more than two kinds "
                         f"({shown}, …); choose a column of numbers, or of two classes, with "
                         "`target`")
    return True
