"""The operator has the Hessian's products, raw and preconditioned, for one output and for many."""

import numpy as np
import pytest

from bnlinear.exact.number import array
from bnlinear.problems import LayerBatch
from bnlinear.problems.layers.layer_operator import layer_operator

RNG = np.random.default_rng(3)
H = RNG.normal(size=(7, 3))
BLOCKS = RNG.normal(size=(7, 2, 2))
LAYERS = [LayerBatch(H, RNG.uniform(0.1, 1, 7)), LayerBatch(H, BLOCKS @ BLOCKS.mT)]


@pytest.mark.parametrize("layer", LAYERS)
def test_products_are_those_of_the_matrix(layer):
    operator = layer_operator(layer)
    assert np.allclose(operator @ np.eye(len(layer.hessian())), layer.hessian(), atol=1e-14)


@pytest.mark.parametrize("layer", LAYERS)
def test_preconditioned_it_is_the_hessian_of_normalised_features(layer):
    mean, std = H.mean(axis=0), H.std(axis=0)
    same = LayerBatch((H - mean) / std, layer.curvature).hessian()
    assert np.allclose(layer_operator(layer, mean, std) @ np.eye(len(same)), same, atol=1e-13)
    centred = LayerBatch(H - mean, layer.curvature).hessian()
    assert np.allclose(layer_operator(layer, mean) @ np.eye(len(centred)), centred, atol=1e-13)


@pytest.mark.parametrize("options, message", [
    ({"std": np.ones(3)}, "without mean"), ({"mean": np.zeros(2)}, "each of the 3 features"),
    ({"mean": np.zeros(3), "std": np.array([1.0, 0.0, 1.0])}, r"not positive for features \[1\]"),
])
def test_what_does_not_fit(options, message):
    with pytest.raises(ValueError, match=message):
        layer_operator(LAYERS[0], **options)


def test_an_exact_layer_has_no_operator():
    with pytest.raises(ValueError, match="needs floats"):
        layer_operator(LayerBatch(array([[1], [2]]), array([1, 1])))
