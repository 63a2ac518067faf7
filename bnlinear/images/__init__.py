"""Data sets of small images: embedded, from packages and files on this machine; never fetched."""

from bnlinear.images.cifar import cifar10
from bnlinear.images.idx import read_idx
from bnlinear.images.images import Images
from bnlinear.images.sources import digits, fashion_mnist, idx_folder, load, mnist

__all__ = ["Images", "cifar10", "digits", "fashion_mnist", "idx_folder", "load", "mnist",
           "read_idx"]
