"""One loop: what it records, how it ends, what it refuses; runs against closed forms."""

import re

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies import instances, positive_rationals, rationals

from bnlinear import (
    BNGD,
    GD,
    GDNP,
    GaussianHalfspace,
    LeastSquares,
    iterate,
)
from bnlinear.checks import ArgumentError
from bnlinear.dynamics import GDNPRun, Outcome, bngd_step, gd_step
from bnlinear.exact.matrices import identity
from bnlinear.exact.number import (
    InexactError,
    Number,
    array,
    is_exact,
)
from bnlinear.exact.precision import Undecided, at_precision

FLOATS = LeastSquares.from_spectrum([1.0, 4.0], [1.0, 1.0], residual=1.0)
EXACT = LeastSquares.from_spectrum(array([1, 4]), array([1, 1]), residual=1)


def small(bound):
    return st.integers(-bound, bound).filter(bool).map(float)


# -- what is recorded ----------------------------------------------------------------------------

@pytest.mark.parametrize("method", [GD(0.1), BNGD(0.1, 0.5)], ids=["GD", "BNGD"])
@pytest.mark.parametrize("steps", [0, 1, 7, np.int64(3)])
def test_a_run_has_one_row_more_than_steps(method, steps):
    run = iterate(method, FLOATS, steps, w0=[10, -3])
    assert run.w.shape == (steps + 1, 2)
    assert run.loss.shape == run.excess_loss.shape == (steps + 1,)
    assert run.w[0].tolist() == [10.0, -3.0]
    assert run.outcome is Outcome.COMPLETED
    assert (run.a is None) == isinstance(method, GD)
    if run.a is not None:
        assert run.a.shape == (steps + 1,)


@pytest.mark.parametrize("problem, number", [(FLOATS, float), (EXACT, Number)],
                         ids=["floats", "exact"])
def test_every_row_is_the_step_of_the_row_before(problem, number):
    w0 = array([10, -3]) if number is Number else [10.0, -3.0]
    gd = iterate(GD(number("0.1")), problem, 5, w0=w0)
    bn = iterate(BNGD(number("0.1"), number("0.5")), problem, 5, w0=w0, a0=number("2"))
    for k in range(5):
        assert_same(gd.w[k + 1], gd_step(gd.w[k], problem.H, problem.g, number("0.1")))
        a, w = bngd_step(bn.a[k], bn.w[k], problem.H, problem.g, number("0.1"), number("0.5"))
        assert_same(bn.w[k + 1], w)
        assert_same(bn.a[k + 1], a)
    for k in range(6):
        assert_same(gd.loss[k], problem.loss(gd.w[k]))
        assert_same(gd.excess_loss[k], problem.excess_loss(gd.w[k]))
        assert_same(bn.loss[k], problem.bn_loss(bn.a[k], bn.w[k]))
        assert_same(bn.excess_loss[k], problem.bn_excess_loss(bn.a[k], bn.w[k]))


def assert_same(one, two):
    """The same floats, or the same numbers (balls: bit for bit, which their text shows)."""
    assert np.asarray(one).dtype == np.asarray(two).dtype
    assert repr(one) == repr(two)


def test_the_scale_starts_where_it_is_told_or_at_its_best():
    w0 = array([1, 0])  # x = 1, σ = 1
    assert iterate(BNGD(Number(1)), EXACT, 0, w0=w0).a[0] == 1
    assert iterate(BNGD(Number(1)), EXACT, 0, w0=3 * w0).a[0] == 1
    assert iterate(BNGD(Number(1)), EXACT, 2, w0=w0, a0=-7).a[0] == -7
    assert is_exact(iterate(BNGD(Number(1)), EXACT, 2, w0=w0, a0=-7).a)
    assert iterate(BNGD(1.0), FLOATS, 0, w0=[1, 0], a0=-7).a[0] == -7.0


def test_the_default_lr_a_is_one():
    assert BNGD(2.0).lr_a == 1 and BNGD(2.0) == BNGD(2.0, 1.0) != BNGD(2.0, 0.5)


