"""Tanh networks: expectations, gradients and Hessians; who aligns with S⁻¹u and who does not."""

import numpy as np
import pytest
from scipy.optimize import minimize

from bnlinear.problems import GaussianHalfspace, Loss, TanhNetwork, TanhUnit

COVARIANCE = np.array([[1.0, 0.3], [0.3, 0.6]])
U = np.array([0.5, -0.3])
S = COVARIANCE + np.outer(U, U)
NETWORK = TanhNetwork(S, U, [1.0, -0.7])
W = np.array([[0.8, -0.3], [0.4, 1.1]])


def in_three(units):
    """A network in d = 3 and a point of it."""
    rng = np.random.default_rng(units)
    A, u = rng.normal(size=(3, 3)), np.array([0.4, 0.1, -0.3])
    second = A @ A.T / 3 + 0.2 * np.eye(3) + np.outer(u, u)
    network = TanhNetwork((second + second.T) / 2, u, rng.normal(size=units))
    return network, 0.3 * rng.normal(size=(units, 3))


# -- expectations ----------------------------------------------------------------------------------

def test_value_and_gradient_match_monte_carlo_within_its_standard_error():
    z = np.random.default_rng(1).multivariate_normal(U, COVARIANCE, size=400_000)
    t, loss = np.tanh(z @ W.T), NETWORK.loss
    F = t @ NETWORK.theta
    h = loss.slope(F)[:, None] * NETWORK.theta * (1 - t * t)
    samples = np.column_stack([loss.value(F), (h[:, :, None] * z[:, None, :]).reshape(-1, 4)])
    found = np.concatenate([[NETWORK.value(W)], NETWORK.gradient(W).ravel()])
    error = samples.std(axis=0) / np.sqrt(len(z))
    # four standard errors; the seed is fixed, so it passes or fails for good
    assert np.all(abs(samples.mean(axis=0) - found) < 4 * error) and error.max() < 2e-3


@pytest.mark.parametrize("loss", ["logistic", "squared", "exponential", "sigmoid", "tanh"])
@pytest.mark.parametrize("scale", [1.0, 3.0])
def test_twice_the_points_change_nothing(loss, scale):
    """The trapezoidal rule converges like e^(−c·points): half the radius doubles the points."""
    network = TanhNetwork(S, U, [1.0, -0.7], loss)
    finer = TanhNetwork(S, U, [1.0, -0.7], loss)
    finer.__dict__["_radius"] = network._radius / 2
    assert len(finer._rule(scale * W)[2]) > 3 * len(network._rule(scale * W)[2])
    # up to 3·10⁵ rounded terms are added up: √(3·10⁵) eps is 1e-13
    assert network.value(scale * W) == pytest.approx(finer.value(scale * W), abs=1e-13)
    assert np.allclose(network.gradient(scale * W), finer.gradient(scale * W), rtol=0, atol=1e-13)


@pytest.mark.parametrize("units", [1, 2, 3])
def test_the_gradient_is_that_of_the_value(units):
    network, point = in_three(units)
    h = 1e-5
    for i, j in np.ndindex(point.shape):
        e = np.zeros_like(point)
        e[i, j] = h
        quotient = (network.value(point + e) - network.value(point - e)) / (2 * h)
        # rounding 1e-15/h and truncation h²/6 times a third derivative of order 1
        assert network.gradient(point)[i, j] == pytest.approx(quotient, abs=1e-9)


@pytest.mark.parametrize("units", [1, 2, 3])
def test_the_hessian_is_that_of_the_gradient(units):
    network, point = in_three(units)
    H, h = network.hessian(point), 1e-5
    assert np.allclose(H, H.T, rtol=0, atol=1e-14)
    for k in range(point.size):
        e = np.zeros(point.size)
        e[k] = h
        e = e.reshape(point.shape)
        quotient = (network.gradient(point + e) - network.gradient(point - e)).ravel() / (2 * h)
        # rounding 1e-15/h and truncation h²/6 times a fourth derivative of order 10
        assert np.allclose(H[:, k], quotient, rtol=0, atol=1e-8)


