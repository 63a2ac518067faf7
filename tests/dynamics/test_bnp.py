"""BNP: the four steps are PPᵀ∇/q², in every arithmetic, layout and shape; bad input is refused.

1. against the matrix P = UD written out, exactly;
2. layouts are transposes of one another; k outputs are k single outputs;
3. q² = max(m/N, 1), q, none; ε₁, ε₂; constant features by every option;
4. running averages equal the weighted statistics of all samples, at batch size one too.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bnlinear.dynamics.bnp import (
    Preconditioner,
    batch_preconditioner,
    bnp_update,
    preconditioner,
)
from bnlinear.exact import Number, array
from bnlinear.exact.matrices import diagonal, identity
from bnlinear.problems.layers.feature_statistics import (
    RunningMoments,
    averaged_variance,
    mean_and_variance,
    smoothed_variance,
    sparse_mean_and_variance,
)
from bnlinear.problems.layers.normalized_weights import over, to_normalised_gradient, to_weights
from tests.strategies import positive_rationals, rationals


@st.composite
def layers(draw, max_outputs=3):
    """μ, σ, and gradients of k outputs: all exact."""
    m, k = draw(st.integers(1, 4)), draw(st.integers(1, max_outputs))
    numbers = st.lists(rationals(9), min_size=m, max_size=m).map(array)
    std = array(draw(st.lists(positive_rationals(9), min_size=m, max_size=m)))
    G_w = array(draw(st.lists(rationals(9), min_size=m * k, max_size=m * k))).reshape(m, k)
    return draw(numbers), std, array(draw(st.lists(rationals(9), min_size=k, max_size=k))), G_w


def matrix_P(mean, std):
    """P = UD, written out."""
    U = identity(len(mean) + 1)
    U[0, 1:] = -mean
    return U @ diagonal(np.concatenate([[Number(1)], 1 / std]))


@given(layers(), positive_rationals(9).map(Number))
def test_four_steps_are_the_matrix_product(layer, q2):
    mean, std, G_b, G_w = layer
    P = matrix_P(mean, std)
    expected = P @ P.T @ np.vstack([G_b, G_w]) / q2
    found_b, found_w = bnp_update(G_b, G_w, mean, std * std, q2)
    assert np.all(found_b == expected[0]) and np.all(found_w == expected[1:])


@given(layers())
def test_P_and_its_transpose(layer):
    mean, std, G_b, G_w = layer
    P = matrix_P(mean, std)
    stacked = np.vstack([G_b, G_w])
    for found, expected in ((to_weights(G_b, G_w, mean, std), P @ stacked),
                            (to_normalised_gradient(G_b, G_w, mean, std), P.T @ stacked)):
        assert np.all(found[0] == expected[0]) and np.all(found[1] == expected[1:])


@given(layers())
def test_layouts_and_outputs(layer):
    mean, std, G_b, G_w = layer
    found_b, found_w = bnp_update(G_b, G_w, mean, std * std)
    turned_b, turned_w = bnp_update(G_b, G_w.T, mean, std * std, layout="out_in")
    assert np.all(found_b == turned_b) and np.all(found_w == turned_w.T)
    for k in range(len(G_b)):
        one_b, one_w = bnp_update(G_b[k], G_w[:, k], mean, std * std)
        assert one_b == found_b[k] and np.all(one_w == found_w[:, k])


def test_a_matrix_in_place_of_the_variance():
    values = array([[1, 2], [3, 4]])
    assert np.all(over(values, array([2, 5])) == over(values, diagonal(array([2, 5]))))
    G_b, G_w = bnp_update(1.0, np.array([2.0, 3.0]), np.array([1.0, 0.0]), np.diag([4.0, 2.0]))
    assert (G_b, G_w.tolist()) == (0.75, [0.25, 1.5])


def test_the_order_matters():
    """With the old G_w in the bias step (parallel order) the step can point uphill."""
    G_b, G_w, mean = -2.0, np.array([-2.0]), np.array([2.0])
    new_b, new_w = bnp_update(G_b, G_w, mean, np.array([1.0]))
    assert (new_b, new_w) == (-6.0, 2.0)
    assert new_b * G_b + new_w @ G_w == 8.0  # PPᵀ is positive: a descent direction
    parallel_b = G_b - mean @ G_w
    assert parallel_b * G_b + new_w @ G_w == -8.0


@pytest.mark.parametrize(("N", "scale", "expected"), [
    (2, "q2", 3.0), (2, "q", 3**0.5), (2, "none", 1.0), (6, "q2", 1.0), (12, "q2", 1.0),
    (12, "q", 1.0)])
def test_q(N, scale, expected):
    found = preconditioner(np.zeros(6), np.ones(6), N, scale=scale)
    assert found.q2 == expected
    assert found.update(1.0, np.zeros(6))[0] == 1.0 / expected
    exact = preconditioner(array([0] * 6), array([1] * 6), N, scale="q2")
    assert exact.q2 == Number(max(6, N)) / N and isinstance(exact.q2, Number)


def test_smoothing():
    assert smoothed_variance(np.array([1.0, 4.0, 0.0]), 0.5, 0.25).tolist() == [3.25, 6.25, 2.25]
    found = preconditioner(np.zeros(2), np.array([1.0, 4.0]), 9, eps1=0.5, eps2=0.25)
    assert found.variance.tolist() == [3.25, 6.25]


H = np.array([[1.0, 5.0], [3.0, 5.0]])


def test_a_constant_feature():
    plain = batch_preconditioner(H)
    assert plain.frozen.tolist() == [False, True]
    G_b, G_w = plain.update(np.array([1.0, 0.0]), np.array([[2.0, 1.0], [5.0, 0.0]]))
    alone_b, alone_w = batch_preconditioner(H[:, :1]).update(
        np.array([1.0, 0.0]), np.array([[2.0, 1.0]]))
    assert np.array_equal(G_b, alone_b) and np.array_equal(G_w, np.vstack([alone_w, [[0.0, 0.0]]]))
    with pytest.raises(ValueError, match=r"features \[1\] are constant"):
        batch_preconditioner(H, constant="refuse")
    with pytest.raises(ValueError, match="eps2 > 0"):
        batch_preconditioner(H, constant="eps")
    smooth = batch_preconditioner(H, constant="eps", eps2=0.5)
    assert smooth.variance.tolist() == [1.5, 0.5] and not smooth.frozen.any()


def test_one_sample():
    """All features of a batch of one are constant: only the bias moves."""
    G_b, G_w = batch_preconditioner(H[:1]).update(3.0, np.array([4.0, 5.0]))
    assert G_b == 3.0 / 2 and not G_w.any()  # q² = m/N = 2


@given(st.lists(st.lists(rationals(9), min_size=2, max_size=2), min_size=1, max_size=6),
       st.integers(1, 3), st.integers(0, 9))
def test_running_statistics(samples, size, tenths):
    """As if all samples were one batch, weighted by powers of ρ."""
    rho = Number(tenths) / 10
    batches = [array(samples[i:i + size]) for i in range(0, len(samples), size)]
    statistics = RunningMoments(rho)
    for batch in batches:
        statistics = statistics.update(batch)
    weights = [rho ** (len(batches) - 1 - i) / len(batch) if i < len(batches) - 1
               else Number(1) / len(batch) for i, batch in enumerate(batches) for _ in batch]
    mean, variance = mean_and_variance(array(samples), array(weights))
    assert np.all(statistics.mean == mean) and np.all(statistics.variance == variance)


def test_variances_averaged_as_printed_vanish_at_batch_size_one():
    rho, variance = Number("1/2"), Number(1)
    for _ in range(5):
        variance = averaged_variance(variance, Number(0), rho)
    assert variance == Number("1/32")


def test_weighted_statistics():
    X = array([[1, 0], [2, 0], [4, 6]])
    mean, variance = mean_and_variance(X, array([1, 1, 2]))
    repeated = mean_and_variance(array([[1, 0], [2, 0], [4, 6], [4, 6]]))
    assert np.all(mean == repeated[0]) and np.all(variance == repeated[1])
    assert np.allclose(mean_and_variance(X.astype(float))[1],  # N, not N − 1
                       np.var(X.astype(float), axis=0), rtol=1e-14)


def test_a_constant_column_of_tenths_is_constant():
    """The float mean of three 0.1 is not 0.1: its variance must be 0 all the same."""
    X = np.array([[0.1, 0.0], [0.1, 0.0], [0.1, 1.0]])
    mean, variance = mean_and_variance(X)
    assert mean[0] == 0.1 and variance[0] == 0.0 and variance[1] > 0


@given(st.lists(st.lists(st.sampled_from([0.0, 0.0, 0.1, -3.0, 1e6 + 0.1]), min_size=3, max_size=3),
                min_size=1, max_size=6))
def test_sparse_statistics(rows):
    from scipy import sparse

    dense = np.array(rows)
    mean, variance = mean_and_variance(dense)
    for matrix in (sparse.csr_matrix(dense), sparse.coo_array(dense)):
        found_mean, found_variance = sparse_mean_and_variance(matrix)
        size = np.max(np.abs(dense), axis=0)  # both sum at most 6 terms of size² with error eps
        assert np.all(np.abs(found_mean - mean) <= 1e-15 * 6 * size)
        assert np.all(np.abs(found_variance - variance) <= 1e-15 * 36 * size * size)
        assert np.array_equal(found_variance == 0, variance == 0)


def test_a_sparse_entry_stored_twice_counts_once():
    from scipy import sparse

    twice = sparse.csc_matrix(([1.0, 2.0, 4.0], [0, 0, 1], [0, 3]), shape=(2, 1))  # (3, 4)
    assert [float(v[0]) for v in sparse_mean_and_variance(twice)] == [3.5, 0.25]
    assert twice.nnz == 3  # the caller's matrix is left alone


GOOD = (np.zeros(2), np.ones(2), 4)


@pytest.mark.parametrize(("arguments", "options", "message"), [
    ((np.zeros(3), np.ones(2), 4), {}, r"mean has shape \(3,\)"),
    ((np.zeros(0), np.zeros(0), 4), {}, "one entry a feature"),
    ((np.array([np.nan, 0.0]), np.ones(2), 4), {}, "mean = .* finite"),
    ((np.zeros(2), np.array([np.inf, 1.0]), 4), {}, "variance = .* finite"),
    ((np.zeros(2), np.array(["a", "b"]), 4), {}, "variance = .* finite"),
    ((np.zeros(2), np.array([-1.0, 1.0]), 4), {}, "not negative"),
    ((array([0, 0]), np.ones(2), 4), {}, "both be floats"),
    ((np.zeros(2), np.ones(2), 0), {}, "N = 0"),
    ((np.zeros(2), np.ones(2), 2.5), {}, "N = 2.5"),
    (GOOD, {"eps1": -1}, "eps1 = -1"),
    (GOOD, {"eps2": float("nan")}, "eps2 = nan"),
    (GOOD, {"eps2": float("inf")}, "eps2 = inf"),
    (GOOD, {"scale": "q3"}, "scale = 'q3'"),
    (GOOD, {"constant": "keep"}, "constant = 'keep'"),
])
def test_bad_input(arguments, options, message):
    with pytest.raises(ValueError, match=message):
        preconditioner(*arguments, **options)


def test_bad_gradients():
    found = preconditioner(*GOOD)
    assert isinstance(found, Preconditioner) and "2 features, 0 frozen" in repr(found)
    with pytest.raises(ValueError, match="layout='out_in'"):
        found.update(np.zeros(3), np.zeros((3, 2)))
    with pytest.raises(ValueError, match="layout = 'torch'"):
        found.update(0.0, np.zeros(2), layout="torch")


@pytest.mark.parametrize(("batch", "message"), [
    ([1.0, 2.0], r"H has shape \(2,\); .* H\[None, :\]"),
    ([[1.0, np.nan]], r"H\[0, 1\] is nan"),
    ([["a"]], "H holds 1 entry of type"),
    (np.zeros((0, 2)), "H holds 0 entries"),
])
def test_bad_batches(batch, message):
    with pytest.raises(ValueError, match=message):
        batch_preconditioner(batch)
    with pytest.raises(ValueError, match=message):
        RunningMoments().update(batch)


@pytest.mark.parametrize("rho", [1, -0.1, float("nan"), "0.9", None])
def test_bad_rho(rho):
    with pytest.raises(ValueError, match="rho ="):
        RunningMoments(rho)


def test_features_do_not_come_and_go():
    with pytest.raises(ValueError, match="H has 1 feature;"):
        RunningMoments(0.9).update(H).update(H[:, :1])
