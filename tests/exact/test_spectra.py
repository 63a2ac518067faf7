"""Certified spectra keep these promises:

1. a matrix built as QΛQᵀ gives Λ back: repeated, zero and negative eigenvalues included;
2. irrational eigenvalues are enclosed: trace, determinant and trace of the square agree;
3. ties between eigenvalues, and with rationals, are decided by algebra, whatever polynomial they
   come from;
4. scaled and shifted eigenvalues stay exact;
5. eigenvalues that are not real are refused;
6. which of two has the larger condition number is decided, and a tie is none.
"""

import operator
import pickle
from fractions import Fraction
from math import isqrt

import numpy as np
import pytest
from flint import fmpz_poly
from hypothesis import given
from hypothesis import strategies as st
from strategies import nonzero_rationals, positive_rationals, rationals, rotations, symmetric

from bnlinear.exact.matrices import diagonal, identity, to_flint
from bnlinear.exact.number import InexactError, Number, array
from bnlinear.exact.precision import Undecided, at_precision, decide
from bnlinear.exact.spectra import Root, eigenvalues, spectrum, squarefree, worse_conditioned

#: Few values, so that repetitions and zeros are common.
VALUES = st.lists(st.sampled_from([Fraction(v) for v in (-2, 0, 0, 1, 1, 3)] + [Fraction(7, 5)]),
                  min_size=1, max_size=5)
SQRT2 = Root(fmpz_poly([-2, 0, 1]), 1)
MINUS_SQRT2 = Root(fmpz_poly([-2, 0, 1]), 0)
ORDER = [operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne]


def symmetric_matrices(max_size=5):
    return st.integers(1, max_size).flatmap(
        lambda n: st.lists(rationals(9), min_size=n * n, max_size=n * n).map(
            lambda flat: array(flat).reshape(n, n)).map(lambda A: A + A.T))


def enclosure(value):
    return value.number() if isinstance(value, Root) else value


def contains(number, exact):
    return number.ball.contains(exact.ball)


# -- 1. known spectra ----------------------------------------------------------------------------

@given(symmetric(VALUES))
def test_a_known_spectrum_comes_back(pair):
    values, A = pair
    found = spectrum(A)
    nonzero = sorted({v for v in values if v != 0})
    assert list(found.roots) == nonzero
    assert list(found.multiplicities) == [values.count(v) for v in nonzero]
    assert found.nullity == values.count(0)
    assert found.eigenvalues == sorted(values)
    assert found.largest == max(values)
    if nonzero:
        assert found.smallest_nonzero == nonzero[0]


def test_large_matrices_are_not_factored_but_their_ties_are_still_exact():
    """Beyond degree 16 rational eigenvalues stay inside one polynomial: as roots, not numbers."""
    A = diagonal(array([*range(1, 20), 5, 0]))
    found = spectrum(A)
    assert isinstance(found.smallest_nonzero, Root)
    assert found.eigenvalues == sorted([*range(20), 5])
    assert found.nullity == 1 and sorted(found.multiplicities) == [1] * 18 + [2]
    assert contains(found.condition_number(), Number(19))


def test_nullity_has_no_tolerance():
    tiny = array([[1, 0], [0, Fraction(1, 10**400)]])
    assert spectrum(tiny).nullity == 0
    assert spectrum(tiny).condition_number() == 10**400
    assert spectrum(array([[1, 1], [1, 1]])).nullity == 1


def test_the_zero_matrix_has_no_smallest_nonzero_eigenvalue():
    zero = spectrum(array([[0, 0], [0, 0]]))
    assert (zero.nullity, zero.eigenvalues, zero.largest) == (2, [0, 0], 0)
    with pytest.raises(ValueError, match="zero matrix"):
        zero.condition_number()


# -- 2. identities -------------------------------------------------------------------------------

@given(symmetric_matrices())
def test_power_sums_and_determinant_are_enclosed(A):
    values = at_precision(128, lambda: [enclosure(v) for v in spectrum(A).eigenvalues])
    assert len(values) == len(A)

    def sums():
        determinant = Number(1)
        for value in values:
            determinant = determinant * value
        return sum(values), sum(value**2 for value in values), determinant

    expected = np.trace(A), np.trace(A @ A), Number(to_flint(A).det())
    for mine, exact in zip(at_precision(128, sums), expected, strict=True):
        if mine.is_rational:
            assert mine == exact
        else:  # 128 bits, |A| < 100, d ≤ 5: dozens of digits are left
            assert at_precision(256, lambda m=mine, e=exact: contains(m, e))
            assert float(mine.ball.rad()) < 1e-20


