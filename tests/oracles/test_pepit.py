"""The contraction factor of gradient descent against PEPit's worst case over all functions."""

import warnings
from fractions import Fraction

import pytest

from bnlinear.claims import claim, discover, families, le
from bnlinear.dynamics import gd_step
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


@pytest.mark.parametrize("lr, steps, power", [
    (Fraction(1, 4), 1, "²"), (Fraction(1, 2), 1, "²"), (Fraction(3, 4), 2, "⁴")])
def test_discover_finds_the_rate_of_the_example(lr, steps, power):
    """PEPit's gradient_descent_contraction: two points, so many steps, how far apart they end."""
    @claim(statement="", p=families.least_squares(max_dim=2))
    def contraction(p, c=1, lr=lr):
        ends = []
        for point in (p.w, p.u):
            for _ in range(steps):
                point = gd_step(point, p.H, p.g, lr)
            ends.append(point)
        apart = ends[0] - ends[1]
        return le(apart @ apart, c * ((p.w - p.u) @ (p.w - p.u)))

    found = discover(contraction, "c")
    assert found.closed_form == f"max((1 − lr μ){power}, (1 − lr L){power})"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        example = pytest.importorskip("PEPit.examples.tutorials.gradient_descent_contraction")
        worst, _ = example.wc_gradient_descent_contraction(
            L=float(found.setting["L"]), mu=float(found.setting["mu"]), gamma=float(lr), n=steps,
            verbose=0)
    assert float(found.proved) == pytest.approx(worst, abs=1e-3)


@pytest.mark.parametrize("steps, lr", [(1, Fraction(1, 4)), (2, Fraction(1, 2))])
def test_discover_proves_the_conjecture_of_the_example_on_quadratics(steps, lr):
    """PEPit's gradient_descent_quadratics: a loss after so many steps over a distance before."""
    @claim(statement="", p=families.least_squares(max_dim=2))
    def losses(p, c=1, lr=lr):
        w = p.w
        for _ in range(steps):
            w = gd_step(w, p.H, p.g, lr)
        return le(p.problem.excess_loss(w), c * ((p.w - p.u) @ (p.w - p.u)))

    found = discover(losses, "c")
    assert "the middle one" in found.closed_form
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        example = pytest.importorskip(
            "PEPit.examples.unconstrained_convex_minimization.gradient_descent_quadratics")
        worst, conjectured = example.wc_gradient_descent_quadratics(
            L=float(found.setting["L"]), mu=float(found.setting["mu"]), gamma=float(lr), n=steps,
            verbose=0)
    assert float(found.proved) == pytest.approx(conjectured, rel=1e-12)
    assert float(found.proved) == pytest.approx(worst, abs=1e-3)
