"""The reader by arrays against one that reads cell by cell."""

import csv
import io
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bnlinear.tables import text
from bnlinear.tables.cells import MISSING, parse, parse_plain
from bnlinear.tables.choice import Choice
from bnlinear.tables.csvs import read_stream

#: Cells near the border between what arrays read and what is left to `parse`.
CELLS = st.text("0123456789.+-eE, x", max_size=22) | st.decimals(
    allow_nan=False, allow_infinity=False).map(str) | st.from_regex(
    r"\A[+-]?[0-9]{0,19}\.?[0-9]{0,19}\Z")


@given(st.lists(CELLS, min_size=1), st.sampled_from(".,"))
def test_plain_cells_are_read_as_parse_reads_them(cells, decimal):
    buffer = np.frombuffer(b"\n".join(cell.encode() for cell in cells) + b"\n", np.uint8)
    ends = np.cumsum([len(cell) + 1 for cell in cells]) - 1
    starts = np.concatenate([[0], ends[:-1] + 1])
    found = parse_plain(buffer, starts, ends, decimal)
    for cell, mantissa, decimals, odd in zip(cells, found.mantissas.tolist(),
                                             found.decimals.tolist(), found.odd, strict=True):
        number = parse(cell, decimal)
        if odd:  # never a short plain number: those are the point
            assert (mantissa, decimals) == (0, 0)
            assert number is None or len(cell) > 18 or set(cell) & set("eE")
        else:
            assert number is not None
            assert Fraction(mantissa, 10**decimals) == number[0] * Fraction(10)**-number[1]


def by_csv(content):
    """The rows of a table as Python's csv and fractions have them; None for what is no number."""
    for row in csv.reader(io.StringIO(content)):
        if len(row) > 1 or any(cell.strip() for cell in row):
            yield [None if cell.strip().lower() in MISSING or parse(cell.strip()) is None
                   else Fraction(cell.strip()) for cell in row]


NUMBER = st.integers(-10**20, 10**20).map(str) | st.decimals(
    -10**6, 10**6, places=3).map(str) | st.floats(
    allow_nan=False, allow_infinity=False).map(repr)
FINE = NUMBER | NUMBER.map(lambda cell: f" {cell} ") | NUMBER.map(lambda cell: f'"{cell}"')


@given(st.lists(st.tuples(FINE, FINE, st.sampled_from(["\n", "\r\n", "\r", "\n\n"])), min_size=2),
       st.integers(1, 40))
def test_tables_are_read_as_csv_reads_them(lines, block):
    content = "a,y\n" + "".join(f"{a},{y}{end}" for a, y, end in lines) + "0,1\n0,2\n"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text, "BLOCK", block)  # blocks end everywhere
        table = read_stream(io.BytesIO(content.encode()), Choice(), "test")
    expected = list(by_csv(content.replace("\r\n", "\n").replace("\r", "\n")))[1:]
    found = [[Fraction(str(x)), Fraction(str(y))]
             for x, y in zip(table.X[:, 0], table.y, strict=True)]
    assert found == expected


@given(st.lists(st.lists(st.sampled_from(["1", "", " ", "x", "é", "2,3"]), min_size=1, max_size=3),
                min_size=1), st.integers(1, 20))
def test_lines_that_are_wrong_are_named_by_their_number(lines, block):
    """Whatever the blocks: the same complaint as in one piece."""
    content = "a,y\n" + "\n".join(",".join(line) for line in lines)

    def complaint(size):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(text, "BLOCK", size)
            try:
                return read_stream(io.BytesIO(content.encode()), Choice(), "test").X.tolist()
            except ValueError as error:
                return str(error)

    assert complaint(block) == complaint(2**20)
