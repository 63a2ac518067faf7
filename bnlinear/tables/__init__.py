"""Tables of data read without rounding: decimals as decimals, binary numbers as binary numbers.

The cell `0.1` of a text file is one tenth, not the nearest float; a cell of an npz file is the
binary number that it holds. What cannot be read so is refused with a `ValueError` that names
the places, the rule and a remedy.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

from bnlinear.tables.choice import Choice
from bnlinear.tables.column import Column
from bnlinear.tables.csvs import parse_csv, read_csv
from bnlinear.tables.table import Table, TableError, check_width

__all__ = ["Column", "Table", "TableError", "check_width", "diabetes", "read_table"]


def diabetes(target: str | None = None) -> Table:
    """The bundled diabetes data, raw units (Efron, Hastie, Johnstone & Tibshirani 2004).

    >>> diabetes()
    Table(442 rows, 10 features, target 'target', from the bundled diabetes data)
    """
    text = (files("bnlinear") / "data" / "diabetes.csv").read_text(encoding="utf-8")
    return parse_csv(text, target, "the bundled diabetes data")


def read_table(path: str | Path, target: str | None = None, *, sep: str | None = None,
               decimal: str | None = None, columns: Iterable[str] | None = None,
               drop: Iterable[str] = (), drop_missing: bool = False,
               max_features: int | None = None) -> Table:
    """Read a .npz file, a .parquet or .xlsx file, or else a text table, gzip or not.

    Parameters
    ----------
    path
        Text: utf-8, a header, a row a line. npz: `X` of shape (n, m), and the target of shape (n,).
        Parquet and Excel files (the extra `tables`): a column a feature; of Excel the first sheet,
        with a header.
    target
        Column (or npz array) to predict. By default `y` or, in a text table, `target`. In a text
        table it may hold two words: yes and no are 1 and 0, other words by the alphabet.
    sep
        What splits cells: one mark, "tab", or "space" (blanks in any number). By default the one
        of comma, semicolon, tab and | that splits the header most, else blanks.
    decimal
        "." or ",". By default a comma where no cell has a point and no other reading is possible
        ("1,5"; but "1,234" is refused).
    columns, drop
        Names of the only features to read, and of columns to leave out.
    drop_missing
        Leave out rows that lack a value (empty, NA, NaN, null, None, ?) among the columns read.
    max_features
        Refuse a wider table before reading on.

    Raises
    ------
    ValueError
        If the file cannot be read or is not such a table: the first ten places that are wrong,
        their number, and what to do.
    """
    path = Path(path)
    choice = Choice(target=target, sep=sep, decimal=decimal,
                    columns=None if columns is None else tuple(columns), drop=tuple(drop),
                    drop_missing=drop_missing, max_features=max_features)
    suffix = path.suffix.lower()
    if suffix in (".parquet", ".xlsx"):
        from bnlinear.tables.frames import read_frame

        return read_frame(path, choice)
    if suffix == ".npz":
        from bnlinear.tables.npz import read_npz

        return read_npz(path, choice)
    return read_csv(path, choice)
