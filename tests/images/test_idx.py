"""A broken IDX file is refused in one clear sentence; a whole one is read as it was written."""

import gzip
import struct

import numpy as np
import pytest

from bnlinear.images import read_idx


def idx(values):
    return (bytes([0, 0, 8, values.ndim]) + struct.pack(f">{values.ndim}I", *values.shape)
            + values.astype(np.uint8).tobytes())


WHOLE = idx(np.arange(12).reshape(3, 4))


@pytest.mark.parametrize("raw, message", [
    (b"", "begins with nothing"), (b"P5\n", "begins with 50 35 0a"), (WHOLE[:8], "no IDX file"),
    (WHOLE[:-1], "cut short: it says 3 x 4 entries and has 11"), (WHOLE + b"0", "too long"),
    (b"\0\0\x0d\2" + WHOLE[4:], "not 00 00 08 02"), (WHOLE[:3] + b"\3" + WHOLE[4:], "00 00 08 03"),
    (gzip.compress(WHOLE, mtime=0)[:-9], "damaged"), (b"\x1f\x8b" + bytes(30), "damaged"),
    (b"\0\0\x08\2" + b"\xff" * 8, "cut short"),  # 2^64 entries are not made room for
])
def test_a_broken_idx_file_is_refused(tmp_path, raw, message):
    path = tmp_path / "images"
    path.write_bytes(raw)
    with pytest.raises(ValueError, match=message) as error:
        read_idx(path, 2)
    assert str(path) in str(error.value) and "\n" not in str(error.value)


@pytest.mark.parametrize("pack", [lambda raw: raw, gzip.compress])
def test_a_whole_one_is_read(tmp_path, pack):
    (tmp_path / "images").write_bytes(pack(WHOLE))
    assert np.array_equal(read_idx(tmp_path / "images", 2), np.arange(12).reshape(3, 4))
