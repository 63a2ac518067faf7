"""Exponential map, logarithm and transport: exactly, at both ends of the angle, against the ODE."""

import numpy as np
import pytest
from flint import arb
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.integrate import solve_ivp
from strategies import nonzero_vectors, rationals, rotations

from bnlinear.dynamics import (
    angle_between,
    carry,
    exp_map,
    log_map,
    parallel_transport,
    project,
    turn,
    unit,
)
from bnlinear.dynamics.geodesics import angle_functions
from bnlinear.exact.number import Number, array, dyadic_array
from bnlinear.exact.precision import at_precision

EPS = np.finfo(float).eps


def frame(rng, d):
    """A point y, a unit tangent vector u, and any tangent vector v, in floats."""
    y, u, v = rng.standard_normal((3, d))
    y = unit(y)
    return y, unit(project(y, u)), project(y, v)


# -- exactly, on Pythagorean rotations -----------------------------------------------------------

@given(rotations(3), rationals(9), nonzero_vectors(3), nonzero_vectors(3))
def test_turn_and_carry_are_one_rotation_of_a_plane(Q, t, a, b):
    """In the frame y = Qe₁, u = Qe₂ they are what the rotation matrix does."""
    y, u, side = Q.T
    cos, sin = Number((1 - t * t) / (1 + t * t)), Number(2 * t / (1 + t * t))
    assert np.all(turn(y, u, cos, sin) == Q @ array([[1], [0], [0]])[:, 0] * cos + u * sin)
    for v in (a, b):
        v = project(y, v)
        expected = (u @ v) * (cos * u - sin * y) + (side @ v) * side
        assert np.all(carry(v, y, u, sin, 1 - cos) == expected)


@given(nonzero_vectors(3), nonzero_vectors(3))
def test_projection_is_tangent_and_needs_no_unit_vector(y, v):
    assert y @ project(y, v) == 0
    assert np.all(project(y, v + 3 * y) == project(y, v)) and np.all(project(y, y) == 0)


def test_balls_enclose_the_float_results():
    y, h, v = array(["3/5", "4/5", 0]), array(["-4/5", "3/5", 2]), array([4, -3, 1])
    for exact, floats in (
            (exp_map(y, h), exp_map(y.astype(float), h.astype(float))),
            (parallel_transport(v, y, h), parallel_transport(*(z.astype(float)
                                                               for z in (v, y, h))))):
        assert np.allclose(exact.astype(float), floats, rtol=0, atol=8 * EPS)


# -- the angle functions -------------------------------------------------------------------------

@pytest.mark.parametrize("size", ["1/1000000", "1/1000", "1", "3", "7", "1000"])
def test_angle_functions_against_balls(size):
    h = array([size, 0])
    cos, sinc, versinc = at_precision(200, lambda: angle_functions(h))
    s = Number(size)
    by_sine = at_precision(200, lambda: (s.cos(), s.sin() / s, (1 - s.cos()) / s**2))
    for one, two in zip((cos, sinc, versinc), by_sine, strict=True):
        assert one.ball.overlaps(two.ball) and float(one.ball.rad()) < 1e-40
    for one, two in zip(angle_functions(h.astype(float)), (cos, sinc, versinc), strict=True):
        # sin and cos of a float near |h| have the condition number |h|
        assert one == pytest.approx(float(two), rel=4 * EPS, abs=2 * EPS * float(s))


def test_angle_functions_at_zero_and_below_the_smallest_square():
    assert angle_functions(array([0, 0])) == (1, 1, Number("1/2"))
    for tiny in (0.0, 5e-324, 1e-300, 1e-160):
        assert angle_functions(np.array([0.0, tiny])) == (1.0, 1.0, 0.5)


def test_a_ball_around_zero_has_a_finite_image():
    h = np.array([Number.from_ball(arb(0, 1e-5)), Number(0)])
    cos, sinc, versinc = angle_functions(h)
    for found, value in ((cos, 1), (sinc, 1), (versinc, 0.5)):
        assert found.ball.contains(arb(value)) and float(found.ball.rad()) < 1e-9


# -- degenerate steps ----------------------------------------------------------------------------

def test_no_step_goes_nowhere_exactly():
    y, v = np.array([0.6, 0.8]), np.array([-0.8, 0.6])
    assert np.array_equal(exp_map(y, 0 * y), y)
    assert np.array_equal(parallel_transport(v, y, 0 * y, tangent="refuse"), v)
    assert np.array_equal(log_map(y, y), 0 * y)
    exact = array(["3/5", "4/5"])
    assert np.all(exp_map(exact, 0 * exact) == exact)
    assert np.all(log_map(exact, exact) == 0)


