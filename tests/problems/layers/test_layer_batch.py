"""A layer's mini-batch: its Hessian against second differences, and each form against another.

1. exact: the Hessian is the second derivative of a quadratic loss, written out sample by sample;
2. normalized features, PᵀMP with P as a matrix, and the operator agree;
3. floats: a difference quotient of the gradient for every loss;
4. sparse H gives the dense numbers; bad input is refused with the remedy.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bnlinear.exact import Number, array
from bnlinear.exact.matrices import diagonal, identity
from bnlinear.problems import LOSSES
from bnlinear.problems.layers.layer_batch import LayerBatch
from bnlinear.problems.layers.layer_operator import layer_operator
from bnlinear.problems.losses.curvatures import curvature_of, softmax_curvature
from tests.strategies import rationals

RNG = np.random.default_rng(5)
H = RNG.normal(size=(7, 3)) + np.array([3.0, -1.0, 0.0])


@st.composite
def exact_layers(draw):
    N, m, k = draw(st.integers(1, 4)), draw(st.integers(1, 3)), draw(st.integers(1, 3))
    X = array(draw(st.lists(rationals(5), min_size=N * m, max_size=N * m))).reshape(N, m)
    C = array(draw(st.lists(rationals(5), min_size=N * k * k, max_size=N * k * k)))
    C = C.reshape(N, k, k)
    return X, C + C.transpose(0, 2, 1)


@given(exact_layers())
def test_hessian_by_definition(layer):
    """(1/N) Σ ĥĥᵀ ⊗ C, block by block; C may be indefinite."""
    X, C = layer
    found = LayerBatch(X, C).hessian()
    expected = 0
    for h, c in zip(X, C, strict=True):
        h_hat = np.concatenate([[Number(1)], h])
        expected = expected + np.kron(np.outer(h_hat, h_hat), c) / len(X)
    assert np.all(found == expected)
    if C.shape[1] == 1:
        assert np.all(LayerBatch(X, C[:, 0, 0]).hessian() == found)


def matrix_P(mean, std, k):
    U = identity(len(mean) + 1)
    U[0, 1:] = -mean
    return np.kron(U @ diagonal(np.concatenate([[Number(1)], 1 / std])), identity(k))


@given(exact_layers())
def test_normalised_features_have_the_preconditioned_hessian(layer):
    X, C = layer
    mean = LayerBatch(X, C).statistics()[0]
    std = array(range(1, len(mean) + 1))  # any std will do: P need not fit the batch
    P = matrix_P(mean, std, C.shape[1])
    batch = LayerBatch(X, C)
    assert np.all(batch.normalised(mean, std * std).hessian() == P.T @ batch.hessian() @ P)
    P = matrix_P(mean, std * 0 + 1, C.shape[1])
    assert np.all(batch.centred().hessian() == P.T @ batch.hessian() @ P)


def losses(A):
    """Name, loss for `from_loss`, its value at outputs A, the targets."""
    y = np.array([1, -1, 1, 1, -1, -1, 1])
    classes = np.arange(7) % A.shape[1]
    return [
        ("squared", "squared", lambda a: ((a - y[:, None]) ** 2).sum() / 2, None),
        ("logistic", "logistic", lambda a: np.logaddexp(0, -y[:, None] * a).sum(), None),
        ("poisson", "poisson", lambda a: (np.exp(a) - 3 * a).sum(), None),
        ("softmax", "softmax", lambda a: (np.logaddexp.reduce(a, axis=1)
                                          - a[np.arange(7), classes]).sum(), None),
        ("margin", LOSSES["tanh"], lambda a: np.tanh(-y[:, None] * a).sum(),
         np.repeat(y[:, None], A.shape[1], axis=1)),
        ("user", lambda a, _: np.einsum("ja,ab->jab", np.cosh(a), np.eye(a.shape[1])),
         lambda a: np.cosh(a).sum(), None),
    ]


THETA = RNG.normal(size=(4, 3)) / 3


@pytest.mark.parametrize("which", range(6))
def test_hessian_is_the_second_derivative(which):
    H_hat = np.column_stack([np.ones(7), H])
    name, loss, value, y = losses(H_hat @ THETA)[which]

    def total(theta):
        return value(H_hat @ theta.reshape(4, 3)) / 7

    found = LayerBatch.from_loss(H, loss, H_hat @ THETA, y).hessian()
    step = 1e-4
    shifts = step * np.eye(12)
    at = THETA.ravel()
    expected = np.array([[(total(at + a + b) - total(at + a - b) - total(at - a + b)
                           + total(at - a - b)) / (4 * step**2) for b in shifts] for a in shifts])
    # rounding eps·|loss|/step² ~ 1e-8·|loss|; truncation step²·|fourth derivative|·|h|⁴
    assert np.max(np.abs(found - expected)) < 1e-5 * (1 + np.max(np.abs(found))), name


@pytest.mark.parametrize("outputs", [1, 3])
@pytest.mark.parametrize("sparse", [False, True])
def test_operator(outputs, sparse):
    from scipy.sparse import csr_matrix

    X = np.where(np.abs(H) < 1, 0.0, H)
    A = np.column_stack([np.ones(7), X]) @ THETA[:, :outputs]
    loss = "softmax" if outputs > 1 else "logistic"
    dense = LayerBatch.from_loss(X, loss, A if outputs > 1 else A[:, 0])
    layer = LayerBatch(csr_matrix(X), dense.curvature) if sparse else dense
    size = 4 * outputs
    mean, variance = layer.statistics()
    for operator, expected in (
            (layer_operator(layer), dense.hessian()),
            (layer_operator(layer, mean), dense.centred().hessian()),
            (layer_operator(layer, mean, np.sqrt(variance)), dense.normalised().hessian())):
        assert operator.shape == (size, size)
        found = operator @ np.eye(size)
        # both are sums of 7 products, each with a few roundings
        assert np.max(np.abs(found - expected)) < 1e-13 * (1 + np.max(np.abs(expected)))
        assert np.max(np.abs(operator.rmatmat(np.eye(size)) - expected)) < 1e-13 * (
            1 + np.max(np.abs(expected)))
    if sparse:
        assert np.allclose(layer.hessian(), dense.hessian(), rtol=1e-13)


def test_the_operator_never_forms_the_matrix():
    """200,000 weights: the dense Hessian would take 320 GB."""
    from scipy import sparse

    X = sparse.random(50, 100_000, density=1e-4, rng=np.random.default_rng(1), format="csr")
    layer = LayerBatch.from_loss(X, "softmax", np.zeros((50, 2)))
    operator = layer_operator(layer, *layer.statistics()[:1])
    v = np.zeros(200_002)
    v[:2] = 1
    assert np.max(np.abs(operator @ v)) < 1e-12  # the shift of all outputs: in the kernel


def test_softmax_is_singular_and_forgets_the_target():
    p = array([["1/2", "1/3", "1/6"]])
    C = softmax_curvature(p)
    assert np.all(C.sum(axis=2) == 0) and C[0, 0, 0] == Number("1/4")
    assert np.array_equal(curvature_of("softmax", np.zeros((1, 2)), None, 1),
                          [[[0.25, -0.25], [-0.25, 0.25]]])


def test_constant_features():
    X = np.column_stack([H[:, 0], np.full(7, 0.1)])
    layer = LayerBatch.from_loss(X, "squared")
    assert layer.normalised().m == 1  # not a column of rounding errors over their own size
    with pytest.raises(ValueError, match=r"features \[1\] are constant"):
        layer.normalised(constant="refuse")
    with pytest.raises(ValueError, match="constant = 'keep'"):
        layer.normalised(constant="keep")
    smooth = layer.normalised(variance=layer.statistics()[1] + 0.01)
    assert smooth.m == 2 and not smooth.H[:, 1].any()
    one = LayerBatch.from_loss(X[:1], "squared")
    assert np.array_equal(one.normalised().hessian(), [[1.0, 0.0], [0.0, 0.0]])


def test_weighted_statistics():
    """Centred by the S-weighted mean, the Hessian splits into bias and features."""
    p = np.linspace(0.1, 0.9, 7)
    layer = LayerBatch(H, p * (1 - p))
    mean, variance = layer.statistics(layer.curvature)
    M = layer.normalised(mean, variance).hessian()
    assert np.max(np.abs(M[0, 1:])) < 1e-14  # a sum of 7 terms below 1, whatever their order
    assert np.allclose(np.diag(M), M[0, 0], rtol=1e-14)  # and its diagonal is constant


def test_repr_and_sizes():
    layer = LayerBatch.from_loss(H, "softmax", np.zeros((7, 4)))
    assert (layer.N, layer.m, layer.k) == (7, 3, 4)
    assert repr(layer) == "LayerBatch(7 samples, 3 features, 4 outputs)"
    assert LayerBatch.from_loss(array([[1], [2]]), "squared").hessian()[1, 1] == Number("5/2")


BAD = H.copy()
BAD[2, 1] = np.nan


@pytest.mark.parametrize(("build", "message"), [
    (lambda: LayerBatch(BAD, np.ones(7)), r"H\[2, 1\] is nan"),
    (lambda: LayerBatch([["a", "b"]], np.ones(1)), "H holds 2 entries"),
    (lambda: LayerBatch(H[0], np.ones(3)), r"H has shape \(3,\)"),
    (lambda: LayerBatch(H, np.ones(6)), r"curvature has shape \(6,\)"),
    (lambda: LayerBatch(H, np.ones((7, 2))), r"curvature has shape \(7, 2\)"),
    (lambda: LayerBatch(H, np.ones((7, 2, 3))), r"curvature has shape \(7, 2, 3\)"),
    (lambda: LayerBatch(H, np.full(7, np.inf)), r"curvature\[0\] is inf"),
    (lambda: LayerBatch(H, array([1] * 7)), "both be floats"),
    (lambda: LayerBatch(H, np.arange(28.0).reshape(7, 2, 2)), "not symmetric"),
    (lambda: LayerBatch.from_loss(H, "hinge", np.zeros(7)), "squared, logistic, poisson, softmax"),
    (lambda: LayerBatch.from_loss(H, "logistic"), "scores"),
    (lambda: LayerBatch.from_loss(H, "logistic", np.zeros(6)), r"scores has shape \(6,\)"),
    (lambda: LayerBatch.from_loss(H, "logistic", np.full(7, np.nan)), "scores has entries"),
    (lambda: LayerBatch.from_loss(H, "logistic", ["a"] * 7), "scores is not an array"),
    (lambda: LayerBatch.from_loss(H, "softmax", np.zeros(7)), "softmax needs"),
    (lambda: LayerBatch.from_loss(H, "poisson", np.full(7, 1e3)), r"curvature\[0\] is inf"),
    (lambda: LayerBatch.from_loss(H, LOSSES["tanh"], np.zeros(7), np.zeros(7)), "labels -1 and 1"),
    (lambda: LayerBatch.from_loss(H, lambda a, y: np.ones(3), np.zeros(7)), "curvature has shape"),
    (lambda: LayerBatch(H, np.ones(7)).statistics(np.ones(6)), r"weights has shape \(6,\)"),
    (lambda: LayerBatch(H, np.ones(7)).statistics(np.zeros(7)), "a positive sum"),
    (lambda: LayerBatch(H, np.ones(7)).normalised(np.zeros(2)), r"mean has shape \(2,\)"),
    (lambda: LayerBatch(H, np.ones(7)).normalised(variance=-np.ones(3)), "variance = "),
    (lambda: layer_operator(LayerBatch.from_loss(array([[1]]), "squared")), "layer is exact"),
    (lambda: layer_operator(LayerBatch.from_loss(H, "squared"), None, np.ones(3)), "without mean"),
    (lambda: layer_operator(LayerBatch.from_loss(H, "squared"), np.ones(2)), "mean has shape"),
    (lambda: layer_operator(LayerBatch.from_loss(H, "squared"), np.ones(3), np.array([1, 0, 1])),
     r"features \[1\]"),
])
def test_bad_input(build, message):
    with pytest.raises(ValueError, match=message):
        build()


def test_sparse_bad_input():
    from scipy.sparse import csr_matrix

    with pytest.raises(ValueError, match="not finite"):
        LayerBatch(csr_matrix(BAD), np.ones(7))
    with pytest.raises(ValueError, match="layer_operator"):
        LayerBatch(csr_matrix(H), np.ones(7)).normalised()
