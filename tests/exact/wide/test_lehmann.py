"""The enclosure of λ_max from any vectors, once the count beyond τ is known.

1. it holds λ_max − τ, whatever the vectors are;
2. eigenvectors make it a point, and an error δ of them costs δ²;
3. where vectors cannot tell, None.
"""

from fractions import Fraction

import pytest
from flint import arb, arb_mat
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies import rationals, symmetric

from bnlinear.exact.precision import at_precision
from bnlinear.exact.wide.lehmann import beyond

#: Few values, so that eigenvalues repeat, also the largest; some nearly do.
SPECTRA = st.lists(st.sampled_from([Fraction(v) for v in (-3, 0, 1, 2, 2, 5)]
                                   + [5 + Fraction(1, 10**9), Fraction(7, 5)]),
                   min_size=2, max_size=5)


def balls(rows):
    return arb_mat([[v.ball if hasattr(v, "ball") else ball(v)
                     for v in row] for row in rows])


def shifted(A, tau):
    size = A.nrows()
    return A - arb_mat(size, size, [tau if i == j else 0 for i in range(size)
                                    for j in range(size)])


@given(symmetric(SPECTRA), st.data())
def test_it_holds_the_largest_eigenvalue(pair, data):
    values, A = pair
    tau = data.draw(st.sampled_from([min(values) - 1, *values, Fraction(3, 2), Fraction(4)]))
    c = sum(v > tau for v in values)
    assume(c > 0)
    more = data.draw(st.integers(0, len(values) - c))  # more columns than are needed are no harm
    row = st.lists(rationals(5), min_size=c + more, max_size=c + more)
    rows = data.draw(st.lists(row, min_size=len(values), max_size=len(values)))
    with_columns(balls(A), balls(rows), tau, max(values))


def with_columns(A, X, tau, largest):
    found = at_precision(200, lambda: beyond(X, shifted(A, ball(tau)) * X))
    # 2⁻¹⁰⁰⁰ wide: to meet it is to hold the value
    assert found is None or found.overlaps(at_precision(1000, lambda: ball(largest - tau))), found


def ball(value):
    return arb(value.numerator) / value.denominator


@given(symmetric(SPECTRA), st.data())
def test_nearly_parallel_vectors_near_a_multiple_eigenvalue(pair, data):
    """(A − μ)^k G leans on the largest eigenvalue: the columns are good and hard to tell apart."""
    values, A = pair
    tau = sorted(set(values))[-2] if len(set(values)) > 1 else max(values) - 1
    c = values.count(max(values))
    row = st.lists(rationals(5), min_size=c, max_size=c)
    X = balls(data.draw(st.lists(row, min_size=len(values), max_size=len(values))))
    for _ in range(data.draw(st.integers(1, 8))):
        X = at_precision(200, lambda X=X: shifted(balls(A), arb(-3)) * X)
    with_columns(balls(A), X, tau, max(values))


@pytest.mark.parametrize("power", [10, 20, 30])
def test_an_error_of_vectors_counts_squared(power):
    """A = diag(3, 3, 1), τ = 2: [1, 0, δ] and [0, 1, 0] give 1 within 2δ²."""
    delta = arb(2) ** -power
    X = arb_mat([[1, 0], [0, 1], [delta, 0]])
    A = arb_mat([[3, 0, 0], [0, 3, 0], [0, 0, 1]])
    found = at_precision(300, lambda: beyond(X, shifted(A, arb(2)) * X))
    assert found.contains(1) and found.rad() < 4 * delta**2


@pytest.mark.parametrize("X", [
    [["3/10", "4/10"], ["-4/5", "3/5"]],  # T = 1, U is not diagonal
    [["1/4", "-3/8"], ["1", "1"]],  # T₀₁ > 0 > U₀₁, and the bound is sharp
])
def test_columns_that_mix_two_eigenvectors(X):
    """A − τ = diag(4, 1): each column alone says less than 4."""
    X = at_precision(200, lambda: balls([[Fraction(v) for v in row] for row in X]))
    found = at_precision(200, lambda: beyond(X, arb_mat([[4, 0], [0, 1]]) * X))
    assert found.upper() >= 4 and found.lower() <= 4


def test_two_different_eigenvalues_beyond_tau():
    A = arb_mat([[5, 0, 0], [0, 3, 0], [0, 0, 1]])
    X = arb_mat([[1, 0], [0, 1], [0, 0]])
    found = beyond(X, shifted(A, arb(2)) * X)
    assert found.contains(3) and found.rad() < arb(2) ** -40


def test_the_exact_vector_gives_the_exact_value():
    A = arb_mat([[2, 1], [1, 2]])
    X = arb_mat([[1], [1]])
    found = beyond(X, shifted(A, arb(2)) * X)
    assert found.contains(1) and found.rad() < arb(2) ** -40


@pytest.mark.parametrize("X", [
    [[0], [1]],  # below τ
    [[0], [0]],
])
def test_vectors_that_cannot_tell(X):
    A = arb_mat([[3, 0], [0, 1]])
    X = arb_mat(X)
    assert beyond(X, shifted(A, arb(2)) * X) is None


def test_dependent_vectors_cannot_tell():
    A = arb_mat([[3, 0, 0], [0, 4, 0], [0, 0, 1]])
    X = arb_mat([[1, 1], [1, 1], [0, 0]])
    assert beyond(X, shifted(A, arb(2)) * X) is None
