"""Tables of data read without rounding: CSV cells as decimals, npz cells as binary numbers.

The cell `0.1` of a CSV file is one tenth, not the nearest float; a cell of an npz file is the
binary number that it holds. What cannot be read so is refused with a `ValueError` that names
the place, the rule and a remedy.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from bnlinear.tables.csvs import parse_csv
from bnlinear.tables.npz import read_npz
from bnlinear.tables.table import Table, check_width

__all__ = ["Table", "check_width", "diabetes", "read_table"]


def diabetes(target: str | None = None) -> Table:
    """The bundled diabetes data, raw units (Efron, Hastie, Johnstone & Tibshirani 2004).

    >>> diabetes()
    Table(442 rows, 10 features, target 'target', from the bundled diabetes data)
    """
    text = (files("bnlinear") / "data" / "diabetes.csv").read_text(encoding="utf-8")
    return parse_csv(text, target, "the bundled diabetes data")


def read_table(path: str | Path, target: str | None = None, *,
               max_features: int | None = None) -> Table:
    """Read a .npz file, or else a CSV file.

    Parameters
    ----------
    path
        CSV: utf-8, a header, cells split at commas, semicolons or tabs, decimals with a point.
        npz: `X` of shape (n, m), and the target of shape (n,).
    target
        Column (or npz array) to predict. By default `y` or, in a CSV file, `target`.
    max_features
        Refuse a wider table before converting it.

    Raises
    ------
    ValueError
        If the file cannot be read or is not such a table, naming the row and column.
    """
    path = Path(path)
    try:
        if path.suffix.lower() == ".npz":
            return read_npz(path, target or "y", max_features)
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ValueError(f"cannot read {path}: {error.strerror or error}; pass a CSV file, or "
                         "npz with arrays X and y") from error
    except UnicodeDecodeError as error:
        raise ValueError(f"{path} is not utf-8 text (byte {error.start}); save the table as "
                         "CSV in utf-8, or as npz with arrays X and y") from error
    return parse_csv(text, target, str(path), max_features)
