"""A = diag(f)·B·diag(f) in balls and floats: products, projections, error bounds, counts.

Scales run from 1e-30 to 1e30. Counts are compared with exact ones, at eigenvalues and beside them.
"""

from fractions import Fraction

import numpy as np
import pytest
from exact_counts import ball, exact, form_of, most
from flint import arb, arb_mat, fmpz_mat
from hypothesis import given
from hypothesis import strategies as st

from bnlinear.exact.precision import at_precision
from bnlinear.exact.wide import Base, Form

SCALES = st.sampled_from([Fraction(10)**k for k in (-30, -3, 0, 0, 1, 30)] + [Fraction(1, 3)])


@st.composite
def definite(draw):
    """B = ZᵀZ of integers that floats cannot hold, positive definite, and f."""
    m = draw(st.integers(1, 5))
    low = draw(st.lists(st.lists(st.integers(-4, 4), min_size=m, max_size=m), min_size=m,
                        max_size=m))
    unit = draw(st.sampled_from([1, 7, 10**17 + 1, 3**60]))
    Z = [[unit * (v if j < i else abs(v) + 1 if i == j else 0) for j, v in enumerate(row)]
         for i, row in enumerate(low)]
    Z = fmpz_mat(Z)
    return Z.transpose() * Z, draw(st.lists(SCALES, min_size=m, max_size=m))


def below(A, tau):
    """How many eigenvalues are τ or less."""
    return most([[-v for v in row] for row in A], tau)


def rayleigh(A):
    """Numbers of every size of the spectrum: the diagonal entries, and beside them."""
    return [A[j][j] * (1 + d) for j in range(len(A)) for d in (-Fraction(1, 10**12), 0, 1)]


# -- counts --------------------------------------------------------------------------------------

@given(definite())
def test_counts_are_never_too_low_and_not_idle(data):
    S, f = data
    A = exact(S, f)
    floats = at_precision(128, lambda: form_of(S, f).floats())
    wide = Fraction(1, 10**6)
    for tau in rayleigh(A):
        tau_ball = at_precision(128, lambda tau=tau: ball(tau))
        above = floats.most_above(tau_ball)
        under = floats.most_below(tau_ball)
        assert most(A, -tau) <= above and below(A, tau) <= under
        assert above <= most(A, -tau * (1 - wide)) and under <= below(A, tau * (1 + wide))


@pytest.mark.parametrize("scale", [Fraction(1), Fraction(10)**-30, Fraction(10)**30])
def test_at_a_multiple_eigenvalue(scale):
    """2 + J of order 4 has 2, 2, 2 and 6: τ = 2 may count all four, never fewer."""
    S = fmpz_mat([[3 if i == j else 1 for j in range(4)] for i in range(4)])
    floats = at_precision(128, lambda: form_of(S, [scale] * 4).floats())
    two, six = 2 * scale**2, 6 * scale**2

    def counts(tau):
        tau = at_precision(128, lambda: ball(tau))
        return floats.most_above(tau), floats.most_below(tau)

    assert counts(two) == (4, 3) and counts(six) == (1, 4)
    assert counts(two * (1 + Fraction(1, 10**9))) == (1, 3)
    assert counts(two * (1 - Fraction(1, 10**9))) == (4, 0)


def test_eigenvalues_sixty_orders_apart():
    f = [Fraction(10)**-30, Fraction(1), Fraction(10)**30]
    S = fmpz_mat([[2, 1, 0], [1, 2, 1], [0, 1, 2]])
    floats = at_precision(128, lambda: form_of(S, f).floats())
    assert [floats.most_above(arb(10)**k) for k in (-70, -50, 50, 70)] == [3, 2, 1, 0]
    assert [floats.most_below(arb(10)**k) for k in (-70, -50, 50, 70)] == [0, 1, 2, 3]


# -- bounds on the error of floats -----------------------------------------------------------------

def true_entry(value, e, i, j):
    return Fraction(value) * Fraction(2)**int(e[i] + e[j])


@given(definite())
def test_the_error_of_an_integer_matrix(data):
    S, _ = data
    e, b, error = at_precision(128, Base.of_integers(S).floats)
    for i in range(len(b)):
        assert 0.2 < b[i, i] < 4
        for j in range(len(b)):
            true = true_entry(int(S[i, j]), e, i, j)
            assert abs(Fraction(float(b[i, j])) - true) <= Fraction(float(error[i, j]))
            assert error[i, j] <= 1e-15 * abs(b[i, j]) + 1e-270


