"""Losses in a file: it has its name once it is whole, and no draft is left."""

import errno

import numpy as np
import pytest

from bnlinear.sweeps.running import on_disk
from bnlinear.sweeps.running.on_disk import check_out, mapped


def test_the_file_gets_its_name_at_the_end(tmp_path):
    path = tmp_path / "losses.npy"
    with mapped(path, (2, 3)) as array:
        array[:] = 7.0
        assert not path.exists()
    assert np.load(path).tolist() == [[7.0] * 3] * 2 and [*tmp_path.iterdir()] == [path]


def test_interrupted_it_leaves_nothing(tmp_path):
    with pytest.raises(KeyboardInterrupt), mapped(tmp_path / "losses.npy", (2, 3)):
        raise KeyboardInterrupt
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize("number, message", [(errno.ENOSPC, "cannot write .*: No space left"),
                                             (None, "^no number$")])
def test_a_full_disk_is_told_before_the_run(tmp_path, monkeypatch, number, message):
    def full(*args):
        raise OSError("no number") if number is None else OSError(number, "full")

    (tmp_path / "losses.npy").write_bytes(b"mine")
    monkeypatch.setattr(on_disk.os, "posix_fallocate", full, raising=False)
    with pytest.raises(OSError, match=message), mapped(tmp_path / "losses.npy", (2, 3)):
        pytest.fail("it began")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"mine"]


@pytest.mark.parametrize("name, record, checkpoint, message", [
    ("a.npy", "final", None, "final losses are few"), ("a.npy", "every", "c", "in memory"),
    ("a.csv", "every", None, r"end in \.npy"), ("none/a.npy", "every", None, "folder that exists"),
])
def test_where_no_losses_can_go(tmp_path, name, record, checkpoint, message):
    with pytest.raises(ValueError, match=message):
        check_out(tmp_path / name, record, checkpoint)
    check_out(None, record, checkpoint)
