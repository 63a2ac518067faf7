"""The range of H: projection and shortest solution, exact and in floats; what is indefinite."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import rotations, vectors

from bnlinear.checks import ArgumentError
from bnlinear.exact.matrices import diagonal
from bnlinear.exact.number import array
from bnlinear.problems.ranges import ExactRange, FloatRange, Whole, range_of


@st.composite
def singular(draw):
    Q = draw(rotations(3))
    return Q @ diagonal(array([0, 2, draw(st.integers(0, 3))])) @ Q.T


@given(singular(), vectors(3))
def test_the_exact_range(H, w):
    its_range = range_of(H)
    seen = its_range.project(w)
    assert isinstance(its_range, ExactRange)
    assert (H @ (w - seen) == 0).all() and (its_range.project(seen) == seen).all()
    u = its_range.solve(H @ w)
    assert (H @ u == H @ w).all() and (u == seen).all()  # of all solutions the shortest


@given(singular(), vectors(3))
def test_floats_agree_with_the_exact_range(H, w):
    exact, floats = range_of(H), range_of(H.astype(float))
    assert isinstance(floats, FloatRange) and floats.rank == exact.rank
    size = 1 + np.abs(w.astype(float)).max()
    assert np.allclose(floats.project(w.astype(float)), exact.project(w).astype(float),
                       atol=1e-13 * size)  # a gap of 2 in the spectrum: some eps·size
    g = (H @ w).astype(float)
    assert np.allclose(floats.solve(g), exact.solve(H @ w).astype(float), atol=1e-13 * size)


def test_a_definite_matrix_has_the_whole_space():
    H = array([[2, 1], [1, 2]])
    w = array([1, 5])
    for matrix in (H, H.astype(float)):
        its_range = range_of(matrix)
        assert isinstance(its_range, Whole) and its_range.rank == 2 and its_range.project(w) is w


def test_zero_has_no_range():
    its_range = range_of(array([[0, 0], [0, 0]]))
    assert its_range.rank == 0 and (its_range.project(array([1, 2])) == 0).all()


@pytest.mark.parametrize("H", [array([[1, 2], [2, 1]]), np.array([[1.0, 2.0], [2.0, 1.0]]),
                               np.diag([1.0, -1e-14])])
def test_an_indefinite_matrix_is_refused(H):
    with pytest.raises(ArgumentError, match="positive semidefinite"):
        range_of(H)
