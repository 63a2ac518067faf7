"""Counts of eigenvalues that floats bound: never too low, and not idle.

1. at least the exact count of M + E for the E that lifts every eigenvalue, exact zeros included;
2. at most that of an E larger by some hundred roundings;
3. whatever LAPACK returns: wrong values, tilted vectors, nothing.
"""

import numpy as np
import pytest
from exact_counts import most
from hypothesis import given
from hypothesis import strategies as st

from bnlinear.exact.wide.inertia import UNIT, most_nonnegative

SIZES = st.integers(1, 7)


@st.composite
def low_rank(draw):
    """−AᵀA of small integers, exact in floats: m − rank zeros that LAPACK can only guess at."""
    m, r = draw(SIZES), draw(st.integers(0, 4))
    A = np.array(draw(st.lists(st.integers(-3, 3), min_size=r * m, max_size=r * m)), dtype=float)
    A = A.reshape(r, m)
    return -A.T @ A / 16


@st.composite
def floats(draw):
    m = draw(SIZES)
    flat = st.lists(st.floats(-1, 1, allow_subnormal=False, width=32), min_size=m * m,
                    max_size=m * m)
    A = np.array(draw(flat)).reshape(m, m)
    return np.triu(A) + np.triu(A, 1).T


@given(low_rank())
def test_exact_zeros_are_counted(M):
    assert most_nonnegative(M, 0.0) == most(M)


@given(st.one_of(low_rank(), floats()), st.sampled_from([0.0, 1e-300, 1e-17, 1e-9, 0.25]))
def test_between_two_exact_counts(M, error):
    found = most_nonnegative(M, error)
    slack = 100 * len(M)**2 * UNIT * max(1.0, np.abs(M).sum())
    assert most(M, error) <= found <= most(M, error * 1.01 + slack)


def test_an_eigenvalue_one_rounding_below_zero_is_counted_and_one_clearly_below_is_not():
    Q, _ = np.linalg.qr(np.vander(np.arange(1.0, 7), 6))
    M = Q @ np.diag([1, 0.5, -UNIT, -1e-9, -1, -1]) @ Q.T
    assert most_nonnegative((M + M.T) / 2, 0.0) == 3


def test_the_bound_does_not_trust_that_rounding_was_lucky():
    """On a diagonal matrix all residuals come out as 0; another order of sums could differ."""
    assert most_nonnegative(np.diag([1, 0.5, -UNIT, -1e-9]), 0.0) == 3


# -- LAPACK is not trusted ------------------------------------------------------------------------

M = np.diag([1.0, 0.01, -0.3, -1.0])


@pytest.mark.parametrize("shift", [1e-3, 0.1, 1.0])
def test_wrong_eigenvalues(monkeypatch, shift):
    monkeypatch.setattr(np.linalg, "eigh", lambda A: (np.diag(A) - shift, np.eye(4)))
    assert most_nonnegative(M, 0.0) >= 2


def test_wrong_vectors(monkeypatch):
    """Twice the same vector, which belongs to −1: only VᵀV tells."""
    V = np.eye(4)[:, [3, 3, 3, 3]]
    monkeypatch.setattr(np.linalg, "eigh", lambda A: (np.full(4, -1.0), V))
    assert most_nonnegative(M, 0.0) == 4


def test_vectors_of_another_length(monkeypatch):
    """|MV − VΛ| is √0.6 of what it would be for a unit vector: only VᵀV tells."""
    monkeypatch.setattr(np.linalg, "eigh", lambda A: (np.array([-1.0]), np.sqrt([[0.6]])))
    assert most_nonnegative(np.zeros((1, 1)), 0.0) == 1


def test_no_convergence(monkeypatch):
    def fails(_):
        raise np.linalg.LinAlgError("Eigenvalues did not converge")

    monkeypatch.setattr(np.linalg, "eigh", fails)
    assert most_nonnegative(M, 0.0) == 4


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_what_is_not_finite_counts_in_full(monkeypatch, bad):
    monkeypatch.setattr(np.linalg, "eigh", lambda A: (np.full(4, -1.0), np.full((4, 4), bad)))
    with np.errstate(invalid="ignore"):
        assert most_nonnegative(M, 0.0) == 4
    monkeypatch.undo()
    assert most_nonnegative(M, float("inf")) == 4