@given(definite(), st.integers(2, 40))
def test_the_error_of_a_matrix_of_wide_balls(data, bits):
    """The true matrix is at the edge of every ball."""
    S, _ = data
    m = S.nrows()
    midpoints = [[Fraction(int(S[i, j])) for j in range(m)] for i in range(m)]
    radii = [[2.0**-bits * abs(float(v)) for v in row] for row in midpoints]
    B = at_precision(400, lambda: arb_mat([[arb(int(v), r) for v, r in zip(a, c, strict=True)]
                                           for a, c in zip(midpoints, radii, strict=True)]))
    e, b, error = at_precision(400, Base(lambda: B).floats)
    for i in range(m):
        for j in range(m):
            for sign in (-1, 1):
                edge = midpoints[i][j] + sign * Fraction(radii[i][j])
                true = true_entry(edge, e, i, j)
                assert abs(Fraction(float(b[i, j])) - true) <= Fraction(float(error[i, j]))


@given(definite(), st.integers(-3, 3))
def test_the_error_of_a_shifted_matrix(data, power):
    """Against P(b − τ·f⁻²)P in rational numbers, P powers of two that the floats show."""
    S, f = data
    form = form_of(S, f)
    tau = exact(S, f)[0][0] * Fraction(3) ** power
    floats = at_precision(128, form.floats)
    M, error = at_precision(128, lambda: floats._shifted(ball(tau)))
    e = form.base.floats()[0]
    p = np.floor(np.minimum(0, floats.log_f - at_precision(128, lambda: log2(tau)) / 2))
    total = Fraction(0)
    for i in range(len(f)):
        for j in range(len(f)):
            true = true_entry(int(S[i, j]), e, i, j)
            true -= tau / (f[i] * Fraction(2)**int(-e[i]))**2 if i == j else 0
            true *= Fraction(2)**int(p[i] + p[j])
            total += (Fraction(float(M[i, j])) - true)**2
    assert total <= Fraction(error)**2
    assert error < 1e-13


def test_errors_of_all_entries_add_up():
    """Every entry is off by a radius r to the same side: a matrix of norm 4r, not r."""
    r = 2.0**-20
    B = arb_mat([[arb(2 if i == j else 1, r) for j in range(4)] for i in range(4)])
    floats = at_precision(128, lambda: Form(Base(lambda: B), lambda: [arb(1)] * 4).floats())
    _, error = at_precision(128, lambda: floats._shifted(arb(1)))
    assert 4 * r * float(floats.f[0].mid())**-2 <= error < 8 * r


def log2(value):
    return float((ball(value).log() / arb(2).log()).mid())


# -- products and projections ----------------------------------------------------------------------

@given(definite(), st.data())
def test_products(data, draw):
    S, f = data
    x = draw.draw(st.lists(st.integers(-5, 5), min_size=len(f), max_size=len(f)))
    found = at_precision(128, lambda: form_of(S, f).product(arb_mat([[v] for v in x])))
    for mine, row in zip(found.entries(), exact(S, f), strict=True):
        terms = [a * v for a, v in zip(row, x, strict=True)]
        true, size = (at_precision(1000, lambda v=v: ball(v))
                      for v in (sum(terms), sum(map(abs, terms))))
        assert mine.overlaps(true) and mine.rad() <= size * arb(2)**-110


def test_projections():
    """The null space of diag(f)·B·diag(f) is f⁻¹ of that of B."""
    f = [Fraction(10)**-9, Fraction(2), Fraction(3)]
    S, Z = fmpz_mat([[1, 1, 0], [1, 1, 0], [0, 0, 4]]), arb_mat([[1], [-1], [0]])
    form = Form(Base.of_integers(S), lambda: [ball(v) for v in f], lambda: Z, 1)
    X = arb_mat([[1], [5], [7]])

    def both():
        inside = form.projected(X)
        return inside, form.product(inside) - form.product(X), form.projected(inside) - inside

    inside, product, again = at_precision(200, both)
    assert inside[2, 0].contains(7) and (inside[0, 0] * 10**9 - inside[1, 0] / 2).contains(0)
    assert all(v.contains(0) and v.rad() < 1e-40 for v in [*product.entries(), *again.entries()])
    whole = Form(Base.of_integers(S), lambda: [ball(v) for v in f])
    assert whole.projected(X) is X


@pytest.mark.parametrize("power", [-60, -20, 0, 20, 60])
def test_the_core_inverse_of_dependent_columns(power):
    """In units 60 orders apart too it is b⁺ + NNᵀ, where b is a matrix of correlations."""
    Z = fmpz_mat([[1, 3, 2], [2, 6, -1], [-1, -3, 4], [0, 0, 5]])
    S = Z.transpose() * Z
    null = fmpz_mat([[3], [-1], [0]])
    floats = at_precision(128, form_of(S, [Fraction(1), Fraction(10)**power, Fraction(1)],
                                       null).floats)
    Y = floats.core_inverse()
    assert np.allclose(floats.b @ Y @ floats.b, floats.b, rtol=0, atol=1e-13)
    assert np.linalg.eigvalsh(Y) == pytest.approx(np.linalg.eigvalsh(
        np.linalg.pinv(floats.b, rcond=1e-10) + floats.inner_null @ floats.inner_null.T), rel=1e-12)
