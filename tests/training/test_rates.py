"""Rates of models side by side: each column has the rate of its model."""

import numpy as np
import pytest

from bnlinear.problems import softmax_regression
from bnlinear.training.rates import check_rates, column_rates, side_by_side

MODEL = softmax_regression([[0.0], [1.0], [2.0]], [0, 1, 2])


def test_columns_of_a_model_share_its_rate():
    assert column_rates([0.1, 0.2], MODEL).tolist() == [0.1] * 3 + [0.2] * 3
    assert column_rates(0.5, MODEL).tolist() == [0.5] * 3


def test_models_start_at_the_same_weights():
    b, W = side_by_side(np.array([1.0, 2.0]), np.array([[3.0, 4.0]]), [0.1, 0.2])
    assert b.tolist() == [1, 2, 1, 2] and W.tolist() == [[3, 4, 3, 4]]


@pytest.mark.parametrize("lr, message", [([], "flat list"), ([[0.1]], "flat list"),
                                         ([0.1, 0], "lr = 0"), (np.nan, "finite number above 0"),
                                         ("x", "finite number above 0")])
def test_rates_that_are_none(lr, message):
    with pytest.raises(ValueError, match=message):
        check_rates(lr)
