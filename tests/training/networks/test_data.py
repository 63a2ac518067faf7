"""Samples: labels as unit vectors, in the type of the arithmetic; what does not fit is refused."""

import numpy as np
import pytest

from bnlinear.training.networks.data import Samples


def test_labels_become_unit_vectors():
    samples = Samples.of_classes([[1, 2], [3, 4]], [2, 0], classes=3, dtype=np.float64)
    assert samples.Y.tolist() == [[0, 0, 1], [1, 0, 0]] and samples.X.dtype == np.float64
    assert len(samples) == 2 and samples.astype(np.float32).Y.dtype == np.float32


@pytest.mark.parametrize("y, message", [([0, 3], "label 3 does not fit"), ([0, -1], "label -1"),
                                        ([0.0, 1.0], "integers"), ([[0], [1]], "integers")])
def test_labels_that_do_not_fit(y, message):
    with pytest.raises(ValueError, match=message):
        Samples.of_classes([[1.0], [2.0]], y, classes=3)


@pytest.mark.parametrize("X, Y, message", [
    (np.ones(2), np.ones((2, 1)), "X has shape"),
    (np.ones((2, 1)), np.ones((3, 1)), "2 rows and Y 3"),
    (np.ones((2, 1)), np.full((2, 1), np.nan), "Y has entries that are not finite"),
    (np.ones((2, 1), dtype=int), np.ones((2, 1)), "matrix of floats"),
])
def test_tables_that_are_none(X, Y, message):
    with pytest.raises(ValueError, match=message):
        Samples(X, Y)
