"""What normalized methods share: the loss at the start, refused starts, the usable range."""

import numpy as np
import pytest

from bnlinear import BNGD, LeastSquares
from bnlinear.sweeps import sweep
from bnlinear.sweeps.methods import normalized

PROBLEM = LeastSquares.from_spectrum([1.0, 4.0], [1.0, 1.0])
W0 = np.array([3.0, 0.5])
DIAGONAL = sweep(PROBLEM, BNGD, [0.1], 1, w0=W0).problem


@pytest.mark.parametrize("a0", [None, 0.0, 5.0])
def test_the_loss_at_the_start_is_that_of_the_problem(a0):
    scale = W0 @ PROBLEM.g / np.sqrt(W0 @ PROBLEM.H @ W0) if a0 is None else a0
    assert np.isclose(normalized.start_loss(DIAGONAL, a0), PROBLEM.bn_excess_loss(scale, W0))


def test_the_usable_range_is_where_the_effective_rate_passes_the_best_one():
    """Far below its lower end and far above its upper one, ê is below 2/(L + μ)."""
    low, high = normalized.usable(DIAGONAL)
    best = 2 / 5
    rates = sweep(PROBLEM, BNGD, [low / 100, np.sqrt(low * high), high * 100], 30, w0=W0
                  ).effective_lr
    assert 0 < low < high and rates[0] < best / 10 and rates[2] < best / 10
    assert rates[0] < rates[1] > rates[2]


@pytest.mark.parametrize("w0, a0, message", [([0.0, 0.0], None, "w0 is zero"),
                                             ([4.0, -1.0], 0.0, "saddle")])
def test_starts_that_no_step_leaves(w0, a0, message):
    with pytest.raises(ValueError, match=message):
        sweep(PROBLEM, BNGD, [0.1], 1, w0=w0, a0=a0)


def test_a_saturated_loss_has_no_rate():
    run = sweep(PROBLEM, BNGD, [0.4], 400, w0=W0)
    assert np.isnan(run.rate).all()
    with pytest.raises(ValueError, match='record="every"'):
        run.steps_to(1e-3)
