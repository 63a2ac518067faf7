"""Both ends of the nonzero spectrum of a form, against known and exact spectra.

1. known spectra come back: multiple, nearly equal and nearly zero eigenvalues included;
2. at any precision, as narrow as asked, with the nullity exact;
3. comparisons are certain or undecided; one more eigenvalue is included.
"""

from fractions import Fraction
from math import lcm

import mpmath
import numpy as np
import pytest
from exact_counts import ball, exact, form_of
from flint import fmpz_mat
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import symmetric

from bnlinear.exact.number import Number
from bnlinear.exact.precision import Undecided, at_precision
from bnlinear.exact.ranks import dependencies
from bnlinear.exact.wide import Enclosed, enclosures, extremes

NEAR = Fraction(1, 10**12)
#: Few, so that they repeat; near ties at both ends, and a κ of 1e24.
VALUES = [Fraction(v) for v in (0, 0, 1, 1, 3)] + [
    1 + NEAR, 3 - NEAR, 3 - NEAR**2, Fraction(1, 10**24)]
SPECTRA = st.lists(st.sampled_from(VALUES), min_size=1, max_size=6).filter(any)
UNITS_FAR_APART = [Fraction(10)**k for k in (-40, -20, -8, 0, 8, 20, 40)]
UNITS = st.sampled_from([Fraction(10)**k for k in (-30, 0, 30)] + [Fraction(1, 7)])


def form(A, unit):
    entries = [[Fraction(str(v)) for v in row] for row in A]
    whole = lcm(*(value.denominator for row in entries for value in row))
    S = fmpz_mat([[int(v * whole) for v in row] for row in entries])
    null = dependencies(S).null_basis(len(entries))
    return form_of(S, [unit] * len(entries), null if null.ncols() else None), whole * unit**2


def holds(enclosed, true, bits):
    found = at_precision(bits, lambda: enclosed.number().ball)
    assert found.overlaps(at_precision(2000, lambda: ball(true))), (found, true)
    assert found.rel_accuracy_bits() >= bits - 8


@settings(max_examples=100, deadline=None)
@given(symmetric(SPECTRA), UNITS)
def test_known_spectra(pair, unit):
    values, A = pair
    positive = [v for v in values if v]
    given_form, factor = form(A, unit)
    found = extremes(given_form)
    assert (found.rank, found.nullity) == (len(positive), len(values) - len(positive))
    for bits in (64, 300):
        holds(found.largest, max(positive) * factor, bits)
        holds(found.smallest_nonzero, min(positive) * factor, bits)


def test_a_column_of_zeros_beside_a_near_tie():
    """3 and 3 − δ on the span of u and e, in units of 1e-30: floats see a gap that is none."""
    u, e = [Fraction(v, 25) for v in (16, 0, 12, 15, 0)], [Fraction(v) for v in (0, 0, 0, 0, 1)]
    q = [Fraction(8, 17) * a + Fraction(15, 17) * b for a, b in zip(u, e, strict=True)]
    A = [[3 * (u[i] * u[j] + e[i] * e[j]) - NEAR**2 * q[i] * q[j] for j in range(5)]
         for i in range(5)]
    near_tie, factor = form(A, Fraction(1, 10**30))
    found = extremes(near_tie)
    for bits in (64, 300):
        holds(found.largest, 3 * factor, bits)
        holds(found.smallest_nonzero, (3 - NEAR**2) * factor, bits)


@pytest.mark.parametrize("gap", [Fraction(1, 10**k) for k in (3, 6, 9, 15, 30)])
@pytest.mark.parametrize("size", [3, 12])
def test_two_largest_and_two_smallest_that_nearly_tie(size, gap):
    """diag(1, 1 + δ, 2, …, 3 − δ, 3), mixed by a rotation with a rational cosine."""
    values = [Fraction(1), 1 + gap, *[Fraction(2)] * (size - 3), 3 - gap, Fraction(3)][-size:]
    whole = 25**2 * 10**30
    A = [[values[i] * whole if i == j else Fraction(0) for j in range(size)]
         for i in range(size)]
    for k in range(size - 1):
        A = rotated(A, k, k + 1)
        if k > 0:
            A = [[25 * v for v in row] for row in A]
            whole *= 25
    S = fmpz_mat([[int(v * 625) for v in row] for row in A])
    found = extremes(form_of(S, [Fraction(1)] * size))
    for bits in (64, 200):
        holds(found.largest, max(values) * whole * 625, bits)
        holds(found.smallest_nonzero, min(values) * whole * 625, bits)


