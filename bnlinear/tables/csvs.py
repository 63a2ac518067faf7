"""Text tables: a header, cells split at one mark, decimals with a point or a comma; gzip or not."""

from __future__ import annotations

import io
from dataclasses import replace
from itertools import chain
from pathlib import Path

import numpy as np

from bnlinear.tables.assemble import assemble
from bnlinear.tables.builder import Builder
from bnlinear.tables.choice import Choice
from bnlinear.tables.column import Column
from bnlinear.tables.layout import Layout, read_layout, separator, split
from bnlinear.tables.rows import read_rows
from bnlinear.tables.table import Table, TableError
from bnlinear.tables.text import blocks, open_text


def read_csv(path: Path, choice: Choice) -> Table:
    """The table in a text file."""
    with open_text(path) as stream:
        return read_stream(stream, choice, str(path))


def parse_csv(text: str, target: str | None, source: str) -> Table:
    """A table from text; `source` names it in messages."""
    return read_stream(io.BytesIO(text.encode()), Choice(target=target), source)


def read_stream(stream: io.BufferedIOBase, choice: Choice, source: str) -> Table:
    """A table from the bytes of a text file."""
    mark = separator(choice.sep)
    pieces = blocks(stream, source)
    first = next(pieces, b"\n")
    layout = read_layout(first, mark, choice.decimal, source)
    shifted = _has_row_names(first, layout, source)
    if shifted:
        layout = replace(layout, names=("", *layout.names))
    target = choice.target_of(layout.names, source)
    places = choice.features_of(layout.names, target, source)
    columns = [Builder(place, layout.names[place])
               for place in [*places[shifted:], layout.names.index(target)]]
    for rows in read_rows(chain([first], pieces), layout, source):
        for k, cells in rows.cells([column.place for column in columns], layout.decimal):
            columns[k].add(cells, rows, layout.decimal)
    *features, last = columns
    features, notes = _without_nameless(features, source)
    if shifted:
        notes.append("the first cell of each row, which has no name, is left out")
    if choice.decimal is None and layout.decimal == ",":
        notes.append("commas were read as decimal marks")
    return assemble(features, last, may_miss=choice.drop_missing, notes=notes, source=source,
                    decimal=layout.decimal)


def _without_nameless(features: list[Builder], source: str) -> tuple[list[Builder], list[str]]:
    """Without columns that have no name; and what to say of them.

    The first may number the rows, the last be empty, where each line ends with a mark.
    """
    notes = []
    for column in [column for column in features if not column.name]:
        problem = column.problem
        if column.place and problem.missing == problem.rows and not any(
                text for _, text in problem.gaps):
            features = [other for other in features if other is not column]
            continue
        if column.place or problem.wrong or problem.missing or not _counts(column.column()):
            raise TableError(f"{source}: column {column.place + 1} has no name; name it, or remove "
                             "it if it only numbers the rows")
        features = [other for other in features if other is not column]
        notes.append("the first column, which has no name and numbers the rows, is left out")
    return features, notes


def _counts(column: Column) -> bool:
    """Whether it is 0, 1, 2, … or 1, 2, 3, …"""
    first = column.numerators[0] if len(column) else 0
    return bool(column.denominator == 1 and first in (0, 1)
                and np.array_equal(column.numerators, np.arange(first, first + len(column))))


def _has_row_names(first: bytes, layout: Layout, source: str) -> bool:
    """R writes rows with their name in front, and no name for that column."""
    if layout.separator not in " \t":
        return False
    lines = first.decode("utf-8").split("\n")[layout.lines:-1]
    _, cells = next(split(lines, layout.separator, source, layout.lines), (0, []))
    return len(cells) == len(layout.names) + 1
