"""The kernels: against `iterate`, against balls, against each other; and their bits."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bnlinear import BNGD, LeastSquares, iterate
from bnlinear.dynamics import rayleigh_step
from bnlinear.exact.number import dyadic, dyadic_array
from bnlinear.exact.precision import at_precision
from bnlinear.sweeps import Diagonal, Task
from bnlinear.sweeps.canonical import coordinates as canonical
from bnlinear.sweeps.kernels import numpy_kernel
from bnlinear.sweeps.kernels.chaos import ball_losses
from bnlinear.sweeps.kernels.trajectories import BIG, SLICE, choose_kernel
from bnlinear.sweeps.methods import record_of
from bnlinear.sweeps.running.chunks import run as run_task

#: CI runs those marked `oracle` with every extra installed.
KERNELS = ["numpy", pytest.param("numba", marks=pytest.mark.oracle)]


@pytest.fixture(params=KERNELS)
def kernel(request):
    if request.param == "numba":
        pytest.importorskip("numba")
    return request.param


def run(problem, learning_rates, steps, kernel, *, a0=None, lr_a=1.0, direction=False,
        every=True):
    method = record_of(rayleigh_step if direction else BNGD)
    return run_task(Task(problem, method, np.array(learning_rates, dtype=float), steps, a0, lr_a,
                         every, kernel))


def drawn(n, kappa=100.0, seed=0):
    rng = np.random.default_rng(seed)
    return (np.geomspace(1 / kappa, 1.0, n), *rng.standard_normal((2, n)))


# -- against the plain loop -----------------------------------------------------------------------

small = st.integers(-9, 9).map(float)


@pytest.mark.parametrize("kernel", KERNELS)
@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(1, 9).map(float), small, small), min_size=1, max_size=6),
       st.sampled_from([0.01, 0.2, 1e4]), st.sampled_from([0.3, 1.0, 1.7]),
       st.sampled_from([None, -2.0, 0.5]))
def test_bngd_is_iterated(kernel, coordinates, lr, lr_a, a0):
    if kernel == "numba":
        pytest.importorskip("numba")
    values, u, w = np.array(coordinates).T
    problem = LeastSquares.from_spectrum(values, u)
    assume(np.any(w) and abs(w @ problem.g) > 0)
    plain = iterate(BNGD(lr, lr_a), problem, 12, w0=w, a0=a0).excess_loss
    found = run(Diagonal.from_spectrum(values, u, w), [lr], 12, kernel, a0=a0, lr_a=lr_a)
    # rounding grows by a factor of at most about 9·|lr|-free 3 a step here: 12 steps, 1e-12
    assert np.allclose(found.losses[0], plain, rtol=1e-12, atol=1e-12 * (1 + plain[0]))


@pytest.mark.parametrize("effective_lr", [0.01, 0.7, 1.9])
def test_the_direction_step_is_iterated(kernel, effective_lr):
    values, u, w = drawn(15)
    problem = LeastSquares.from_spectrum(values, u)
    found = run(Diagonal.from_spectrum(values, u, w), [effective_lr], 25, kernel, direction=True)
    for k in range(26):
        # 25 contracting steps (ê < 2/λmax), a few roundings each
        assert found.losses[0, k] == pytest.approx(problem.direction_gap(w) / 2, rel=1e-12, abs=0)
        w = rayleigh_step(w, problem.H, problem.g, effective_lr)
    assert found.effective_lr == [effective_lr]


def test_the_effective_lr_at_the_end(kernel):
    values, u, w = drawn(15)
    problem = LeastSquares.from_spectrum(1000 * values, u)
    rates = [1e-4, 0.01, 30.0]
    found = run(Diagonal.from_spectrum(1000 * values, u, w), rates, 9, kernel)
    for lr, there in zip(rates, found.effective_lr, strict=True):
        end = iterate(BNGD(lr), problem, 9, w0=w)
        x, y = end.w[-1] @ problem.g, end.w[-1] @ problem.H @ end.w[-1]
        assert there == pytest.approx(lr * end.a[-1] * x / y**1.5, rel=1e-11, abs=0)


# -- against balls --------------------------------------------------------------------------------

@pytest.mark.parametrize("lr", [1e-300, 1e-250, 1e-5, 0.1, 1e3, 1e100, 1e160, 1e250, 1e300])
@pytest.mark.parametrize("a0", [None, 0.0, 3.0])
def test_from_the_smallest_to_the_largest_learning_rate(kernel, lr, a0):
    """κ = 1e8. Against balls, which have no range to leave."""
    values, u, w = drawn(12, kappa=1e8)
    problem = Diagonal.from_spectrum(values, u, w)
    found = run(problem, [lr], 40, kernel, a0=a0).losses[0]
    true = ball_losses(problem, lr, 40, range(41), a0=a0, lr_a=1.0)
    # relative, at each of 40 steps; with a0 = 0 too, where the long step is the second
    assert np.allclose(found, true, rtol=1e-12, atol=0)
    if lr == 1e250:
        assert not np.array_equal(found, np.full(41, found[0]))  # it did move


def test_the_balls_are_those_of_iterate():
    """`ball_losses` runs in canonical coordinates; `iterate` in the given ones, exactly."""
    values, u, w = np.array([0.25, 1.0, 4.0]), np.array([1.0, -2.0, 0.5]), np.array([2.0, 1.0, 3])
    problem = LeastSquares.from_spectrum(dyadic_array(values), dyadic_array(u))
    for lr in (1e250, 0.3, 1e-250):
        exact = at_precision(2000, lambda lr=lr: iterate(
            BNGD(dyadic(lr)), problem, 10, w0=dyadic_array(w), a0=1))
        balls = ball_losses(Diagonal.from_spectrum(values, u, w), lr, 10, range(11), a0=1.0,
                            lr_a=1.0)
        assert np.allclose([float(x) for x in exact.excess_loss], balls, rtol=1e-14, atol=0)
        found = run(Diagonal.from_spectrum(values, u, w), [lr], 10, "numpy", a0=1.0)
        assert np.allclose(found.losses[0], balls, rtol=1e-13, atol=0)


def test_the_scale_of_the_problem_does_not_matter(kernel):
    """H → 2ˢH, u → 2ᵐu, w → 2ʲw: the losses scale exactly, up to the edges of the floats."""
    values, u, w = drawn(9)
    one = run(Diagonal.from_spectrum(values, u, w), [0.1, 5.0], 50, kernel).losses
    s, m, j = 120, -200, 300
    scaled = Diagonal.from_spectrum(np.ldexp(values, s), np.ldexp(u, m), np.ldexp(w, j))
    rates = np.ldexp([0.1, 5.0], 2 * j - 2 * m - s)
    assert np.array_equal(run(scaled, rates, 50, kernel).losses, np.ldexp(one, s + 2 * m))


def test_huge_effective_learning_rates(kernel):
    """Each step then stretches v by ê: power iteration, which needs recentring all the time."""
    values, u, w = drawn(8)
    problem = Diagonal.from_spectrum(values, u, w)
    for lr in (1e100, 1e250):
        found = run(problem, [lr], 20, kernel, direction=True).losses[0]
        true = ball_losses(problem, lr, 20, range(21), a0=None, lr_a=1.0, direction=True)
        assert np.allclose(found, true, rtol=1e-12, atol=0)


def test_a_step_longer_than_any_float(kernel):
    """ε = 1e300 with λmax = 1e60 stretches v by 1e360 at once."""
    values, u, w = drawn(7)
    problem = Diagonal.from_spectrum(1e60 * values, u, w)
    found = run(problem, [1e300], 20, kernel).losses[0]
    true = ball_losses(problem, 1e300, 20, range(21), a0=None, lr_a=1.0)
    assert np.allclose(found, true, rtol=1e-12, atol=0)


def test_a_trajectory_without_room_is_lost_and_says_so(kernel):
    values, u, w = drawn(5)
    problem = Diagonal.from_spectrum(1e200 * values, u, w)
    found = run(problem, [1.0, 1e300], 6, kernel)
    alone = run(problem, [1.0], 6, kernel)
    assert np.array_equal(found.losses[0], alone.losses[0])
    assert np.all(np.isnan(found.losses[1])) and np.isnan(found.effective_lr[1])


def test_near_the_minimiser_the_loss_is_right_to_eps_squared(kernel):
    """Where c/2 − ar + a²/2 has lost every digit: an excess loss of 1e-24 R*, to 1e-3."""
    values = np.array([1.0, 2.0])
    problem = Diagonal(values, [1.0, 1e-12], [1.0, 0.0])
    found = run(problem, [1e-30], 0, kernel).losses[0, 0]
    assert found == pytest.approx(0.5e-24, rel=1e-3, abs=0)


# -- bit for bit ----------------------------------------------------------------------------------

RATES = np.geomspace(1e-3, 1e5, 23)


@pytest.mark.parametrize("n", [1, 2, 3, 7, 8, 9, 31, 64, 100, 1000, 9001, 40000])
def test_no_trajectory_depends_on_its_company(kernel, n):
    steps = 60 if n < 9000 else 6
    problem = Diagonal.from_spectrum(*drawn(n, kappa=1e4))
    whole = run(problem, RATES, steps, kernel)
    for size in (1, 2, 3, 4, 5, 8, 22):
        for first in range(0, len(RATES), size):
            part = run(problem, RATES[first:first + size], steps, kernel)
            assert np.array_equal(part.losses, whole.losses[first:first + size])
            assert np.array_equal(part.effective_lr, whole.effective_lr[first:first + size])
        if n > 1000 and size == 3:
            break
    back = run(problem, RATES[::-1], steps, kernel)
    assert np.array_equal(back.losses[::-1], whole.losses)


@pytest.mark.parametrize("rows", [1, 2, 3, 5, 7, 23, 64])
def test_the_size_of_a_block_does_not_show(monkeypatch, rows):
    problem = Diagonal.from_spectrum(*drawn(300, kappa=1e4))
    whole = run(problem, RATES, 100, "numpy")
    monkeypatch.setattr(numpy_kernel, "BLOCK", 300 * rows)
    assert np.array_equal(run(problem, RATES, 100, "numpy").losses, whole.losses)


@pytest.mark.parametrize("steps", [0, 1, 2, 7, 8])
def test_what_is_recorded_does_not_change_it(kernel, steps):
    problem = Diagonal.from_spectrum(*drawn(50))
    every = run(problem, RATES, steps, kernel).losses
    final = run(problem, RATES, steps, kernel, every=False).losses
    assert every.shape == (23, steps + 1) and final.shape == (23, 2)
    assert np.array_equal(final, every[:, [max(steps - 1, 0), steps]])


@pytest.mark.parametrize("direction", [False, True])
@pytest.mark.parametrize("n, slices", [(50, 1), (50, 333), (5000, 5000), (5000, 17000)])
def test_pausing_on_the_way_does_not_show(kernel, monkeypatch, n, slices, direction):
    problem = Diagonal.from_spectrum(*drawn(n))
    for every in (True, False):
        whole = run(problem, RATES[:9], 20, kernel, every=every, direction=direction)
        with monkeypatch.context() as patch:
            patch.setitem(SLICE, kernel, slices)
            paused = run(problem, RATES[:9], 20, kernel, every=every, direction=direction)
        assert np.array_equal(paused.losses, whole.losses, equal_nan=True)
        assert np.array_equal(paused.effective_lr, whole.effective_lr)


def test_long_vectors_in_numpy_go_row_by_row_and_in_place():
    """Against the paper's own step, one learning rate after the other; and through `axpy`."""
    n = numpy_kernel.LONG + 5000  # two tiles, the second partly filled
    values, u, w0 = drawn(n)
    problem = Diagonal.from_spectrum(values, u, w0)
    for direction in (False, True):
        rates = [1e-3, 0.5, 1.9]
        found = run(problem, rates, 6, "numpy", direction=direction, lr_a=0.7).losses
        for lr, row in zip(rates, found, strict=True):
            a, v, h = np.float64(0), problem.v0, problem.h
            a = (h @ v) / np.sqrt(v @ v)
            for k in range(7):
                loss = canonical.bn_excess_loss(None if direction else a, v, h)
                assert row[k] == pytest.approx(loss, rel=1e-12)
                if direction:
                    v = canonical.direction_step(v, values, h, lr)
                else:
                    a, v = canonical.bngd_step(a, v, values, h, lr, 0.7)


