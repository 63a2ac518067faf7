"""Runs of several seeds joined as one; the best rate of each."""

import numpy as np

from bnlinear.dynamics import Outcome
from bnlinear.problems.networks.layer import Parameters
from bnlinear.training.networks.result import NetworkTraining, joined


def part(seed, loss):
    return NetworkTraining(
        np.array([0.1, 0.2]), (seed,), np.array([[[3.0, 3.0]], [loss]]), np.ones((1, 1, 2)), None,
        np.array([[Outcome.COMPLETED, Outcome.DIVERGED]]),
        (Parameters(np.full((2, 1, 1), seed)),))


def test_joined_seeds_keep_their_order():
    whole = joined([part(5, [1.0, np.inf]), part(6, [2.0, 0.5])])
    assert whole.seeds == (5, 6) and whole.loss.shape == (2, 2, 2)
    assert whole.best.tolist() == [0, 1] and whole.test_error is None
    assert whole.weights[0].W[:, 0, 0].tolist() == [5, 5, 6, 6] and whole.weights[0].b is None
    assert repr(whole) == ("NetworkTraining(1 epoch, 2 seeds, 2 learning rates: best training "
                           "loss 0.5, 2 diverged)")


def test_one_part_is_itself():
    one = part(1, [1.0, 2.0])
    assert joined([one]) is one
