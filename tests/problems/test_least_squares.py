"""Least squares, against its definition on data, its derivatives by jets, and other arithmetics.

Equalities are exact: H, w are drawn so that σ = √(wᵀHw) is rational.
"""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies import instances, nonzero_rationals, positive_rationals, rationals, vectors

from bnlinear.exact.jets import derivative
from bnlinear.exact.matrices import identity
from bnlinear.exact.number import InexactError, Number, array, dyadic_array, is_exact
from bnlinear.problems import LeastSquares


def problem_of(p, residual=3):
    return LeastSquares.from_minimiser(p.H, p.u, residual=residual)


@st.composite
def data_sets(draw):
    """Rows of exact numbers: more rows than columns, centred columns independent."""
    d = draw(st.integers(1, 3))
    n = draw(st.integers(d + 1, d + 3))
    X = array([draw(st.lists(rationals(5), min_size=d, max_size=d)) for _ in range(n)])
    X = X.reshape(n, d)
    for j in range(d):  # independent of the rest and of the constant
        X[j, j] += Number(100)
    return X, draw(vectors(n))


def mean(values):
    return sum(values, start=Number(0)) / len(values)


# -- data ----------------------------------------------------------------------------------------

@given(data_sets(), st.data())
def test_losses_are_the_means_over_the_data(data, more):
    X, y = data
    problem = LeastSquares.from_data(X, y)
    w, a = more.draw(vectors(X.shape[1])), more.draw(nonzero_rationals(9))
    Xc, yc = X - mean(X), y - mean(y)
    assert problem.loss(w) == mean((yc - Xc @ w) ** 2) / 2
    assert is_exact(problem.H) and is_exact(problem.g)
    assume(np.any(w != 0))
    normalised = Xc @ w / mean((Xc @ w) ** 2).sqrt()  # divided by its standard deviation
    difference = problem.bn_loss(a, w) - mean((yc - a * normalised) ** 2) / 2
    if difference.is_rational:
        assert difference == 0
    else:
        assert difference.ball.contains(0) and float(difference.ball.rad()) < 1e-6  # 53 bits


@given(data_sets(), rationals(), rationals())
def test_centring_removes_what_is_added_to_a_column(data, shift, lift):
    X, y = data
    moved = X.copy()
    moved[:, 0] += Number(shift)
    one, two = LeastSquares.from_data(X, y), LeastSquares.from_data(moved, y + Number(lift))
    assert np.all(one.H == two.H) and np.all(one.g == two.g) and one.c == two.c
    assert np.all(one.g == X.T @ (y - mean(y)) / len(y))


@given(data_sets())
def test_without_centring_the_raw_second_moments_are_kept(data):
    X, y = data
    raw = LeastSquares.from_data(X, y, centre=False)
    n = len(y)
    assert np.all(raw.H == X.T @ X / n) and np.all(raw.g == X.T @ y / n) and raw.c == y @ y / n


@given(data_sets())
def test_floats_agree_with_exact_numbers_and_with_numpy(data):
    X, y = (table.astype(float) for table in data)
    floats = LeastSquares.from_data(X, y)
    exact = LeastSquares.from_data(dyadic_array(X), dyadic_array(y))
    size = np.abs(X).max() ** 2 + np.abs(y).max() ** 2  # of the summands of H, g, c
    for name in ("H", "g", "c"):  # six rows: a dozen roundings of the summands
        assert np.allclose(getattr(floats, name), np.asarray(getattr(exact, name), dtype=float),
                           rtol=0, atol=1e-14 * size)
    covariance = np.cov(X.T, y, bias=True)
    assert np.allclose(floats.H, covariance[:-1, :-1], rtol=0, atol=1e-14 * size)
    assert np.allclose(floats.g, covariance[:-1, -1], rtol=0, atol=1e-14 * size)
    assert np.allclose(floats.u, np.linalg.lstsq(X - X.mean(0), y - y.mean(), rcond=None)[0],
                       rtol=0, atol=1e-9)  # κ < 100 and |u| < 1 by construction


@pytest.mark.parametrize("spread", [1e-3, 1e-5, 1e-7])
def test_collinear_features_are_not_taken_for_an_impossible_c(spread):
    """c = R* here; R* is computed with an error of κ·eps, up to 10⁻² for the last."""
    rng = np.random.default_rng(0)
    base, target = rng.normal(size=(2, 200))
    problem = LeastSquares.from_data(np.c_[base, base + spread * target], target)
    assert problem.c == pytest.approx(np.var(target))


# -- derived quantities --------------------------------------------------------------------------

