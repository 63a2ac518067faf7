"""The record of GD: its closed form against the step itself, its stable end."""

import numpy as np
import pytest

from bnlinear import GD, LeastSquares, iterate
from bnlinear.sweeps import sweep
from bnlinear.sweeps.methods.gd import METHOD

PROBLEM = LeastSquares.from_spectrum([1.0, 4.0], [1.0, 1.0])


def test_losses_are_those_of_the_steps():
    run = sweep(PROBLEM, GD, [0.1, 0.3], 9, w0=[3.0, 0.5], record="every")
    for row, lr in zip(run.excess_loss, (0.1, 0.3), strict=True):
        own = iterate(GD(lr=lr), PROBLEM, 9, w0=[3.0, 0.5]).excess_loss
        assert np.allclose(row, own, rtol=1e-12)
    assert run.effective_lr.tolist() == [0.1, 0.3]


def test_stable_and_useful_ranges():
    problem = sweep(PROBLEM, GD, [0.1], 1, w0=[3.0, 0.5]).problem
    assert METHOD.stable_end(problem) == pytest.approx(0.5)
    assert METHOD.useful(problem) == pytest.approx((0.005, 0.5))
    assert METHOD.steps_to(sweep(PROBLEM, GD, [0.6], 1, w0=[3.0, 0.5]), 1e-9)[0] == np.inf
