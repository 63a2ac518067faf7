"""Counts that were predicted from two eigenvalues are those that runs take."""

import importlib

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bnlinear.analyze import analyze
from bnlinear.analyze.extras.measure import count_steps
from bnlinear.exact.number import array
from bnlinear.exact.precision import Undecided
from bnlinear.tables import Table, diabetes

GD = ["GD", "GD centred", "GD bnp"]


def table(X, y):
    X = array(X)
    return Table(tuple(f"x{j}" for j in range(X.shape[1])), X, array(y), "y", "test data")


@st.composite
def tables(draw):
    n, m = draw(st.integers(3, 6)), draw(st.integers(2, 3))
    rows = st.lists(st.integers(-4, 4), min_size=m, max_size=m)
    X = draw(st.lists(rows, min_size=n, max_size=n))
    y = draw(st.lists(st.integers(-9, 9), min_size=n, max_size=n))
    assume(len(set(y)) > 1 and any(len(set(column)) > 1 for column in zip(*X, strict=True)))
    return table(X, y)


def test_bngd_is_measured_at_the_scale_that_its_rates_are_for(monkeypatch):
    """Where it settles, steps depend on w alone: ε_a = 1 must be seen at the call."""
    module = importlib.import_module("bnlinear.analyze.extras.measure")
    step, rates = module.bngd_step, []

    def watched(a, w, H, g, lr, lr_a):
        rates.append(lr_a)
        return step(a, w, H, g, lr, lr_a)

    monkeypatch.setattr(module, "bngd_step", watched)
    analyze(table([[1, 2], [2, 1], [4, 3], [5, 9]], [1, 2, 3, 5]), measured=True)
    assert rates and set(rates) == {1}


@settings(max_examples=30)
@given(tables())
def test_gradient_descent_takes_as_many_steps_as_predicted(data):
    for row in analyze(data, measured=True).measured[:3]:
        assert row.how == "stepped" and row.measured == row.predicted


@settings(max_examples=30)
@given(tables(), st.data())
def test_steps_taken_and_steps_squared_agree(data, draw):
    """Squaring knows ε but no count; it is forced here by a limit of no steps."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(measure_module(), "MOST_STEPS", 0)
        rows = analyze(data, measured=True).measured[:3]
    for row in rows:
        assert row.how == "squared" and row.measured == row.predicted


def measure_module():
    """By its full name: the package has a function of the same name inside `analysis`."""
    return importlib.import_module("bnlinear.analyze.extras.measure")


def test_the_diabetes_data():
    rows = {row.name: row for row in analyze(diabetes(), measured=True).measured}
    assert [rows[name].how for name in GD] == ["squared", "stepped", "stepped"]
    assert [rows[name].measured for name in GD] == [361726936, 526917, 3248]
    long = np.finfo(np.longdouble).eps < 1e-18
    for name, count in (("BNGD raw", 112340), ("BNGD bnp", 731)):
        assert rows[name].predicted == count
        # off by what is nonlinear at the start, and by rounding where long doubles are doubles
        assert rows[name].measured == pytest.approx(count, rel=1e-4 if long else 0.05, abs=1)


def test_a_wrong_learning_rate_would_show(monkeypatch):
    monkeypatch.setattr(measure_module(), "lr_opt", lambda mu, L: 1 / L)
    rows = analyze(table([[1, 2], [2, 5], [4, 1], [3, 3]], [1, 2, 3, 5]), measured=True).measured
    assert all(row.measured > row.predicted for row in rows[:3])


def test_methods_without_a_count_are_told_apart():
    rows = analyze(table([[0], [1], [3]], [1, 2, 5]), measured=True).measured
    assert [row.measured is None for row in rows] == [False] * 3 + [True] * 2
    assert rows[3].how == "no kappa, or no count"


def test_a_run_that_does_not_shrink_ends():
    with pytest.raises(Undecided, match="has not shrunk"):
        count_steps(lambda w: w, 1.0, abs, 1000)