@given(instances())
def test_minimiser_and_best_fit(p):
    problem = LeastSquares(p.H, p.g, p.u @ p.H @ p.u + 3)  # solves for u
    assert np.all(problem.u == p.u)
    assert problem.R_star == p.g @ p.u
    assert problem.loss(p.u) == Fraction(3, 2)
    again = problem_of(p)
    assert np.all(again.g == p.g) and np.all(again.u == p.u) and again.c == problem.c


@given(instances(min_dim=2))
def test_H_star_projects_out_the_minimiser(p):
    problem = problem_of(p)
    assert np.all(problem.H_star @ p.u == 0)
    for h in identity(len(p.u)):
        flat = h - (h @ p.g) / (p.u @ p.g) * p.u  # H-orthogonal to u: H* acts as H
        assert np.all(problem.H_star @ flat == p.H @ flat)


@given(instances(), st.data())
def test_excess_losses_are_what_is_above_the_minimum(p, data):
    problem = problem_of(p, residual=data.draw(positive_rationals(9)))
    lowest = (problem.c - problem.R_star) / 2
    assert problem.excess_loss(p.w) == problem.loss(p.w) - lowest
    assert problem.bn_excess_loss(p.a, p.w) == problem.bn_loss(p.a, p.w) - lowest
    x, y = p.w @ p.g, p.w @ p.H @ p.w
    assert problem.direction_gap(p.w) == problem.R_star - x**2 / y
    best = np.sqrt(p.u @ p.H @ p.u)
    assert np.all(problem.direction_gap(p.u) == 0) and problem.excess_loss(p.u) == 0
    if best.is_rational:
        assert problem.bn_excess_loss(best, p.u) == 0


@given(instances(), st.data())
def test_derivatives_of_the_plain_loss(p, data):
    problem, h = problem_of(p), data.draw(vectors(len(p.w)))
    assert derivative(lambda t: problem.loss(p.w + t * h)) == (p.H @ p.w - p.g) @ h
    assert derivative(lambda t: problem.loss(p.w + t * h), order=2) == h @ p.H @ h


@given(instances(), nonzero_rationals(9))
def test_the_normalised_loss_ignores_the_length(p, scale):
    problem = problem_of(p)
    sign = 1 if scale > 0 else -1
    assert problem.bn_loss(p.a, Number(scale) * p.w) == problem.bn_loss(sign * p.a, p.w)
    assert problem.bn_excess_loss(p.a, Number(scale) * p.w) == (
        problem.bn_excess_loss(sign * p.a, p.w))


def test_from_spectrum():
    problem = LeastSquares.from_spectrum([1.0, 4.0], [2.0, 3.0], residual=5.0)
    assert problem.H.tolist() == [[1.0, 0.0], [0.0, 4.0]]
    assert problem.g.tolist() == [2.0, 12.0] and problem.R_star == 40.0 and problem.c == 45.0
    exact = LeastSquares.from_spectrum(array([1, 4]), array([2, 3]), residual=5)
    assert is_exact(exact.H) and np.all(exact.H == array([[1, 0], [0, 4]])) and exact.c == 45


def test_an_exact_array_may_hold_whole_numbers_but_no_float():
    mixed = np.array([[Number(1), 0], [0, Number(2)]], dtype=object)
    assert is_exact(LeastSquares(mixed, array([1, 2]), 9).H)
    mixed[0, 1] = 0.5
    with pytest.raises(InexactError):
        LeastSquares(mixed, array([1, 2]), 9)


def test_it_cannot_be_changed():
    problem = LeastSquares([[1.0]], [1.0], 2.0)
    with pytest.raises(AttributeError):
        problem.c = 3.0


# -- bad input: each message names the value and the rule or the remedy --------------------------

TWO = [[2.0, 1.0], [1.0, 2.0]]
EXACT = array([[2, 1], [1, 2]])


