"""Vectors of near eigenvalues are told apart: orthonormal to the end, angles squared by a step."""

from fractions import Fraction

import pytest
from flint import arb, arb_mat

from bnlinear.exact.precision import at_precision
from bnlinear.exact.wide.jacobi import orthonormal, rotation, separation

NOISE = arb(2) ** -250


def largest(entries):
    return max(float(abs(v).upper()) for v in entries)


def off_diagonal(A):
    return largest(A[i, j] for i in range(A.nrows()) for j in range(A.ncols()) if i != j)


def identity_of(V):
    lack = V.transpose() * V
    return largest((lack[i, j] - int(i == j)) for i in range(lack.nrows())
                   for j in range(lack.ncols()))


def matrix(gap, mix, second=1):
    """1, 1 + gap, 1 + second·gap and 1 + 3·gap, and off-diagonal entries of mix·gap."""
    diagonal = [1, 1 + gap, 1 + second * gap, 1 + 3 * gap]
    return arb_mat([[diagonal[i] if i == j else mix * gap / (1 + i + j) for j in range(4)]
                    for i in range(4)]).mid()


@pytest.mark.parametrize("second", [1, 2])
@pytest.mark.parametrize("gap", [1, -12, -40])
@pytest.mark.parametrize("mix", [-3, -8, -20, 1])
def test_each_step_separates(gap, mix, second):
    """Relative to the gap: any mixture is gone after six steps, with orthonormal columns."""
    def steps():
        g = arb(10) ** gap
        H, V = matrix(g, arb(10) ** mix, second), None
        for _ in range(6):
            turn = orthonormal(separation(H, NOISE).mid(), NOISE)
            H = (turn.transpose() * H * turn).mid()
            V = turn if V is None else V * turn
        return off_diagonal(H) / float(g), identity_of(V)

    left, lack = at_precision(400, steps)
    assert left < 1e-30 and lack < 1e-70


def test_small_angles_are_squared():
    def before_and_after():
        H = matrix(arb(1), arb(10) ** -4)
        H[1, 1] += 1  # no two are equal
        turn = separation(H, NOISE)
        return off_diagonal(H), off_diagonal(turn.transpose() * H * turn)

    before, after = at_precision(400, before_and_after)
    assert before > 1e-5 and after < 1e-7


def test_noise_is_left_alone():
    H = arb_mat([[1, arb(2) ** -260], [arb(2) ** -260, 1]])
    V = at_precision(300, lambda: separation(H, NOISE))
    assert V == arb_mat([[1, 0], [0, 1]])


@pytest.mark.parametrize("b", ["1", "-1", "1/1000000", "-7"])
@pytest.mark.parametrize("a, d", [(1, 1), (1, 2), (2, 1), (-1, 10)])
def test_a_rotation_makes_its_pair_zero(a, d, b):
    b = Fraction(b)
    b = arb(b.numerator) / b.denominator

    def turned():
        H = arb_mat([[a, b, 5], [b, d, 6], [5, 6, 7]]).mid()
        V = rotation(H, [(0, 1)])
        K = V.transpose() * H * V
        return abs(K[0, 1]), identity_of(V), abs(V[0, 1]), V[2, 2], K[2, 2]

    left, lack, sine, one, last = at_precision(300, turned)
    assert left < 1e-80 and lack < 1e-80 and one == 1 and last == 7
    assert sine < arb("0.70710678119")  # the smaller of both angles


def test_nearly_orthonormal_columns_become_so():
    X = arb_mat([[1, arb(1) / 5], [0, 1], [arb(1) / 10, 0]]).mid()
    Y = at_precision(300, lambda: orthonormal(X, NOISE))
    assert identity_of(at_precision(300, lambda: Y)) < 1e-15  # the product is of 53 bits
    assert at_precision(300, lambda: identity_of(Y)) < 1e-74


def test_columns_that_are_far_from_orthonormal_end_too():
    X = arb_mat([[3, 3], [3, 3]])
    assert orthonormal(X, NOISE) == X