# -- one kernel against the other -----------------------------------------------------------------

@pytest.mark.oracle
@pytest.mark.parametrize("direction", [False, True])
@pytest.mark.parametrize("n", [1, 5, 130, 9001])
def test_the_kernels_agree(n, direction):
    pytest.importorskip("numba")
    problem = Diagonal.from_spectrum(*drawn(n))
    rates = [0.01, 0.3, 1.2, 1.8] if direction else [1e-3, 0.1, 1e4, 1e9, 1e200]
    one, two = (run(problem, rates, 20, kernel, direction=direction, lr_a=0.8).losses
                for kernel in ("numpy", "numba"))
    # 20 steps in which both round differently; the floor of the loss is eps²·R*
    assert np.allclose(one, two, rtol=1e-11, atol=1e-28 * (problem.h @ problem.h))


def test_the_choice_of_a_kernel(monkeypatch):
    assert choose_kernel("numpy", 1e99) == "numpy"
    assert choose_kernel("auto", BIG - 1) == "numpy"
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert choose_kernel("auto", 1e99) == "numpy"
    with pytest.raises(ValueError, match=r"numba is not installed; pip install bnlinear\[fast\]"):
        choose_kernel("numba", 1.0)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: object())
    assert choose_kernel("auto", BIG) == "numba" == choose_kernel("numba", 1.0)
    with pytest.raises(ValueError, match="kernel = 'cuda'; it must be one of auto, numba, numpy"):
        choose_kernel("cuda", 1.0)


