"""Gradient descent: a fixed point, a rate that is known, a method that refuses a scale."""

import numpy as np
import pytest

from bnlinear import GD, LeastSquares, iterate
from bnlinear.dynamics import Outcome
from bnlinear.exact.number import Number, array


def test_on_one_eigenvector_the_error_shrinks_by_one_minus_lr_lambda():
    problem = LeastSquares.from_minimiser(array([[2, 0], [0, 5]]), array([1, 1]))
    run = iterate(GD(lr=Number("1/10")), problem, 3, w0=array([2, 1]))
    assert [w[0] - 1 for w in run.w] == [Number(1), Number("4/5"), Number("16/25"),
                                         Number("64/125")]
    assert (run.w[:, 1] == 1).all() and run.excess_loss[1] == Number("16/25")
    assert run.a is None


def test_above_two_over_lambda_max_it_diverges():
    problem = LeastSquares.from_spectrum([1.0, 4.0], [1.0, 1.0])
    assert iterate(GD(lr=0.51), problem, 60000, w0=[3.0, 3.0]).outcome is Outcome.DIVERGED
    assert iterate(GD(lr=0.49), problem, 800, w0=[3.0, 3.0]).excess_loss[-1] < 1e-10


def test_it_has_no_scale_and_a_positive_rate():
    problem = LeastSquares.from_spectrum([1.0], [1.0])
    with pytest.raises(ValueError, match="GD has no scale"):
        iterate(GD(lr=0.1), problem, 1, w0=[2.0], a0=1.0)
    with pytest.raises(ValueError, match="lr = 0; it must be a finite number above 0"):
        GD(lr=0)
    assert np.isfinite(iterate(GD(lr=0.1), problem, 1, w0=[2.0]).loss).all()
