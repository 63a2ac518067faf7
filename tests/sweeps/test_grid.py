"""sweep(): what it accepts, what it returns, what it refuses."""

import csv

import numpy as np
import pytest

from bnlinear import BNGD, GD, GDNP, LeastSquares, iterate, sweep
from bnlinear.dynamics import rayleigh_step
from bnlinear.exact.number import array
from bnlinear.sweeps import Diagonal, canonical

PROBLEM = LeastSquares.from_spectrum([0.1, 0.5, 1.0], [1.0, -2.0, 0.5], residual=1.0)
W0 = np.array([2.0, 0.5, -1.0])
GRID = [0.5, 0.01, 30.0, 0.5]


def dense():
    rng = np.random.default_rng(1)
    X = rng.standard_normal((40, 6)) @ np.diag([1, 1, 2, 3, 4, 5])
    return LeastSquares.from_data(X, X @ np.arange(6) + rng.standard_normal(40))


# -- the front ends -------------------------------------------------------------------------------

@pytest.mark.parametrize("method", [GD, BNGD])
@pytest.mark.parametrize("problem", [PROBLEM, dense()], ids=["diagonal", "dense"])
def test_a_sweep_is_iterate_for_every_rate(problem, method):
    w0 = np.arange(1.0, len(problem.g) + 1)
    grid = np.array([0.003, 0.03, 0.1]) / np.linalg.norm(problem.H)
    found = sweep(problem, method, grid, 40, w0=w0, record="every")
    assert found.excess_loss.shape == (3, 41)
    for lr, row in zip(grid, found.excess_loss, strict=True):
        plain = iterate(method(lr), problem, 40, w0=w0).excess_loss
        # too short to overshoot; eigh and solve are backward stable, κ(H) ≈ 60
        assert np.allclose(row, plain, rtol=1e-12, atol=0)


def test_an_exact_problem_is_swept_in_floats():
    exact = LeastSquares.from_spectrum(array([1, 4]), array([1, 1]))
    floats = LeastSquares.from_spectrum([1.0, 4.0], [1.0, 1.0])
    one, two = (sweep(p, BNGD, GRID, 9, w0=[3.0, 1.0]).excess_loss for p in (exact, floats))
    assert np.array_equal(one, two)