def test_repr_tells_the_run_in_one_line():
    text = repr(iterate(GD(0.25), FLOATS, 3, w0=[3, 1]))
    assert text == "Trajectory(3 steps, excess loss 2 -> 0.356, COMPLETED)"  # 2·(3/4)⁶


# -- against closed forms ------------------------------------------------------------------------

@given(instances(max_dim=3), st.integers(0, 6))
def test_gd_is_a_power_of_its_matrix(p, steps):
    problem = LeastSquares.from_minimiser(p.H, p.u)
    run = iterate(GD(p.lr), problem, steps, w0=p.w)
    error = p.w - p.u
    for _ in range(steps):
        error = (identity(len(p.w)) - p.lr * p.H) @ error
    assert is_exact(run.w) and np.all(run.w[-1] == p.u + error)
    assert run.excess_loss[-1] == error @ p.H @ error / 2


@pytest.mark.parametrize("lr", [0.1, 1.0, 100.0])
def test_bngd_converges_for_any_learning_rate(lr):
    """Cai et al. 2019. What is left of the excess loss is rounding: eps² R*, and slack."""
    run = iterate(BNGD(lr), FLOATS, 5000, w0=[2.0, 1.0])
    assert run.excess_loss[-1] < 1e-28
    assert run.loss[-1] == pytest.approx(0.5, rel=1e-14)  # half the residual


def test_bngd_at_the_minimiser_stays():
    run = iterate(BNGD(Number(3)), EXACT, 3, w0=2 * EXACT.u)
    assert all(np.all(w == 2 * EXACT.u) for w in run.w[:1])
    for excess in run.excess_loss:  # √5 is a ball: the excess loss is a ball around 0
        assert excess.ball.contains(0) and float(excess.ball.rad()) < 1e-12


@given(instances(max_dim=3))
def test_an_exact_run_encloses_the_same_run_at_more_precision(p):
    problem = LeastSquares.from_minimiser(p.H, p.u)
    assume(p.lr_a < 2 and not (p.a == 0 and p.w @ problem.g == 0))
    coarse, fine = (at_precision(bits, lambda: iterate(
        BNGD(p.lr, p.lr_a), problem, 3, w0=p.w, a0=p.a)) for bits in (100, 1000))
    for name in ("w", "a"):
        for one, two in zip(getattr(coarse, name).ravel(), getattr(fine, name).ravel(),
                            strict=True):
            assert at_precision(1000, lambda o=one, t=two: o.ball.contains(t.ball))


def test_floats_follow_the_exact_run():
    exact = at_precision(300, lambda: iterate(BNGD(Number("1/4")), EXACT, 30, w0=array([3, 1])))
    floats = iterate(BNGD(0.25), FLOATS, 30, w0=[3, 1])
    # a contracting run in two dimensions: rounding errors of 30 steps add up to a few eps
    assert np.allclose(floats.w, exact.w.astype(float), rtol=0, atol=1e-14)
    assert np.allclose(floats.a, exact.a.astype(float), rtol=0, atol=1e-14)
    assert np.allclose(floats.loss, exact.loss.astype(float), rtol=0, atol=1e-14)


# -- invariance, bit for bit ---------------------------------------------------------------------

@given(w0=st.tuples(small(9), small(9), small(9)), lr=positive_rationals(99).map(float),
       a0=rationals(9).map(float), lr_a=positive_rationals(9).map(lambda q: 2 * float(q / (q + 1))),
       power=st.integers(-40, 40))
def test_bngd_is_invariant_under_powers_of_two(w0, lr, a0, lr_a, power):
    """w → 2ᵖw, ε → 4ᵖε changes no digit of a nor of the losses."""
    problem = LeastSquares.from_spectrum([0.3, 1.0, 7.0], [1.0, -2.0, 0.7], residual=0.1)
    assume(a0 != 0 or np.array(w0) @ problem.g != 0)
    one = iterate(BNGD(lr, lr_a), problem, 20, w0=w0, a0=a0)
    two = iterate(BNGD(4.0**power * lr, lr_a), problem, 20, w0=2.0**power * np.array(w0), a0=a0)
    assert np.array_equal(two.w, 2.0**power * one.w)
    assert np.array_equal(two.a, one.a)
    assert np.array_equal(two.loss, one.loss)
    assert np.array_equal(two.excess_loss, one.excess_loss)


