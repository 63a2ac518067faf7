"""CSV: utf-8, a header, cells split at commas, semicolons or tabs, decimals with a point."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

import numpy as np

from bnlinear.exact.number import Number
from bnlinear.tables.table import Table, check_width

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,5})?", re.ASCII)
_WIDEST = 400  # orders of magnitude: beyond, exact numbers only cost time and memory


def parse_csv(text: str, target: str | None, source: str,
              max_features: int | None = None) -> Table:
    """A table from the text of a CSV file; `source` names it in messages."""
    header, rows = _split(text, source)
    check_width(len(header) - 1, max_features, source)
    place = _target_place(header, target, source)
    cells = np.empty((len(rows), len(header)), dtype=object)
    for i, (line, row) in enumerate(rows):
        if len(row) != len(header):
            raise ValueError(f"{source}, line {line} has {len(row)} cells, but the header has "
                             f"{len(header)}; give each row one cell a column")
        for j, cell in enumerate(row):
            cells[i, j] = _cell(cell, f"{source}, line {line}, column {header[j]!r}")
    names = tuple(name for j, name in enumerate(header) if j != place)
    return Table(names=names, X=np.delete(cells, place, axis=1), y=cells[:, place],
                 target=header[place], source=source)


def _split(text: str, source: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The names, and (line number, cells) of each row that is not blank."""
    first = re.split(r"[\r\n]", text.strip(), maxsplit=1)[0]
    if not first:
        raise ValueError(f"{source} is empty; pass a table with a header and at least two rows")
    line = 1
    try:
        delimiter = max(",;\t", key=lambda mark: len(next(csv.reader([first], delimiter=mark))))
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        rows = []
        for row in reader:
            line = reader.line_num
            if len(row) > 1 or any(cell.strip() for cell in row):
                rows.append((line, [cell.strip() for cell in row]))
    except csv.Error as error:
        raise ValueError(f"{source} is not CSV after line {line} ({error}); check its quotation "
                         "marks") from error
    header = rows[0][1]
    _check_header(header, source)
    return header, rows[1:]


def _check_header(header: list[str], source: str) -> None:
    if all(_NUMBER.fullmatch(name) for name in header):
        raise ValueError(f"{source} starts with the numbers {_listed(header)}; add a first line "
                         "with the names of the columns")
    if "" in header:
        raise ValueError(f"{source}: column {header.index('') + 1} has no name; name it, or "
                         "remove it if it only numbers the rows")


def _target_place(header: list[str], target: str | None, source: str) -> int:
    if target is not None:
        if target not in header:
            raise ValueError(f"{source} has no column {target!r}; its columns are "
                             f"{_listed(header)}")
        return header.index(target)
    usual = [name for name in ("target", "y") if name in header]
    if len(usual) != 1:
        found = "both 'target' and 'y'" if usual else "no column named 'target' or 'y'"
        raise ValueError(f"{source} has {found}; say which one to predict with --target; its "
                         f"columns are {_listed(header)}")
    return header.index(usual[0])


def _listed(names: Sequence[str], most: int = 20) -> str:
    more = f", … ({len(names)} in all)" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def _cell(text: str, place: str) -> Number:
    if not text:
        raise ValueError(f"{place}: the cell is empty; fill it in, or drop the row or the column")
    number = _decimal(text)
    if number is None:
        shown = text if len(text) <= 40 else text[:40] + "…"
        raise ValueError(f"{place}: {shown!r} is not a finite decimal number (such as -1.5e3, at "
                         f"most 1e±{_WIDEST}); correct it, or drop the row or the column")
    return number


@lru_cache(maxsize=2**16)  # measured values repeat
def _decimal(text: str) -> Number | None:
    if not _NUMBER.fullmatch(text):
        return None
    value = Decimal(text)
    return Number(value) if abs(value.adjusted()) <= _WIDEST else None