@pytest.mark.parametrize("size", [1e-300, 1e-170, 1e-30, 1e-8])
def test_tiny_steps_keep_their_digits(size):
    y, h, v = np.array([1.0, 0.0, 0.0]), np.array([0.0, size, 0.0]), np.array([0.0, 1.0, 2.0])
    point = exp_map(y, h)
    assert point[0] == 1.0 and point[1] == pytest.approx(size, rel=4 * EPS)
    carried = parallel_transport(v, y, h)
    assert carried[0] == pytest.approx(-size, rel=4 * EPS) and np.allclose(carried[1:], v[1:])
    assert log_map(y, point)[1] == pytest.approx(size, rel=4 * EPS)


@pytest.mark.parametrize("angle", [np.pi, 2 * np.pi, np.pi - 1e-9, np.pi + 1e-9])
def test_half_and_full_turns(angle):
    rng = np.random.default_rng(3)
    y, u, v = frame(rng, 5)
    point, carried = exp_map(y, angle * u), parallel_transport(v, y, angle * u)
    along = v - (u @ v) * u
    # sin of a float near π is right to eps·π
    assert np.allclose(point, np.cos(angle) * y + np.sin(angle) * u, rtol=0, atol=20 * EPS)
    assert np.allclose(carried - along, (u @ v) * (np.cos(angle) * u - np.sin(angle) * y),
                       rtol=0, atol=20 * EPS * (1 + abs(u @ v)))


def test_the_logarithm_near_its_cut():
    y, u, _ = frame(np.random.default_rng(4), 4)
    for gap in (1e-3, 1e-7, 1e-12):
        h = log_map(y, turn(y, u, -np.cos(gap), np.sin(gap)))
        # the direction is read off a vector of length `gap` with rounding errors of eps
        assert np.linalg.norm(h) == pytest.approx(np.pi - gap, abs=8 * EPS)
        assert np.allclose(h, (np.pi - gap) * u, atol=50 * EPS / gap)


def test_the_logarithm_of_near_points_has_no_cancellation():
    y = np.array([0.6, 0.48, 0.64])
    z = y + 1e-12 * np.array([0.3, -0.7, 0.1])
    exact = project(dyadic_array(y), dyadic_array(z)).astype(float)  # of the floats as they are
    # |z| is 1 up to 1e-12, and so is the factor θ/sin θ; rounding of z itself would be 1e-16
    assert np.allclose(log_map(y, z), exact, rtol=0, atol=1e-23)


# -- properties ----------------------------------------------------------------------------------

def sizes():
    return st.one_of(st.floats(0, 3.1), st.floats(-300, 0).map(lambda p: 10.0**p))


@given(st.lists(st.floats(-1, 1), min_size=12, max_size=12), sizes())
def test_exp_log_and_transport_fit_together(numbers, size):
    y, u, v = np.array(numbers).reshape(3, 4)
    assume(np.linalg.norm(y) > 0.1)
    y = unit(y)
    assume(np.linalg.norm(project(y, u)) > 0.1)
    u, v = unit(project(y, u)), project(y, v)
    h = size * u
    point = exp_map(y, h)
    # a few roundings of numbers of size 1
    assert abs(point @ point - 1) < 16 * EPS
    assert angle_between(y, point) == pytest.approx(size, rel=0, abs=16 * EPS)
    # points are right to a few eps, and near π the way back to them is ill-conditioned by this
    near_pi = size / np.sin(size) if size > 0 else 1.0
    assert np.allclose(log_map(y, point), h, rtol=0, atol=100 * EPS * near_pi)
    carried = parallel_transport(v, y, h)
    assert abs(carried @ point) < 16 * EPS
    assert carried @ carried == pytest.approx(v @ v, abs=32 * EPS)
    back = parallel_transport(carried, point, log_map(point, y))
    assert np.allclose(back, v, rtol=0, atol=200 * EPS * near_pi)


@given(rotations(3), st.floats(0, 3))
def test_rotating_everything_rotates_the_result(Q, size):
    Q = Q.astype(float)
    y, h, v = np.array([0.6, 0.8, 0.0]), size * np.array([0.0, 0.0, 1.0]), np.array([4.0, -3, 1])
    assert np.allclose(exp_map(Q @ y, Q @ h), Q @ exp_map(y, h), atol=64 * EPS)
    assert np.allclose(parallel_transport(Q @ v, Q @ y, Q @ h),
                       Q @ parallel_transport(v, y, h), atol=256 * EPS)


# -- the differential equations ------------------------------------------------------------------

