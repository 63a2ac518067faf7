"""The closed forms of gradient descent, against their definitions and against measured runs."""

from fractions import Fraction

import numpy as np
import pytest
from flint import fmpz_poly
from hypothesis import given
from hypothesis import strategies as st
from strategies import positive_rationals

from bnlinear import BNGD, GD, LeastSquares, iterate
from bnlinear.exact.number import Number, array
from bnlinear.exact.precision import Undecided, at_precision
from bnlinear.exact.ratios import ratio
from bnlinear.exact.spectra import Root, spectrum
from bnlinear.theory import iterations, lr_max, lr_opt, rate

#: Extreme eigenvalues μ ≤ L with L/μ ≤ 30, so that powers of the rate stay small.
PAIRS = st.builds(lambda mu, extra: (mu, mu * (1 + Fraction(extra, 9))),
                  positive_rationals(), st.integers(0, 29 * 9))


def factor(lr, mu, L):
    """What one step with lr leaves of the error, in the worst direction."""
    return max(abs(1 - lr * mu), abs(1 - lr * L))


@given(PAIRS, positive_rationals(200))
def test_no_learning_rate_beats_the_best(pair, lr):
    mu, L = (Number(v) for v in pair)
    assert factor(lr_opt(mu, L), mu, L) == rate(mu, L) <= factor(Number(lr), mu, L)
    assert (factor(Number(lr), mu, L) < 1) is (Number(lr) < lr_max(L))


@given(PAIRS)
def test_floats_and_numbers_agree(pair):
    mu, L = pair
    exact = [lr_max(Number(L)), lr_opt(Number(mu), Number(L)), rate(Number(mu), Number(L))]
    floats = [lr_max(float(L)), lr_opt(float(mu), float(L)), rate(float(mu), float(L))]
    # L − μ may cancel: an error of one unit of L, of which the rate is a part
    np.testing.assert_allclose(floats, [float(v) for v in exact], rtol=4e-16, atol=1e-15)


@given(PAIRS, st.integers(1, 8))
def test_the_count_is_the_first_that_suffices(pair, digits):
    mu, L = pair
    q, goal = (L - mu) / (L + mu), Fraction(1, 10**digits)
    k = iterations(Number(mu), Number(L), digits=digits)
    assert k >= 1 and q**k <= goal and (k == 1 or q ** (k - 1) > goal)


@pytest.mark.parametrize("mu, L, count", [(9, 11, 6), (99, 101, 3), (999, 1001, 2),
                                          (999999, 1000001, 1)])
@pytest.mark.parametrize("nudge, extra", [(0, 0), (Fraction(1, 10**2000), 1),
                                          (-Fraction(1, 10**2000), 0)])
def test_rational_ties(mu, L, count, nudge, extra):
    """rate = 10^(−6/k) exactly, and 2000 digits beside it on either side."""
    assert iterations(Number(mu), Number(L + nudge)) == count + extra


def test_an_irrational_tie():
    """[[13, 1], [1, 7]] has the eigenvalues 10 ± √10: the rate 1/√10 reaches 1e-6 in 12 steps."""
    mu, L = spectrum(array([[13, 1], [1, 7]])).roots
    assert isinstance(L, Root) and iterations(mu, L) == 12
    assert iterations(mu, L, digits=3) == 6
    assert iterations(mu, L, digits=1) == 2
    tiny = Number(Fraction(1, 10**300))
    assert iterations(mu, L + tiny) == 13
    assert iterations(mu, L - tiny) == 12


def test_a_tie_of_too_high_a_degree_is_undecided():
    """(10 ± √10)/2^(1/13) tie as 10 ± √10 do, but their quotient has 26·26 conjugates to check."""
    pair = spectrum(array([[13, 1], [1, 7]])).roots
    scale = Root(fmpz_poly([-2, *[0] * 12, 1]), 0)
    mu, L = (ratio(root, scale) for root in pair)
    assert isinstance(mu, Root) and mu.polynomial.degree() == 26
    with pytest.raises(Undecided, match="676"):
        iterations(mu, L)