@given(symmetric_matrices())
def test_agrees_with_floats(A):
    oracle = np.linalg.eigvalsh(A.astype(float))
    mine = [float(value) for value in eigenvalues(A)]
    # eigvalsh is backward stable: its error is a few eps times the norm, here 1e-12 is thousands
    assert np.allclose(mine, oracle, rtol=0, atol=1e-12 * (1 + np.abs(oracle).max()))
    assert mine == sorted(mine)
    assert np.array_equal(eigenvalues(A.astype(float)), oracle)


# -- 3. ties and order ---------------------------------------------------------------------------

@given(st.data(), symmetric_matrices(3), rationals(9))
def test_an_eigenvalue_in_two_matrices_is_one_number(data, A, extra):
    """A and Q diag(A, extra) Qᵀ share the eigenvalues of A, whatever their polynomials."""
    bigger = diagonal(array([0] * len(A) + [extra]))
    bigger[:len(A), :len(A)] = A
    Q = data.draw(rotations(len(bigger)))
    mine, theirs = spectrum(A).eigenvalues, spectrum(Q @ bigger @ Q.T).eigenvalues
    for value in mine:
        twins = [other for other in theirs if other == value]
        assert twins and all(hash(twin) == hash(value) for twin in twins)
        assert all(not (twin < value) and not (value < twin) for twin in twins)
    assert sum(other == value for value in set(mine) for other in theirs) >= len(mine)


@pytest.mark.parametrize("op", ORDER)
@given(x=rationals(9), y=rationals(9))
def test_order_of_roots_and_numbers_both_ways(op, x, y):
    """Translates of √2 compare as their shifts do; with rationals as the squares do."""
    assert op(SQRT2 + x, SQRT2 + y) is op(x, y)
    sign = 1 if y < 0 or y * y < 2 else -1  # of √2 − y
    for rational in (Number(y), y):
        assert op(SQRT2, rational) is op(sign, 0)
        assert op(rational, SQRT2) is op(0, sign)
    assert op(SQRT2 + x, MINUS_SQRT2 + x) is op(1, 0)


@pytest.mark.parametrize("op", ORDER)
def test_a_rational_root_of_an_unfactored_polynomial_ties_with_its_number(op):
    three = Root(fmpz_poly([6, -2, -3, 1]), 2)  # (t² − 2)(t − 3): the largest root
    assert op(three, Number(3)) is op(0, 0)
    assert op(Number(3), three) is op(0, 0)
    assert hash(three) == hash(Number(3)) == hash(3)
    root = Root(fmpz_poly([6, -2, -3, 1]), 1)
    assert op(root, SQRT2) is op(0, 0)
    assert hash(root) == hash(SQRT2)


@pytest.mark.parametrize("digits", [10, 50, 300])
def test_near_ties_are_told_apart(digits):
    below = Fraction(isqrt(2 * 10 ** (2 * digits)), 10**digits)
    above = below + Fraction(1, 10**digits)
    assert Number(below) < SQRT2 < Number(above)
    near = spectrum(array([[below, 0], [0, above]]))
    assert near.smallest_nonzero < SQRT2 < near.largest


def test_balls_compare_three_valued_with_roots():
    assert Number(3).sqrt() > SQRT2 and SQRT2 < Number(3).sqrt()
    with pytest.raises(Undecided):
        decide(lambda: SQRT2 == Number(2).sqrt(), limit=256)
    with pytest.raises(Undecided):
        decide(lambda: Number(2).sqrt() <= SQRT2, limit=256)


def test_roots_refuse_floats_and_strangers():
    for op in (*ORDER, operator.add, operator.sub, operator.mul, operator.truediv):
        with pytest.raises(InexactError):
            op(SQRT2, 1.5)
        with pytest.raises(InexactError):
            op(1.5, SQRT2)
    for op in (operator.lt, operator.add, operator.mul, operator.truediv):
        with pytest.raises(TypeError):
            op(SQRT2, None)
    assert SQRT2 != None and SQRT2 != "3"  # noqa: E711


# -- 4. arithmetic of roots ----------------------------------------------------------------------

