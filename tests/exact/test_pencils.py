"""det(λV − A), built from residues, against the plain characteristic polynomial of V⁻¹A."""

from fractions import Fraction
from itertools import islice

import numpy as np
import pytest
from flint import fmpq_poly
from hypothesis import given
from hypothesis import strategies as st
from strategies import nonzero_vectors, positive_rationals, rationals, rotations, vectors

from bnlinear.exact.matrices import characteristic_polynomial, diagonal
from bnlinear.exact.number import Number, array
from bnlinear.exact.pencils import pencil_polynomial, primes, rank_one_downdate


@st.composite
def pencils(draw):
    size = draw(st.integers(1, 4))
    half = array([draw(st.lists(rationals(99), min_size=size, max_size=size))
                  for _ in range(size)])
    V = array(draw(st.lists(positive_rationals(99), min_size=size, max_size=size)))
    return half + half.T, V


@given(pencils(), st.sampled_from([1, 10**40, Fraction(1, 10**40)]))
def test_it_is_the_polynomial_of_the_product(pencil, scale):
    A, V = pencil
    A = A * Number(scale)  # 10⁴⁰ takes many primes
    assert pencil_polynomial(A, V) == characteristic_polynomial(A / V[:, None])


def test_a_prime_that_divides_a_weight_is_left_out():
    prime = next(primes())
    A, V = array([[2, 1], [1, -5]]), array([prime, 3])
    assert pencil_polynomial(A, V) == characteristic_polynomial(A / V[:, None])


@pytest.mark.parametrize("sign", [-1, 1])
def test_large_coefficients_of_either_sign(sign):
    """det(λI − cI) = (λ − c)²: as large as Hadamard's bound allows, up to a little."""
    c = sign * 10**30
    assert pencil_polynomial(array([[c, 0], [0, c]]), array([1, 1])) == fmpq_poly([-c, 1]) ** 2


def test_the_primes_are_different_and_fit_a_word():
    first = list(islice(primes(), 50))
    assert len(set(first)) == 50 and all(2**61 < p < 2**62 for p in first)


@pytest.mark.parametrize("weight", [0, -1])
def test_a_weight_that_is_not_positive_is_refused(weight):
    with pytest.raises(ValueError, match="V has an entry that is not positive"):
        pencil_polynomial(array([[1, 0], [0, 1]]), array([1, weight]))


@st.composite
def singular_pairs(draw):
    """H = QΛQᵀ with zeros in Λ, and w with Hw ≠ 0."""
    size = draw(st.integers(1, 4))
    values = draw(st.lists(st.sampled_from([0, 1, 1, 2, Fraction(7, 3)]), min_size=size,
                           max_size=size))
    Q = draw(rotations(size))
    H = Q @ diagonal(array(values)) @ Q.T
    w = draw(vectors(size))
    return H, w


@given(singular_pairs())
def test_the_downdate_is_the_hessian_h_star(pair):
    H, w = pair
    g = H @ w
    whole = characteristic_polynomial(H)
    s, found = rank_one_downdate(whole, characteristic_polynomial(H - np.outer(g, g)))
    assert Number(s) == w @ g  # gᵀH⁺g, whichever solution w of Hw = g
    if w @ g == 0:
        assert found == whole
    else:
        assert found == characteristic_polynomial(H - np.outer(g, g) / (w @ g))


@given(singular_pairs(), st.data())
def test_it_holds_for_pencils(pair, data):
    H, w = pair
    g = H @ w
    V = array(data.draw(st.lists(positive_rationals(9), min_size=len(H), max_size=len(H))))
    s, found = rank_one_downdate(pencil_polynomial(H, V),
                                 pencil_polynomial(H - np.outer(g, g), V))
    assert Number(s) == w @ g
    if w @ g != 0:
        assert found == pencil_polynomial(H - np.outer(g, g) / (w @ g), V)


@given(nonzero_vectors(3))
def test_one_more_eigenvalue_becomes_zero(w):
    H = diagonal(array([1, 2, 5]))
    g = H @ w
    _, found = rank_one_downdate(characteristic_polynomial(H),
                                 characteristic_polynomial(H - np.outer(g, g)))
    assert found[0] == 0 and found[1] != 0
