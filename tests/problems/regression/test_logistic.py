"""Logistic regression: closed forms of its optimum, and data on which it has none."""

import re

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bnlinear.exact.number import array
from bnlinear.problems import is_separable, logistic_optimum

SMALL = st.integers(-4, 4).map(float)


@st.composite
def tables(draw, max_features=3):
    m = draw(st.integers(1, max_features))
    N = draw(st.integers(2, 8))
    X = np.array([draw(st.lists(SMALL, min_size=m, max_size=m)) for _ in range(N)])
    y = np.array(draw(st.lists(st.sampled_from([-1.0, 1.0]), min_size=N, max_size=N)))
    assume(len(set(y)) == 2)
    return X, y


def overlapping(X, y):
    """Every row once more with the other label: no hyperplane separates these."""
    return np.vstack([X, X, X]), np.concatenate([y, y, -y])


def slope(X, y, b, w, ridge=0.0):
    """The gradient of the loss, written out: −s/(1 + exp(st))."""
    g = -y / (1 + np.exp(y * (b + X @ w)))
    return np.concatenate([[g.mean()], X.T @ g / len(X) + ridge * w])


@given(tables())
def test_the_gradient_vanishes_at_the_optimum(table):
    X, y = overlapping(*table)
    b, w = logistic_optimum(X, y)
    # weights up to log 2 a row over entries ≤ 4: sums of 24 terms ≤ 4, each rounded to eps
    assert np.all(abs(slope(X, y, b, w)) < 1e-13)


@given(tables(), st.sampled_from([1e-3, 1.0, 50.0]))
def test_a_ridge_makes_every_problem_have_one(table, ridge):
    X, y = table
    b, w = logistic_optimum(X, y, ridge)
    # the bias is free: with a far optimum the Hessian is small and eps/λ of a step remains
    assert np.all(abs(slope(X, y, b, w, ridge)) < 1e-10)


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9)), min_size=2, max_size=2))
def test_two_groups_have_their_log_odds(counts):
    X = np.concatenate([np.full(no + yes, k) for k, (no, yes) in enumerate(counts)])[:, None]
    y = np.concatenate([np.repeat([3, 7], pair) for pair in counts])  # any two labels
    b, w = logistic_optimum(X, y)
    odds = [np.log(yes / no) for no, yes in counts]
    assert np.allclose([b, b + w[0]], odds, rtol=0, atol=1e-13)  # numbers up to log 9


@given(tables(), st.lists(st.sampled_from([1e-6, -0.5, 3.0, 1e5]), min_size=3, max_size=3),
       st.lists(SMALL, min_size=3, max_size=3))
def test_the_optimum_goes_with_the_units_of_the_features(table, scales, shifts):
    X, y = overlapping(*table)
    D, shift = np.array(scales[:X.shape[1]]), np.array(shifts[:X.shape[1]])
    b, w = logistic_optimum(X, y)
    b2, w2 = logistic_optimum((X + shift) * D, y)
    # predictions agree; the shift (≤ 8) and the deviation (≥ 0.4) lose two digits of eps
    assert np.allclose((X + shift) * D @ w2 + b2, X @ w + b, rtol=0, atol=1e-11)


@given(tables(max_features=1))
def test_separability_in_one_dimension(table):
    X, y = table
    low, high = X[y < 0, 0], X[y > 0, 0]
    apart = high.min() >= low.max() or low.min() >= high.max()
    assert is_separable(X, y) == (apart and len(set(X[:, 0])) > 1)


@given(tables(), st.lists(SMALL, min_size=4, max_size=4))
def test_planted_hyperplanes_are_found_and_overlap_is_seen(table, plane):
    X, y = table
    margin = plane[0] + X @ np.array(plane[1:])[:X.shape[1]]
    assume(np.any(margin != 0))
    planted = np.where(margin == 0, y, np.sign(margin))  # rows on the plane: any label
    assert is_separable(X, planted)
    assert not is_separable(*overlapping(X, y))


def test_separable_classes_are_refused_and_a_ridge_is_offered():
    X, y = np.array([[0.0], [1.0], [1.0], [2.0]]), [0, 0, 1, 1]  # touching at 1
    with pytest.raises(ValueError, match=r"no minimum.*ridge=1e-4"):
        logistic_optimum(X, y)
    b, w = logistic_optimum(X, y, ridge=1e-4)
    assert w[0] > 3 and abs(b + w[0]) < 1e-9  # steep, and even between the classes


def test_exact_tables_and_constant_features_are_fine():
    X, y = array([["1/2", 7], [3, 7], ["1/2", 7], [3, 7]]), array([0, 0, 1, 1])
    b, w = logistic_optimum(X, y)
    assert (b, list(w)) == (0.0, [0.0, 0.0])
    X = [[0.1, 7], [0.1, 0], [0.1, 7], [0.1, 0], [0.1, 7], [0.1, 7]]
    assert np.std([0.1] * 6) > 0  # by rounding
    b, w = logistic_optimum(X, [0, 0, 1, 1, 1, 1])
    assert w[0] == 0 and abs(b) < 1e-15 and abs(w[1] - np.log(3) / 7) < 1e-15


@pytest.mark.parametrize("size", [1e-200, 1e200])
def test_features_of_any_size(size):
    b, w = logistic_optimum(np.array([[0.0], [0], [0], [1], [1]]) * size, [0, 0, 1, 0, 1])
    assert np.allclose([b, b + w[0] * size], [-np.log(2), 0], rtol=0, atol=1e-14)


@pytest.mark.parametrize("X, y, ridge, message", [
    ([[0.0], [1.0]], [1, 1], 0, "y has 1 different value; logistic regression needs exactly"),
    ([[0.0], [1.0], [2.0]], [1, 2, 3], 0, "y has 3 different values"),
    ([[0.0], [1.0]], ["no", "yes"], 0, "y holds 2 entries of type <U3; it must hold real"),
    ([[0.0], [np.nan]], [0, 1], 0, "X[1, 0] is nan; every entry must be finite"),
    ([[0.0], [1.0]], [0, np.inf], 0, "y[1] is inf"),
    ([["a"], ["b"]], [0, 1], 0, "X holds 2 entries of type <U1"),
    ([[None], [1]], [0, 1], 0, "X[0, 0] is nan"),
    ([[{}], [1]], [0, 1], 0, "X is not an array of numbers"),
    ([0.0, 1.0], [0, 1], 0, "X has shape (2,); it must be (N, m)"),
    ([[0.0]], [0], 0, "X has shape (1, 1)"),
    ([[0.0], [1.0]], [0, 1, 1], 0, "y has shape (3,) but X has 2 rows"),
    ([[0.0], [1.0]], [0, 1], -1, "ridge = -1; it must be a finite number, 0 or more"),
    ([[0.0], [1.0]], [0, 1], np.nan, "ridge = nan"),
    ([[0.0], [1.0]], [0, 1], "1", "ridge = '1'"),
])
def test_bad_input_is_refused(X, y, ridge, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        logistic_optimum(X, y, ridge)
