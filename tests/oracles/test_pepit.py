"""The contraction factor of gradient descent against PEPit's worst case over all functions."""

import warnings

import pytest

from bnlinear.theory import rate

pytestmark = pytest.mark.oracle

MU, L = 0.5, 2.0


def worst_contraction(lr):
    """sup |w⁺ − u|²/|w − u|² of one step over all L-smooth, μ-strongly convex functions."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the solver behind it, about its own versions
        PEPit = pytest.importorskip("PEPit")
        from PEPit.functions import SmoothStronglyConvexFunction

        problem = PEPit.PEP()
        f = problem.declare_function(SmoothStronglyConvexFunction, mu=MU, L=L)
        u, w = f.stationary_point(), problem.set_initial_point()
        problem.set_initial_condition((w - u) ** 2 <= 1)
        after = w - lr * f.gradient(w)
        problem.set_performance_metric((after - u) ** 2)
        return problem.solve(verbose=0)


@pytest.mark.parametrize("lr", [0.2, 0.5, 0.8, 0.95])
def test_quadratics_are_the_worst_functions_for_one_step(lr):
    factor = max(abs(1 - lr * MU), abs(1 - lr * L)) ** 2  # cai2019.gd_contraction
    # the semidefinite solver stops at 1e-4 or so; the factors here differ by 0.1 and more
    assert worst_contraction(lr) == pytest.approx(factor, abs=1e-3)


def test_the_optimal_learning_rate():
    best = 2 / (L + MU)  # cai2019.gd_optimal_rate
    assert worst_contraction(best) == pytest.approx(rate(MU, L) ** 2, abs=1e-3)
    assert worst_contraction(best * 1.1) > worst_contraction(best) + 0.01
    assert worst_contraction(best / 1.1) > worst_contraction(best) + 0.01
