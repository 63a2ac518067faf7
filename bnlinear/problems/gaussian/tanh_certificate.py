"""A strict local minimum of a tanh network, certified by balls.

For the logistic loss f(W) = E log(1 + e^F), F = Σᵢ θᵢ tanh(zᵀwᵢ), around a rational point W₀. Let
|∇f(W₀)| ≤ η, ∇²f(W₀) ≥ m, and let all third derivatives along unit directions be at most K. On
the sphere |W − W₀| = r Taylor's formula gives f(W) − f(W₀) ≥ −ηr + mr²/2 − Kr³/6. If that is
positive, the ball has an interior minimum, and if Kr < m the Hessian is positive there: a strict
minimum exists in the ball. (A symmetric trilinear form is largest on its diagonal.) η and m are
enclosed by balls (`tanh_sums`), K holds everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from flint import arb

from bnlinear.exact.ball_arrays import balls, cholesky
from bnlinear.exact.matrices import solve
from bnlinear.exact.number import Number, array
from bnlinear.exact.precision import at_precision
from bnlinear.kinds import Matrix, Scalar, Vector
from bnlinear.problems.gaussian.tanh_sums import TrapezoidalSums

_BITS = 100


@dataclass(frozen=True)
class StrictMinimum:
    """In the ball of this radius around W₀ lies a strict local minimum of f.

    Attributes
    ----------
    radius
        r.
    slope, curvature, third
        η, m and K: bounds of |∇f(W₀)| from above, of the eigenvalues of ∇²f(W₀) from below, of
        the third derivatives from above.
    aligned
        For each unit: is there an aligned unit (on the line of S⁻¹u) within r? False is certain.
    """

    radius: Number
    slope: Number
    curvature: Number
    third: Number
    aligned: tuple[bool, ...]


def certify_strict_minimum(S: Matrix, u: Vector, theta: Vector, W: Matrix,
                           radius: Scalar) -> StrictMinimum:
    """Prove that f has a strict local minimum within `radius` of W, or raise.

    Parameters
    ----------
    S, u, theta
        Exact: second moment (d, d), mean (d,), output weights (m,). Made for d = 2.
    W
        Exact point, shape (m, d), close to a minimum (closer than the radius).
    radius
        r, exact.

    Raises
    ------
    ValueError
        If the three bounds do not prove it.
    """
    S, u, theta, W, r = array(S), array(u), array(theta), array(W), Number(radius)
    return at_precision(_BITS, lambda: _certify(S, u, theta, W, r))


def _certify(S: Matrix, u: Vector, theta: Vector, W: Matrix, r: Number) -> StrictMinimum:
    gradient, hessian = TrapezoidalSums(S, u, theta, W).moments()
    slope = Number.from_ball(sum((abs(v.ball).upper() for v in gradient), arb(0)))
    curvature = _below_all_eigenvalues(hessian)
    third = _third_derivatives(S, u, theta)
    rise = curvature * r / 2 - slope - third * r * r / 6
    if not (_certain(third * r, curvature) and _certain(Number(0), rise)):
        raise ValueError(f"no strict minimum is proved within {r.rounded():.3g} of W: |∇f| ≤ "
                         f"{slope.rounded():.3g}, Hessian ≥ {curvature.rounded():.3g}, third "
                         f"derivatives ≤ {third.rounded():.3g}; polish W by Newton's method, or "
                         "change the radius")
    return StrictMinimum(r, slope, curvature, third, _may_be_aligned(S, u, W, r))


def _certain(smaller: Number, larger: Number) -> bool:
    return bool(smaller.ball < larger.ball)


def _below_all_eigenvalues(hessian: np.ndarray) -> Number:
    """A positive rational m such that H − m is positive definite, by its pivots."""
    middle = np.vectorize(Number.rounded, otypes=[float])(hessian)  # a guess; balls judge it
    guess = Number(int(np.linalg.eigvalsh((middle + middle.T) / 2)[0] * 0.9e9)) / 10**9
    if not guess > 0:
        raise ValueError(f"the Hessian at W has an eigenvalue near {guess.rounded():.3g}; at a "
                         "strict minimum all are positive")
    shifted = balls(hessian)
    for k in range(len(shifted)):
        shifted[k, k] -= arb(guess.rational)
    cholesky(shifted)
    return guess


def _third_derivatives(S: Matrix, u: Vector, theta: Vector) -> Number:
    """K: |φ‴| ≤ 1/10, |φ″| ≤ 1/4, |φ′| ≤ 1, |tanh″| ≤ 4/5, |tanh‴| ≤ 2, E|z|³ ≤ (E|z|⁴)^¾.

    Along a unit V, with q = |z|: |F′| ≤ |θ|q, |F″| ≤ ⅘ max|θ| q², |F‴| ≤ 2 max|θ| q³.
    By Isserlis' theorem E|z|⁴ = (tr S)² + 2|S|²_F − 2|u|⁴.
    """
    norm, largest = np.sqrt(theta @ theta), max(abs(t) for t in theta)
    fourth = np.trace(S) ** 2 + 2 * np.sum(S * S) - 2 * (u @ u) ** 2
    return np.sqrt(np.sqrt(fourth)) ** 3 * (norm**3 / 10 + norm * largest * 3 / 5 + 2 * largest)


def _may_be_aligned(S: Matrix, u: Vector, W: Matrix, r: Number) -> tuple[bool, ...]:
    """Is a unit at most r from the line of S⁻¹u? Exact."""
    line = solve(S, u)
    return tuple(bool(w @ w - (w @ line) ** 2 / (line @ line) <= r * r) for w in W)
