"""Logistic steps from w = 0 that cannot be counted say why."""

import numpy as np
import pytest

from bnlinear.analyze.extras import measure_logistic
from bnlinear.analyze.extras.measure_logistic import _count

Z = np.array([[0.0], [1.0], [2.0], [3.0], [4.0]])
Y = np.array([0.0, 1.0, 0.0, 1.0, 1.0])


def count(Z=Z, y=Y, ridge=0.1, lr=0.5):
    return _count(Z, y, ridge, np.ones(Z.shape[1]), lr)


@pytest.mark.parametrize("options, reason", [
    ({"lr": None}, "floats do not hold it"),
    ({"Z": np.where(Z == 4, np.inf, Z)}, "floats do not hold it"),
    ({"y": (Z[:, 0] > 2).astype(float), "ridge": 0.0}, "the optimum of these features was not"),
    ({"lr": 1e9}, "diverges from w = 0"),
])
def test_without_a_count(options, reason):
    steps, how = count(**options)
    assert steps is None and how.startswith(reason)


def test_an_end_to_the_steps(monkeypatch):
    steps, how = count()
    assert steps > 10 and how == "stepped from w = 0"
    monkeypatch.setattr(measure_logistic, "MOST_STEPS", steps)
    assert count()[0] == steps
    monkeypatch.setattr(measure_logistic, "MOST_STEPS", steps - 1)
    assert count() == (None, f"more than {steps - 1} steps from w = 0")
