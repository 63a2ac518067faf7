"""SGD-G's upper rate by its own runs; the largest turn of a step."""

import math

import numpy as np
import pytest

from bnlinear import LeastSquares, iterate
from bnlinear.dynamics import SGDG
from bnlinear.theory.sgdg import largest_step, lr_without_wrap, sgdg_lr_max

PROBLEM = LeastSquares.from_spectrum([1.0, 4.0, 9.0], [1.0, 1.0, 1.0])


@pytest.mark.parametrize("momentum", [0.0, 0.5, 0.9])
def test_below_the_largest_rate_it_converges_above_it_does_not(momentum):
    lr = sgdg_lr_max(PROBLEM, momentum)
    near = PROBLEM.u + np.array([1e-3, -2e-3, 3e-3])
    stable, unstable = (iterate(SGDG(lr=share * lr, momentum=momentum, clip=None), PROBLEM, 1500,
                                w0=near).excess_loss for share in (0.95, 1.05))
    assert stable[-1] < 1e-9 * stable[0] and unstable[-1] > unstable[0]


def test_no_step_turns_by_more():
    assert largest_step(0.2, 0.5, 3.0) == pytest.approx(1.2)
    lr = lr_without_wrap(0.5, 3.0, math.pi / 2)
    assert largest_step(lr, 0.5, 3.0) == pytest.approx(math.pi / 2)