@pytest.mark.parametrize("H, g, c, message", [
    ([[1.0, 2.0, 3.0]], [1.0], 9.0, r"H has shape \(1, 3\); it must be square"),
    ([1.0, 2.0], [1.0], 9.0, r"H has shape \(2,\); it must be square"),
    (TWO, [1.0], 9.0, r"g has shape \(1,\) but H has shape \(2, 2\).*must have shape \(2,\)"),
    (TWO, [[1.0], [1.0]], 9.0, r"g has shape \(2, 1\)"),
    (EXACT, [1.0, 1.0], 9, "both be floats or both be exact.*bnlinear.exact.array"),
    (TWO, array([1, 1]), 9, "both be floats or both be exact.*bnlinear.exact.array"),
    ([[2.0, 1.0], [0.0, 2.0]], [1.0, 1.0], 9.0, r"not symmetric; pass \(H \+ H.T\)/2"),
    (array([[2, 1], [0, 2]]), array([1, 1]), 9, r"not symmetric; pass \(H \+ H.T\)/2"),
    ([[1.0, 2.0], [2.0, 1.0]], [1.0, 1.0], 9.0, "indefinite; it must be positive definite"),
    (array([[1, 2], [2, 1]]), array([1, 1]), 9, "indefinite; it must be positive definite"),
    ([[1.0, 1.0], [1.0, 1.0]], [1.0, 1.0], 9.0, "singular.*Drop constant or duplicated.*ridge"),
    (array([[1, 1], [1, 1]]), array([1, 1]), 9, "singular.*Drop constant or duplicated.*ridge"),
    ([[-1.0]], [1.0], 9.0, "indefinite"),
    ([[0.0]], [1.0], 9.0, "singular"),
    ([[2.0, np.nan], [np.nan, 2.0]], [1.0, 1.0], 9.0, r"H\[0, 1\] is nan; .* must be finite"),
    (TWO, [1.0, np.inf], 9.0, r"g\[1\] is inf; .* must be finite"),
    (TWO, [1.0, 1.0], np.nan, "c = nan; it must be finite"),
    (TWO, [1.0, 1.0], np.inf, "c = inf; it must be finite"),
    (TWO, [1.0, 1.0], 0.5, r"c = 0.5 is smaller than gᵀH⁻¹g = 0.66"),
    (EXACT, array([1, 1]), "1/2", r"c = 1/2 is smaller than gᵀH⁻¹g = 2/3"),
    (EXACT, array([1, 1]), Fraction(2, 3) - Fraction(1, 10**50), "is smaller than"),
    ([["a"]], [1.0], 9.0, "H holds 1 entries of type <U1; it must hold real numbers"),
    ([[1j]], [1.0], 9.0, "H holds 1 entries of type complex128"),
    ([[None]], [1.0], 9.0, r"H\[0, 0\] is nan"),
    ([[{}]], [1.0], 9.0, "H is not an array of numbers"),
    ([[1.0, 2.0], [3.0]], [1.0], 9.0, "inhomogeneous"),
    (np.zeros((0, 0)), np.zeros(0), 1.0, "H holds 0 entries"),
])
def test_bad_moments(H, g, c, message):
    with pytest.raises(ValueError, match=message):
        LeastSquares(H, g, c)


def test_the_smallest_possible_c_is_accepted():
    assert LeastSquares(EXACT, array([1, 1]), "2/3").c == Fraction(2, 3)
    assert LeastSquares(TWO, [1.0, 1.0], 2 / 3).c == 2 / 3
    with pytest.raises(InexactError):
        LeastSquares(EXACT, array([1, 1]), 2 / 3)


@pytest.mark.parametrize("X, y, message", [
    ([[1.0], [2.0]], [1.0], r"X has shape \(2, 1\) and y \(1,\); they must be \(n, d\) and \(n,\)"),
    ([1.0, 2.0], [1.0, 2.0], r"X has shape \(2,\)"),
    ([[1.0]], [1.0], r"X has 1 row\(s\); at least two"),
    ([[1.0], [np.nan]], [1.0, 2.0], r"X\[1, 0\] is nan"),
    ([[1.0], [2.0]], [1.0, -np.inf], r"y\[1\] is -inf"),
    ([[1.0], [1.0], [1.0]], [1.0, 2.0, 3.0], "singular.*Drop constant"),
    ([[1.0, 2.0], [2.0, 1.0]], [1.0, 2.0], "singular"),  # two rows, two features, centred
])
def test_bad_data(X, y, message):
    with pytest.raises(ValueError, match=message):
        LeastSquares.from_data(X, y)


@pytest.mark.parametrize("values, u, message", [
    ([[1.0]], [1.0], r"eigenvalues has shape \(1, 1\) and u \(1,\)"),
    ([1.0, 2.0], [1.0], r"eigenvalues has shape \(2,\) and u \(1,\); .* of one length"),
    ([1.0, -2.0], [1.0, 1.0], "indefinite"),
    ([1.0, 0.0], [1.0, 1.0], "singular"),
    ([np.nan], [1.0], r"eigenvalues\[0\] is nan"),
])
def test_bad_spectra(values, u, message):
    with pytest.raises(ValueError, match=message):
        LeastSquares.from_spectrum(values, u)


def test_a_negative_residual_is_refused():
    with pytest.raises(ValueError, match="is smaller than"):
        LeastSquares.from_spectrum([1.0], [1.0], residual=-0.5)