def test_a_single_unit_is_a_halfspace_with_the_loss_of_tanh():
    """One dimension of quadrature, by Gauss–Hermite or panels instead of equal steps."""
    loss = NETWORK.loss

    def curvature(t):
        bend = 1 - np.tanh(t) ** 2
        return (loss.curvature(0.8 * np.tanh(t)) * 0.64 * bend**2
                - loss.slope(0.8 * np.tanh(t)) * 1.6 * np.tanh(t) * bend)

    composed = Loss("logistic of tanh", lambda t: loss.value(0.8 * np.tanh(t)),
                    lambda t: loss.slope(0.8 * np.tanh(t)) * 0.8 * (1 - np.tanh(t) ** 2),
                    curvature, radius=np.arctan(np.pi / 0.8))
    network, halfspace = TanhNetwork(S, U, [0.8]), GaussianHalfspace(S, U, composed)
    for scale in (0.2, 1.0, 4.0):
        w = scale * W[1]
        assert network.value([w]) == pytest.approx(halfspace.value(w), abs=3e-15)
        assert np.allclose(network.gradient([w])[0], halfspace.gradient(w), rtol=0, atol=2e-14)


def test_zero_and_dependent_units_need_fewer_dimensions():
    network, point = in_three(3)
    assert network._rule(np.zeros((3, 3)))[1].shape == (1, 0)
    assert network._rule(np.outer([1.0, -2.0, 0.5], point[0]))[1].shape[1] == 1
    assert network._rule(point)[1].shape[1] == 3
    shifted = np.array([point[0], point[0] + 1e-13 * point[1], 0 * point[0]])
    # nearly dependent: nothing is lost, whether the tiny direction counts or not
    assert np.allclose(network.gradient(shifted),
                       network.gradient([point[0], point[0], 0 * point[0]]), rtol=0, atol=1e-12)


def test_at_zero_weights_everything_is_known():
    loss = NETWORK.loss
    assert NETWORK.value(np.zeros((2, 2))) == pytest.approx(np.log(2), abs=1e-16)
    half = float(loss.slope(np.zeros(1))[0])
    assert np.allclose(NETWORK.gradient(np.zeros((2, 2))), half * np.outer([1, -0.7], U),
                       rtol=0, atol=1e-16)
    expected = np.kron(np.outer([1, -0.7], [1, -0.7]), S) / 4  # φ″(0) θᵢθⱼ S; tanh″(0) = 0
    assert np.allclose(NETWORK.hessian(np.zeros((2, 2))), expected, rtol=0, atol=1e-16)


# -- one unit aligns -------------------------------------------------------------------------------

def aligned(network, lengths):
    return np.outer(lengths, np.linalg.solve(network.S, network.u))


@pytest.mark.parametrize("lengths", [[0.0, 0.0, 0.0], [0.0, -1.2, 0.0], [0.0, 0.7, -0.4]])
def test_beside_aligned_or_zero_units_the_gradient_is_stein(lengths):
    network, point = in_three(3)
    unit, w = TanhUnit(network, aligned(network, lengths), 0), point[0]
    c1, c2 = unit.stein(w)  # sums of some terms up to 10
    assert np.allclose(unit.gradient(w), c1 * network.u + c2 * network.S @ w, rtol=0, atol=2e-14)


def test_beside_other_units_it_is_not():
    network, point = in_three(3)
    unit = TanhUnit(network, point, 0)
    c1, c2 = unit.stein(point[0])
    rest = unit.gradient(point[0]) - c1 * network.u - c2 * network.S @ point[0]
    assert abs(rest).max() > 1e-3