def test_one_step_when_all_eigenvalues_are_equal():
    root = spectrum(array([[13, 1], [1, 7]])).roots[0]
    assert iterations(root, root) == iterations(2.5, 2.5) == iterations(Number(3), Number(3)) == 1


def test_floats_count_as_what_they_hold():
    assert iterations(1.0, 4.0) == iterations(np.float64(1), 4) == 28
    assert iterations(1.0, 1.0 + 2.0**-52) == 1
    # 6 ln 10 / −ln(rate) = 3 κ ln 10 up to 1/κ, here at κ = 10²⁴
    assert iterations(1e-12, 1e12) == pytest.approx(3e24 * np.log(10), rel=1e-12)


@pytest.mark.parametrize("mu, L", [(0.0, 1.0), (-1.0, 1.0), (2.0, 1.0), (Number(0), Number(0))])
def test_bad_eigenvalues(mu, L):
    with pytest.raises(ValueError, match="0 < mu <= L, the extreme nonzero eigenvalues"):
        iterations(mu, L)


@given(PAIRS)
def test_measured_in_exact_gradient_descent(pair):
    """The worst start: equal parts along both extreme eigenvectors."""
    mu, L = pair
    k = iterations(Number(mu), Number(L), digits=2)
    problem = LeastSquares.from_spectrum(array([mu, L]), array([1, -2]))
    run = iterate(GD(lr_opt(Number(mu), Number(L))), problem, k, w0=problem.u + 1)
    error = run.w - problem.u
    goal = 2 * Number("1e-4")  # squares
    assert error[k] @ error[k] <= goal and (k == 1 or error[k - 1] @ error[k - 1] > goal)


@given(st.lists(st.integers(0, 9), min_size=1, max_size=3), st.integers(-9, 9))
def test_no_start_is_worse(inner, start):
    """Eigenvalues between μ and L, other directions: never more steps."""
    mu, L = Number(1), Number(10)
    values = array([1, *(1 + v for v in inner), 10])
    problem = LeastSquares.from_spectrum(values, array([1] * len(values)))
    w0 = problem.u + array([start, *inner, 1])
    k = iterations(mu, L)
    error = iterate(GD(lr_opt(mu, L)), problem, k, w0=w0).w - problem.u
    assert error[k] @ error[k] <= Number("1e-12") * (error[0] @ error[0])


@pytest.mark.parametrize("values, u", [
    ([1.0, 3.0, 10.0], [1.0, -1.0, 2.0]),
    ([1.0, 5.0, 20.0, 100.0], [1.0, 0.1, 0.0, 0.0]),
    ([2.0, 3.0], [1.0, 1.0]),
])
def test_measured_in_bngd_near_a_minimiser(values, u):
    """ê at the best value for H*: the part of w across u shrinks by 1e-6 in that many steps."""
    problem = LeastSquares.from_spectrum(values, u)
    u = problem.u
    star, vectors = np.linalg.eigh(problem.H_star)
    mu, L = float(star[1]), float(star[-1])  # star[0] = 0 belongs to u
    k = iterations(mu, L)
    # |w∞| = |u| up to 1e-8, so ε = ê
    w0 = u + 1e-4 * (vectors[:, 1] + vectors[:, -1])
    run = iterate(BNGD(lr_opt(mu, L)), problem, k + 5, w0=w0)
    across = run.w - np.outer(run.w @ u, u) / (u @ u)
    size = np.linalg.norm(across, axis=1)
    measured = int(np.argmax(size <= 1e-6 * size[0]))
    assert abs(measured - k) <= 1  # the start is 1e-4 away, not infinitely near


def test_balls_come_back_for_roots():
    mu, L = spectrum(array([[13, 1], [1, 7]])).roots
    for compute, value in ((lambda: rate(mu, L), 10**-0.5), (lambda: lr_opt(mu, L), 0.1),
                           (lambda: lr_max(L), 2 / (10 + 10**0.5))):
        assert float(at_precision(128, compute)) == pytest.approx(value, rel=1e-15)
