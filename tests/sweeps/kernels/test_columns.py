"""Many vectors at once: each column has the bits that it has alone."""

import numpy as np
import pytest

from bnlinear.dynamics.bngd import bngd_step
from bnlinear.sweeps.kernels.columns import DiagonalMatrix, columns

RNG = np.random.default_rng(0)
W = RNG.normal(size=(5, 4))


def test_inner_products_are_of_columns_and_alone():
    w = columns(W)
    both = w @ columns(2 * W)
    assert both.shape == (4,) and np.allclose(both, 2 * (W * W).sum(axis=0))
    for k in range(4):
        assert (columns(W[:, k:k + 1]) @ columns(2 * W[:, k:k + 1]))[0] == both[k]


def test_a_step_function_runs_for_all_of_them():
    values, h, lr = np.array([0.5, 1.0, 2.0, 3.0, 4.0]), RNG.normal(size=5), np.geomspace(0.1, 9, 4)
    g = columns(np.tile(h[:, None], 4))
    a, w = bngd_step(np.ones(4), columns(W), DiagonalMatrix(values), g, lr, 0.5)
    for k in range(4):
        own_a, own_w = bngd_step(1.0, W[:, k], np.diag(values), h, lr[k], 0.5)
        assert np.isclose(a[k], own_a, rtol=1e-13) and np.allclose(w[:, k], own_w, rtol=1e-12)


def test_columns_do_not_mix_with_plain_arrays():
    with pytest.raises((TypeError, ValueError)):
        columns(W) @ W
