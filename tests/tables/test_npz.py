"""npz files that somebody broke, or built to break a reader: one line each, and no memory."""

import io
import re
import struct
import warnings
import zipfile
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bnlinear.archives import BrokenArchive, array_names, read_array
from bnlinear.tables import read_table
from bnlinear.tables.binary import binary_column


def npy(header, data=b"", version=(1, 0)):
    text = header.encode() + b"\n"
    size = struct.pack("<H" if version == (1, 0) else "<I", len(text))
    return b"\x93NUMPY" + bytes(version) + size + text + data


def header(shape, descr="<f8", order=False):
    return f"{{'descr': {descr!r}, 'fortran_order': {order}, 'shape': {shape}, }}"


@pytest.fixture
def archive(tmp_path):
    """Writes an npz file with these bytes as X."""
    def save(member, y=None, method=zipfile.ZIP_STORED):
        path = tmp_path / "data.npz"
        out = io.BytesIO()
        np.save(out, np.arange(2) if y is None else y)
        with zipfile.ZipFile(path, "w", method) as file:
            file.writestr("X.npy", member)
            file.writestr("y.npy", out.getvalue())
        return path
    return save


HEADER = "cannot be read .its header is not one of the npy format"
TWO = struct.pack("<2d", 1.0, 2.0)


def test_a_file_built_by_hand_is_read(archive):
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        for version in ((1, 0), (2, 0)):
            path = archive(npy(header((2, 1)), TWO, version), method=method)
            assert read_table(path).X.tolist() == [[1], [2]]
    path = archive(npy(header((2, 1), ">i2", True), b"\0\1\0\2"))
    assert read_table(path).X.tolist() == [[1], [2]]


@pytest.mark.parametrize("member, message", [
    (b"", "cannot be read"), (b"no npy at all", "cannot be read"),
    (npy(header((2, 1)), TWO, (3, 0)), "npy format is 3.0"),
    (npy(header((2, 1)), TWO, (9, 7)), "npy format is 9.7|cannot be read"),
    (npy(header((2, 1)), TWO)[:40], HEADER),
    (npy(header((2, 1)), TWO[:-1]), r"its shape \(2, 1\) needs 16 bytes, and there are 15"),
    (npy(header((2, 1)), TWO + b"more"), "needs 16 bytes, and there are 20"),
    (npy(header((2**20, 2**20)), TWO), "needs 8796093022208 bytes, and there are 16"),
    (npy(header((2**40, 2**40)), TWO), "and there are 16"),
    (npy(header((2**63, 0)), b""), "its shape is"),
    (npy(header((2**64, 1)), TWO), "its shape is"),
    (npy(header((-2, 1)), TWO), "its shape is|cannot be read"),
    (npy(header((True, 2)), TWO), "its shape is .True, 2."),
    (npy(header("(2, 1.0)"), TWO), HEADER), (npy(header("2"), TWO), HEADER),
    (npy(header("(2L, 1L)"), TWO), "X has the type|cannot be read|Table"),
    (npy(header((2, 1), "|O"), TWO), "holds Python objects"),
    (npy(header((2, 1), "<c16"), TWO + TWO), "complex128; it must hold real"),
    (npy(header((2, 1), "<M8[D]"), TWO), "must hold real"),
    (npy(header((2, 1), "<V8"), TWO), "must hold real"),
    (npy(header((2, 1), "no type"), TWO), "cannot be read"),
    (npy("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (2, 1), }", TWO),
     "must hold real"),
    (npy("{'descr': '<f8', 'shape': (2, 1)}", TWO), HEADER),
    (npy("{" * 5000, TWO), "cannot be read"), (npy("[" * 300 + "]" * 300, TWO), "cannot be read"),
    (npy("import os", TWO), HEADER), (npy("x" * 20000, TWO), HEADER),
])
def test_broken_members(archive, member, message):
    path = archive(member)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            found = repr(read_table(path))
        except ValueError as error:
            found = str(error)
    assert re.search(message, found), found
    assert "data.npz" in found and "\n" not in found and len(found) < 500


def edited(path, *changes):
    """The file with bytes replaced, in both of a zip file's lists."""
    data = path.read_bytes()
    for old, new in changes:
        assert old in data
        data = data.replace(old, new)
    path.write_bytes(data)
    return path


