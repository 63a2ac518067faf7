"""A⁺ of a form: solutions against exact ones, counts from below; in floats and in balls."""

from fractions import Fraction

import pytest
from exact_counts import ball, exact, form_of, most, rational_matrix
from flint import arb, arb_mat, fmpq, fmpq_mat, fmpz_mat
from hypothesis import given
from hypothesis import strategies as st

from bnlinear.exact.precision import at_precision
from bnlinear.exact.ranks import dependencies
from bnlinear.exact.wide.inverse import Inverse
from bnlinear.exact.wide.vectors import log_size

SCALES = st.sampled_from([Fraction(10)**k for k in (-30, -2, 0, 0, 30)] + [Fraction(3)])
WAYS = [False, True]


@st.composite
def semidefinite(draw):
    """S = ZᵀZ of any rank but 0, f, and the null space of S."""
    n, m = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    Z = draw(st.lists(st.lists(st.integers(-3, 3), min_size=m, max_size=m), min_size=n,
                      max_size=n).filter(lambda rows: all(any(c) for c in zip(*rows, strict=True))))
    Z = fmpz_mat(Z)
    S = Z.transpose() * Z
    null = dependencies(S).null_basis(m)
    f = draw(st.lists(SCALES, min_size=m, max_size=m))
    return S, f, null if null.ncols() else None


def pseudo_solution(A, r):
    """A⁺r, exact: on pivots P, with the null space projected away twice."""
    M, null = rational_matrix(A), None
    reduced, rank = M.rref()
    size = M.nrows()
    pivots = [next(j for j in range(size) if reduced[i, j] != 0) for i in range(rank)]
    free = [j for j in range(size) if j not in pivots]
    if free:
        null = fmpq_mat(size, len(free))
        for k, j in enumerate(free):
            null[j, k] = fmpq(1)
            for i, p in enumerate(pivots):
                null[p, k] = -reduced[i, j]
    inside = off(r, null)
    sub = fmpq_mat([[M[i, j] for j in pivots] for i in pivots])
    part = sub.solve(fmpq_mat([[inside[i, 0]] for i in pivots]))
    x = fmpq_mat(size, 1)
    for k, i in enumerate(pivots):
        x[i, 0] = part[k, 0]
    return off(x, null)


def off(x, null):
    if null is None:
        return x
    return x - null * (null.transpose() * null).inv() * (null.transpose() * x)


@pytest.mark.parametrize("in_balls", WAYS)
@given(semidefinite(), st.data())
def test_solutions(in_balls, data, draw):
    """To 60 bits of the working precision, beside the largest coordinate."""
    S, f, null = data
    r = draw.draw(st.lists(st.integers(-5, 5), min_size=len(f), max_size=len(f)))
    r = fmpq_mat([[v] for v in r])
    true = pseudo_solution(exact(S, f), r)

    def solved():
        X = arb_mat([[arb(v.p) / arb(v.q)] for v in r.entries()])
        found = Inverse(form_of(S, f, null), in_balls=in_balls).solve(X)
        exact_ones = arb_mat([[arb(v.p) / arb(v.q)] for v in true.entries()])
        return log_size(found - exact_ones), log_size(exact_ones)

    lack, whole = at_precision(1200, solved)
    assert whole < -2**39 or lack <= whole - 60  # there is nothing to solve


def below(A, tau):
    """Nonzero eigenvalues that are τ or less."""
    zeros = len(A) - rational_matrix(A).rank()
    return most([[-v for v in row] for row in A], tau) - zeros


@pytest.mark.parametrize("in_balls", WAYS)
@given(semidefinite())
def test_counts_from_below(in_balls, data):
    """Never too low; not idle unless a factor 1 + 1e-6 decides or scales are 60 orders apart."""
    S, f, null = data
    A = exact(S, f)
    inverse = at_precision(128, lambda: Inverse(form_of(S, f, null), in_balls=in_balls))
    assert (inverse.rigorous is not None) >= in_balls
    for value in {A[j][j] for j in range(len(A))}:
        for tau in (value, value * (1 + Fraction(1, 10**12)), value / 1000, value * 1000):
            count = at_precision(128, lambda tau=tau: inverse.most_below(ball(tau)))
            assert count >= below(A, tau)
            if len(set(f)) == 1:
                assert count <= below(A, tau * (1 + Fraction(1, 10**6)))


@pytest.mark.parametrize("scale", [Fraction(10)**-30, Fraction(1), Fraction(10)**30])
def test_where_floats_have_no_digit(scale):
    """The Hilbert matrix of order 14 has κ = 1e19: balls take over. Counts are
    never too low, and exact near the lower end."""
    H = [[Fraction(360360 * 1009 * 17 * 19 * 23 * 5 * 4 * 3, i + j + 1) for j in range(14)]
         for i in range(14)]
    assert all(v.denominator == 1 for row in H for v in row)
    S = fmpz_mat([[int(v) for v in row] for row in H])
    inverse = at_precision(128, lambda: Inverse(form_of(S, [scale] * 14)))
    assert inverse.rigorous is not None
    A = exact(S, [scale] * 14)
    trace = sum(A[j][j] for j in range(14))
    for power in range(0, 22, 3):
        tau = trace / 10**power
        count = at_precision(128, lambda tau=tau: inverse.most_below(ball(tau)))
        assert count >= below(A, tau)
        assert power < 9 or count <= below(A, tau * (1 + Fraction(1, 10**6)))
