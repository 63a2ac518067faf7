"""BNP in a network: what the gradient is divided by, running statistics, options."""

import numpy as np
import pytest

from bnlinear.problems.networks.make import network
from bnlinear.training.networks.preconditioning import LayerBNP


@pytest.mark.parametrize("count, q2", [("rows", 2.0), ("samples", 5.0)])
@pytest.mark.parametrize("scale, power", [("q2", 1.0), ("q", 0.5), ("none", 0.0)])
def test_the_gradient_is_divided_by_the_features_a_row(count, q2, scale, power):
    assert LayerBNP(count=count, scale=scale).q2(0, 20, 10, 4) == pytest.approx(q2**power)
    assert LayerBNP(scale=("none", "q2")).q2(1, 20, 10, 4) == 2
    assert LayerBNP().q2(0, 5, 10, 4) == 1  # never below 1


def test_after_the_first_batch_the_statistics_are_its_own():
    H = np.random.default_rng(0).normal(size=(6, 3))
    bnp = LayerBNP(rho=0.9)
    mean, variance = bnp.after(bnp.start(3, float), H, 1)
    assert np.allclose(mean[0, 0], H.mean(axis=0)) and np.allclose(variance[0, 0], H.var(axis=0))
    mean, variance = LayerBNP(rho=0.9, running="variances").after(
        LayerBNP(rho=0.9, running="variances").start(3, float), H, 1)
    assert np.allclose(mean[0, 0], 0.1 * H.mean(axis=0))
    assert np.allclose(variance[0, 0], 0.9 + 0.1 * H.var(axis=0))


def test_which_layers():
    net = network("3-4-2", batch_norm="before")
    assert [LayerBNP().acts_on(net, number) for number in (0, 1)] == [False, True]
    assert not LayerBNP(layers=(0,)).acts_on(net, 1)


@pytest.mark.parametrize("options", [{"rho": 1}, {"eps1": -1}, {"eps2": 0}, {"count": "all"},
                                     {"scale": "q4"}, {"running": "means"}])
def test_options_out_of_range(options):
    with pytest.raises(ValueError, match=next(iter(options))):
        LayerBNP(**options)
