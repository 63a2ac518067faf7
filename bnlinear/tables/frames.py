"""Parquet and Excel files, by the libraries of the extra `tables`, without a rounding.

Parquet: decimals are decimals, floats the binary numbers that they hold (as in npz files), integers
themselves. Excel stores floats and shows decimals: the cell that shows 0.1 is one tenth, that is,
the shortest decimal that no other float is nearer to.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field, replace
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from bnlinear.tables.assemble import assemble
from bnlinear.tables.binary import binary_column
from bnlinear.tables.choice import Choice
from bnlinear.tables.column import Column, smallest
from bnlinear.tables.csvs import read_stream
from bnlinear.tables.problems import MOST_SHOWN, Problem
from bnlinear.tables.table import Table, TableError


def read_frame(path: Path, choice: Choice) -> Table:
    """The table in a Parquet file, or in the first sheet of an Excel file."""
    if choice.sep is not None or choice.decimal is not None:
        raise TableError(f"{path}: `sep` and `decimal` are for text tables; leave them out")
    return _excel(path, choice) if path.suffix.lower() == ".xlsx" else _parquet(path, choice)


def _library(name: str, path: Path) -> Any:
    try:
        return import_module(name)
    except ImportError as error:
        raise TableError(f"{path}: to read it, install {name.partition('.')[0]}: "
                         "pip install 'bnlinear[tables]'; or save the table as CSV") from error


def _opened(path: Path, read: Any) -> Any:
    """What a library reads; whatever goes wrong in there is the file's fault, and is said so."""
    try:
        with path.open("rb") as file:
            return read(file)
    except OSError as error:
        raise TableError(f"cannot read {path}: {error.strerror or error}") from error
    except Exception as error:
        raise TableError(f"{path} cannot be read ({' '.join(str(error).split())}); save it anew, "
                         "or as CSV") from error


def _excel(path: Path, choice: Choice) -> Table:
    openpyxl = _library("openpyxl", path)

    def rows(file: Any) -> str:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\n")
        for row in book.worksheets[0].iter_rows(values_only=True):
            if any(value is not None for value in row):
                writer.writerow(["" if value is None else repr(value) if isinstance(value, float)
                                 else str(value) for value in row])
        return text.getvalue()

    plain = replace(choice, sep=",", decimal=".")
    return read_stream(io.BytesIO(_opened(path, rows).encode()), plain, str(path))


@dataclass
class _Part:
    """A column of a Parquet file."""

    name: str
    n: int
    numbers: Column
    missing: list[np.ndarray] = field(default_factory=list)
    labels: dict[str, list[int]] = field(default_factory=dict)
    wrong: int = 0
    examples: list[tuple[str, str]] = field(default_factory=list)

    @property
    def problem(self) -> Problem:
        gaps = [(self._where(row), "") for rows in self.missing
                for row in rows[:MOST_SHOWN].tolist()]
        return Problem(self.name, self.wrong, sum(map(len, self.missing)), self.n, self.examples,
                       gaps, tuple(self.labels))

    def _where(self, row: int) -> str:
        return f"row {row + 1}, column {self.name!r}"

    def refuse(self, row: int, text: str) -> None:
        """A cell that is no number."""
        self.wrong += 1
        if len(self.examples) < MOST_SHOWN:
            self.examples.append((self._where(row), text))
        if text in self.labels or len(self.labels) < 3:
            self.labels.setdefault(text, []).append(row)

    def column(self, left_out: np.ndarray | None = None) -> Column:
        numerators = self.numbers.numerators
        return (self.numbers if left_out is None
                else Column(smallest(numerators[~left_out]), self.numbers.denominator))


def _parquet(path: Path, choice: Choice) -> Table:
    parquet = _library("pyarrow.parquet", path)
    names = _opened(path, lambda file: parquet.ParquetFile(file).schema_arrow.names)
    source = str(path)
    target = choice.target_of(names, source)
    wanted = [names[place] for place in choice.features_of(names, target, source)]
    frame = _opened(path, lambda file: parquet.read_table(file, columns=[*wanted, target]))
    parts = [_part(name, frame.column(name)) for name in [*wanted, target]]
    return assemble(parts[:-1], parts[-1], may_miss=choice.drop_missing, notes=[], source=source)


def _part(name: str, values: Any) -> _Part:
    types = import_module("pyarrow.types")
    kind, n = values.type, len(values)
    gaps = np.flatnonzero(values.is_null(nan_is_null=True).to_numpy())
    part = _Part(name, n, Column(np.zeros(n, dtype=np.int8)), [gaps] if len(gaps) else [])
    if types.is_decimal(kind):
        part.numbers = _decimals(values.to_pylist(), max(kind.scale, 0))
    elif types.is_integer(kind) or types.is_floating(kind) or types.is_boolean(kind):
        numbers = values.fill_null(False if types.is_boolean(kind) else 0).to_numpy()
        numbers = np.where(np.isnan(numbers), 0, numbers) if numbers.dtype.kind == "f" else numbers
        for row in np.flatnonzero(~np.isfinite(numbers)).tolist():
            part.refuse(row, str(numbers[row]))
        part.numbers = binary_column(np.where(np.isfinite(numbers), numbers, 0))
    else:
        for row, cell in enumerate(values.to_pylist()):
            if cell is not None:
                part.refuse(row, str(cell))
    return part


def _decimals(cells: list[Decimal | None], scale: int) -> Column:
    """Python's decimals would round to 28 digits in arithmetic; ratios do not."""
    ratios = [(0, 1) if cell is None else cell.as_integer_ratio() for cell in cells]
    return Column(smallest([p * (10**scale // q) for p, q in ratios]), 10**scale)
