"""A feature that others give up to rounding: in words, whatever it is made of."""

import pytest

from bnlinear.analyze.near import _words, near_dependency
from bnlinear.exact.number import array
from bnlinear.theory.table_moments import TableMoments


@pytest.mark.parametrize("terms, words", [
    ([], "a constant"), ([(1.0, "a")], "a"), ([(-1.0, "a")], "-a"),
    ([(2.5, "a"), (-1.0, "b"), (-0.125, "c")], "2.5·a - b - 0.125·c"),
    ([(1.0, f"x{k}") for k in range(7)], "a combination of x0, x1, x2, x3, x4, x5 and 1 more"),
])
def test_words(terms, words):
    assert _words(terms) == words


def test_a_sum_up_to_rounding():
    rows = [[1, 2, "3.0000000001"], [2, 5, 7], [0, 1, 1], [4, 1, 5], [3, 3, "5.9999999999"]]
    X = array(rows)
    found = near_dependency(["a", "b", "c"], TableMoments.from_data(X, X[:, 0]))
    assert (found.name, found.combination) == ("c", "a + b")
    assert 1e-13 < found.left < 1e-10
    assert "c equals a + b up to rounding" in found.sentence("1e21")


def test_features_that_are_far_from_it():
    X = array([[1, 2], [2, 5], [0, 1], [4, 1]])
    assert near_dependency(["a", "b"], TableMoments.from_data(X, X[:, 0])) is None
    assert near_dependency(["a"], TableMoments.from_data(X[:, :1], X[:, 0])) is None
