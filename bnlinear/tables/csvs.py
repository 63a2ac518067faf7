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
    features, notes = _without_row_numbers(features, source)
    if shifted:
        notes.append("the first cell of each row, which has no name, is left out")
    if choice.decimal is None and layout.decimal == ",":
        notes.append("commas were read as decimal marks")
    return assemble(features, last, may_miss=choice.drop_missing, notes=notes, source=source,
                    decimal=layout.decimal)


def _without_row_numbers(features: list[Builder], source: str) -> tuple[list[Builder], list[str]]:
    """Without a first column that has no name and only numbers the rows; and what to say of it."""
    nameless = next((column for column in features if not column.name), None)
    if nameless is None:
        return features, []
    problem = nameless.problem
    numbers = None if problem.wrong or problem.missing else nameless.column()
    if numbers is None or not _counts(numbers):
        raise TableError(f"{source}: column {nameless.place + 1} has no name; name it, or remove "
                         "it if it only numbers the rows")
    return ([column for column in features if column is not nameless],
            ["the first column, which has no name and numbers the rows, is left out"])


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
