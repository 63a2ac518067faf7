"""Geodesics of the unit sphere: exponential map, logarithm, parallel transport (Cho & Lee 2017).

The weights of a normalized unit count by their direction, a point y of the sphere (or the line
through it, a point of G(1, n)). Along the geodesic that leaves y with velocity h ⟂ y,

    exp_y(h)  = y cos|h| + h sin|h|/|h|,
    pt_y(v; h) = v − ⟨h, v⟩(y sin|h|/|h| + h (1 − cos|h|)/|h|²).

Written with cos|h|, sin|h|/|h| and (1 − cos|h|)/|h|² they have no 0/0 at h = 0. `turn` and `carry`
take these three numbers as they come, so that the same lines run on floats and balls, on rationals
(a Pythagorean cos and sin) and on moments, where the kernel proves the claims `cho2017.*`. They
act on the columns of a matrix (…, d, k) at once, as on a network's units.

On G(1, n) the same formulas serve with y for its line; the points y and −y are one there.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from flint import arb

from bnlinear.exact.number import Number, is_exact
from bnlinear.kinds import Scalar, Vector
from bnlinear.problems.checks import check_numbers
from bnlinear.problems.powers import scaled


def dot(y: Vector, v: Vector) -> Scalar:
    """⟨y, v⟩; for matrices (…, d, k), whose columns are vectors, column by column: (…, 1, k)."""
    if getattr(y, "ndim", 1) < 2:
        return y @ v
    return (y * v).sum(axis=-2, keepdims=True)


def project(y: Vector, v: Vector) -> Vector:
    """The part of v that is tangent to the sphere at y: v − (⟨y, v⟩/⟨y, y⟩)y, for any y ≠ 0."""
    return v - (dot(y, v) / dot(y, y)) * y


def turn(y: Vector, h: Vector, cos: Scalar, sinc: Scalar) -> Vector:
    """y cos + h sinc: exp_y(h) when cos = cos|h| and sinc = sin|h|/|h|.

    For a unit vector u ⟂ y, ``turn(y, u, cos, sin)`` turns y towards u by the angle of
    (cos, sin).
    """
    return cos * y + sinc * h


def carry(v: Vector, y: Vector, h: Vector, sinc: Scalar, versinc: Scalar) -> Vector:
    """v − ⟨h, v⟩(y sinc + h versinc): pt_y(v; h) when versinc = (1 − cos|h|)/|h|².

    For a unit vector u ⟂ y, ``carry(v, y, u, sin, 1 - cos)`` carries v along the turn.
    """
    return v - dot(h, v) * (sinc * y + versinc * h)


def angle_functions(h: Vector) -> tuple[Any, Any, Any]:
    """cos|h|, sin|h|/|h| and (1 − cos|h|)/|h|², for floats or exact numbers; 1, 1, ½ at h = 0.

    For a matrix of floats, of each column.
    """
    if is_exact(h):
        square = h @ h
        if square.is_rational and square == 0:
            return Number(1), Number(1), Number("1/2")
        # entire functions of x = |h|²: no root, so a ball around 0 does no harm
        x = square.ball
        cos, sinc, half = (Number.from_ball((-z / 4).hypgeom_0f1(arb(a) / 2))
                           for z, a in ((x, 1), (x, 3), (x / 4, 3)))
        return cos, sinc, half * half / 2
    size = np.sqrt(dot(h, h))
    return np.cos(size), _sinc(size), _sinc(size / 2) ** 2 / 2  # 1 − cos s = 2 sin²(s/2)


def length(v: Vector) -> Scalar:
    """|v|, for one vector of floats or exact numbers; no square of a float leaves their range."""
    v, power = scaled(v)
    root = np.sqrt(v @ v)
    return np.ldexp(root, power) if power else root


def _sinc(size: Scalar) -> Scalar:
    """sin(s)/s, and 1 at 0; for one float, or for many."""
    at_zero = size == 0
    return np.sin(size) / (size + at_zero) + at_zero


def geodesic_step(y: Vector, h: Vector) -> Vector:
    """exp_y(h) for tangent h, unchecked."""
    cos, sinc, _ = angle_functions(h)
    return turn(y, h, cos, sinc)


def transport_step(v: Vector, y: Vector, h: Vector) -> Vector:
    """pt_y(v; h) for tangent h, unchecked."""
    _, sinc, versinc = angle_functions(h)
    return carry(v, y, h, sinc, versinc)


# -- checked -------------------------------------------------------------------------------


def unit(w: Vector) -> Vector:
    """w/|w|: the point of the sphere that a weight vector w ≠ 0 stands for.

    >>> unit([3e-200, 4e-200])
    array([0.6, 0.8])
    """
    w = _vector(w, "w")
    if not np.any(w != 0):
        raise ValueError("w is zero: it has no direction; start from any other point")
    if not is_exact(w):
        w = w / np.max(np.abs(w))  # so that |w|² neither over- nor underflows
    return w / np.sqrt(w @ w)


def exp_map(y: Vector, h: Vector, *, tangent: str = "project") -> Vector:
    """exp_y(h): where the geodesic from y with velocity h is at time 1.

    Parameters
    ----------
    y
        Point of the sphere, shape (d,), |y| = 1: floats, or exact numbers.
    h
        Velocity, shape (d,).
    tangent
        What to do with the part of h along y: "project" it away, or "refuse" such an h.

    Raises
    ------
    ValueError
        If y is not a unit vector, or h does not fit, or is not tangent and to be refused.

    Examples
    --------
    >>> exp_map([1.0, 0.0], [0.0, np.pi / 2]).round(15)
    array([0., 1.])
    >>> exp_map([1.0, 0.0], [0.0, 1e-300])
    array([1.e+000, 1.e-300])
    """
    return geodesic_step(*_checked(y, h, tangent))


def parallel_transport(v: Vector, y: Vector, h: Vector, *, tangent: str = "project") -> Vector:
    """pt_y(v; h): the tangent vector v at y, carried along the geodesic to exp_y(h).

    Parallel transport keeps all inner products. Projecting v onto the tangent space at exp_y(h),
    which some libraries call transport, does not (claim cho2017.projection_as_transport). The
    parameters are those of `exp_map`; v is treated as h is.

    >>> parallel_transport([0.0, 2.0], [1.0, 0.0], [0.0, np.pi / 2]).round(15)
    array([-2.,  0.])
    """
    y, h = _checked(y, h, tangent)
    _, v = _checked(y, v, tangent, "v")
    return transport_step(v, y, h)


def log_map(y: Vector, z: Vector) -> Vector:
    """The shortest tangent h at y with exp_y(h) = z, |h| < π.

    Raises
    ------
    ValueError
        If y or z is not a unit vector, or z = −y: all great circles from y lead there.

    Examples
    --------
    >>> log_map([1.0, 0.0], [0.0, 1.0])
    array([0.        , 1.57079633])
    """
    y, z = _unit_vector(y, "y"), _unit_vector(z, "z")
    _check_shapes(y, z, "z")
    side, cos = project(y, z - y), y @ z  # z − y first: no cancellation for near points
    sin = length(side)
    if sin == 0:
        if cos < 0:
            raise ValueError(f"z = {z} is opposite to y: every great circle from y leads there; "
                             "move z a little to choose one")
        return side
    return (_angle(sin, cos) / sin) * side


def angle_between(y: Vector, z: Vector) -> Scalar:
    """The angle between two vectors, in [0, π]; accurate for small and for flat angles."""
    y, z = unit(y), unit(z)
    _check_shapes(y, z, "z")
    return _angle(length(project(y, z - y)), y @ z)


def _angle(sin: Scalar, cos: Scalar) -> Scalar:
    if isinstance(sin, Number):
        return Number.from_ball(arb.atan2(sin.ball, cos.ball))
    return np.arctan2(sin, cos)


def _vector(values: Vector, name: str) -> np.ndarray:
    found = check_numbers(values, name)
    if found.ndim != 1 or not found.size:
        raise ValueError(f"{name} has shape {found.shape}; it must be a vector, shape (d,)")
    return found


def _check_shapes(y: np.ndarray, v: np.ndarray, name: str) -> None:
    if v.shape != y.shape:
        raise ValueError(f"{name} has shape {v.shape} and y {y.shape}; they must be the same")


def _unit_vector(values: Vector, name: str) -> np.ndarray:
    found = _vector(values, name)
    square = found @ found
    if isinstance(square, Number) and square.is_rational:
        wrong = square != 1
    else:  # floats and balls: what rounding leaves of |y|² = 1 after very many steps
        allowed = max(1e-8, 16 * _eps(values))  # single precision is a unit vector to 1e-7
        wrong = not abs(square - 1) <= (Number("1e-8") if is_exact(found) else allowed)
    if wrong:
        raise ValueError(f"{name} = {found} is no unit vector, |{name}|² = {square}; pass "
                         f"unit({name}) of bnlinear.dynamics.geodesics")
    return found


def _eps(values: Vector) -> float:
    """The precision that the entries came in: 1.2e-7 for float32, 0 for what is no array."""
    dtype = getattr(values, "dtype", None)
    return float(np.finfo(dtype).eps) if getattr(dtype, "kind", "") == "f" else 0.0


def _checked(y: Vector, h: Vector, tangent: str, name: str = "h") -> tuple[np.ndarray, np.ndarray]:
    """y and the tangent part of h."""
    y, h = _unit_vector(y, "y"), _vector(h, name)
    _check_shapes(y, h, name)
    if tangent not in ("project", "refuse"):
        raise ValueError(f"tangent = {tangent!r}; it must be 'project' or 'refuse'")
    if not is_exact(h) and np.max(np.abs(h)) > 1e150:
        raise ValueError(f"{name} = {h}: |{name}|² leaves the range of floats; clip it")
    if tangent == "project":
        return y, project(y, h)
    if _leaves(y, h):
        raise ValueError(f"{name} = {h} is not tangent at y: ⟨y, {name}⟩ = {y @ h}, not 0; "
                         "tangent='project' takes that part away")
    return y, h


def _leaves(y: np.ndarray, h: np.ndarray) -> Any:
    """Is h not tangent at y, exactly or beyond the rounding of one inner product?"""
    if is_exact(h):
        return y @ h != 0
    return abs(y @ h) > 8 * len(h) * np.finfo(float).eps * np.max(np.abs(h))
