"""A network forwards through its layers; its sizes are those of its weights."""

import numpy as np

from bnlinear.problems.networks.make import network

NET = network("3-4-2", batch_norm="before", head="squared")
X = np.random.default_rng(6).normal(size=(5, 3))


def test_outputs_by_hand():
    weights = NET.start(0)
    out, traces = NET.forward(weights, X)
    first, last = weights
    a = X @ first.W[0]  # batch normalization removes the bias
    normalised = (a - a.mean(axis=0)) / np.sqrt(a.var(axis=0) + 1e-5)
    hidden = np.maximum(normalised, 0)
    assert np.allclose(out[0], hidden @ last.W[0] + last.b[0], atol=1e-14) and len(traces) == 2


def test_sizes():
    assert (NET.inputs, NET.outputs) == (3, 2) and NET.uses_batch_statistics
    assert NET.size == 4 * (3 + 2) + 2 * (4 + 2)
    assert not network("3-4-2").uses_batch_statistics


def test_a_start_is_told_by_its_seed():
    one, two, other = NET.start(1), NET.start(1), NET.start(2)
    assert np.array_equal(one[0].W, two[0].W) and not np.array_equal(one[0].W, other[0].W)
