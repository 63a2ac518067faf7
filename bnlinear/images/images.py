"""Images with labels, as a table: one row an image."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from bnlinear.checks import count

#: Of data sets without a test set of their own, every so many images are for testing.
TEST_SHARE = 5


@dataclass(frozen=True, eq=False)
class Images:
    """Images with labels.

    Attributes
    ----------
    X, y
        Pixels in [0, 1], float32, (n, d), channels, then rows, then columns; labels, (n,).
    test_X, test_y
        Others, for testing.
    shape
        Channels, height, width.
    classes
        Labels are 0 to classes − 1.
    source
        Where they come from, for titles.

    Examples
    --------
    >>> from bnlinear.images import digits
    >>> digits()
    Images(scikit-learn's digits: 1438 for training, 359 for testing, 1 x 8 x 8, 10 classes)
    """

    X: np.ndarray
    y: np.ndarray
    test_X: np.ndarray
    test_y: np.ndarray
    shape: tuple[int, int, int]
    classes: int
    source: str

    def __repr__(self) -> str:
        size = " x ".join(map(str, self.shape))
        return (f"Images({self.source}: {len(self.y)} for training, {len(self.test_y)} for testing,"
                f" {size}, {self.classes} classes)")

    def first(self, samples: int | None = None, test: int | None = None) -> Images:
        """The same with the first so many images of either kind; None is all of them."""
        for name, wanted, here in (("samples", samples, len(self.y)),
                                   ("test", test, len(self.test_y))):
            if wanted is not None:
                count(name, wanted, least=1, most=here)
        return replace(self, X=self.X[:samples], y=self.y[:samples], test_X=self.test_X[:test],
                       test_y=self.test_y[:test])


def split(pixels: np.ndarray, labels: np.ndarray, top: float, shape: tuple[int, int, int],
          source: str) -> Images:
    """Of one table of pixels 0 … top: a fifth, drawn once and for all, is for testing.

    The rest is in that order too, so that the first so many are a fair sample.
    """
    order = np.random.default_rng(0).permutation(len(labels))
    test, train = np.split(order, [len(order) // TEST_SHARE])
    X = (pixels / top).astype(np.float32)
    return Images(X[train], labels[train], X[test], labels[test], shape,
                  int(labels.max()) + 1, source)
