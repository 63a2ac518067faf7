"""A step by layers is the steps of its parts: unit by unit, with dense matrices, or by hand."""

import numpy as np
import pytest

from bnlinear.dynamics import adamg_step, clip_unit, orthogonality_gradient, sgdg_step
from bnlinear.problems import network
from bnlinear.training.networks import (
    AdamGRule,
    ByLayer,
    InjectedNoise,
    LayerBNP,
    SGDGRule,
    SGDRule,
)

N = 8
RNG = np.random.default_rng(0)
X, Y = RNG.standard_normal((N, 6)), np.eye(3)[RNG.integers(0, 3, N)]


def stepped(net, method, steps=1, weights=None):
    state = method.init(net, net.start(0) if weights is None else weights)
    states = [state]
    for _ in range(steps):
        rates = {name: np.full((1, 1, 1), rule.lr) for name, rule in method.rules.items()}
        states.append(method.step(net, states[-1], X, Y, rates)[0])
    return states


def gradients(net, state):
    return net.gradients(state.weights, X, Y).gradients


def test_every_unit_moves_by_sgdg_and_the_rest_by_sgd_with_momentum():
    net = network("6-5-4-3", batch_norm="before")
    method = ByLayer(SGDRule(0.1, momentum=0.5), columns=SGDGRule(0.2, 0.9, 0.1), alpha=0.3)
    before, after = stepped(net, method)
    assert np.allclose((before.weights[0].W ** 2).sum(axis=1), 1)
    found = gradients(net, before)
    for number in (0, 1):
        W, G = before.weights[number].W[0], found[number].W[0]
        G = G + orthogonality_gradient(W.T, 0.3).T
        for unit in range(W.shape[1]):
            y, tau = sgdg_step(W[:, unit], 0 * W[:, unit], G[:, unit], 0.2, 0.9, 0.1)
            assert np.allclose(after.weights[number].W[0, :, unit], y, atol=1e-14)
            assert np.allclose(after.memory[number][0][0][0, :, unit], tau, atol=1e-14)
        assert np.allclose(after.weights[number].gamma,
                           before.weights[number].gamma - 0.1 * found[number].gamma)
    assert np.allclose(after.weights[2].W, before.weights[2].W - 0.1 * found[2].W)
    assert np.allclose(after.weights[2].b, -0.1 * found[2].b)
    again = method.step(net, after, X, Y, {"everything": 0.1, "columns": 0.2})[0]
    G = gradients(net, after)[2].W
    assert np.allclose(again.weights[2].W - after.weights[2].W,
                       0.5 * (after.weights[2].W - before.weights[2].W) - 0.1 * G)


def test_every_unit_moves_by_adamg():
    net = network("6-5-3", batch_norm="before")
    method = ByLayer(SGDRule(0.1), columns=AdamGRule(0.05))
    _, one, two = stepped(net, method, 2)
    W, G = one.weights[0].W[0], gradients(net, one)[0].W[0]
    tau, v = (part[0] for part in one.memory[0][0])
    for unit in range(5):
        y, _, _ = adamg_step(W[:, unit], tau[:, unit], v[0, unit], 2, G[:, unit], 0.05, 0.9, 0.99,
                             1e-8, 0.1)
        assert np.allclose(two.weights[0].W[0, :, unit], y, atol=1e-14)


def test_batch_norm_after_the_activation_leaves_the_length_of_w_its_meaning():
    net = network("6-5-3", batch_norm="after")
    method = ByLayer(SGDRule(0.1), columns=SGDGRule())
    start = net.start(0)
    assert method.init(net, start).weights[0].W is start[0].W  # not on spheres