def test_a_diagonal_problem_needs_no_matrix():
    n = 10**6
    problem = Diagonal.from_spectrum(np.tile([1.0, 2.0], n // 2), np.ones(n), np.arange(n))
    found = sweep(problem, BNGD, [1.0], 50)
    assert len(found.problem.h) == 4  # two eigenvalues, two coordinates each


def test_products_only():
    class Products:
        u = PROBLEM.u

        def matvec(self, w):
            return PROBLEM.H @ w

    one, two = (sweep(p, BNGD, [0.01, 0.5], 4, w0=W0, record="every").excess_loss
                for p in (PROBLEM, Products()))
    assert np.allclose(one, two, rtol=1e-12, atol=0)  # four steps in a Krylov space of all ℝ³


def test_gdnp_sweeps_its_direction_step():
    one, two = (sweep(PROBLEM, m, [0.1, 1.9], 20, w0=W0).excess_loss for m in (GDNP, rayleigh_step))
    assert np.array_equal(one, two)
    w = W0
    for _ in range(20):
        w = rayleigh_step(w, PROBLEM.H, PROBLEM.g, 0.1)
    assert one[0] == pytest.approx(PROBLEM.direction_gap(w) / 2, rel=1e-12, abs=0)


def test_the_default_start_is_drawn_from_the_sphere():
    for d in (3, 40):
        problem = LeastSquares.from_spectrum(np.ones(d), np.ones(d))
        v0 = canonical(problem, rng=7).v0
        assert np.linalg.norm(v0) == pytest.approx(1.0, rel=1e-15)
        assert np.array_equal(v0, canonical(problem, rng=7).v0)
        assert not np.array_equal(v0, canonical(problem, rng=8).v0)


# -- the result -----------------------------------------------------------------------------------

@pytest.mark.parametrize("method", [GD, BNGD, rayleigh_step])
def test_final_is_the_end_of_every(method):
    every = sweep(PROBLEM, method, GRID, 60, w0=W0, record="every")
    final = sweep(PROBLEM, method, GRID, 60, w0=W0)
    assert final.excess_loss.shape == (4,)
    assert np.allclose(final.excess_loss, every.excess_loss[:, -1], rtol=1e-12, atol=0)
    assert np.allclose(final.rate, every.rate, rtol=1e-11, equal_nan=True)
    assert final.learning_rates.tolist() == GRID  # in the order given
    assert final.excess_loss[0] == final.excess_loss[3]


def test_the_start_is_row_zero():
    for method, loss in ((GD, PROBLEM.excess_loss(W0)), (BNGD, PROBLEM.bn_excess_loss(7.0, W0))):
        a0 = {"a0": 7.0} if method is BNGD else {}
        found = sweep(PROBLEM, method, GRID, 0, w0=W0, record="every", **a0)
        assert found.excess_loss == pytest.approx(np.full((4, 1), loss), rel=1e-14, abs=0)
        assert found.start == pytest.approx(loss, rel=1e-14, abs=0)
        assert np.all(np.isnan(found.rate))


def test_the_rate_is_that_of_the_theory():
    """GD ends with the factor (1 − εμ)²; the direction step with that of H*."""
    found = sweep(PROBLEM, GD, [0.3], 2000, w0=W0)
    assert found.rate[0] == pytest.approx((1 - 0.3 * 0.1) ** 2, rel=1e-12)
    second = np.linalg.eigvalsh(PROBLEM.H_star)[1]
    found = sweep(PROBLEM, rayleigh_step, [0.3], 400, w0=W0)
    # the error is 1e-6 by then: second order in it is below 1e-6, and the faster part has died
    assert found.rate[0] == pytest.approx((1 - 0.3 * second) ** 2, rel=1e-6)
    saturated = sweep(PROBLEM, rayleigh_step, [1.0], 5000, w0=W0)
    assert saturated.final[0] < 1e-30 and np.isnan(saturated.rate[0])


def test_steps_to_a_tolerance():
    found = sweep(PROBLEM, BNGD, [1e-6, 0.2], 2000, w0=W0, record="every")
    k = int(found.steps_to(1e-4)[1])
    assert found.excess_loss[1, k] <= 1e-4 < found.excess_loss[1, k - 1]
    assert found.steps_to(1e-4)[0] == np.inf and found.steps_to(1e9).tolist() == [0, 0]
    with pytest.raises(ValueError, match='run it with record="every"'):
        sweep(PROBLEM, BNGD, [0.2], 200, w0=W0).steps_to(1e-4)
    with pytest.raises(ValueError, match="tolerance = 0; it must be"):
        found.steps_to(0)
    gd = sweep(PROBLEM, GD, [0.2, 3.0], 0, w0=W0).steps_to(1e-4)  # the closed form goes on
    run = iterate(GD(0.2), PROBLEM, 1000, w0=W0).excess_loss
    assert gd.tolist() == [np.argmax(run <= 1e-4), np.inf]


def test_repr():
    assert repr(sweep(PROBLEM, GD, [0.5, 1.0, 3.0], 10, w0=W0)) == (
        "Sweep(GD, 3 learning rates 0.5 to 3, 10 steps: least excess loss 0.00608 at 1)")


@pytest.mark.parametrize("record", ["final", "every"])
def test_csv_holds_every_digit(tmp_path, record):
    found = sweep(PROBLEM, BNGD, GRID, 3, w0=W0, record=record, flag_chaos=True)
    found.to_csv(tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [float(row["learning_rate"]) for row in rows] == GRID
    assert [float(row["effective_lr"]) for row in rows] == found.effective_lr.tolist()
    last = "excess_loss" if record == "final" else "excess_loss_3"
    assert [float(row[last]) for row in rows] == found.final.tolist()
    assert {row["chaotic"] for row in rows} == {"0"} and {row["method"] for row in rows} == {"BNGD"}


def test_plot(monkeypatch):
    import matplotlib

    matplotlib.use("agg")
    from matplotlib import pyplot

    monkeypatch.setattr(pyplot, "show", lambda: pytest.fail("it must not show"))
    found = sweep(PROBLEM, GD, [1.0, 0.1, 30.0], 50, w0=W0)
    ax = found.plot(theory=True)
    x, y = ax.lines[0].get_data()
    assert x.tolist() == [0.1, 1.0]  # sorted; the diverged one left out
    assert y.tolist() == [found.final[1], found.final[0]]
    assert ax.get_xscale() == ax.get_yscale() == "log"
    assert ax.lines[1].get_xdata()[0] == 2.0
    assert sweep(PROBLEM, BNGD, GRID, 5, w0=W0).plot(ax) is ax
    pyplot.close("all")


def test_a_plot_has_a_floor_for_zeros_marks_what_diverged_and_labels_every_line():
    from matplotlib import pyplot

    exact = Diagonal([1.0], [2.0], [1.0])  # ε = 1 lands on the minimiser
    found = sweep(exact, GD, [0.5, 1.0, 5.0, 1e5], 30)
    assert found.final[1] == 0 and found.final[3] > 1e200
    ax = found.plot(theory=True)
    labels = [line.get_label() for line in ax.lines]
    assert labels == ["GD", r"GD: $2/\lambda_{\max}$", "GD: loss 0", "GD: diverged"]
    (_, _, zero, lost), low = ax.lines, found.final[0]
    assert zero.get_xdata().tolist() == [1.0] and 0 < zero.get_ydata()[0] < low
    assert lost.get_xdata().tolist() == [5.0, 1e5] and np.all(lost.get_ydata() == 100 * found.start)
    pyplot.close("all")


# -- bad input ------------------------------------------------------------------------------------

def refused(message, problem=PROBLEM, method=BNGD, learning_rates=(0.1,), steps=5, **settings):
    with pytest.raises(ValueError, match=message):
        sweep(problem, method, learning_rates, steps, **({"w0": W0} | settings))


@pytest.mark.parametrize("grid, message", [
    ([], r"learning_rates = an array of shape \(0,\); it must be a list of at least one number"),
    ([[1.0]], r"shape \(1, 1\)"), (1.0, r"shape \(\)"),
    ([0.1, -1.0], r"learning_rates\[1\] = -1.0; each must be a finite number above 0"),
    ([0.0], r"learning_rates\[0\] = 0.0"), ([1.0, np.nan, -1.0], r"learning_rates\[1\] = nan"),
    ([np.inf], r"learning_rates\[0\] = inf"), (["x"], "it must be an array of numbers"),
    ([None], r"learning_rates\[0\] = nan"),
])
def test_bad_grids(grid, message):
    refused(message, learning_rates=grid)


@pytest.mark.parametrize("steps", [-1, 2.0, "3", None, True])
def test_bad_steps(steps):
    refused(rf"steps = {steps!r}; it must be an integer, from 0 to ", steps=steps)


@pytest.mark.parametrize("settings, message", [
    ({"w0": [1.0, 2.0]}, r"w0 = an array of shape \(2,\); the problem needs the shape \(3,\)"),
    ({"w0": [1.0, 2.0, np.nan]}, "every entry must be finite"),
    ({"w0": [0.0, 0.0, 0.0]}, "w0 is zero"),
    ({"w0": [10.0, 0.0, -2.0]}, "w0 is a saddle"),
    ({"w0": [10.0, 0.0, -2.0], "a0": 0.0}, "w0 is a saddle"),
    ({"w0": [10.0, 0.0, -2.0], "method": rayleigh_step}, "w0ᵀg = 0: the direction step"),
    ({"record": "all"}, 'record = \'all\'; it must be "final" or "every"'),
    ({"method": GD, "a0": 1.0}, "a0 = 1.0; the GD has no scale a"),
    ({"a0": np.inf}, "a0 = inf; it must be a finite number"),
    ({"lr_a": 2.0}, "lr_a = 2.0; BNGD converges for 0 < lr_a < 2 only"),
    ({"lr_a": -1.0}, "lr_a = -1.0; it must be a finite number above 0"),
    ({"method": BNGD(1.0)}, r"method = BNGD\(.*the class, without a learning rate"),
    ({"method": "bngd"}, "method = 'bngd'; it must be one of BNGD, GD"),
    ({"method": [1]}, r"method = \[1\]"),
    ({"workers": 0}, "workers = 0; it must be an integer, from 1 to 256; give"),
    ({"workers": 1.5}, "workers = 1.5"), ({"workers": True}, "workers = True"),
    ({"problem": np.eye(3)}, "it must be a bnlinear.LeastSquares"),
    ({"problem": Diagonal([1.0], [1.0], [1.0])}, "has its start v0 already; leave it out"),
    ({"kernel": "fast"}, "kernel = 'fast'"),
])
def test_bad_settings(settings, message):
    refused(message, **settings)


def test_a_saddle_is_left_with_a_scale():
    found = sweep(PROBLEM, BNGD, [0.1], 300, w0=[10.0, 0.0, -2.0], a0=1.0)
    assert found.final[0] < found.start


def test_unsorted_and_repeated_rates_and_no_steps_are_fine():
    found = sweep(PROBLEM, BNGD, [3.0, 1.0, 3.0], 0, w0=W0)
    assert np.all(found.excess_loss == found.excess_loss[0])
