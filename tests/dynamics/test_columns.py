"""The step functions on a network's units at once: each column moves as it would alone."""

import numpy as np
import pytest

from bnlinear.dynamics import (
    adamg_step,
    bnp_update,
    clip_unit,
    orthogonality_gradient,
    orthogonality_of_columns,
    sgd_step,
    sgdg_step,
)
from bnlinear.dynamics.geodesics import parallel_transport, unit
from bnlinear.exact import array
from bnlinear.problems.layers.feature_statistics import smoothed_variance
from bnlinear.problems.layers.transform import Ones, bn_backward, bn_forward

C, D, K = 2, 5, 3
RNG = np.random.default_rng(0)
W, TAU, G = RNG.standard_normal((3, C, D, K))
Y = W / np.sqrt((W * W).sum(axis=1, keepdims=True))
TAU = TAU - (TAU * Y).sum(axis=1, keepdims=True) * Y
V = RNG.uniform(0.5, 2, (C, 1, K))
RATES = np.array([0.3, 0.7])[:, None, None]


def column(values, c, k):
    return values[c, :, k] if values.shape[1] > 1 else values[c, 0, k]


STEPS = {
    "sgd": (lambda y, tau, g, lr, v: sgd_step(y, tau, g, lr, 0.9, 0.1)),
    "sgdg": (lambda y, tau, g, lr, v: sgdg_step(y, tau, g, lr, 0.9, 0.5)),
    "sgdg, no clipping": (lambda y, tau, g, lr, v: sgdg_step(y, tau, g, lr, 0.9)),
    "adamg": (lambda y, tau, g, lr, v: adamg_step(y, tau, v, 3, g, lr, 0.9, 0.99, 1e-8, 0.5)),
    "clip": (lambda y, tau, g, lr, v: (clip_unit(g, tau, 0.4, 1e-3),)),
}


@pytest.mark.parametrize("name", STEPS)
@pytest.mark.parametrize("scale", [1.0, 0.0])
def test_a_column_moves_as_it_would_alone(name, scale):
    """At gradient 0 and at rest too, where a geodesic has the length 0."""
    step = STEPS[name]
    together = step(Y, scale * TAU, scale * G, RATES, V)
    for c in range(C):
        for k in range(K):
            alone = step(Y[c, :, k], scale * TAU[c, :, k], scale * G[c, :, k],
                         float(RATES[c, 0, 0]), V[c, 0, k])
            for mine, theirs in zip(together, alone, strict=True):
                # sums of five products in another order
                assert np.allclose(column(mine, c, k), theirs, rtol=1e-13, atol=1e-15)


def test_the_columns_of_a_step_stay_unit_vectors_and_their_momentum_tangent():
    y, tau = sgdg_step(Y, TAU, G, RATES, 0.9, 0.5)
    assert np.allclose((y * y).sum(axis=1), 1, atol=1e-14)
    assert np.allclose((y * tau).sum(axis=1), 0, atol=1e-14)
    d = TAU[0, :, 0] * 0.1
    moved = parallel_transport(d, unit(Y[0, :, 0]), d)
    assert abs(np.linalg.norm(moved) - np.linalg.norm(d)) < 1e-14


def test_float32_stays_float32():
    small = [part.astype(np.float32) for part in (Y, TAU, G, RATES, V)]
    beta1, beta2 = np.float32(0.9), np.float32(0.99)
    y, tau, g, lr, v = small
    found = [part for name in STEPS if name != "adamg" for part in STEPS[name](*small)]
    found += adamg_step(y, tau, v, 3, g, lr, beta1, beta2, 1e-8, 0.5)
    assert {part.dtype for part in found} == {np.dtype(np.float32)}


def test_orthogonality_of_columns():
    found = orthogonality_of_columns(Y, 0.7)
    for c in range(C):
        assert np.allclose(found[c].T, orthogonality_gradient(Y[c].T, 0.7), atol=1e-14)


def test_bnp_on_layers_side_by_side():
    G_b, mean = RNG.standard_normal((C, 1, K)), RNG.standard_normal((C, 1, D))
    variance = RNG.uniform(0.5, 2, (C, 1, D))
    together = bnp_update(G_b, G, mean, variance, 1.5)
    smooth = smoothed_variance(variance, 0.1, 0.2)
    for c in range(C):
        alone = bnp_update(G_b[c, 0], G[c], mean[c, 0], variance[c, 0], 1.5)
        assert np.allclose(together[0][c, 0], alone[0], atol=1e-13)
        assert np.allclose(together[1][c], alone[1], atol=1e-13)
        assert np.array_equal(smooth[c, 0], smoothed_variance(variance[c, 0], 0.1, 0.2))


def test_ones_without_entries_are_ones():
    x, g = RNG.standard_normal((2, C, D, K))
    gamma, beta = RNG.standard_normal((2, C, 1, K))
    forward = bn_forward(x, Ones(D), gamma, beta, 1e-3)
    backward = bn_backward(x, Ones(D), g, gamma, 1e-3)
    for c in range(C):
        ones = np.ones((D, 1))
        assert np.allclose(forward[c], bn_forward(x[c], ones, gamma[c, 0], beta[c, 0], 1e-3),
                           atol=1e-14)
        alone = bn_backward(x[c], ones, g[c], gamma[c, 0], 1e-3)
        assert np.allclose(backward[0][c], alone[0], atol=1e-14)
        for mine, theirs in zip(backward[1:], alone[1:], strict=True):
            assert np.allclose(mine[c, 0], theirs, atol=1e-14)
    assert repr(Ones(3)) == "Ones(3)"


def test_exact_numbers_are_clipped_by_column():
    g, w = array([[3, 1], [4, 0]]), array([[1, 3], [0, 4]])
    assert np.all(clip_unit(g, w, array(["1/2"])[0], array([1])[0])
                  == array([["3/10", 1], ["2/5", 0]]))
