"""A sweep as a curve: every line has its label, losses of 0 and diverged runs their marks."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from bnlinear import GD, LeastSquares
from bnlinear.sweeps import sweep
from bnlinear.sweeps.drawing import plot_sweep

PROBLEM = LeastSquares.from_spectrum([1.0, 4.0], [1.0, 1.0])
RUN = sweep(PROBLEM, GD, [0.4, 0.1, 5.0, 0.25], 40, w0=[0.5, 1.0])


@pytest.fixture
def ax():
    figure, axes = plt.subplots()
    yield axes
    plt.close(figure)


def test_the_curve_is_sorted_and_has_the_finite_losses(ax):
    line = plot_sweep(RUN, ax=ax).get_lines()[0]
    assert line.get_xdata().tolist() == [0.1, 0.25, 0.4]
    assert np.allclose(line.get_ydata(), RUN.final[[1, 3, 0]]) and line.get_label() == "GD"


def test_diverged_runs_are_crosses_at_the_top(ax):
    lost = {line.get_label(): line for line in plot_sweep(RUN, ax=ax).get_lines()}["GD: diverged"]
    assert lost.get_xdata().tolist() == [5.0] and lost.get_ydata()[0] == 100 * RUN.start


def test_the_end_of_the_stable_range(ax):
    plot_sweep(RUN, ax=ax, theory=True)
    marks = [line for line in ax.get_lines() if "lambda" in line.get_label()]
    assert marks[0].get_xdata()[0] == 0.5 and "40 steps" in ax.get_ylabel()
