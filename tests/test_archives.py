"""npz files that anybody may have written, checkpoints among them: read, or said to be broken."""

import io
import struct
import zipfile
import zlib

import numpy as np
import pytest

from bnlinear.archives import (
    BrokenArchive,
    array_names,
    digest,
    read_array,
    read_checkpoint,
    read_owner,
    write_checkpoint,
)


@pytest.mark.parametrize("values", [np.arange(6.0).reshape(2, 3), np.zeros((0, 4)),
                                    np.asfortranarray(np.arange(6).reshape(2, 3)),
                                    np.array([True, False])])
def test_arrays_come_back(tmp_path, values):
    np.savez(tmp_path / "t.npz", X=values, y=np.ones(1))
    assert array_names(tmp_path / "t.npz") == ["X", "y"]
    assert np.array_equal(read_array(tmp_path / "t.npz", "X"), values)


def test_pickles_are_not_loaded(tmp_path):
    np.savez(tmp_path / "t.npz", X=np.array([{}], dtype=object))
    with pytest.raises(BrokenArchive, match=r"'X' that cannot be read .*Python objects"):
        read_array(tmp_path / "t.npz", "X")


def test_what_is_no_npz_file(tmp_path):
    (tmp_path / "t.npz").write_bytes(b"nothing")
    with pytest.raises(BrokenArchive, match="not an npz file"):
        array_names(tmp_path / "t.npz")
    with pytest.raises(FileNotFoundError):
        array_names(tmp_path / "none.npz")


@pytest.mark.parametrize("cut, message", [(slice(None, -8), "needs 24 bytes, and there are 16"),
                                          (slice(None, 3), "cannot be read")])
def test_an_array_that_is_cut_short(tmp_path, cut, message):
    np.save(tmp_path / "X.npy", np.arange(3.0))
    with zipfile.ZipFile(tmp_path / "t.npz", "w") as archive:
        archive.writestr("X.npy", (tmp_path / "X.npy").read_bytes()[cut])
    with pytest.raises(BrokenArchive, match=message):
        read_array(tmp_path / "t.npz", "X")


# -- checkpoints ------------------------------------------------------------------------------

ARRAYS = {"a": np.arange(6.0).reshape(2, 3), "b": np.array([True, False]), "k": np.asarray(7)}


@pytest.fixture
def path(tmp_path):
    write_checkpoint(tmp_path / "c.npz", ARRAYS, {"of": "mine"})
    return tmp_path / "c.npz"


def rewritten(path, **changes):
    with np.load(path) as file:
        arrays = {name: file[name] for name in file.files}
    arrays |= changes
    np.savez(path, **{name: array for name, array in arrays.items() if array is not None})
    return path


def test_what_was_written(path):
    assert read_owner(path) == {"of": "mine"}
    found = read_checkpoint(path, {"a": ARRAYS["a"], "b": None, "k": ARRAYS["k"]})
    for name, array in ARRAYS.items():
        assert np.array_equal(found[name], array) and found[name].dtype == array.dtype
        assert found[name].flags.writeable


@pytest.mark.parametrize("changes, message", [
    ({"a": None}, "no item named 'a.npy'"), ({"digest": None}, "no item named 'digest.npy'"),
    ({"a": ARRAYS["a"].T.copy()}, r"it has shape \(3, 2\) and type float64, where \(2, 3\)"),
    ({"a": ARRAYS["a"].astype(np.float32)}, "type float32"),
    ({"a": np.asfortranarray(ARRAYS["a"])}, "it has shape"),
    ({"a": np.nextafter(ARRAYS["a"], 9)}, "its results were altered"),
    ({"b": ~ARRAYS["b"]}, "its results were altered"), ({"k": np.asarray(8)}, "were altered"),
    ({"digest": np.array("none")}, "were altered"),
])
def test_what_was_altered_is_refused(path, changes, message):
    with pytest.raises(BrokenArchive, match=message) as caught:
        read_checkpoint(rewritten(path, **changes), dict(ARRAYS))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["[1]", "{", "", "NaN"])
def test_an_owner_is_named(path, text):
    with pytest.raises(BrokenArchive, match="belongs"):
        read_owner(rewritten(path, belongs=np.array(text)))


def test_a_digest_knows_where_an_array_ends():
    one, two, three = np.ones(1), np.ones(2), np.ones(3)
    assert len({digest(one, two), digest(two, one), digest(three), digest(one, one, one)}) == 4
    assert digest(two) == digest(two.copy())


def test_a_member_that_holds_less_than_its_header_and_the_list_say(tmp_path):
    """Packed: the true checksum of half the numbers, the size of all."""
    out = io.BytesIO()
    np.save(out, np.arange(4.0))
    whole, half = out.getvalue(), out.getvalue()[:-16]
    with zipfile.ZipFile(tmp_path / "x.npz", "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("X.npy", half)
    content = (tmp_path / "x.npz").read_bytes()
    old, new = struct.pack("<I", len(half)), struct.pack("<I", len(whole))
    assert content.count(old) == 2 and struct.pack("<I", zlib.crc32(half)) in content
    (tmp_path / "x.npz").write_bytes(content.replace(old, new))
    with pytest.raises(BrokenArchive, match="it ends too early"):
        read_array(tmp_path / "x.npz", "X")
