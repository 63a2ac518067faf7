"""Canonical coordinates: the steps are those of the papers, and merging changes no loss."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies import positive_rationals, rationals

from bnlinear import BNGD, LeastSquares, dynamics
from bnlinear.exact.number import array
from bnlinear.sweeps import Diagonal, Task
from bnlinear.sweeps.canonical import coordinates as canonical
from bnlinear.sweeps.methods import record_of
from bnlinear.sweeps.running.chunks import run as run_task


def exact(draw, entries, d):
    return array(draw(st.lists(entries, min_size=d, max_size=d)))


@given(st.data(), positive_rationals(9), positive_rationals(9), rationals(9))
def test_the_steps_are_those_of_the_papers(data, lr, lr_a, a):
    """Decided on rationals: H = S² with S diagonal, so that v = Sw and h = Su are rational."""
    d = data.draw(st.integers(1, 3))
    S, u, w = (exact(data.draw, entries, d)
               for entries in (positive_rationals(9), rationals(9), rationals(9)))
    assume(any(x != 0 for x in w))
    problem = LeastSquares.from_spectrum(S * S, u)
    v, h = S * w, S * u
    a_next, w_next = dynamics.bngd_step(a, w, problem.H, problem.g, lr, lr_a)
    a_here, v_next = canonical.bngd_step(a, v, S * S, h, lr, lr_a)
    same(a_here, a_next)
    for one, two in zip(v_next, S * w_next, strict=True):
        same(one, two)
    same(canonical.bn_excess_loss(a, v, h), problem.bn_excess_loss(a, w))
    same(canonical.bn_excess_loss(None, v, h), problem.direction_gap(w) / 2)
    if w @ problem.g != 0:
        step = dynamics.rayleigh_step(w, problem.H, problem.g, lr)
        assert np.all(canonical.direction_step(v, S * S, h, lr) == S * step)


def same(one, two):
    """Equal if rational; overlapping if a root was taken, at 53 bits: no digit to spare."""
    difference = one - two
    assert difference == 0 if difference.is_rational else difference.ball.contains(0)
    assert difference.is_rational or difference.ball.rad() < 1e-6 * (1 + abs(float(one)))


def run(problem, steps=30, lr=0.01, **settings):
    settings = {"a0": 1.5, "lr_a": 0.6, "every": True, "kernel": "numpy"} | settings
    return run_task(Task(problem, record_of(BNGD), np.array([lr]), steps, **settings)).losses[0]


small = st.integers(-4, 4).map(float)


@given(st.lists(st.tuples(st.sampled_from([0.0, 1.0, 2.5]), small, small), min_size=1,
                max_size=12))
def test_merging_changes_no_loss(coordinates):
    values, u, w = np.array(coordinates).T
    whole = Diagonal.from_spectrum(values, u, w)
    assume(np.any(whole.v0 != 0))
    merged = whole.merged()
    assert np.all(merged.eigenvalues > 0) and np.all((merged.v0 != 0) | (merged.h != 0))
    assert max(np.unique(merged.eigenvalues, return_counts=True)[1]) <= 2
    # 30 steps too short to overshoot, so errors do not grow; each rounds every coordinate
    assert np.allclose(run(merged), run(whole), rtol=1e-12, atol=1e-13)


def test_equal_eigenvalues_leave_two_coordinates_and_lone_ones_their_bits():
    problem = Diagonal([3.0, 1.0, 3.0, 3.0, 0.0, 2.0], [1.0, 0.1, 2.0, 2.0, 0.0, 0.0],
                       [0.0, 0.3, 3.0, -3.0, 0.0, 0.0])
    merged = problem.merged()
    assert merged.eigenvalues.tolist() == [1.0, 3.0, 3.0]
    assert (merged.v0[0], merged.h[0]) == (0.1, 0.3)
    # |h| = √18 along (0, 1, −1)/√2, to which v = (1, 2, 2) is orthogonal: |v| = 3
    assert np.allclose(np.abs(merged.v0[1:]), [0.0, 3.0], atol=1e-15)
    assert np.allclose(merged.h[1:], [18**0.5, 0.0], atol=1e-15)


def test_parallel_parts_stay_parallel():
    """At a minimiser that repels (ê too large) rounding must not invent a direction to leave by."""
    u = np.array([0.1, 0.7, 0.3, 1.1])
    merged = Diagonal.from_spectrum([3.0] * 4, u, 0.37 * u).merged()
    assert len(merged.h) == 1
    assert np.all(run(merged, lr=1e3, a0=None) <= 1e-31)


@pytest.mark.parametrize("v0, h", [([0.0] * 3, [2.0, 3.0, 6.0]), ([2.0, 3.0, 6.0], [0.0] * 3)])
def test_an_eigenspace_that_one_of_both_does_not_meet(v0, h):
    """Nothing is divided by the length 0: one coordinate of length 7 is left."""
    merged = Diagonal([1.0] * 3, v0, h).merged()
    assert merged.eigenvalues.tolist() == [1.0]
    assert abs(merged.v0[0]) == (7.0 if any(v0) else 0.0)
    assert abs(merged.h[0]) == (7.0 if any(h) else 0.0)


@pytest.mark.parametrize("scale", [1e-200, 1e200])
def test_merging_survives_extreme_scales(scale):
    problem = Diagonal([1.0] * 3, [scale] * 3, [scale, -scale, scale])
    merged = problem.merged()
    assert np.allclose(np.linalg.norm(merged.h / scale), 3**0.5, rtol=1e-15)
    assert np.allclose(np.linalg.norm(merged.v0 / scale), 3**0.5, rtol=1e-15)
    assert np.allclose(merged.h @ (merged.v0 / scale) / scale, 1.0, rtol=1e-14)


def test_a_singular_matrix_loses_its_null_directions():
    rng = np.random.default_rng(0)
    basis = np.linalg.qr(rng.standard_normal((5, 5)))[0]
    H = basis @ np.diag([0.0, 0.0, 1.0, 2.0, 5.0]) @ basis.T
    u, w = rng.standard_normal((2, 5))
    problem = Diagonal.from_matrix((H + H.T) / 2, u, w).merged()
    assert len(problem.h) == 3
    null = basis[:, :2] @ [30.0, -40.0]
    other = Diagonal.from_matrix((H + H.T) / 2, u - null, w + null).merged()
    # the null parts cancel in `u @ basis`, where they leave eps·50
    assert np.allclose(run(other), run(problem), rtol=1e-11, atol=1e-12)


@pytest.mark.parametrize("make, message", [
    (lambda: Diagonal([1.0, -1.0], [1, 1], [1, 1]), "eigenvalues has the entry -1.0"),
    (lambda: Diagonal([1.0, 1.0], [1], [1, 1]), r"v0 has shape \(1,\)"),
    (lambda: Diagonal([1.0, np.nan], [1, 1], [1, 1]), "every entry must be finite"),
    (lambda: Diagonal([[1.0]], [[1]], [[1]]), "vectors of one length"),
    (lambda: Diagonal.from_spectrum([-1.0], [1], [1]), "must be positive semidefinite"),
    (lambda: Diagonal.from_matrix([[1.0, 2.0], [2.0, 1.0]], [1, 1], [1, 1]), "semidefinite"),
])
def test_bad_input(make, message):
    with pytest.raises(ValueError, match=message):
        make()
