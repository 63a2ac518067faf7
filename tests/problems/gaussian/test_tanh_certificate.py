"""The joint counterexample, certified by balls; and certificates that must be refused."""

import numpy as np
import pytest
from flint import arb

from bnlinear.exact.ball_arrays import balls, cholesky
from bnlinear.exact.number import Number, array
from bnlinear.exact.precision import at_precision
from bnlinear.problems import TanhNetwork, certify_strict_minimum
from bnlinear.problems.gaussian.tanh_certificate import _third_derivatives
from bnlinear.problems.gaussian.tanh_sums import TrapezoidalSums

U = array(["1/2", "-3/10"])
S = array([["1", "3/10"], ["3/10", "3/5"]]) + np.outer(U, U)
THETA = array(["1", "-7/10"])
MINIMUM = array([["-1.1855014", "1.6290036"], ["1.4421710", "-1.2822932"]])
RADIUS = Number("1/20000")
NETWORK = TanhNetwork(S.astype(float), U.astype(float), THETA.astype(float))


def certify(W=MINIMUM, radius=RADIUS):
    return certify_strict_minimum(S, U, THETA, W, radius)


def test_a_strict_minimum_without_any_aligned_unit_exists():
    """Refutes that all critical points align jointly, without a float."""
    found = certify()
    assert found.aligned == (False, False)
    assert found.radius == RADIUS and found.curvature > Number("1/500")
    assert found.slope < found.curvature * RADIUS / 2 - found.third * RADIUS**2 / 6


def test_the_certificate_holds_what_floats_see():
    found, W = certify(), MINIMUM.astype(float)
    assert np.linalg.eigvalsh(NETWORK.hessian(W))[0] > float(found.curvature)
    assert np.linalg.norm(NETWORK.gradient(W)) < float(found.slope)


@pytest.mark.parametrize("W", [
    array([["3/5", "-1/2"], ["-1", "1/4"]]),
    array([["0", "0"], ["0", "0"]]),
    array([["1", "0"], ["0", "0"]]),
])
def test_the_sums_enclose_the_derivatives(W):
    gradient, hessian = at_precision(100, lambda: TrapezoidalSums(S, U, THETA, W).moments())
    point = W.astype(float)
    for balls_found, floats in ((gradient, NETWORK.gradient(point).ravel()),
                                (hessian.ravel(), NETWORK.hessian(point).ravel())):
        for one, value in zip(balls_found, floats, strict=True):
            assert one.ball.rad() < 1e-6
            assert (one.ball + arb(0, 1e-13)).contains(arb(float(value)))  # 1e-13 for the floats


def test_the_miss_is_real():
    """With a step eight times as long the sums are off, and the bound says so."""
    W = array([["3/5", "-1/2"], ["-1", "1/4"]])

    def rough():
        sums = TrapezoidalSums(S, U, THETA, W)
        sums.h = 8 * sums.h
        return sums.moments()[0]

    gradient = at_precision(100, rough)
    for one, value in zip(gradient, NETWORK.gradient(W.astype(float)).ravel(), strict=True):
        assert one.ball.contains(arb(float(value)))
        assert abs(float(one.ball.mid()) - value) > 1e-9


def test_the_bound_of_the_third_derivatives_holds():
    K, rng, h = float(_third_derivatives(S, U, THETA)), np.random.default_rng(0), 1e-4
    for _ in range(20):
        W, V = rng.normal(size=(2, 2, 2))
        V /= np.linalg.norm(V)
        second = [V.ravel() @ NETWORK.hessian(W + s * h * V) @ V.ravel() for s in (1, -1)]
        assert abs(second[0] - second[1]) / (2 * h) < K


@pytest.mark.parametrize("W, radius, message", [
    (MINIMUM, "1/100", "no strict minimum is proved within 0.01 of W"),        # K r ≥ m
    (MINIMUM, "1/10000000000", "no strict minimum is proved within 1e-10"),    # |∇f| too large
    (MINIMUM + np.array([[Number("1/100"), 0], [0, 0]]), "1/20000", "polish W by Newton's method"),
    (array([["0", "0"], ["0", "0"]]), "1/20000", "has an eigenvalue near .* all are positive"),
    (array([["-40", "60"], ["1", "1"]]), "1/20000", "W is too large to certify: "),
])
def test_what_does_not_prove_it_is_refused(W, radius, message):
    with pytest.raises(ValueError, match=message):
        certify(W, Number(radius))


def test_an_aligned_unit_is_told():
    """A single unit does align."""
    network = TanhNetwork(S.astype(float), U.astype(float), [1.0])
    point = -2 * np.linalg.solve(network.S, network.u)[None]
    for _ in range(50):
        point = point - np.linalg.solve(network.hessian(point), network.gradient(point)[0])
    W = array([[f"{v:.8f}" for v in point[0]]])
    assert certify_strict_minimum(S, U, array(["1"]), W, RADIUS).aligned == (True,)


def test_pivots_that_are_not_certainly_positive():
    assert [float(v.mid()) for v in cholesky(balls(array([["4", "2"], ["2", "5"]]))).ravel()] == [
        2, 0, 1, 2]
    with pytest.raises(ValueError, match="not certainly positive definite"):
        cholesky(balls(array([["1", "1"], ["1", "1"]])))
