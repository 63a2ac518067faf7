"""The options that say how a table is read, for every command that reads one."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bnlinear.tables import Table

FileArgument = Annotated[Path | None, typer.Argument(
    help="CSV (also .gz), npz with arrays X and y, parquet or xlsx; by default the bundled "
         "diabetes data.")]
TargetOption = Annotated[str | None, typer.Option(
    metavar="COLUMN", help="What to predict; by default the column target or y.")]
SepOption = Annotated[str | None, typer.Option(
    metavar="MARK", help="What splits cells: , ; | tab or space; by default found out.")]
DecimalOption = Annotated[str | None, typer.Option(
    metavar="MARK", help="The decimal mark, . or ,")]
DropMissingOption = Annotated[bool, typer.Option(
    "--drop-missing", help="Leave out rows that lack a value.")]
ColumnsOption = Annotated[str | None, typer.Option(
    metavar="LIST", help="The only features to read.")]
DropOption = Annotated[str | None, typer.Option(metavar="LIST", help="Columns to leave out.")]


@dataclass(frozen=True)
class Reading:
    """A file and how to read it, as the options say."""

    file: Path | None
    target: str | None = None
    sep: str | None = None
    decimal: str | None = None
    drop_missing: bool = False
    columns: str | None = None
    drop: str | None = None

    def table(self, max_features: int | None = None) -> Table:
        """Read it; the bundled diabetes data if there is no file."""
        from bnlinear.tables import diabetes, read_table

        if self.file is None:
            given = [name for name in ("sep", "decimal", "drop_missing", "columns", "drop")
                     if getattr(self, name)]
            if given:
                raise ValueError(f"--{given[0].replace('_', '-')} is for a file; name one")
            return diabetes(self.target)
        return read_table(self.file, self.target, sep=self.sep, decimal=self.decimal,
                          columns=None if self.columns is None else names(self.columns),
                          drop=names(self.drop or ""), drop_missing=self.drop_missing,
                          max_features=max_features)

    @property
    def inputs(self) -> list[Path]:
        """The files that are read, which no output may overwrite."""
        return [] if self.file is None else [self.file]


def names(text: str) -> list[str]:
    """A list of names as an option has it; one that holds a comma stands in quotation marks.

    >>> names('age,"height, cm"')
    ['age', 'height, cm']
    """
    return [name.strip() for row in csv.reader([text], skipinitialspace=True) for name in row
            if name.strip()]
