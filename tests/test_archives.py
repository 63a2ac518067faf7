"""npz files that anybody may have written: what is whole is read, what is broken said so."""

import zipfile

import numpy as np
import pytest

from bnlinear.archives import BrokenArchive, array_names, read_array


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