@given(symmetric_matrices(4), nonzero_rationals(9), rationals(9))
def test_scaled_and_shifted_eigenvalues_stay_exact(A, scale, shift):
    moved = spectrum(Number(scale) * A + Number(shift) * identity(len(A))).eigenvalues
    mine = [scale * value + shift for value in spectrum(A).eigenvalues]
    assert mine[::1 if scale > 0 else -1] == moved
    for root, twin in zip(spectrum(A).eigenvalues, mine, strict=True):
        assert (twin - shift) / scale == root
        assert shift - twin == -scale * root
        assert abs(root) in (root, -root) and not abs(root) < 0


def test_other_arithmetic_of_roots_gives_balls():
    cases = [(SQRT2 * SQRT2, 2), (SQRT2 - SQRT2, 0), (SQRT2 / SQRT2, 1), (SQRT2 * (1 / SQRT2), 1),
             (SQRT2 - Number(2).sqrt(), 0), (Number(2).sqrt() * SQRT2, 2), (SQRT2.sqrt() ** 4, 2),
             (SQRT2 + MINUS_SQRT2, 0), (2 / SQRT2 - Number(2).sqrt(), 0)]
    for number, exact in cases:
        assert isinstance(number, Number) and contains(number, Number(exact))
        assert float(number.ball.rad()) < 1e-13  # 53 bits, a few operations
    assert SQRT2 * 0 == 0


def test_roots_mix_with_arrays():
    for product in (SQRT2 * array([1, 2]), array([1, 2]) * SQRT2):
        assert list(product) == [SQRT2, 2 * SQRT2]
    assert contains(np.sqrt(np.array([SQRT2], dtype=object))[0] ** 4, Number(2))


def test_roots_survive_pickling():
    back = pickle.loads(pickle.dumps(3 * MINUS_SQRT2))
    assert back == MINUS_SQRT2 * 3 and back < 0
    assert float(back) == pytest.approx(-3 * 2**0.5, rel=1e-15)


def test_squarefree():
    twice = fmpz_poly([-2, 0, 1]) ** 2 * fmpz_poly([1, 1]) ** 3
    assert squarefree(twice) == fmpz_poly([-2, 0, 1]) * fmpz_poly([1, 1])


# -- condition numbers ---------------------------------------------------------------------------

@given(symmetric(st.lists(positive_rationals(9) | st.just(Fraction(0)), min_size=2, max_size=4)))
def test_condition_number_drops_the_zeros(pair):
    values, A = pair
    nonzero = [v for v in values if v]
    if nonzero:
        assert spectrum(A).condition_number() == max(nonzero) / min(nonzero)


@given(st.data(), symmetric_matrices(4))
def test_similar_to_symmetric(data, B):
    """B·D² has the eigenvalues of D·B·D, without its square roots."""
    D = diagonal(array(data.draw(st.lists(positive_rationals(5), min_size=len(B),
                                          max_size=len(B)))))
    assert spectrum(B @ D @ D).eigenvalues == spectrum(D @ B @ D).eigenvalues


# -- 5. not real ---------------------------------------------------------------------------------

@given(st.data(), rationals(9), nonzero_rationals(9), rationals(9))
def test_eigenvalues_that_are_not_real_are_refused(data, re, im, real):
    A = diagonal(array([re, re, real]))
    A[0, 1], A[1, 0] = Number(im), Number(-im)  # re ± i·im
    Q = data.draw(rotations(3))
    with pytest.raises(ValueError, match="not real: it is not similar to a symmetric"):
        spectrum(Q @ A @ Q.T)


def test_a_matrix_that_is_not_square_is_refused():
    with pytest.raises(ValueError, match="square"):
        spectrum(array([[1, 2, 3], [4, 5, 6]]))


# -- 6. condition numbers ------------------------------------------------------------------------


@pytest.mark.parametrize("one, other, expected", [
    ([1, 3], [1, 2], True), ([1, 2], [1, 3], False), ([2, 4], [1, 2], False),  # a tie
    ([0, 1, 3], [1, 2], True),  # the 0 does not count
    (["1", "3"], ["1", "2.9999999999999999999999999"], True),  # beyond floats
    ([0, 0], [1, 2], False), ([1, 2], [0, 0], False), (None, [1, 2], False), ([1, 2], None, False),
])
def test_which_is_worse_conditioned(one, other, expected):
    spectra = [None if values is None else spectrum(diagonal(array(values)))
               for values in (one, other)]
    assert worse_conditioned(*spectra) is expected


def test_a_tie_of_irrational_condition_numbers_ends():
    A = array([[2, 1], [1, 1]])
    assert not worse_conditioned(spectrum(A), spectrum(2 * A))
