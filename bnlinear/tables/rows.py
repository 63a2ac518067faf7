"""Blocks of a text table cut into cells: by arrays while no quotation mark is met, else by csv."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice

import numpy as np

from bnlinear.checks import counted
from bnlinear.tables.cells import Cells, parse_plain
from bnlinear.tables.layout import Layout, split

#: Rows with quotation marks are handed on so many at a time.
_ROWS = 4096
_NEWLINE = 10


@dataclass(frozen=True, eq=False)
class Rows:
    """Some rows of a table: of each the bytes of its cells, and where it stands in the file.

    Attributes
    ----------
    text, starts, ends
        Cell (i, j) is ``text[starts[i, j]:ends[i, j]]``; shapes (rows, columns).
    """

    text: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
    lines: Sequence[int] | _Lines

    def __len__(self) -> int:
        return len(self.ends)

    def cells(self, places: list[int], decimal: str) -> Iterator[tuple[int, Cells]]:
        """Each of some columns, read; columns of like width are read together."""
        starts, ends = self.starts[:, places], self.ends[:, places]
        widths = np.minimum((ends - starts).max(axis=0, initial=0), 20)
        for width in sorted(set(widths.tolist())):  # np.unique would import masked arrays
            alike = np.flatnonzero(widths == width)
            found = parse_plain(self.text, starts[:, alike].T.ravel(), ends[:, alike].T.ravel(),
                                decimal)
            shape = (len(alike), len(self))
            for k, *parts in zip(alike.tolist(), found.mantissas.reshape(shape),
                                 found.decimals.reshape(shape), found.odd.reshape(shape),
                                 strict=True):
                yield k, Cells(*parts)

    def shown(self, row: int, place: int) -> str:
        """The text of a cell."""
        cell = self.text[self.starts[row, place]:self.ends[row, place]]
        return cell.tobytes().decode("utf-8").strip()


class _Lines:
    """The line number of each row of a block; looked for only if somebody asks."""

    def __init__(self, block: bytes, before: int, blanks: bytes) -> None:
        self.block, self.before, self.blanks = block, before, blanks

    @cached_property
    def numbers(self) -> list[int]:
        return [self.before + k for k, line in enumerate(self.block.split(b"\n")[:-1], start=1)
                if line.strip(self.blanks)]

    def __getitem__(self, row: int) -> int:
        return self.numbers[row]


def read_rows(blocks: Iterable[bytes], layout: Layout, source: str) -> Iterator[Rows]:
    """All rows after the header.

    Raises
    ------
    ValueError
        If a row has more or fewer cells than the header.
    """
    blocks, before, width = iter(blocks), layout.lines, len(layout.names)
    first = next(blocks, b"")
    first = first.split(b"\n", layout.lines)[-1]
    for block in chain([first] if first else [], blocks):
        if b'"' in block:
            yield from _quoted(chain([block], blocks), layout, source, before)
            return
        yield _plain(block, layout.separator, width, source, before)
        before += block.count(b"\n")


def _plain(block: bytes, separator: str, width: int, source: str, before: int) -> Rows:
    blanks = b" " if separator == "\t" else b" \t"
    tidy, lines = _tidy(block, separator.encode()), _Lines(block, before, blanks)
    text = np.frombuffer(tidy, dtype=np.uint8)
    ends = np.flatnonzero((text == ord(separator)) | (text == _NEWLINE))
    rows = tidy.count(b"\n")
    is_last = text[ends] == _NEWLINE
    if len(ends) != rows * width or not is_last[width - 1::width].all():
        counts = np.diff(np.flatnonzero(is_last), prepend=-1)
        wrong = int(np.flatnonzero(counts != width)[0])
        raise ValueError(_ragged(source, lines[wrong], int(counts[wrong]), width))
    starts = np.concatenate([[0], ends[:-1] + 1]) if rows else ends
    return Rows(text, starts.reshape(rows, width), ends.reshape(rows, width), lines)


def _tidy(block: bytes, separator: bytes) -> bytes:
    """Without blanks around cells and without blank lines."""
    if separator != b"\t" and b"\t" in block:
        block = block.replace(b"\t", b" ")
    if b" " in block:
        block = re.sub(rb"  +", b" ", block)
        for end in {separator, b"\n"} - {b" "}:
            block = block.replace(b" " + end, end).replace(end + b" ", end)
        block = block.removeprefix(b" ")
    if b"\n\n" in block or block.startswith(b"\n"):
        block = re.sub(rb"\n\n+", b"\n", block).removeprefix(b"\n")
    return block


def _ragged(source: str, line: int, cells: int, width: int) -> str:
    return (f"{source}, line {line} has {counted(cells, 'cell')}, but the header has {width}; give "
            "each row one cell a column")


def _quoted(blocks: Iterable[bytes], layout: Layout, source: str, before: int) -> Iterator[Rows]:
    """Rows read by csv, then written as plain cells with a line end after each."""
    lines = (line for block in blocks for line in block.decode("utf-8").split("\n")[:-1])
    rows = split(lines, layout.separator, source, before)
    width = len(layout.names)
    while some := list(islice(rows, _ROWS)):
        for line, row in some:
            if len(row) != width:
                raise ValueError(_ragged(source, line, len(row), width))
        cells = [cell.replace("\n", " ").encode() for _, row in some for cell in row]
        text = np.frombuffer(b"\n".join(cells) + b"\n", dtype=np.uint8)
        ends = np.cumsum([len(cell) + 1 for cell in cells]) - 1
        starts = np.concatenate([[0], ends[:-1] + 1])
        shape = (len(some), width)
        yield Rows(text, starts.reshape(shape), ends.reshape(shape), [line for line, _ in some])
