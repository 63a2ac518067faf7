"""GD in closed form: against rationals, balls, and `iterate`; for any k, and any ε."""

import numpy as np
import pytest
from flint import arb
from hypothesis import assume, given
from hypothesis import strategies as st

from bnlinear import GD, LeastSquares, iterate
from bnlinear.exact.precision import at_precision
from bnlinear.sweeps import Diagonal
from bnlinear.sweeps.kernels.closed_form import (
    BLOCK,
    log_factor,
    log_loss_table,
    log_losses,
    steps_to,
)


def balls(problem, lr, k, bits=400):
    """log of ½ Σ zᵢ²(1 − ελᵢ)²ᵏ from the very floats, z = v₀ − h as a float too."""
    def compute():
        total = arb(0)
        for value, z in zip(problem.eigenvalues, problem.v0 - problem.h, strict=True):
            total += arb(float(z)) ** 2 * (1 - arb(lr) * arb(float(value))) ** (2 * k) / 2
        return total.log()

    return float(at_precision(bits, compute))


def drawn(n=20, kappa=1e6, seed=0):
    rng = np.random.default_rng(seed)
    return Diagonal.from_spectrum(np.geomspace(1 / kappa, 1.0, n), *rng.standard_normal((2, n)))


@pytest.mark.parametrize("lr, k", [
    (1e-9, 10**9), (3.3e-9, 10**9), (1.0, 10**6), (1.3, 10**6), (1e-300, 10**9),
    (2.0000000001, 10**9), (1.9999999999, 10**9), (0.1, 7), (1e-3, 0)])
def test_any_number_of_steps_to_thirteen_digits(lr, k):
    problem = drawn()
    true = balls(problem, lr, k)
    # J relative = log J absolute; a term's log carries eps·|log|, and here |log J| < 30
    assert log_losses(problem, lr, [k])[0] == pytest.approx(true, rel=0, abs=1e-13)


@pytest.mark.parametrize("lr", [2.5, 1e10, 1e300])
@pytest.mark.parametrize("k", [1, 1000, 10**9])
def test_a_diverging_run_overflows_nothing(lr, k):
    true = balls(drawn(), lr, k)
    assert log_losses(drawn(), lr, [k])[0] == pytest.approx(true, rel=4e-16, abs=1e-13)


def test_the_factor_is_that_of_the_exact_product():
    """1 − ελ where ελ rounds to 1 or to 2: everything hangs on what rounding drops."""
    for lr, value in ((1 / 3, 3.0), (0.1, 10.0), (0.1, 20.0), (7 / 3, 3 / 7), (0.7, 0.7),
                      (1e200, 1e200), (1e-200, 1e-200), (1.4, 1.0), (1.6, 1.0), (3.9, 1.1)):
        true = float(at_precision(3000, lambda lr=lr, value=value: abs(
            1 - arb(lr) * arb(value)).log()))
        assert log_factor(lr, np.array([value]))[0] == pytest.approx(true, rel=4e-16, abs=0)
    assert log_factor(0.5, np.array([2.0]))[0] == -np.inf


small = st.integers(-9, 9).map(float)


@given(st.lists(st.tuples(st.integers(1, 9).map(float), small, small), min_size=1, max_size=5),
       st.sampled_from([0.01, 0.2, 0.25, 0.5, 1.0, 3.0]))
def test_it_is_gd_iterated(coordinates, lr):
    values, u, w = np.array(coordinates).T
    problem = Diagonal.from_spectrum(values, u, w)
    assume(np.any(u != w))
    run = iterate(GD(lr), LeastSquares.from_spectrum(values, u), 9, w0=w).excess_loss
    with np.errstate(over="ignore"):
        for logs in (log_losses(problem, lr, range(10)), log_loss_table(problem, lr, 9)):
            # roots, for `iterate` keeps √H(w − u) to about eps·√9·|u|, |u| ≤ 20, a step
            assert np.allclose(np.exp(logs / 2), np.sqrt(run), rtol=1e-12, atol=2e-13)


@pytest.mark.parametrize("lr", [1e-300, 1e-3, 0.5, 1.0, 1.99, 2.0, 2.1, 1e5, 1e300])
@pytest.mark.parametrize("steps", [0, 1, BLOCK - 1, BLOCK, 3 * BLOCK + 5])
def test_the_table_is_the_formula(lr, steps):
    problem = drawn(50)
    table = log_loss_table(problem, lr, steps)
    # two ways to sum the same logarithms: eps of the largest of them
    assert np.allclose(table, log_losses(problem, lr, range(steps + 1)), rtol=1e-15, atol=1e-13)


def test_the_table_when_a_fast_coordinate_hides_the_slow_one():
    """In a table's block the slow coordinate is 1e-320 of the fast; one step later it is all."""
    problem = Diagonal([1e-3, 1.0], [1e-160, 1.0], [0.0, 0.0])
    for lr in (1.0, 1 - 1e-9):
        assert np.allclose(log_loss_table(problem, lr, 100),
                           log_losses(problem, lr, range(101)), rtol=1e-14)


def test_at_the_minimiser_and_in_one_step():
    problem = Diagonal([1.0, 2.0], [1.0, 1.0], [1.0, 1.0])
    assert log_losses(problem, 0.1, [0, 5]).tolist() == [-np.inf] * 2
    assert log_loss_table(problem, 0.1, 3).tolist() == [-np.inf] * 4
    one = Diagonal([2.0], [1.0], [0.0])
    assert log_loss_table(one, 0.5, 2).tolist() == [np.log(0.5), -np.inf, -np.inf]
    assert steps_to(one, 0.5, 1e-300) == 1 and steps_to(problem, 0.5, 1e-300) == 0


@pytest.mark.parametrize("lr", [0.01, 0.5, 1.0, 1.5, 1.999, 2.0, 2.05, 30.0])
@pytest.mark.parametrize("tolerance", [1e3, 3.0, 0.3, 1e-3, 1e-9])
def test_the_first_step_below_a_tolerance(lr, tolerance):
    problem = drawn(30, kappa=50.0)
    logs = log_loss_table(problem, lr, 50000)
    below = np.flatnonzero(logs <= np.log(tolerance))
    assert steps_to(problem, lr, tolerance) == (below[0] if len(below) else np.inf)


def test_a_loss_that_dips_and_rises_again():
    problem = Diagonal([1.0, 2.1], [10.0, 1e-4], [0.0, 0.0])
    logs = log_loss_table(problem, 1.0, 400)
    least = int(np.argmin(logs))
    assert 0 < least < 400 and logs[400] > 0
    assert steps_to(problem, 1.0, float(np.exp(logs[least]) * 1.0000001)) == least
    assert steps_to(problem, 1.0, float(np.exp(logs[least]) * 0.9999999)) == np.inf


def test_hundreds_of_billions_of_steps():
    """Far beyond any loop, and minimal: a step less is not enough."""
    problem, lr = drawn(kappa=1e12), 0.1
    k = steps_to(problem, lr, 1e-16)
    assert k > 1e12
    before, at, after = log_losses(problem, lr, [k * (1 - 1e-9), k, k * (1 + 1e-9)])
    # a single step changes log J by less than its rounding
    assert before > np.log(1e-16) > after and at == pytest.approx(np.log(1e-16), rel=1e-15)


def test_the_share_that_is_done_is_told(monkeypatch):
    from bnlinear.sweeps.kernels import closed_form

    monkeypatch.setattr(closed_form, "BLOCK", 2)
    told = []
    whole = log_loss_table(drawn(3, 10.0), 0.5, 299, told.append)
    assert told == [0.0, 128 / 300, 256 / 300] and len(whole) == 300
