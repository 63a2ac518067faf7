"""Exact ranks: against flint's rank over the rationals, also where the first primes mislead.

1. pivots are the columns that raise the rank, from the left;
2. coefficients give the dependent columns back, null vectors are annihilated;
3. a matrix that is singular modulo the primes that are tried is not taken for singular.
"""

import numpy as np
import pytest
from flint import fmpq, fmpq_mat, fmpz_mat
from hypothesis import given
from hypothesis import strategies as st

from bnlinear.exact.pencils import primes
from bnlinear.exact.ranks import dependencies, submatrix


@st.composite
def factors(draw):
    """Z of any rank, with zero, repeated and proportional columns, and units far apart."""
    n, m = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    Z = np.array(draw(st.lists(st.integers(-2, 2), min_size=n * m, max_size=n * m)), dtype=object)
    units = draw(st.lists(st.sampled_from([1, 3, 10**30]), min_size=m, max_size=m))
    return Z.reshape(n, m) * np.array(units, dtype=object)


def gram_of(Z):
    Z = fmpz_mat(Z.tolist())
    return Z.transpose() * Z


def check(Z, most=None):
    S = gram_of(Z)
    m = S.nrows()
    found = dependencies(S, most)
    ranks = [0, *(fmpq_mat(fmpz_mat(Z[:, :j].tolist())).rank() for j in range(1, m + 1))]
    assert found.pivots == [j for j in range(m) if ranks[j + 1] > ranks[j]]
    assert sorted([*found.pivots, *found.dependent]) == list(range(m))
    assert set(found.coefficients) == set(found.dependent)
    return found, S


@given(factors())
def test_pivots_and_combinations(Z):
    found, S = check(Z)
    for j, c in found.coefficients.items():
        assert c is not None and len(c) == sum(p < j for p in found.pivots)
        for row in Z.tolist():
            total = sum((value * row[p] for value, p in zip(c, found.pivots, strict=False)),
                        fmpq(0))
            assert total == row[j]
    N = found.null_basis(len(Z[0]))
    assert N.ncols() == len(found.dependent) and S * N == S * N * 0
    assert not found.dependent or fmpq_mat(N).rank() == N.ncols()


@given(factors())
def test_the_number_of_rows_may_be_told(Z):
    """Columns after so many independent ones are not looked at: their coefficients are unknown."""
    found, _ = check(Z, most=len(Z))
    full = len(found.pivots) == len(Z)
    for j, c in found.coefficients.items():
        assert (c is None) == (full and j > found.pivots[-1])
    unknown = any(c is None for c in found.coefficients.values())
    assert (found.null_basis(len(Z[0])) is None) == unknown


@pytest.mark.parametrize("count", [1, 2])
def test_a_multiple_of_the_primes_that_are_tried(count):
    """Modulo each of them the middle column is 0, or a copy of the first."""
    first = [p for p, _ in zip(primes(), range(count), strict=False)]
    product = int(np.prod(np.array(first, dtype=object)))
    check(np.array([[1, 0, 0], [0, product, 1], [0, 0, 1]], dtype=object))
    found, _ = check(np.array([[1, 1, 2], [0, product, 0], [3, 3, 6]], dtype=object))
    assert found.dependent == [2] and found.coefficients == {2: [2, 0]}


@pytest.mark.parametrize("b", [1, 10**30])
def test_a_schur_complement_that_the_first_prime_divides(b):
    """[[b² + p, b], [b, 1]] has determinant p: singular modulo p, and p/(b² + p) is left over."""
    p = next(primes())
    assert dependencies(fmpz_mat([[b * b + p, b], [b, 1]])).dependent == []


def test_nearly_dependent_is_independent():
    found, _ = check(np.array([[1, 10**60], [1, 10**60 + 1]], dtype=object))
    assert found.dependent == []


def test_zero():
    found, _ = check(np.zeros((2, 3), dtype=object))
    assert found.pivots == [] and found.coefficients == {0: [], 1: [], 2: []}
    assert found.null_basis(3).rank() == 3


def test_submatrix():
    S = fmpz_mat([[1, 2, 3], [4, 5, 6], [7, 8, 9]])
    assert submatrix(S, [2, 0], [1]) == fmpz_mat([[8], [2]])
    assert submatrix(S, range(3), range(3)) == S
