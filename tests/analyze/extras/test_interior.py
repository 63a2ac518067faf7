"""The float search for the best scaling: the primal is feasible, and the dual says it is best."""

import numpy as np
import pytest

from bnlinear.analyze.extras.interior import GAP, Newton, Point, search
from bnlinear.analyze.extras.scaling import best_scaling
from bnlinear.exact.number import dyadic_array


def rows(seed, kappa):
    """Rows of length 1, in the basis of their own principal directions, as the caller has them."""
    rng = np.random.default_rng(seed)
    m = int(rng.integers(2, 10))
    turn = np.linalg.qr(rng.standard_normal((m, m)))[0]
    A = rng.standard_normal((m, m)) * np.geomspace(1, kappa**-0.5, m) @ turn
    values, V = np.linalg.eigh(A @ A.T / np.outer(*[np.linalg.norm(A, axis=1)] * 2))
    return V * np.sqrt(values)


@pytest.mark.parametrize("kappa", [1, 1e2, 1e4])
@pytest.mark.parametrize("seed", range(8))
def test_the_optimum_is_bounded_from_both_sides(seed, kappa):
    """Weak duality, worked out anew: for any feasible s and t, and P, Q with tr Q = 1."""
    B = rows(seed, kappa)
    end = search(B)
    values = np.linalg.eigvalsh(B.T @ (end.s[:, None] * B))
    assert end.s.min() > 0
    assert values[0] > 1 - 1e-9 and values[-1] < end.t * (1 + 1e-9)
    P, Q = end.P / np.trace(end.Q), end.Q / np.trace(end.Q)
    assert np.linalg.eigvalsh(P)[0] > 0 and np.linalg.eigvalsh(Q)[0] > 0
    assert np.min(np.diag(B @ (Q - P) @ B.T) / np.diag(B @ Q @ B.T)) > -1e-5
    assert end.t * (1 - GAP) < np.trace(P) < end.t * (1 + 1e-7)


@pytest.mark.parametrize("seed", [1, 4, 6])
def test_bounds_from_the_dual_stay_sharp_where_few_digits_are_left(seed):
    A = dyadic_array(np.round(rows(seed, 1e8) * 2**40) / 2**40)
    best = best_scaling(A @ A.T)
    assert float(best.spectrum.condition_number()) < float(best.at_least) * (1 + 1e-6)


def test_a_step_solves_the_linear_equations():
    """Both equations of the dual hold after one whole step, from a point where they do not."""
    B = rows(3, 100)
    point = Point.first(B)
    step = Newton(point).step(point.mean_product())
    P, Q, z = point.P + step.P, point.Q + step.Q, point.z + step.z
    assert np.trace(Q) == pytest.approx(1, abs=1e-9)
    assert np.diag(B @ (Q - P) @ B.T) == pytest.approx(z, abs=1e-9)


def test_a_dozen_iterations_do(monkeypatch):
    """7 to 11 of them; without the terms of second order 12 to 15, a mean of 13.6."""
    steps = []
    plain = Newton.step
    monkeypatch.setattr(Newton, "step", lambda *given: steps.append(1) or plain(*given))
    assert all(search(rows(seed, kappa)).gap < GAP for seed in range(8) for kappa in (1, 1e4))
    assert len(steps) / 2 / 16 < 11


def test_without_a_digit_left_the_best_point_is_returned():
    end = search(np.array([[1.0, 1.0], [1.0, 1.0 + 1e-15]]))
    assert np.all(np.isfinite(end.s)) and np.isfinite(end.t)
