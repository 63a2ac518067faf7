"""Parquet and Excel files as other libraries write them."""

import zipfile
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from bnlinear.tables import read_table

pytestmark = pytest.mark.oracle
pa = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")
openpyxl = pytest.importorskip("openpyxl")


def exact(table):
    return [[Fraction(str(v)) for v in (*x, y)] for x, y in zip(table.X, table.y, strict=True)]


def test_parquet_keeps_what_it_holds(tmp_path):
    decimals = [Decimal("0.10"), Decimal("-9999999999999999999999999999999999.99"), Decimal(3)]
    columns = {"d": pa.array(decimals, pa.decimal128(38, 2)), "f": pa.array([0.1, 2.0, -3.5]),
               "i": pa.array([2**62 + 1, 3, -(2**63)]),
               "u": pa.array([2**64 - 1, 0, 1], pa.uint64()),
               "h": pa.array([True, False, True]), "s": pa.array(np.float32([0.1, 1, 2])),
               "word": ["p", "q", "p"], "y": pa.array([1, 2, 4], pa.int8())}
    parquet.write_table(pa.table(columns), tmp_path / "t.parquet")
    table = read_table(tmp_path / "t.parquet", drop=["word"])
    assert table.names == ("d", "f", "i", "u", "h", "s")
    assert exact(table) == [
        [Fraction(decimals[k]), Fraction([0.1, 2.0, -3.5][k]), [2**62 + 1, 3, -(2**63)][k],
         [2**64 - 1, 0, 1][k], [1, 0, 1][k], Fraction(float(np.float32([0.1, 1, 2][k]))),
         [1, 2, 4][k]] for k in range(3)]
    assert read_table(tmp_path / "t.parquet", "word", columns=["f"]).y.tolist() == [0, 1, 0]
    with pytest.raises(ValueError, match=r"two words in .* 'word' .*: write 0 and 1 .*`drop=word`"):
        read_table(tmp_path / "t.parquet")


def test_parquet_with_gaps(tmp_path):
    parquet.write_table(pa.table({
        "a": pa.array([1, None, 2**60 + 1, 4], pa.int64()),  # as floats 2⁶⁰ + 1 would be lost
        "b": [1.5, 2.0, float("nan"), 0.5], "c": pa.array([None, True, True, False]),
        "y": [1, 2, 3, 4]}), tmp_path / "t.parquet")
    with pytest.raises(ValueError, match=r"3 cells lack a value: row 2, column 'a'; row 3, col"):
        read_table(tmp_path / "t.parquet")
    table = read_table(tmp_path / "t.parquet", drop=["b", "c"], drop_missing=True)
    assert exact(table) == [[1, 1], [2**60 + 1, 3], [4, 4]]
    parquet.write_table(pa.table({"a": [1.0, float("inf")], "y": [1, 2]}), tmp_path / "t.parquet")
    with pytest.raises(ValueError, match="row 2, column 'a': 'inf' is not a finite"):
        read_table(tmp_path / "t.parquet")


def test_excel_cells_are_the_decimals_they_show(tmp_path):
    book = openpyxl.Workbook()
    for row in (["a", "b, c", "word", "y"], [0.1, 1, "no", 2], [None] * 4,
                [1 / 3, 10**15, "yes", 3], [1e-7, -2.5, "no", 4]):
        book.active.append(row)
    book.create_sheet().append(["another"])
    book.save(tmp_path / "t.xlsx")
    table = read_table(tmp_path / "t.xlsx", drop=["word"])
    assert exact(table) == [[Fraction("0.1"), 1, 2], [Fraction("0.3333333333333333"), 10**15, 3],
                            [Fraction("1e-7"), Fraction("-2.5"), 4]]
    assert read_table(tmp_path / "t.xlsx", "word").y.tolist() == [0, 1, 0]


def test_a_formula_of_excel_is_the_number_it_showed(tmp_path):
    book = openpyxl.Workbook()
    for row in (["a", "y"], ["=1+1", 2], [3, 4]):
        book.active.append(row)
    book.save(tmp_path / "t.xlsx")
    with pytest.raises(ValueError, match="line 2, column 'a': the cell is empty"):
        read_table(tmp_path / "t.xlsx")  # nobody has opened it in Excel, which computes
    with (zipfile.ZipFile(tmp_path / "t.xlsx") as old,
          zipfile.ZipFile(tmp_path / "seen.xlsx", "w") as new):
        for name in old.namelist():
            text = old.read(name).replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>")
            new.writestr(name, text.replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>"))
    assert exact(read_table(tmp_path / "seen.xlsx")) == [[2, 2], [3, 4]]


@pytest.mark.parametrize("name", ["t.parquet", "t.xlsx"])
@pytest.mark.parametrize("content", [b"", b"PK\x03\x04junk", b"PAR1junkPAR1", b"a,y\n1,2\n3,4\n"])
def test_what_is_none(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ValueError, match=rf"{name} cannot be read \(.*or as CSV") as caught:
        read_table(tmp_path / name)
    assert "\n" not in str(caught.value)
    with pytest.raises(ValueError, match=r"no-such.* No such file"):
        read_table(tmp_path / f"no-such-{name}")
    with pytest.raises(ValueError, match="`sep` and `decimal` are for text tables"):
        read_table(tmp_path / name, sep=";")
