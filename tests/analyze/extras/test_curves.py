"""Curves for drawing, against runs of the methods."""

import numpy as np
import pytest

from bnlinear.analyze import analyze
from bnlinear.analyze.extras.curves import distance_curves, loss_curves
from bnlinear.dynamics import BNGD, GD, iterate
from bnlinear.exact.number import Number, array
from bnlinear.problems import LeastSquares
from bnlinear.tables import Table, diabetes

X = np.array([[1, 2], [2, 1], [4, 3], [5, 9], [2, 3], [0, 1]])
Y = np.array([1, 2, 3, 5, 8, 1])
TABLE = Table(("a", "b"), array(X), array(Y), "y", "test")


def test_gradient_descent_against_runs():
    report = analyze(TABLE)
    curves = {name: (steps, share) for name, steps, share in loss_curves(TABLE, report)}
    centred, y = X - X.mean(axis=0), Y - Y.mean()
    factors = {"GD": X * 1.0, "GD centred": centred, "GD bnp": centred / X.std(axis=0)}
    for method in report.methods[:3]:
        H = np.column_stack([np.ones(6), factors[method.name]])
        problem = LeastSquares.from_data(H, y, centre=False)
        steps, share = curves[method.name]
        run = iterate(GD(method.lr_opt), problem, int(steps[-1]), w0=np.zeros(3))
        wanted = (run.excess_loss / run.excess_loss[0])[steps.astype(int)]
        # a run in floats stops at eps² of its start times κ; curves end at 1e-12
        np.testing.assert_allclose(share, wanted, rtol=1e-6, atol=1e-16)
        assert share[0] == pytest.approx(1, rel=1e-12)


def test_bngd_is_run_from_the_gradient_at_zero():
    report = analyze(TABLE)
    curves = {name: (steps, share) for name, steps, share in loss_curves(TABLE, report)}
    problem = LeastSquares.from_data(X * 1.0, Y * 1.0)
    g, u = problem.g, problem.u
    lr = report.methods[3].lr_opt * (g @ g) / (u @ u)
    run = iterate(BNGD(lr), problem, 20, w0=g, a0=0.0)
    steps, share = curves["BNGD raw"]
    wanted = (run.excess_loss / run.excess_loss[0])[:len(steps)]
    np.testing.assert_allclose(share[:21], wanted[:len(share)], rtol=1e-6, atol=1e-16)


def test_distances_end_where_the_count_says():
    for (name, steps, left), method in zip(distance_curves(analyze(diabetes())),
                                           analyze(diabetes()).methods, strict=True):
        assert name == method.name and steps[-1] == method.iterations
        assert left[0] == 1 and left[-1] <= 1e-6 * (1 + 1e-6) < left[-2]


def test_what_floats_do_not_hold_has_no_curve():
    tiny = Table(("a", "b"), array(X) * array([Number("1e-300"), Number(1)]), array(Y), "y", "t")
    assert loss_curves(tiny, analyze(tiny)) == []
    large = Table(("a", "b"), array(X) + Number(10) ** 15, array(Y), "y", "test")
    assert [name for name, *_ in loss_curves(large, analyze(large))] == [
        "GD centred", "GD bnp", "BNGD raw", "BNGD bnp"]


@pytest.mark.parametrize("entry, drawn", [(10**100 - 1, True), (10**100, False)])
def test_squares_stay_within_the_range_of_floats(entry, drawn):
    """Tables whose entries lie between 1e-100 and 1e100 are drawn, others are not."""
    for size in (Number(entry), Number(1) / entry):
        table = Table(("a", "b"), array([[1, 0], [0, 1], [1, 1], [0, 0]]) * size,
                      array([1, 2, 4, 3]), "y", "test")
        names = [name for name, *_ in loss_curves(table, analyze(table))]
        assert ("GD bnp" in names) is drawn


def test_nothing_to_learn_has_no_curve():
    square = Table(("a", "b"), array([[1, 1], [1, -1], [-1, 1], [-1, -1]]), array([1, 0, 0, 1]),
                   "y", "test")
    assert loss_curves(square, analyze(square)) == []
