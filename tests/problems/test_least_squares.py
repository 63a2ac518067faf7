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


# -- singular H ----------------------------------------------------------------------------------

def singular(rng, n, d, rank, scale=1.0):
    left, right = rng.standard_normal((n, rank)), rng.standard_normal((rank, d))
    X = left @ right * scale
    return X, X @ rng.standard_normal(d) + scale * rng.standard_normal(n)


@pytest.mark.parametrize("n, d, rank", [(30, 6, 4), (5, 9, 4), (2, 3, 1), (40, 5, 5)])
@pytest.mark.parametrize("scale", [1e-60, 1.0, 1e60])
def test_the_minimiser_is_that_of_least_norm(n, d, rank, scale):
    X, y = singular(np.random.default_rng(n), n, d, rank, scale)
    problem = LeastSquares.from_data(X, y)
    Xc, yc = X - X.mean(0), y - y.mean()
    assert problem.nullity == d - min(rank, n - 1)
    expected = np.linalg.pinv(Xc, rcond=1e-9) @ yc
    assert np.allclose(problem.u, expected, rtol=0, atol=1e-9 * np.abs(expected).max())  # κ(H)·eps
    lowest = np.mean((yc - Xc @ expected) ** 2) / 2
    assert (problem.c - problem.R_star) / 2 == pytest.approx(lowest, abs=1e-12 * problem.c)
    w = np.random.default_rng(0).standard_normal(d)
    null = problem.null_part(w)
    assert np.linalg.norm(Xc @ null) <= 1e-9 * np.linalg.norm(Xc) * np.linalg.norm(w)
    assert abs(null @ problem.range_part(w)) <= 1e-14 * (w @ w)
    # every point of the flat is a minimiser, and nothing of the flat is left in the losses
    assert problem.excess_loss(problem.u + 1e3 * null) <= 1e-20 * problem.c
    if np.any(null):
        assert problem.direction_gap(problem.u + null) <= 1e-20 * problem.c


@given(data_sets(), rationals(9), rationals(9))
def test_a_column_that_depends_on_others_changes_no_exact_loss(data, s, t):
    X, y = data
    wide = np.column_stack([X, Number(s) * X[:, 0] + Number(t), array([7] * len(X))])
    one, two = LeastSquares.from_data(X, y), LeastSquares.from_data(wide, y)
    assert two.nullity == 2 and one.nullity == 0
    assert one.R_star == two.R_star and np.all(two.H @ two.u == two.g)
    assert two.excess_loss(np.append(one.u, [Number(0), Number(5)])) == 0
    for h in (np.append(array([0] * X.shape[1]), array([0, 1])),
              np.append(array([-s] + [0] * (X.shape[1] - 1)), array([1, 0]))):
        assert np.all(two.H @ h == 0) and two.u @ h == 0  # the shortest: ⟂ to the null space
        assert np.all(two.null_part(h) == h) and np.all(two.range_part(h) == 0 * h)
    if two.R_star != 0:
        assert np.all(two.H_star @ two.u == 0)


def test_a_table_without_variation_has_a_problem_too():
    for X in ([[1.0], [1.0], [1.0]], array([[1], [1], [1]])):
        problem = LeastSquares.from_data(X, [1.0, 2.0, 3.0] if isinstance(X, list)
                                         else array([1, 2, 3]))
        assert problem.nullity == 1 and problem.R_star == 0 and problem.excess_loss(problem.u) == 0


def test_nearly_dependent_columns_are_not_refused():
    """Their g along the eigenvector that counts as null is far above eps·|g|, as data allow."""
    rng = np.random.default_rng(0)
    base, target = rng.normal(size=(2, 200))
    problem = LeastSquares.from_data(np.c_[base, base + 1e-9 * target], target)
    assert problem.nullity == 1
    assert abs(problem.null_part(problem.g)).max() > 1e-11


# -- centring ------------------------------------------------------------------------------------

@pytest.mark.parametrize("shift", [1e15, 1.7e18, -3e9])
def test_what_is_added_to_all_rows_costs_no_digit(shift):
    """In floats the sum of the rows alone has lost them."""
    steps = np.arange(10.0) * max(1.0, np.spacing(abs(shift)))
    x = shift + steps
    problem = LeastSquares.from_data(x[:, None], 2 * steps + 5)
    assert problem.u == pytest.approx([2.0], rel=1e-15)
    exact = LeastSquares.from_data(dyadic_array(x[:, None]), dyadic_array(2 * steps + 5))
    assert problem.R_star == pytest.approx(float(exact.R_star), rel=1e-15)


# -- floats of any size --------------------------------------------------------------------------

@pytest.mark.parametrize("size", [1e-300, 1e-200, 1e200, 1e300])
def test_the_normalized_losses_take_weights_of_any_length(size):
    problem = LeastSquares([[2.0, 1.0], [1.0, 2.0]], [1.0, 3.0], 9.0)
    w = np.array([1.0, 0.5])
    for loss in (problem.bn_loss, problem.bn_excess_loss):
        assert loss(0.7, size * w) == pytest.approx(loss(0.7, w), rel=1e-14)
    assert problem.direction_gap(size * w) == pytest.approx(problem.direction_gap(w), rel=1e-14)


@pytest.mark.parametrize("scale", [1e-160, 1e160])
def test_a_hessian_whose_squares_leave_the_floats(scale):
    """Without a warning, which pytest makes an error here."""
    H = scale * np.array([[2.0, 1.0], [1.0, 2.0]])
    problem = LeastSquares(H, np.array([1.0, 2.0]), 9 / scale)
    assert np.allclose(problem.u * scale, [0.0, 1.0], atol=1e-15)
    assert problem.R_star * scale == pytest.approx(2.0)