# -- divergence is an outcome --------------------------------------------------------------------

def test_divergence_is_an_outcome_and_keeps_the_finite_rows():
    run = iterate(GD(2.0), FLOATS, 5000, w0=[3, 0])
    assert run.outcome is Outcome.DIVERGED
    assert "lower lr" in run.outcome.value
    assert "DIVERGED" in repr(run)
    assert 2 < len(run.w) < 5000
    assert len(run.w) == len(run.loss) == len(run.excess_loss)
    for rows in (run.w, run.loss, run.excess_loss):
        assert np.all(np.isfinite(rows))
    assert run.excess_loss[-1] > 1e300  # cut where floats end, not earlier: 49-fold a step


@pytest.mark.parametrize("lr, outcome", [(0.499, Outcome.COMPLETED), (0.6, Outcome.DIVERGED)])
def test_gd_diverges_above_two_over_the_largest_eigenvalue(lr, outcome):
    run = iterate(GD(lr), FLOATS, 3000, w0=[3, 0])
    assert run.outcome is outcome
    assert (run.excess_loss[-1] < run.excess_loss[0]) == (outcome is Outcome.COMPLETED)


def test_an_exact_run_does_not_diverge():
    run = iterate(GD(Number(2)), EXACT, 1000, w0=array([3, 0]))
    assert run.outcome is Outcome.COMPLETED
    assert run.w[-1][1] == 1 - Number(-7) ** 1000


# -- bad input -----------------------------------------------------------------------------------

@pytest.mark.parametrize("steps", [-1, 2.0, "3", None, True])
def test_bad_steps(steps):
    with pytest.raises(ValueError, match=rf"steps = {steps!r}; it must be an integer"):
        iterate(GD(0.1), FLOATS, steps, w0=[1, 1])


@pytest.mark.parametrize("w0, shape", [([1.0], r"\(1,\)"), ([[1.0, 2.0]], r"\(1, 2\)"),
                                       (3.0, r"\(\)")])
def test_bad_shapes(w0, shape):
    with pytest.raises(ValueError, match=rf"w0 = an array of shape {shape}; the problem needs"):
        iterate(GD(0.1), FLOATS, 1, w0=w0)


@pytest.mark.parametrize("lr", [0, -1.0, 0.0, np.nan, np.inf, -np.inf, np.float32(np.inf),
                                "1", True, None, Number(0), Number("-1/2")], ids=repr)
def test_bad_learning_rates(lr):
    for name, make in (("lr", GD), ("lr", BNGD), ("lr_a", lambda value: BNGD(1.0, value))):
        with pytest.raises(ValueError, match=rf"^{name} = .*; it must be a finite number above 0"):
            make(lr)


@pytest.mark.parametrize("problem, zero", [(FLOATS, [0.0, 0.0]), (EXACT, array([0, 0]))],
                         ids=["floats", "exact"])
def test_bngd_cannot_start_at_zero(problem, zero):
    with pytest.raises(ValueError, match=r"w0 is zero.*undefined.*any other point"):
        iterate(BNGD(Number(1)), problem, 1, w0=zero)
    assert iterate(GD(Number(1)), problem, 0, w0=zero).w.shape == (1, 2)


def test_gd_has_no_scale():
    with pytest.raises(ValueError, match=r"a0 = 1.0; GD has no scale a; leave"):
        iterate(GD(0.1), FLOATS, 1, w0=[1, 1], a0=1.0)


@pytest.mark.parametrize("method, bad", [
    (GD(0.1), np.nan), (GD(0.1), np.inf), (GD(0.1), 1e200), (BNGD(0.1), np.nan),
    (BNGD(0.1), np.inf)])
def test_a_start_without_a_finite_loss_is_refused(method, bad):
    with pytest.raises(ValueError, match="loss there is not a finite number; start from finite"):
        iterate(method, FLOATS, 3, w0=[bad, 1.0])


@pytest.mark.parametrize("a0", [np.nan, np.inf])
def test_a_scale_that_is_not_finite_is_refused(a0):
    with pytest.raises(ValueError, match=r"loss there is not a finite number \(with a0 = "):
        iterate(BNGD(0.1), FLOATS, 3, w0=[1.0, 1.0], a0=a0)


