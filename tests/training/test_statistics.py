"""What batch normalization asks of a batch."""

import numpy as np
import pytest

from bnlinear.problems import linear_regression
from bnlinear.training.statistics import check_batch_norm, check_batch_size, check_no_ridge


@pytest.mark.parametrize("eps", [-1e-9, np.inf, np.nan, True, None, "0"])
def test_eps_is_added_to_a_variance(eps):
    with pytest.raises(ValueError, match="finite number, 0 or more"):
        check_batch_norm(eps, "running")


def test_inference_is_one_of_two():
    for fine in ("running", "population"):
        check_batch_norm(0, fine)
    with pytest.raises(ValueError, match="'batch'; it must be 'running' or 'population'"):
        check_batch_norm(0, "batch")


def test_a_batch_of_one_row_must_be_asked_for():
    check_batch_size(2, single_rows=False)
    check_batch_size(1, single_rows=True)
    with pytest.raises(ValueError, match="variance 0"):
        check_batch_size(1, single_rows=False)


def test_a_ridge_on_normalised_weights_penalises_nothing():
    model = linear_regression([[0.0], [1.0]], [0.0, 1.0])
    check_no_ridge(model)
    with pytest.raises(ValueError, match="penalises nothing"):
        check_no_ridge(linear_regression([[0.0], [1.0]], [0.0, 1.0], ridge=0.5))
