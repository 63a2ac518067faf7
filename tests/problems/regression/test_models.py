"""Linear models: their gradients, models side by side, and their optima.

1. squared loss, exactly: a quadratic has ℒ(θ + δ) − ℒ(θ − δ) = 2⟨∇ℒ(θ), δ⟩;
2. the other losses by central differences (and by PyTorch in tests/oracles);
3. a table's gradient is the mean of its rows', and c models side by side are c models;
4. at the optimum the gradient vanishes; softmax with two classes is logistic regression.
"""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import rationals

from bnlinear.exact.number import array
from bnlinear.problems import (
    linear_regression,
    logistic_optimum,
    logistic_regression,
    softmax_regression,
)

SMALL = st.integers(-4, 4).map(float)
KINDS = ["squared", "logistic", "softmax"]


def table(draw, numbers, rows, columns):
    return [draw(st.lists(numbers, min_size=columns, max_size=columns)) for _ in range(rows)]


@st.composite
def exact_regressions(draw):
    N, m, k = (draw(st.integers(low, 4)) for low in (2, 1, 1))
    X, Y, W, V = (array(table(draw, rationals(9), *shape)).reshape(shape)
                  for shape in ((N, m), (N, k), (m, k), (m, k)))
    b, c = (array(draw(st.lists(rationals(9), min_size=k, max_size=k))) for _ in range(2))
    ridge = array([draw(rationals(9))])[0]
    return linear_regression(X, Y, ridge * ridge), (b, W), (c, V)


def model_of(kind, X, labels, ridge=0.0):
    if kind == "squared":
        return linear_regression(X, labels, ridge)
    if kind == "logistic":
        return logistic_regression(X, labels % 2, ridge)
    return softmax_regression(X, labels, ridge)


@st.composite
def models(draw, ridges=(0.0, 0.5)):
    """A table in which every class occurs, weights and a direction."""
    m, extra = draw(st.integers(1, 3)), draw(st.integers(0, 4))
    labels = np.array([0, 1, 2, *draw(st.lists(st.integers(0, 2), min_size=extra,
                                               max_size=extra))])
    X = np.array(table(draw, SMALL, len(labels), m))
    model = model_of(draw(st.sampled_from(KINDS)), X, labels, draw(st.sampled_from(ridges)))
    k = model.Y.shape[1]
    W, V = (np.array(table(draw, SMALL, m + 1, k)) / 4 for _ in range(2))
    return model, (W[0], W[1:]), (V[0], V[1:])


@given(exact_regressions())
def test_the_gradient_of_a_quadratic(case):
    model, (b, W), (c, V) = case
    G_b, G_w = model.gradient(b, W)
    ahead, behind = model.loss(b + c, W + V), model.loss(b - c, W - V)
    # side by side is the default reading of more columns, so k outputs are one model here
    assert ahead.shape == (1,)
    assert (ahead - behind)[0] == 2 * (G_b @ c + (G_w * V).sum())


@given(models())
def test_gradients_by_differences(case):
    model, (b, W), (c, V) = case
    G_b, G_w = model.gradient(b, W)
    h = 1e-5  # truncation h²/6·ℒ‴ ≤ 1e-10·|X|³ (≤ 200·…), rounding eps·ℒ/h ≤ 1e-10
    seen = (model.loss(b + h * c, W + h * V) - model.loss(b - h * c, W - h * V)) / (2 * h)
    assert np.allclose(seen, G_b @ c + np.sum(G_w * V), rtol=0, atol=1e-6)


@given(models(ridges=(0.0,)))
def test_the_gradient_of_a_table_is_the_mean_over_its_rows(case):
    model, (b, W), _ = case
    whole = model.gradient(b, W)
    rows = [model.rows([j]).gradient(b, W) for j in range(len(model.X))]
    for mine, theirs in zip(whole, zip(*rows, strict=True), strict=True):
        assert np.allclose(mine, np.mean(theirs, axis=0), rtol=0, atol=1e-13)  # 7 terms ≤ 20


@given(models())
def test_models_side_by_side_are_models(case):
    model, (b, W), (c, V) = case
    both = np.concatenate([b, c]), np.hstack([W, V])
    G_b, G_w = model.gradient(*both)
    for place, alone in enumerate([(b, W), (c, V)]):
        own = slice(place * len(b), (place + 1) * len(b))
        assert np.allclose(model.loss(*both)[place], model.loss(*alone), rtol=1e-14)
        assert np.allclose(G_b[own], model.gradient(*alone)[0], rtol=0, atol=1e-13)
        assert np.allclose(G_w[:, own], model.gradient(*alone)[1], rtol=0, atol=1e-13)


@given(models(ridges=(0.01, 1.0)))
def test_the_gradient_vanishes_at_the_optimum(case):
    model, start, _ = case
    b, W = model.optimum()
    for G in model.gradient(b, W):  # sums of 7 rows ≤ 4, rounded; λmin ≥ 1e-4 of what they meet
        assert np.all(abs(G) < 1e-11)
    assert model.loss(b, W) <= model.loss(*start)


@given(exact_regressions())
def test_exact_least_squares_has_an_exact_optimum(case):
    model, _, _ = case
    try:
        b, W = model.optimum()
    except ValueError as error:
        assert "not unique" in str(error) and model.ridge == 0
        return
    G_b, G_w = model.gradient(b, W)
    assert np.all(G_b == 0) and np.all(G_w == 0)


