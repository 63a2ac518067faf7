"""Arrays of numbers, labels and a ridge: what is refused, and that exact numbers stay exact."""

import numpy as np
import pytest

from bnlinear.exact.number import InexactError, Number, is_exact
from bnlinear.problems.checks import (
    check_features,
    check_floats,
    check_labels,
    check_numbers,
    check_ridge,
    check_signs,
)


@pytest.mark.parametrize("values, message", [
    (["a"], "real numbers"), ([], "0 entries"), ([1j], "real numbers"),
    ([[1.0, 2.0], [np.nan, 3.0]], r"y\[1, 0\] is nan"), ([np.inf], r"y\[0\] is inf"),
    (np.array([[1], "b"], dtype=object), "not an array of numbers"),
])
def test_what_is_no_array_of_finite_numbers(values, message):
    with pytest.raises(ValueError, match=message):
        check_floats(values)


def test_exact_numbers_stay_exact_and_mix_with_no_float():
    assert is_exact(check_numbers([Number(1), 2])) and check_numbers([1, 2]).dtype == float
    with pytest.raises(InexactError):
        check_numbers([Number(1), 0.5])


def test_a_table_has_two_rows_and_its_labels_one_each():
    assert check_features([[1], [2]]).shape == (2, 1)
    with pytest.raises(ValueError, match="at least two rows"):
        check_features([[1, 2]])
    with pytest.raises(ValueError, match="one label a row"):
        check_labels([1, 2, 3], 2)


def test_the_larger_label_is_plus_one():
    assert check_signs([5, 3, 5], 3).tolist() == [1, -1, 1]
    with pytest.raises(ValueError, match="exactly two"):
        check_signs([1, 2, 3], 3)


@pytest.mark.parametrize("ridge", [-1, True, np.inf, np.nan, "1", Number(-1)])
def test_a_ridge_is_finite_and_not_negative(ridge):
    with pytest.raises(ValueError, match="finite number, 0 or more"):
        check_ridge(ridge)
    assert check_ridge(Number("1/3")) == Number("1/3") and check_ridge(0) == 0
