"""Exact linear algebra against its defining identities, and against SymPy."""

from fractions import Fraction

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st
from strategies import positive_rationals, rationals, symmetric, vectors

from bnlinear.exact.matrices import (
    centred_rank,
    characteristic_polynomial,
    diagonal,
    from_flint,
    identity,
    is_positive_definite,
    is_positive_semidefinite,
    is_symmetric,
    rank,
    solve,
    to_flint,
)
from bnlinear.exact.number import InexactError, Number, array, is_exact

ANY = symmetric(st.lists(rationals(9), min_size=1, max_size=4))
POSITIVE = symmetric(st.lists(positive_rationals(9), min_size=1, max_size=4))
MATRICES = st.integers(1, 4).flatmap(
    lambda n: st.lists(rationals(9), min_size=n * n, max_size=n * n).map(
        lambda flat: array(flat).reshape(n, n)))


@given(MATRICES)
def test_flint_and_back(A):
    assert np.all(from_flint(to_flint(A)) == A)
    assert from_flint(to_flint(A[0])).shape == (len(A), 1)  # a vector is one column


def test_only_rationals_enter_flint():
    with pytest.raises(ValueError, match="is a ball"):
        to_flint(np.array([[Number(2).sqrt()]]))
    with pytest.raises(InexactError):
        to_flint(np.array([[0.5]], dtype=object))


@given(st.data(), POSITIVE)
def test_solve(data, pair):
    _, A = pair
    x = data.draw(vectors(len(A)))
    assert np.all(solve(A, A @ x) == x)
    inverse = solve(A, identity(len(A)))
    assert np.all(A @ inverse == identity(len(A))) and is_exact(inverse)


def test_solve_refuses_a_singular_matrix():
    with pytest.raises(ZeroDivisionError):
        solve(array([[1, 2], [2, 4]]), array([1, 1]))


@given(MATRICES)
def test_the_centred_rank_is_that_beside_a_column_of_ones(A):
    ones = np.full((len(A), 1), Number(1))
    assert centred_rank(A) == rank(np.hstack([ones, A])) - 1
    assert centred_rank(A + ones) == centred_rank(A)  # an offset plays no part


def test_diagonal_of_floats_and_numbers():
    assert diagonal([1.0, 2.5]).tolist() == [[1.0, 0.0], [0.0, 2.5]]
    exact = diagonal(array([1, "5/2"]))
    assert is_exact(exact) and np.all(exact == array([[1, 0], [0, "5/2"]]))
    assert np.all(identity(2) == array([[1, 0], [0, 1]]))


@given(MATRICES)
def test_cayley_hamilton(A):
    """p(A) = 0, p monic of degree d; trace and determinant are among its coefficients."""
    p = characteristic_polynomial(A)
    assert p.degree() == len(A) and p[len(A)] == 1
    value = array(np.zeros_like(A, dtype=int))
    for k in range(len(A), -1, -1):  # Horner
        value = value @ A + Number(p[k]) * identity(len(A))
    assert np.all(value == 0)
    assert Number(-p[len(A) - 1]) == sum(np.diag(A), start=Number(0))
    assert Number(p[0]) == (-1) ** len(A) * Number(to_flint(A).det())


@given(MATRICES)
def test_characteristic_polynomial_agrees_with_sympy(A):
    oracle = sympy.Matrix(len(A), len(A), [sympy.Rational(str(v)) for v in A.ravel()]).charpoly()
    mine = characteristic_polynomial(A)
    assert [str(mine[k]) for k in range(len(A) + 1)] == [str(c) for c in oracle.all_coeffs()[::-1]]


@given(ANY)
def test_definiteness_is_the_sign_of_the_spectrum(pair):
    values, A = pair
    assert is_positive_definite(A) is all(v > 0 for v in values)
    assert is_positive_semidefinite(A) is all(v >= 0 for v in values)


@pytest.mark.parametrize("values, definite, semidefinite", [
    ([0, 1], False, True), ([0, 0], False, True), ([-1, -1], False, False),
    ([-1, -1, 1], False, False), ([Fraction(1, 10**30), 1], True, True),
    ([Fraction(-1, 10**30), 1], False, False),
])
def test_definiteness_at_its_edges(values, definite, semidefinite):
    Q = array([["3/5", "-4/5"], ["4/5", "3/5"]])
    A = diagonal(array(values))
    A[:2, :2] = Q @ A[:2, :2] @ Q.T
    assert is_positive_definite(A) is definite
    assert is_positive_semidefinite(A) is semidefinite


@given(MATRICES)
def test_symmetry(A):
    assert is_symmetric(A + A.T)
    assert is_symmetric(A) is bool(np.all(A == A.T))
    assert not is_symmetric(A[:, :0]) and not is_symmetric(A[0])
