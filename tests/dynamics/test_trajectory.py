"""A run's own words: steps, first and last loss, how it ended."""

import numpy as np

from bnlinear.dynamics.trajectory import Outcome, Trajectory


def test_columns_become_a_trajectory():
    columns = {"w": np.ones((3, 2)), "loss": np.array([5.0, 3.0, 2.0]),
               "excess_loss": np.array([4.0, 2.0, 1.0])}
    run = Trajectory.of(columns, Outcome.COMPLETED)
    assert run.a is None and run.w is columns["w"] and run.loss[-1] == 2.0
    assert repr(run) == "Trajectory(2 steps, excess loss 4 -> 1, COMPLETED)"
    assert Trajectory.of(columns | {"a": np.zeros(3)}, Outcome.DIVERGED).a is not None


def test_an_outcome_says_what_to_do():
    assert "lower lr" in Outcome.DIVERGED.value
    assert "bracket_limit" in Outcome.NO_FINITE_LENGTH.value
