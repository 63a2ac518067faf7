"""Training steps and optima against PyTorch's automatic differentiation and scikit-learn.

The networks are PyTorch's own: Linear, BatchNorm1d, cross-entropy; one optimiser step each.
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bnlinear.problems import linear_regression, logistic_regression, softmax_regression
from bnlinear.training import SGD, BNInputs, BNOutputs

pytestmark = pytest.mark.oracle
torch = pytest.importorskip("torch", reason="the `oracles` extra is not installed")
pytest.importorskip("sklearn", reason="the `oracles` extra is not installed")

from sklearn.linear_model import LogisticRegression  # noqa: E402

SMALL = st.integers(-4, 4).map(float)
#: Sums of at most 8 rows of entries ≤ 4; a normalized value divides by a deviation ≥ 1/8 or by
#: √eps = 0.3: three digits of eps.
TOLERANCE = {"rtol": 1e-11, "atol": 1e-11}
EPS, LR = 0.1, 0.5


@st.composite
def cases(draw):
    m, k, N = draw(st.integers(1, 3)), draw(st.integers(2, 3)), draw(st.integers(3, 8))

    def table(rows, columns):
        return np.array([draw(st.lists(SMALL, min_size=columns, max_size=columns))
                         for _ in range(rows)])

    y = np.array([*range(k), *draw(st.lists(st.integers(0, k - 1), min_size=N - k,
                                            max_size=N - k))])
    return table(N, m), y, table(m + 1, k) / 4


def tensor(values, grad=True):
    return torch.tensor(values, dtype=torch.float64, requires_grad=grad)


def cross_entropy(scores, y):
    return torch.nn.functional.cross_entropy(scores, torch.tensor(y))


@given(cases())
def test_softmax_gradient_and_a_step_of_sgd(case):
    X, y, θ = case
    b, W = tensor(θ[0]), tensor(θ[1:])
    loss = cross_entropy(tensor(X, False) @ W + b, y) + 0.3 * (W * W).sum() / 2
    G_b, G_w = torch.autograd.grad(loss, (b, W))
    model = softmax_regression(X, y, ridge=0.3)
    mine = model.gradient(θ[0], θ[1:])
    assert np.allclose(model.loss(θ[0], θ[1:]), loss.detach().numpy(), **TOLERANCE)
    assert np.allclose(mine[0], G_b.numpy(), **TOLERANCE)
    assert np.allclose(mine[1], G_w.numpy(), **TOLERANCE)
    method = SGD(LR)
    after = method.step(method.init(model, θ[0], θ[1:]), model)
    assert np.allclose(after.W, θ[1:] - LR * G_w.numpy(), **TOLERANCE)


@given(cases())
def test_logistic_and_squared_gradients(case):
    X, y, θ = case
    b, W = tensor(θ[0, :1]), tensor(θ[1:, :1])
    scores = (tensor(X, False) @ W + b)[:, 0]
    signs = np.where(y == y.max(), 1.0, -1.0)
    losses = (torch.nn.functional.softplus(-tensor(signs, False) * scores, threshold=1e9).mean(),
              0.5 * torch.mean((scores - tensor(y.astype(float), False)) ** 2))
    models = logistic_regression(X, signs), linear_regression(X, y)
    for loss, model in zip(losses, models, strict=True):
        theirs = torch.autograd.grad(loss, (b, W), retain_graph=True)
        for mine, slope in zip(model.gradient(θ[0, :1], θ[1:, :1]), theirs, strict=True):
            assert np.allclose(mine, slope.numpy(), **TOLERANCE)


@pytest.mark.parametrize("through", [True, False])
@given(case=cases())
def test_batch_norm_of_outputs(through, case):
    X, y, θ = case
    k = len(θ[0])
    layer = torch.nn.BatchNorm1d(k, eps=EPS, momentum=0.1, dtype=torch.float64)
    with torch.no_grad():
        layer.bias.copy_(tensor(θ[0]))
    W = tensor(θ[1:])
    x = tensor(X, False) @ W
    y_hat = layer(x)
    if not through:  # the same values, with statistics that autograd takes for constants
        mean, variance = x.mean(0).detach(), x.var(0, unbiased=False).detach()
        y_hat = layer.weight * (x - mean) / torch.sqrt(variance + EPS) + layer.bias
    leaves = (W, layer.weight, layer.bias)
    theirs = [(leaf - LR * slope).detach().numpy() for leaf, slope in
              zip(leaves, torch.autograd.grad(cross_entropy(y_hat, y), leaves), strict=True)]
    method, model = BNOutputs(LR, eps=EPS, through_statistics=through), softmax_regression(X, y)
    after = method.step(method.init(model, θ[0], θ[1:]), model)
    for mine, value in zip((after.W, after.gamma, after.beta), theirs, strict=True):
        assert np.allclose(mine, value, **TOLERANCE)
    assert np.allclose(after.mean, layer.running_mean.numpy(), **TOLERANCE)
    assert np.allclose(after.variance, layer.running_var.numpy(), **TOLERANCE)


@given(cases())
def test_batch_norm_of_inputs(case):
    X, y, θ = case
    layer = torch.nn.BatchNorm1d(X.shape[1], eps=EPS, affine=False, dtype=torch.float64)
    b, W = tensor(θ[0]), tensor(θ[1:])
    loss = cross_entropy(layer(tensor(X, False)) @ W + b, y)
    G_b, G_w = torch.autograd.grad(loss, (b, W))
    method, model = BNInputs(LR, eps=EPS), softmax_regression(X, y)
    after = method.step(method.init(model, θ[0], θ[1:]), model)
    assert np.allclose(after.b, θ[0] - LR * G_b.numpy(), **TOLERANCE)
    assert np.allclose(after.W, θ[1:] - LR * G_w.numpy(), **TOLERANCE)


@settings(max_examples=30)
@given(cases(), st.sampled_from([0.01, 1.0]))
def test_optima_are_scikit_learns(case, ridge):
    X, y, _ = case
    # theirs: Σ loss + |W|²/(2C), so C = 1/(N·ridge); the bias is free in both
    theirs = LogisticRegression(C=1 / (len(X) * ridge), tol=1e-8, max_iter=10_000)
    for target, model in ((y, softmax_regression(X, y, ridge)),
                          (y == y.max(), logistic_regression(X, y == y.max(), ridge))):
        if len(set(y)) == 2 and target is y:
            continue  # with two classes theirs is the logistic one
        theirs.fit(X, target)
        _, W = model.optimum()
        # their gradient is at most 1e-8, over curvatures of 1e-2 (the ridge) at least
        assert np.allclose(W, theirs.coef_.T, rtol=0, atol=1e-5)
