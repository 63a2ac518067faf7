"""What methods on least squares refuse, and when a run has diverged."""

from types import SimpleNamespace

import numpy as np
import pytest

from bnlinear import LeastSquares
from bnlinear.dynamics import Outcome
from bnlinear.dynamics.on_least_squares import OnLeastSquares, refuse_scale, start_vector
from bnlinear.exact.number import array, is_exact

PROBLEM = LeastSquares.from_spectrum([1.0, 4.0], [1.0, 1.0])


def test_a_start_fits_its_problem_and_stays_exact():
    assert start_vector(PROBLEM, [1, 2]).dtype == float
    assert is_exact(start_vector(PROBLEM, array([1, 2])))
    with pytest.raises(ValueError, match=r"shape \(3,\).*shape \(2,\)"):
        start_vector(PROBLEM, [1, 2, 3])
    with pytest.raises(ValueError, match=r"problem = .*str.*LeastSquares"):
        start_vector("table", [1, 2])


def test_a_scale_is_refused_by_a_method_without_one():
    refuse_scale(None, "no scale")
    with pytest.raises(ValueError, match="a0 = 3; no scale"):
        refuse_scale(3, "no scale")


@pytest.mark.parametrize("loss, outcome", [(1.0, None), (np.inf, Outcome.DIVERGED),
                                           (np.nan, Outcome.DIVERGED)])
def test_a_run_has_diverged_once_a_float_is_not_finite(loss, outcome):
    state = SimpleNamespace(w=np.ones(2))
    assert OnLeastSquares().stop(state, {"w": state.w, "loss": loss}) is outcome