def test_per_unit_minima_align():
    """Minimised over one unit from many starts, beside an aligned one: every end aligns."""
    for seed in range(5):
        start = np.random.default_rng(seed).normal(size=2)
        unit = TanhUnit(NETWORK, aligned(NETWORK, [0.0, 0.9]), 0)
        found = minimize(lambda w, unit=unit: NETWORK.value(unit.full(w)), start,
                         jac=unit.gradient, method="L-BFGS-B", bounds=[(-8, 8)] * 2,
                         options={"ftol": 0, "gtol": 1e-10, "maxls": 60})
        assert abs(found.x).max() < 7
        assert abs(unit.gradient(found.x)).max() < 1e-7
        # the distance to the minimum is that gradient over the smallest curvature, 1e-2
        assert NETWORK.misalignment(unit.full(found.x))[0] < 1e-4


# -- all units together need not -------------------------------------------------------------------

def newton(network, point, steps=30):
    for _ in range(steps):
        step = np.linalg.solve(network.hessian(point), network.gradient(point).ravel())
        point = point - step.reshape(point.shape)
    return point


MINIMUM = np.array([[-1.1855, 1.6290], [1.4422, -1.2823]])


def test_the_joint_counterexample():
    """A strict minimum at which neither unit is aligned: refutes the joint statement in print."""
    found = newton(NETWORK, MINIMUM)
    assert np.allclose(found, MINIMUM, rtol=0, atol=1e-4)
    assert abs(NETWORK.gradient(found)).max() < 1e-15
    assert np.linalg.eigvalsh(NETWORK.hessian(found))[0] > 2e-3
    # sines of the S-angles to S⁻¹u: 0.102 and 0.145
    assert np.allclose(NETWORK.misalignment(found), [0.10221, 0.14535], rtol=0, atol=1e-4)


def test_its_mirror_image_is_another_minimum():
    """The law of z is symmetric about the line of u, in the metric of C⁻¹."""
    found = newton(NETWORK, MINIMUM)
    axis = np.linalg.solve(COVARIANCE, U)
    mirror = 2 * np.outer(found @ U, axis) / (U @ axis) - found
    assert abs(mirror - found).max() > 0.1
    assert NETWORK.value(mirror) == pytest.approx(NETWORK.value(found), abs=1e-15)
    assert abs(NETWORK.gradient(mirror)).max() < 1e-14


def test_it_beats_every_aligned_point():
    lowest = NETWORK.value(newton(NETWORK, MINIMUM))
    grid = np.linspace(-6, 6, 25)
    best = min((NETWORK.value(aligned(NETWORK, [s, t])), s, t) for s in grid for t in grid)
    found = minimize(lambda lengths: NETWORK.value(aligned(NETWORK, lengths)), best[1:],
                     method="Nelder-Mead", options={"xatol": 1e-7, "fatol": 1e-15})
    assert abs(found.x).max() < 5.5  # inside the grid
    assert 5e-5 < found.fun - lowest < 6e-5


# -- bad input -------------------------------------------------------------------------------------

@pytest.mark.parametrize("theta", [[], [1.0, 0.0], [np.nan], [[1.0]]])
def test_bad_output_weights(theta):
    with pytest.raises(ValueError, match=r"theta = .* finite output weights, none of them 0"):
        TanhNetwork(S, U, theta)


def test_a_loss_with_kinks():
    with pytest.raises(ValueError, match="loss 'squared_hinge' has kinks"):
        TanhNetwork(S, U, [1.0], "squared_hinge")


@pytest.mark.parametrize("point", [np.zeros(2), np.zeros((3, 2)), np.full((2, 2), np.inf)])
def test_bad_weights(point):
    with pytest.raises(ValueError, match=r"W has shape .* finite numbers in the shape \(2, 2\)"):
        NETWORK.value(point)


def test_too_many_points_are_refused():
    with pytest.raises(ValueError, match=r"over 2 directions of W needs \d+ points \(at most"):
        NETWORK.value(100 * W)


@pytest.mark.parametrize("index", [-1, 2])
def test_bad_units(index):
    with pytest.raises(ValueError, match=f"index = {index}; the network has 2 units"):
        TanhUnit(NETWORK, W, index)


def test_bad_moments_are_noticed_here_too():
    with pytest.raises(ValueError, match="u is zero"):
        TanhNetwork(S, [0.0, 0.0], [1.0])