@pytest.mark.parametrize("scale, power", [("q2", 1.0), ("q", 0.5), ("none", 0.0)])
@pytest.mark.parametrize("running", ["moments", "variances"])
def test_bnp_is_the_dense_preconditioner_of_each_layer(scale, power, running):
    net = network("6-50-3")
    method = ByLayer(SGDRule(0.1), bnp=LayerBNP(0.9, 0.1, 0.2, scale, running=running))
    before, one, two = stepped(net, method, 2)
    for number, m in enumerate((6, 50)):
        seen = [net.gradients(state.weights, X, Y).traces[number].features.reshape(N, m)
                for state in (before, one)]
        means, variances = (np.array([part.mean(0) for part in seen]),
                            np.array([part.var(0) for part in seen]))
        if running == "moments":
            share = np.array([0.9, 1.0]) / 1.9
            mean = share @ means
            variance = share @ (variances + means**2) - mean**2
        else:
            mean = 0.9 * 0.1 * means[0] + 0.1 * means[1]
            variance = 0.81 + 0.09 * variances[0] + 0.1 * variances[1]
        variance = variance + 0.1 * variance.max() + 0.2
        P = np.eye(m + 1)
        P[0, 1:] = -mean
        P = P @ np.diag([1.0, *variance**-0.5])
        G = gradients(net, one)[number]
        step = -0.1 * P @ P.T @ np.vstack([G.b[0], G.W[0]]) / max(m / N, 1) ** power
        moved = np.vstack([two.weights[number].b[0] - one.weights[number].b[0],
                           two.weights[number].W[0] - one.weights[number].W[0]])
        assert np.allclose(moved, step, rtol=1e-10, atol=1e-13)


def test_q_of_a_convolution_counts_rows_or_samples():
    net = network("cnn", (1, 8, 8), 3)
    rows, samples = LayerBNP(), LayerBNP(count="samples", scale=("q2", "q", "none"))
    assert rows.q2(1, 72, 4 * N, N) == 72 / 32 and samples.q2(0, 72, 4 * N, N) == 9
    assert samples.q2(1, 72, 4 * N, N) == 3 and samples.q2(2, 72, 4 * N, N) == 1
    assert [rows.acts_on(net, number) for number in range(3)] == [True] * 3
    assert [LayerBNP(layers=(2,)).acts_on(net, number) for number in range(3)] == [False, False,
                                                                                   True]


def test_clipping_by_unit_spares_the_last_layer():
    net = network("6-5-3")
    before, after = stepped(net, ByLayer(SGDRule(1.0), clipping=0.01))
    G = gradients(net, before)
    clipped = clip_unit(G[0].W, before.weights[0].W, 0.01, 1e-3)
    assert np.any(clipped != G[0].W)
    assert np.allclose(after.weights[0].W, before.weights[0].W - clipped, atol=1e-15)
    assert np.allclose(after.weights[1].W, before.weights[1].W - G[1].W, atol=1e-15)


def test_noise_has_another_mean_and_scale_for_each_unit():
    noise = InjectedNoise(0.5, 1.25, 0.1).draw((4000, 6), np.random.default_rng(0), np.float32)
    centre, size = noise.shift.mean(axis=0), noise.scale.mean(axis=0)
    assert np.all(abs(centre) < 0.51) and centre.std() > 0.1
    assert np.all((size > 0.99) & (size < 1.26)) and size.std() > 0.03
    assert np.allclose(noise.scale.std(axis=0), 0.1, rtol=0.1)
    assert np.allclose(noise.shift.std(axis=0), 0.1 / 3**0.5, rtol=0.1)
    assert noise.shift.dtype == np.float32


def test_running_statistics_are_those_of_pytorch():
    net = network("6-5-3", batch_norm="before")
    before, after = stepped(net, ByLayer(SGDRule(0.1)))
    h = X @ before.weights[0].W[0]
    assert np.allclose(after.running[0][0][0, 0], 0.1 * h.mean(0))
    assert np.allclose(after.running[0][1][0, 0], 0.9 + 0.1 * h.var(0, ddof=1))


@pytest.mark.parametrize("make, message", [
    (lambda: ByLayer(SGDRule([0.1, 0.2]), columns=SGDGRule([0.1] * 3)), "2 and 3 rates"),
    (lambda: ByLayer(SGDRule(0.1), clipping=0), "clipping = 0"),
    (lambda: ByLayer(SGDRule(0.1), alpha=-1), "alpha = -1"),
    (lambda: SGDRule(0), "lr = 0"), (lambda: SGDRule(0.1, momentum=1), "momentum = 1"),
    (lambda: SGDRule(0.1, weight_decay=-1), "weight_decay = -1"),
    (lambda: SGDGRule(clip=0), "clip = 0"), (lambda: AdamGRule(eps=0), "eps = 0"),
    (lambda: LayerBNP(rho=1), "rho = 1"), (lambda: LayerBNP(eps2=0), "eps2 = 0"),
    (lambda: LayerBNP(scale="q3"), "'q3'"), (lambda: LayerBNP(count="pixels"), "'pixels'"),
    (lambda: InjectedNoise(scale=0.5), "scale = 0.5"),
])
def test_what_cannot_be_is_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()