def test_encrypted_unknown_method_and_version(tmp_path):
    def fresh():
        np.savez(tmp_path / "data.npz", X=np.eye(2), y=np.arange(2))
        return tmp_path / "data.npz"

    local, central = b"PK\x03\x04", b"PK\x01\x02"
    for changes, message in [
        ([(local + b"\x2d\0\0\0", local + b"\x2d\0\1\0"),
          (central + b"\x2d\x03\x2d\0\0\0", central + b"\x2d\x03\x2d\0\1\0")], "encrypted"),
        ([(local + b"\x2d\0\0\0\0\0", local + b"\x2d\0\0\0\x63\0"),
          (central + b"\x2d\x03\x2d\0\0\0\0\0", central + b"\x2d\x03\x2d\0\0\0\x63\0")],
         "compression"),
        ([(central + b"\x2d\x03\x2d\0", central + b"\x2d\x03\xff\0")], "version"),
    ]:
        with pytest.raises(ValueError, match=f"cannot be read .*{message}"):
            read_table(edited(fresh(), *changes))


@given(st.data())
def test_any_damage_is_one_line(tmp_path_factory, data):
    """Bytes changed, cut or doubled: a table (the checksum covers the numbers) or one line."""
    path = tmp_path_factory.mktemp("npz") / "data.npz"
    np.savez_compressed(path, X=np.arange(12.0).reshape(4, 3), y=np.array([1, 2, 0, 5]))
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at] = data.draw(st.integers(0, 255))
    path.write_bytes(bytes(content[:data.draw(st.integers(0, len(content)))]
                           if data.draw(st.booleans()) else content))
    try:
        table = read_table(path)
    except ValueError as error:
        assert "\n" not in str(error)
    else:
        assert table.X.tolist() == np.arange(12).reshape(4, 3).tolist()


def test_memory_is_asked_for_first(archive, monkeypatch):
    monkeypatch.setattr("bnlinear.memory.available", lambda: 100.0)
    with pytest.raises(ValueError, match=r"shape \(4, 4\) needs 128 bytes of memory, and 100 byt"):
        read_table(archive(npy(header((4, 4)), bytes(128)), np.arange(4)))


def test_names_and_arrays(tmp_path):
    np.savez(tmp_path / "a.npz", one=np.arange(3), two=np.asfortranarray(np.eye(2)))
    assert array_names(tmp_path / "a.npz") == ["one", "two"]
    assert read_array(tmp_path / "a.npz", "two").tolist() == np.eye(2).tolist()
    with pytest.raises(BrokenArchive, match="three"):
        read_array(tmp_path / "a.npz", "three")


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1))
def test_floats_are_what_they_hold(values):
    column = binary_column(np.array(values))
    assert [Fraction(p, column.denominator) for p in column.numerators.tolist()] == [
        Fraction(value) for value in values]


def test_gaps_and_all_that_is_wrong(tmp_path):
    X = np.arange(30.0).reshape(15, 2)
    X[3, 1], X[5] = np.nan, np.inf
    np.savez(tmp_path / "data.npz", X=X, y=np.arange(15))
    with pytest.raises(ValueError, match=r"X\[3, 1\] is nan; X\[5, 0\] is inf; X\[5, 1\] is inf; "
                                         r"every entry .*`drop_missing`"):
        read_table(tmp_path / "data.npz")
    with pytest.raises(ValueError, match=r"npz: X\[5, 0\] is inf; X\[5, 1\] is inf; every"):
        read_table(tmp_path / "data.npz", drop_missing=True)
    np.savez(tmp_path / "data.npz", X=np.full((9, 3), np.inf), y=np.arange(9))
    with pytest.raises(ValueError, match=r"X\[3, 0\] is inf; … \(27 in all\)"):
        read_table(tmp_path / "data.npz")


def test_choice_of_columns(tmp_path):
    X = np.arange(12.0).reshape(4, 3)
    X[2, 1], X[1, 2] = np.nan, np.inf
    np.savez(tmp_path / "data.npz", X=X, y=np.arange(4))
    table = read_table(tmp_path / "data.npz", drop=["X[:, 2]"], drop_missing=True)
    assert table.names == ("X[:, 0]", "X[:, 1]") and table.y.tolist() == [0, 1, 3]
    assert table.notes == ("1 of 4 rows lacks a value and is left out",)
    with pytest.raises(ValueError, match=r"X\[1, 2\] is inf; every"):
        read_table(tmp_path / "data.npz", columns=["X[:, 0]", "X[:, 2]"])


def test_ten_entries_are_shown_of_both_arrays_together(tmp_path):
    path = tmp_path / "data.npz"
    np.savez(path, X=np.full((8, 1), np.nan), y=np.full(8, np.inf))
    with pytest.raises(ValueError, match=r"X\[7, 0\] is nan; y\[0\] is inf; .*16 in all") as caught:
        read_table(path)
    assert str(caught.value).count(" is ") == 10