def test_dependent_features_get_the_shortest_standardised_weights():
    x = np.array([0.0, 1.0, 2.0, 5.0])
    model = linear_regression(np.column_stack([x, 10 * x, 0 * x + 3]), 4 * x + 1)
    b, W = model.optimum()
    assert np.allclose(b, 1) and np.allclose(W[:, 0], [2, 0.2, 0])  # each half of 4x
    with pytest.raises(ValueError, match="not unique; drop some, or pass ridge > 0"):
        linear_regression(array([[1, 2], [2, 4], [3, 6]]), array([1, 2, 3])).optimum()


@given(st.lists(st.tuples(SMALL, SMALL, st.booleans()), min_size=2, max_size=7))
def test_two_classes_of_softmax_are_logistic_regression(rows):
    X = np.array([[0.0, 1.0], [1.0, 0.0]] + [list(row[:2]) for row in rows])
    y = np.array([0, 1] + [int(row[2]) for row in rows])
    b, W = softmax_regression(X, y, ridge=0.2).optimum()
    # W = ∓w/2 for the two classes: (r/2)·2|w/2|² = (r/4)|w|², which is a ridge of r/2 on w
    b2, w = logistic_optimum(X, y, ridge=0.1)
    assert np.allclose(W[:, 1] - W[:, 0], w, rtol=0, atol=1e-11)
    assert np.isclose(b[1] - b[0], b2, rtol=0, atol=1e-11)


def test_a_far_optimum_of_nearly_separable_classes():
    """Full Newton steps diverge here, and the loss is 1e-5: its last digits must not be noise."""
    X = np.array([[1, 3, -3], [-3, -2, 2], [1, 3, 0], [3, -4, 0], [-2, 0, 1], [4, 3, 1.0]])
    model = softmax_regression(X, [0, 1, 0, 1, 0, 0], ridge=1e-6)
    b, W = model.optimum()
    assert model.loss(b, W) < 1e-4
    assert all(np.all(abs(G) < 1e-15) for G in model.gradient(b, W))  # of terms 1e-6


def test_an_optimum_out_of_reach_is_refused():
    """The ridge is 1e-16 of the curvature of such large features: no silent wrong answer."""
    X = np.array([[4000, 4000, 2000], [-1000, -4000, 3000], [-3000, -4000, -2000], [3000, 1000, 0],
                  [0, -4000, 3000.0]])
    with pytest.raises(ValueError, match=r"did not converge.*pass a larger ridge"):
        softmax_regression(X, [0, 1, 2, 0, 0], ridge=1e-9).optimum()


@given(st.floats(30, 700))
def test_a_confident_softmax_keeps_its_digits(score):
    model = softmax_regression(np.zeros((2, 1)), [0, 1]).rows([0])
    Z = np.array([[score, 0.0]])
    assert np.isclose(model.loss_of_scores(Z)[0], np.exp(-score), rtol=1e-12)  # 700 eps
    assert np.allclose(model.slope_of_scores(Z) * np.exp(score), [[-1, 1]], rtol=1e-12)


def test_errors_count_ties_and_nan():
    Z = np.array([[2.0, 1.0, 0.0], [-1.0, -2.0, 0.0], [1.0, 1.0, 0.0], [0.0, -1.0, -2.0],
                  [np.nan, 0.0, 0.0]])
    model = softmax_regression(np.zeros((5, 1)), [0, 2, 0, 1, 2])
    for index, wrong in (([0], 0), ([1], 0), ([2], 1), ([3], 1), ([4], 1), (slice(None), 3 / 5)):
        assert model.rows(index).error_of_scores(Z[index]) == [wrong]
    binary = logistic_regression(np.zeros((4, 1)), [0, 0, 1, 1])
    assert np.all(binary.error_of_scores(np.array([[-1.0, 1], [0, np.nan], [1, -1], [1, 1]]))
                  == [1 / 4, 3 / 4])
    with pytest.raises(ValueError, match="has no classes"):
        linear_regression([[0.0], [1.0]], [0.0, 1.0]).error_of_scores(np.zeros((2, 1)))


@pytest.mark.parametrize("make, X, y, message", [
    (softmax_regression, [[0.0], [1.0]], [1, 1], "y has 1 different value"),
    (softmax_regression, [[0.0], [1.0]], [0.5, 1], "numbered by whole numbers"),
    (softmax_regression, [[0.0], [1.0]], ["a", "b"], "y holds 2 entries of type <U1"),
    (logistic_regression, [[0.0], [1.0]], [1, 1], "y has 1 different value"),
    (logistic_regression, [[0.0], [1.0], [2.0]], [1, 2], "y has shape (2,) but X has 3 rows"),
    (linear_regression, [[0.0], [1.0]], [1, 2, 3], "y has shape (3,) but X has 2 rows"),
    (linear_regression, [[0.0], [np.nan]], [1, 2], "X[1, 0] is nan"),
    (linear_regression, [[0.0], [1.0]], [1, np.inf], "y[1] is inf"),
    (linear_regression, [0.0, 1.0], [1, 2], "X has shape (2,)"),
])
def test_bad_tables_are_refused(make, X, y, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        make(X, y)


def test_softmax_without_a_ridge_has_no_unique_optimum():
    with pytest.raises(ValueError, match=r"no unique minimum.*pass ridge > 0"):
        softmax_regression([[0.0], [1.0], [2.0]], [0, 1, 2]).optimum()
    with pytest.raises(ValueError, match=r"ridge = -1; it must be a finite number, 0 or more"):
        softmax_regression([[0.0], [1.0]], [0, 1], ridge=-1)
    with pytest.raises(ValueError, match="no minimum"):
        logistic_regression([[0.0], [1.0]], [0, 1]).optimum()
