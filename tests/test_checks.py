"""Checks of arguments: what passes unchanged, what is refused, and in which words."""

import pickle
from fractions import Fraction

import numpy as np
import pytest

from bnlinear import checks
from bnlinear.checks import ArgumentError, counted
from bnlinear.exact.number import Number, array

NO_NUMBER = [True, None, "1", float("nan"), float("inf"), np.float64("-inf"), 1j, [1]]


@pytest.mark.parametrize("check", [checks.finite, checks.nonnegative, checks.positive])
@pytest.mark.parametrize("value", [1, 0.5, np.int64(3), np.float32(2), Fraction(1, 3),
                                   Number("2/7"), 10**400])
def test_numbers_pass_unchanged(check, value):
    assert check("x", value) is value


@pytest.mark.parametrize("check", [checks.finite, checks.nonnegative, checks.positive,
                                   checks.share, checks.count])
@pytest.mark.parametrize("value", NO_NUMBER)
def test_what_is_no_number_is_refused(check, value):
    with pytest.raises(ArgumentError, match=r"^x = "):
        check("x", value)


@pytest.mark.parametrize("check, inside, outside", [
    (checks.finite, [-1, 0], []),
    (checks.nonnegative, [0, 0.0, Number(0)], [-1, -1e-300, Number("-1/9")]),
    (checks.positive, [1e-300], [0, 0.0, -1, Number(0)]),
    (checks.share, [0, 0.999, Number("1/2")], [1, 1.0, -0.1, Number(1)]),
    (checks.count, [0, 7, np.int32(2)], [-1, 3.0, 0.5, Number(2)]),
])
def test_the_ends_of_each_range(check, inside, outside):
    for value in inside:
        assert check("x", value) == value
    for value in outside:
        with pytest.raises(ArgumentError, match=r"^x = "):
            check("x", value)


def test_a_count_says_its_span():
    assert type(checks.count("k", np.int64(2), least=2, most=2)) is int
    with pytest.raises(ArgumentError, match=r"^k = 1; it must be an integer, from 2 to 9$"):
        checks.count("k", 1, least=2, most=9)
    with pytest.raises(ArgumentError, match=r"^k = 10; it must be an integer, from 2 to 9; or 3$"):
        checks.count("k", 10, least=2, most=9, remedy="or 3")


def test_vectors_and_matrices():
    assert checks.vector("v", [1, 2]).dtype == float
    assert checks.matrix("A", [[1, 2], [3, 4]], columns=2).tolist() == [[1, 2], [3, 4]]
    exact = checks.vector("v", np.array([Number("1/3"), 2], dtype=object), size=2)
    assert np.all(exact == array(["1/3", 2])) and all(isinstance(v, Number) for v in exact)


@pytest.mark.parametrize("values, words", [
    ([[1, 2]], r"v = an array of shape \(1, 2\); its shape must be \(d,\)"),
    ([], r"an array of shape \(0,\)"),
    ([1, float("nan")], r"v\[1\] = nan; every entry must be finite"),
    (["a"], "it must be an array of finite real numbers"),
    ([True], "it must be an array of finite real numbers"),
    ([[1], [1, 2]], "it must be an array of finite real numbers"),
    ([10**400], "it must be an array of finite real numbers"),
    (np.array([Number(1), 0.5], dtype=object), r"v\[1\] = 0.5; exact numbers allow no float"),
])
def test_vectors_that_are_refused(values, words):
    with pytest.raises(ArgumentError, match=words):
        checks.vector("v", values)


@pytest.mark.parametrize("keywords, words", [
    ({"rows": 3}, r"\(3, d\)"), ({"columns": 3}, r"\(n, 3\)")])
def test_matrices_of_another_shape(keywords, words):
    with pytest.raises(ArgumentError, match=words):
        checks.matrix("A", [[1, 2], [3, 4]], **keywords)


def test_the_error_is_a_value_error_that_survives_a_process():
    error = ArgumentError("eps", -1, "it must be 0 or more", "pass `eps=1e-5`")
    copy = pickle.loads(pickle.dumps(error))
    assert isinstance(copy, ValueError) and str(copy) == str(error)
    assert str(error) == "eps = -1; it must be 0 or more; pass `eps=1e-5`"
    assert (copy.argument, copy.value) == ("eps", -1)


def test_a_long_value_is_cut():
    shown = str(ArgumentError("x", "a" * 500, "it must be short"))
    assert len(shown) < 120 and "…" in shown


@pytest.mark.parametrize(("number", "said"), [(0, "0 rows"), (1, "1 row"), (2, "2 rows")])
def test_a_noun_agrees_with_its_count(number, said):
    assert counted(number, "row") == said
    assert counted(number, "batch", "batches") == f"{number} batch{'es' * (number != 1)}"
