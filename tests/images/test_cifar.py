"""CIFAR-10 in its binary version; files of another kind are refused."""

import numpy as np
import pytest

from bnlinear.images import load

RNG = np.random.default_rng(0)


def test_cifar_is_read_in_its_binary_version(tmp_path):
    records = RNG.integers(0, 256, (6, 2, 3073)).astype(np.uint8)
    records[:, :, 0] %= 10
    names = [*(f"data_batch_{k}.bin" for k in range(1, 6)), "test_batch.bin"]
    for name, part in zip(names, records, strict=True):
        (tmp_path / name).write_bytes(part.tobytes())
    images = load(str(tmp_path))
    assert images.shape == (3, 32, 32) and images.X.shape == (10, 3072)
    assert np.allclose(images.X[2], records[1, 0, 1:] / 255, atol=1e-7)
    assert images.y[2] == records[1, 0, 0] and images.test_y.tolist() == records[5, :, 0].tolist()
    (tmp_path / names[2]).write_bytes(records[0].tobytes()[:-1])
    with pytest.raises(ValueError, match="no multiple of 3073"):
        load(str(tmp_path))
    (tmp_path / names[2]).write_bytes(bytes([200]) + bytes(3072))
    with pytest.raises(ValueError, match="label 200"):
        load(str(tmp_path))
