"""How a text table is laid out: where cells are split, how decimals are written, the names."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from bnlinear.checks import ArgumentError
from bnlinear.tables.cells import parse

#: What splits cells unless told otherwise: the one that gives most names. Blanks come last.
_SEPARATORS = ",;\t|"
_NAMED = {"tab": "\t", "\\t": "\t", "space": " "}
_WITH_COMMA = re.compile(r"[+-]?(\d*),(\d+)([eE][+-]?\d+)?", re.ASCII)


@dataclass(frozen=True)
class Layout:
    """Separator (" " for blanks in any number), decimal mark, names, and the lines they took."""

    separator: str
    decimal: str
    names: tuple[str, ...]
    lines: int


def separator(given: str | None) -> str | None:
    """The separator that an option names, or None.

    Raises
    ------
    ArgumentError
        If it could stand in a number or a name.
    """
    mark = _NAMED.get(given or "", given)
    if mark is not None and (len(mark) != 1 or mark.isalnum() or mark in "\"'.+-\n\r"):
        raise ArgumentError("sep", given, "it must be one mark between cells: , ; | tab or space")
    return mark


def read_layout(block: bytes, sep: str | None, decimal: str | None, source: str) -> Layout:
    """The layout that the first block of a file shows."""
    lines = block.decode("utf-8").split("\n")[:-1]
    blank = _start(lines, sep)
    mark = sep or _guess("".join(lines[blank:blank + 1]))
    # no row at all: no line, or empty quotation marks only
    used, header = next(split(lines[blank:], mark, source, blank), (blank, []))
    if not header:
        raise ValueError(f"{source} is empty; pass a table with a header and at least two rows")
    _check_header(header, source)
    if decimal is None:
        decimal = "," if mark != "," and _writes_commas(lines[used:], mark) else "."
    elif decimal not in (".", ",") or decimal == mark:
        raise ArgumentError("decimal", decimal, "it must be a point or a comma, and not what "
                            "splits cells", f"pass `sep` too if that is not {mark!r}")
    return Layout(mark, decimal, tuple(header), used)


def _start(lines: list[str], sep: str | None) -> int:
    """Where the header stands: after blank lines and comments, which start with #.

    A comment above numbers is the header, as NumPy's savetxt writes it: its # is removed. So is a
    line that starts "#id" and has as many cells as the one below: its # is a part of the name.
    """
    filled = [i for i, line in enumerate(lines) if line.strip()]
    for i, after in pairwise(filled):
        line = lines[i].lstrip()
        if not line.startswith("#"):
            return i
        mark = sep or _guess(lines[after])
        cells = [cell.strip() for cell in lines[after].split(None if mark == " " else mark)]
        if all(parse(cell) for cell in cells if cell) and not lines[after].lstrip().startswith("#"):
            lines[i] = line[1:]
            return i
        if not line[1:2].isspace() and len(line.split(mark)) == len(cells) > 1:
            return i
    return filled[-1] if filled else len(lines)


def split(lines: Iterable[str], mark: str, source: str,
          before: int) -> Iterator[tuple[int, list[str]]]:
    """Lines as rows of cells, quotation marks read: pairs (last line of the row, cells)."""
    if mark == " ":
        lines = (line.replace("\t", " ").strip() for line in lines)
    reader = csv.reader((line + "\n" for line in lines), delimiter=mark, strict=True,
                        skipinitialspace=mark == " ")
    last = before
    try:
        for row in reader:
            last = before + reader.line_num
            if len(row) > 1 or any(cell.strip() for cell in row):
                yield last, [cell.strip() for cell in row]
    except csv.Error as error:
        raise ValueError(f"{source} is not CSV from line {last + 1} on ({error}); check its "
                         "quotation marks") from error


def _guess(line: str) -> str:
    def count(mark: str) -> int:
        try:
            return len(next(csv.reader([line], delimiter=mark)))
        except csv.Error:
            return 1

    best = max(_SEPARATORS, key=count)
    return " " if count(best) == 1 and len(line.split()) > 1 else best


def _writes_commas(lines: list[str], mark: str) -> bool:
    """Whether commas can only be decimal marks: no point beside them, and not all "1,234"."""
    text = "\n".join(lines)
    if "," not in text or "." in text:
        return False
    cells = [cell.strip().strip('"') for line in lines for cell in line.split(mark) if "," in cell]
    numbers = [match for cell in cells if (match := _WITH_COMMA.fullmatch(cell))]
    return any(len(number[2]) != 3 or len(number[1]) > 3 or number[1] in ("", "0")
               for number in numbers)


def _check_header(header: list[str], source: str) -> None:
    if all(parse(name) for name in header):
        raise ValueError(f"{source} starts with the numbers {listed(header)}; add a first line "
                         "with the names of the columns")
    if "" in header[1:-1]:  # the last may come of a mark at the end of each line
        raise ValueError(f"{source}: column {header.index('', 1) + 1} has no name; name it, or "
                         "remove it if it only numbers the rows")


def listed(names: Iterable[str], most: int = 20) -> str:
    """Names for a message, the first of them if there are many."""
    names = list(names)
    more = f", … ({len(names)} in all)" if len(names) > most else ""
    return ", ".join(names[:most]) + more