# -- one loop for all ------------------------------------------------------------------------------

def test_gdnp_runs_in_the_same_loop():
    problem = GaussianHalfspace([[1.0, 0.0], [0.0, 2.0]], [-0.6, 0.2])
    for start in ({}, {"g0": 2.0}):
        one = iterate(GDNP(), problem, 3, w0=[1.0, 1.0], **start)
        two = GDNP().run(problem, 3, w0=[1.0, 1.0], **start)
        assert isinstance(one, GDNPRun) and len(one.w) == 4
        for name in ("w", "g", "w_tilde", "gradient_norm2", "rho", "h", "bracket"):
            assert np.array_equal(getattr(one, name), getattr(two, name))


@pytest.mark.parametrize("method, problem, message", [
    (GDNP(), FLOATS, "problem = LeastSquares.*GDNP normalizes with a covariance S.*GaussianHalf"),
    (GD(0.1), GaussianHalfspace([[1.0]], [0.5]), "it must be a bnlinear.LeastSquares"),
    (BNGD(0.1), np.eye(2), "it must be a bnlinear.LeastSquares"),
    (BNGD, FLOATS, "method = .*it must be a method with its learning rate"),
    ("gd", FLOATS, "method = 'gd'; it must be a method"),
])
def test_a_problem_that_does_not_fit_is_refused(method, problem, message):
    with pytest.raises(ArgumentError, match=message):
        iterate(method, problem, 3, w0=[1.0, 1.0])


def test_a_method_of_ones_own_needs_no_class_of_ours():
    """Newton's method, its state a bare vector, its run a list of distances."""
    class Newton:
        def init(self, problem, w0):
            return np.asarray(w0, dtype=float)

        def step(self, w, problem):
            return w - np.linalg.solve(problem.H, problem.H @ w - problem.g)

        def observe(self, w, problem):
            return {"distance": np.linalg.norm(w - problem.u)}

        def stop(self, w, row):
            return None

        def collect(self, columns, outcome):
            return columns["distance"].tolist()

    assert iterate(Newton(), FLOATS, 2, w0=[4.0, 5.0]) == [5.0, 0.0, 0.0]


@pytest.mark.parametrize("lr, w0", [(0.1, array([1, 1])), (Number("0.1"), [1.0, 1.0])],
                         ids=["float lr", "float start"])
def test_floats_do_not_enter_an_exact_run(lr, w0):
    for method in (GD(lr), BNGD(lr)):
        with pytest.raises(InexactError):
            iterate(method, EXACT, 1, w0=w0)


@pytest.mark.parametrize("lr_a", [2, 2.5])
def test_scale_rates_that_oscillate_are_refused(lr_a):
    with pytest.raises(ValueError, match=r"0 < lr_a < 2 only.*call bngd_step"):
        BNGD(0.1, lr_a=lr_a)


def test_a_start_on_a_saddle_is_refused():
    problem = LeastSquares.from_spectrum([1.0, 2.0], [1.0, 0.0])
    with pytest.raises(ValueError, match=r"w0 is a saddle.*w0ᵀg ≠ 0"):
        iterate(BNGD(0.1), problem, 3, w0=[0.0, 1.0])
    assert iterate(BNGD(0.1), problem, 3, w0=[0.0, 1.0], a0=1.0).w[-1, 0] != 0


def test_balls_that_lose_their_digits_name_the_remedy_and_it_helps():
    problem = LeastSquares.from_spectrum(array([1, 3]), array([1, 2]))

    def run():
        return iterate(BNGD(lr=Number("1/2")), problem, 80, w0=array([1, "1/3"]))

    with pytest.raises(Undecided, match=r"step .* of 80: .* their digits at 53 bits") as caught:
        at_precision(53, run)
    bits = re.search(r"bnlinear\.exact\.at_precision\((\d+), ", str(caught.value))
    trajectory = at_precision(int(bits.group(1)), run)
    assert len(trajectory.w) == 81 and trajectory.excess_loss[-1] < Number("1e-6")