@pytest.mark.parametrize("size", [0.3, 2.0, np.pi, 7.0])
def test_the_geodesic_equation_and_parallel_transport(size):
    """y″ = −|y′|²y and v′ = −⟨v, y′⟩y, integrated without a closed form."""
    y, u, v = frame(np.random.default_rng(5), 3)
    h = size * u

    def field(_, z):
        y, speed, v = z.reshape(3, 3)
        return np.concatenate([speed, -(speed @ speed) * y, -(v @ speed) * y])

    end = solve_ivp(field, (0, 1), np.concatenate([y, h, v]), method="DOP853", rtol=1e-13,
                    atol=1e-13).y[:, -1].reshape(3, 3)
    # the solver's error, accumulated over the path
    assert np.allclose(end[0], exp_map(y, h), rtol=0, atol=1e-10)
    assert np.allclose(end[1], parallel_transport(h, y, h), rtol=0, atol=1e-10)
    assert np.allclose(end[2], parallel_transport(v, y, h), rtol=0, atol=1e-10)


# -- bad input -----------------------------------------------------------------------------------

def test_a_zero_vector_has_no_direction():
    for zero in (np.zeros(3), array([0, 0])):
        with pytest.raises(ValueError, match=r"w is zero: it has no direction; start from any"):
            unit(zero)


@pytest.mark.parametrize("w", [[5e-324, 0.0], [1e308, 1e308], [3e-200, 4e-200]])
def test_extreme_vectors_have_a_direction(w):
    assert unit(w) @ unit(w) == pytest.approx(1, abs=4 * EPS)


@pytest.mark.parametrize("y", [[1.0, 1.0], [0.0, 0.0], array([1, 1]), array(["3/5", "3/5"])],
                         ids=str)
def test_points_are_unit_vectors(y):
    with pytest.raises(ValueError, match=r"y = .* is no unit vector, \|y\|² = .*; pass unit\(y\)"):
        exp_map(y, 0 * np.asarray(y))


def test_a_velocity_that_is_not_tangent_is_projected_or_refused():
    for y, h in ((np.array([1.0, 0.0]), np.array([5.0, 1.0])), (array([1, 0]), array([5, 1]))):
        assert repr(exp_map(y, h)) == repr(exp_map(y, h * [0, 1]))
        with pytest.raises(ValueError, match=r"h = .* is not tangent at y: ⟨y, h⟩ = 5"):
            exp_map(y, h, tangent="refuse")
        with pytest.raises(ValueError, match=r"v = .* is not tangent at y"):
            parallel_transport(h, y, 0 * h, tangent="refuse")
    with pytest.raises(ValueError, match="tangent = 'retract'; it must be 'project' or 'refuse'"):
        exp_map([1.0, 0.0], [0.0, 1.0], tangent="retract")


def test_rounding_is_no_reason_to_refuse():
    rng = np.random.default_rng(6)
    for d in (2, 10, 1000):
        y, u, _ = frame(rng, d)
        exp_map(y, 1e3 * u, tangent="refuse")
        with pytest.raises(ValueError, match="is not tangent"):
            exp_map(y, 1e3 * u + 1e-8 * y, tangent="refuse")


def test_opposite_points_have_no_logarithm():
    with pytest.raises(ValueError, match=r"z = .* is opposite to y: every great circle"):
        log_map([1.0, 0.0], [-1.0, 0.0])


@pytest.mark.parametrize(("h", "message"), [
    ([np.nan, 0.0], r"h\[0\] is nan"), ([0.0], r"h has shape \(1,\) and y \(2,\)"),
    ([[0.0, 1.0]], r"h has shape \(1, 2\); it must be a vector"),
    ([0.0, 1e200], r"h = .* leaves the range of floats; clip it"), (["a", "b"], "real numbers")])
def test_velocities_that_are_none(h, message):
    with pytest.raises(ValueError, match=message):
        exp_map([1.0, 0.0], h)


# -- floats of any size, and of single precision --------------------------------------------------

@pytest.mark.parametrize("angle", [1e-308, 1e-300, 1e-170, 1e-8, 1.0])
def test_the_smallest_angles_are_not_lost(angle):
    """The square of a sine below 1e-162 is no float."""
    assert angle_between([1.0, 0.0], [1.0, np.tan(angle)]) == pytest.approx(angle, rel=1e-15)
    assert angle_between([1e-300, 0.0], [1e200, 1e200 * np.tan(angle)]) == pytest.approx(angle)
    assert log_map([1.0, 0.0], exp_map([1.0, 0.0], [0.0, angle])) == pytest.approx(
        [0.0, angle], rel=1e-15)


def test_unit_vectors_in_single_precision_are_accepted():
    y, z = (v / np.linalg.norm(v) for v in np.random.default_rng(0).standard_normal((2, 40)))
    short = y.astype(np.float32), z.astype(np.float32)
    assert log_map(*short) == pytest.approx(log_map(y, z), abs=1e-6)
    with pytest.raises(ValueError, match="is no unit vector"):
        log_map(1.00001 * short[0], short[1])
    with pytest.raises(ValueError, match="is no unit vector"):
        log_map(1.0000001 * y, z)  # in doubles as strict as before