@pytest.mark.parametrize("unit", UNITS_FAR_APART)
def test_dependent_columns_in_units_that_are_far_apart(unit):
    """x, another that is 3x in other units, a column of zeros and z: floats keep no digit of A⁺,
    whose entries for x alone are those of its unit."""
    Z = [[1, 3, 0, 0], [2, 6, 0, 5], [-1, -3, 0, 7]]
    S = fmpz_mat(Z).transpose() * fmpz_mat(Z)
    f = [Fraction(1), unit, Fraction(1), Fraction(2)]
    found = extremes(form_of(S, f, dependencies(S).null_basis(4)))
    with mpmath.workdps(150):
        A = mpmath.matrix([[mpmath.mpf(v.numerator) / v.denominator for v in row]
                           for row in exact(S, f)])
        *_, low, high = mpmath.eigsy(A, eigvals_only=True)
        for end, true in ((found.smallest_nonzero, low), (found.largest, high)):
            value = mpmath.mpf(str(end.number().rounded()))
            assert abs(value - true) <= true * mpmath.mpf("1e-12")
            assert at_precision(300, lambda e=end: e.number().ball.rel_accuracy_bits()) > 290


def rotated(A, i, j):
    """By cosine 3/5 in the plane (i, j)."""
    A = [row[:] for row in A]
    c, s = Fraction(3, 5), Fraction(4, 5)
    for row in A:
        row[i], row[j] = c * row[i] - s * row[j], s * row[i] + c * row[j]
    A[i], A[j] = ([c * a - s * b for a, b in zip(A[i], A[j], strict=True)],
                  [s * a + c * b for a, b in zip(A[i], A[j], strict=True)])
    return A


@pytest.mark.parametrize("sign, value", [(1, 32), (-1, 1)])
def test_floats_that_hide_the_extreme_eigenvalue(monkeypatch, sign, value):
    """Of 1, 4, 6, 8 and 32 they take the outermost, at either end, for the one in the middle."""
    def lying(A):
        values, V = true(A)
        return np.array([*values[1:], values[-1] / 2]), V[:, [1, 2, 3, 4, 0]]

    true = enclosures._decreasing
    monkeypatch.setattr(enclosures, "_decreasing", lying)
    S = fmpz_mat([[v if i == j else 0 for j in range(5)] for i, v in enumerate([1, 4, 6, 8, 32])])
    end = at_precision(128, lambda: enclosures.Extreme(form_of(S, [Fraction(1)] * 5), sign))
    assert at_precision(64, lambda: end.number().ball).contains(value)


def test_a_count_that_is_too_high_is_not_believed(monkeypatch):
    """Of two equal largest eigenvalues floats see one: c = 1 is refused, all are taken."""
    def lying(A):
        values, V = true(A)
        return np.array([values[0], *values[2:], values[-1] / 2]), V

    true = enclosures._decreasing
    monkeypatch.setattr(enclosures, "_decreasing", lying)
    S = fmpz_mat([[3, 0, 0, 0], [0, 3, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]])
    top = at_precision(128, lambda: enclosures.Extreme(form_of(S, [Fraction(1)] * 4), 1))
    assert top.X.ncols() >= 2


# -- numbers that can only be enclosed -------------------------------------------------------------

def two_and_six():
    S = fmpz_mat([[3 if i == j else 1 for j in range(4)] for i in range(4)])
    return extremes(form_of(S, [Fraction(1)] * 4))


def test_comparisons():
    found = two_and_six()
    low, high = found.smallest_nonzero, found.largest
    assert low < high and high > low and low != 3 and low < Number(3) and not high < 2
    assert low == low and float(low) == pytest.approx(2, abs=1e-15)
    assert (high / low).ball.contains(3) and (1 / low).ball.overlaps(ball(Fraction(1, 2)))
    with pytest.raises(Undecided):
        low.__eq__(Enclosed(lambda: low.number()))


def test_including():
    found = two_and_six()
    for value, ends in ((1, (1, 6)), (4, (2, 6)), (9, (2, 9))):
        more = found.including(value, zeros=2)
        assert (more.rank, more.nullity) == (5, 2)
        holds(more.smallest_nonzero, Fraction(ends[0]), 64)
        holds(more.largest, Fraction(ends[1]), 64)


def test_condition_number_and_whether_it_may_be_one():
    found = two_and_six()
    assert at_precision(128, found.condition_number).ball.overlaps(ball(Fraction(3)))
    assert not found.may_be_one()
    one = extremes(form_of(fmpz_mat([[5, 0], [0, 5]]), [Fraction(1)] * 2))
    assert one.may_be_one()
