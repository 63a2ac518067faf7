"""Tables are read exactly, and what cannot be read is refused with its place and a remedy."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bnlinear.exact.number import array
from bnlinear.tables import Table, diabetes, read_table
from bnlinear.tables.csvs import parse_csv

CELLS = st.decimals(-(10**9), 10**9, allow_nan=False, places=6) | st.integers().map(Decimal)
FLOATS = st.floats(allow_nan=False, allow_infinity=False)


# -- what is read -------------------------------------------------------------------------------

@given(st.lists(st.tuples(CELLS, CELLS), min_size=2), st.sampled_from(",;\t"),
       st.sampled_from(["\n", "\r\n", "\r"]), st.sampled_from(["", " "]))
def test_decimals_come_back_exactly(rows, delimiter, newline, space):
    rows = [*rows, (0, rows[0][1] + 1)]  # the target varies
    lines = [f"a{delimiter}{space}y", *(f"{a}{delimiter}{space}{b}" for a, b in rows)]
    table = parse_csv(newline.join(lines), None, "test")
    assert table.names == ("a",) and table.target == "y"
    assert [Fraction(str(v)) for v in table.X[:, 0]] == [Fraction(a) for a, _ in rows]
    assert [Fraction(str(v)) for v in table.y] == [Fraction(b) for _, b in rows]


def test_a_tenth_is_a_tenth(write):
    table = read_table(write("x,y\n0.1,1\n1e-1,2\n+.1E0,3\n"))
    assert all(value == Fraction(1, 10) for value in table.X[:, 0])


def test_byte_order_mark_blank_lines_quotes_and_target_in_the_middle(write):
    path = write("\ufeff\na,target,\"b, c\"\n1,2,3\n\n4,5,\"6\"\n\n".encode())
    table = read_table(path)
    assert (table.names, table.target) == (("a", "b, c"), "target")
    np.testing.assert_array_equal(table.X, array([[1, 3], [4, 6]]))
    np.testing.assert_array_equal(table.y, array([2, 5]))


def test_the_target_can_be_any_column(write):
    path = write("a,y,target\n1,2,3\n4,5,6\n")
    assert read_table(path, "a").names == ("y", "target")
    assert diabetes("bmi").names[2] == "bp" and diabetes().names[2] == "bmi"


@given(st.lists(FLOATS, min_size=2, max_size=4))
def test_npz_floats_are_the_binary_numbers_they_hold(tmp_path_factory, values):
    path = tmp_path_factory.mktemp("npz") / "data.npz"
    np.savez(path, X=np.array([values, values]), y=np.arange(2, dtype=np.int8))
    table = read_table(path)
    assert [Fraction(str(v)) for v in table.X[1]] == [Fraction(v) for v in values]
    assert table.names[1] == "X[:, 1]" and list(table.y) == [0, 1]


@pytest.mark.parametrize("dtype", ["float16", "float32", "longdouble", "int64", "uint8", "bool"])
def test_npz_types(tmp_path, dtype):
    np.savez(tmp_path / "a.npz", X=np.eye(2, dtype=dtype), z=np.arange(2, dtype=dtype))
    table = read_table(tmp_path / "a.npz", "z")
    np.testing.assert_array_equal(table.X, array([[1, 0], [0, 1]]))


def test_the_bundled_data():
    table = diabetes()
    assert table.X.shape == (442, 10)
    assert str(table.X[0, 8]) == str(Fraction("4.8598")) and table.y[441] == 57


# -- what is refused ----------------------------------------------------------------------------

@pytest.mark.parametrize("text, message", [
    ("", "data.csv is empty; pass a table"),
    ("\n \n", "is empty"),
    ("a,y\n", "has 0 row.* at least 2"),
    ("a,y\n1,2\n", "has 1 row.* at least 2"),
    ("y\n1\n2\n", "no feature beside the target 'y'.*split at"),
    ("a,b\n1,2\n3,4\n", "no column named 'target' or 'y'; say which.*`target`.*a, b"),
    ("y,target\n1,2\n3,4\n", "both 'target' and 'y'"),
    ("a,a,y\n1,2,3\n4,5,6\n", "more than one column 'a'; rename"),
    ("a,y,y\n1,2,3\n4,5,6\n", "more than one column 'y'; rename"),
    (",a,y\n0,2,3\n2,5,6\n", "column 1 has no name; name it, or remove"),
    ("1,2,3\n4,5,6\n", "starts with the numbers 1, 2, 3; add a first line"),
    ("a,y\n1,2\n3\n", "line 3 has 1 cell, but the header has 2"),
    ("a,y\n1,2\n3,4,5\n", "line 3 has 3 cells, but the header has 2"),
    ("a,y\n1,2\n\n,4\n", "line 4, column 'a': the cell is empty; fill it in"),
    ("a,y\n1,2\n,\n3,4\n", "2 cells lack a value: line 3, column 'a'; line 3, column 'y'; fill"),
    ("a,y\n1,2\n3,red\n", "line 3, column 'y': 'red' is not a finite decimal"),
    ("a,y\n1,2\nNaN,4\n", "line 3, column 'a': 'NaN' is not a finite"),
    ("a,y\n1,2\n-inf,4\n", "column 'a': '-inf' is not a finite"),
    ("a;y\n1,500;2\n3;4\n", "line 2, column 'a': '1,500' is not a finite decimal.*`decimal=,`"),
    ("a,y\n1_0,2\n3,4\n", "'1_0' is not a finite decimal"),
    ("a,y\n1/2,2\n3,4\n", "'1/2' is not a finite decimal"),
    ("a,y\n٣,2\n3,4\n", "is not a finite decimal"),
    ("a,y\n1e999999999,2\n3,4\n", "'1e999999999' is not .* at most 1e±400"),
    ("a,y\n1e-401,2\n3,4\n", "'1e-401' is not .* at most 1e±400"),
    ("a,y\n1,7\n3,7\n", "target 'y' is 7 in every row.*choose another"),
    ('a,y\n"1,2\n3,4\n', "is not CSV from line 2 on .*quotation"),
    ('\n \n"a"b,y\n1,2\n3,4\n', "is not CSV from line 3 on"),
    ('a,y\n"1",2\n3,4\n"5"6,7\n', "is not CSV from line 4 on"),
    (b"\xff\xfe\x00a", "is not utf-8 text .byte 0.; save the table"),
])
def test_bad_csv(write, text, message):
    with pytest.raises(ValueError, match=message) as caught:
        read_table(write(text))
    assert "data.csv" in str(caught.value) and "\n" not in str(caught.value)


def test_a_long_cell_is_cut_in_the_message(write):
    with pytest.raises(ValueError, match=r"'x{40}…'"):
        read_table(write("a,y\n" + "x" * 999 + ",2\n3,4\n"))


def test_no_such_column_lists_the_columns(write):
    with pytest.raises(ValueError, match=r"has no column 'z'; its columns are a, b$"):
        read_table(write("a,b\n1,2\n3,4\n"), "z")
    header = ",".join(f"c{i}" for i in range(30))
    with pytest.raises(ValueError, match=r"c0, .* c19, … \(30 in all\)$"):
        read_table(write(header), "z")


def test_no_file(tmp_path):
    with pytest.raises(ValueError, match=r"cannot read .*nothing\.csv: No such file"):
        read_table(tmp_path / "nothing.csv")
    with pytest.raises(ValueError, match=r"cannot read .*nothing\.npz: No such file"):
        read_table(tmp_path / "nothing.npz")
    with pytest.raises(ValueError, match=r"cannot read .*: Is a directory"):
        read_table(tmp_path)


@pytest.mark.parametrize("arrays, target, message", [
    ({"y": [1, 2]}, None, "no array 'X'; it holds y"),
    ({"X": [[1], [2]]}, None, "no array 'y'; it holds X: .*`target`"),
    ({"X": [[1], [2]], "y": [1, 2]}, "z", "no array 'z'; it holds X, y"),
    ({"X": [1, 2], "y": [1, 2]}, None, r"X has shape \(2,\) and y \(2,\); they must be"),
    ({"X": [[1], [2]], "y": [[1], [2]]}, None, r"y \(2, 1\); they must be"),
    ({"X": [[1], [2]], "y": [1, 2, 3]}, None, r"y \(3,\); they must be"),
    ({"X": [[1.0, np.nan], [2, 3]], "y": [1, 2]}, None, r"X\[0, 1\] is nan; every entry"),
    ({"X": [[1.0], [2]], "y": [1, -np.inf]}, None, r"y\[1\] is -inf; every entry"),
    ({"X": [["a"], ["b"]], "y": [1, 2]}, None, "X has the type <U1; it must hold real"),
    ({"X": [[1j], [2]], "y": [1, 2]}, None, "complex128; it must hold real"),
    ({"X": np.array([[{}], [2]], dtype=object), "y": [1, 2]}, None, "cannot be read .*numbers"),
    ({"X": [[1], [2]], "y": [3, 3]}, None, "target 'y' is 3 in every row"),
    ({"X": np.ones((2, 0)), "y": [1, 2]}, None, "no feature beside"),
])
def test_bad_npz(tmp_path, arrays, target, message):
    path = tmp_path / "data.npz"
    np.savez(path, **{name: np.array(values) for name, values in arrays.items()})
    with pytest.raises(ValueError, match=message) as caught:
        read_table(path, target)
    assert "data.npz" in str(caught.value) and "\n" not in str(caught.value)


def test_what_is_not_an_npz(write, tmp_path):
    with pytest.raises(ValueError, match=r"is not an npz file; write it with np\.savez"):
        read_table(write("a,y\n1,2\n", "data.npz"))
    np.savez(tmp_path / "whole.npz", X=np.eye(99), y=np.arange(99))
    damaged = bytearray((tmp_path / "whole.npz").read_bytes())
    damaged[1000] ^= 255  # the checksum no longer fits
    with pytest.raises(ValueError, match="cannot be read"):
        read_table(write(bytes(damaged), "damaged.npz"))


def test_a_wide_table_is_refused_before_it_is_converted(write, tmp_path):
    with pytest.raises(ValueError, match=r"has 3 features; .* at most 2: select columns"):
        read_table(write("a,b,c,y\nnot,even,a,number\n"), max_features=2)
    np.savez(tmp_path / "a.npz", X=np.full((2, 3), np.nan), y=np.arange(2))
    with pytest.raises(ValueError, match="has 3 features"):
        read_table(tmp_path / "a.npz", max_features=2)
    assert read_table(write("a,b,y\n1,2,3\n4,5,6\n"), max_features=2).names == ("a", "b")


def test_a_table_of_ones_own_is_checked():
    with pytest.raises(ValueError, match=r"X has shape \(2, 2\), y \(2,\), and there is 1 name;"):
        Table(("a",), array([[1, 2], [3, 4]]), array([1, 2]), "y", "mine")
