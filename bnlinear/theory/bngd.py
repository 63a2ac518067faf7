"""Batch-normalized gradient descent in closed form: its effective learning rate, and its rates.

One BNGD step moves the direction like a gradient step with the *effective* learning rate
ê = ε a x/σ³, x = wᵀg, σ = √(wᵀHw). Near a minimiser w → su it tends to ε|u|²/|w∞|², where |w∞| is
what all the steps have made of |w₀|: hardly more than |w₀| for small ε, and the first step alone,
εa₀|v₀|/σ₀ with v = g − (x/σ²)Hw, for large ε. Hence two asymptotes, of slope +1 and −1, and in
between a usable range of ε that is wide in high dimension (Cai, Li & Shen 2019, effective learning
rate and the role of the dimension).

The formulas take floats, and exact problems alike.
"""

from __future__ import annotations

import numpy as np

from bnlinear import dynamics
from bnlinear.kinds import Scalar, Vector
from bnlinear.problems import LeastSquares
from bnlinear.theory.rates import lr_opt

#: Median of χ² with one degree of freedom: the square of the normal quartile.
_MEDIAN_CHI2 = 0.454936423119573


def effective_lr(problem: LeastSquares, w: Vector, a: Scalar, lr: Scalar) -> Scalar:
    """ê = ε a x/σ³ at (a, w).

    >>> problem = LeastSquares.from_spectrum([1.0, 4.0], [1.0, 1.0])
    >>> effective_lr(problem, np.array([2.0, 0.0]), 1.0, lr=3.0)
    np.float64(0.75)
    """
    return dynamics.effective_lr(a, w, problem.H, problem.g, lr)


def effective_lr_limit(problem: LeastSquares, w_limit: Vector, lr: Scalar) -> Scalar:
    """ê∞ = ε|u|²/|w∞|² once w_k → w∞ = su, s ≠ 0 (then a → x/σ).

    Where H is singular w∞ = su + a null part, which does not count: |w∞| is that of su.
    """
    seen = problem.range_part(w_limit)
    return lr * (problem.u @ problem.u) / (seen @ seen)


def effective_lr_small(problem: LeastSquares, w0: Vector, lr: Scalar) -> Scalar:
    """The asymptote of ê∞ as ε → 0: ε|u|²/|w₀|². Needs x₀ ≠ 0 and 0 < ε_a < 2.

    Where H is singular |w₀| is that of the part of w₀ in its range, which keeps its length too.
    """
    _check_start(problem, w0)
    return effective_lr_limit(problem, w0, lr)


def effective_lr_large(problem: LeastSquares, w0: Vector, a0: Scalar, lr: Scalar) -> Scalar:
    """The asymptote of ê∞ as ε → ∞: |u|²σ₀²/(a₀²|v₀|²ε).

    Needs a₀ ≠ 0, v₀ ≠ 0 (the direction w₀ is not critical) and 0 < ε_a < 2. The claim
    cai2019.effective_lr_large asks for v₀ᵀg ≠ 0; where that vanishes, as for w₀ = Hu, floats agree.
    """
    return _large(problem, w0, a0) / lr


def _large(problem: LeastSquares, w0: Vector, a0: Scalar) -> Scalar:
    """C = |u|²σ₀²/(a₀²|v₀|²)."""
    Hw = problem.H @ w0
    y = w0 @ Hw
    v = problem.g - (w0 @ problem.g / y) * Hw
    if a0 == 0:
        raise ValueError("a0 = 0: the asymptote for large learning rates needs a0 ≠ 0, or the "
                         "first step does not move w")
    if not np.any(v != 0):
        raise ValueError("v0 = g − (x/σ²)Hw = 0 at w0: a critical direction, which never moves, so "
                         "there is no asymptote for large learning rates; start elsewhere")
    return (problem.u @ problem.u) * y / (a0 * a0 * (v @ v))


def linear_rate(problem: LeastSquares, limit: Scalar, lr_a: Scalar = 1) -> Scalar:
    """Factor per step of (a − x/σ, direction error) near a minimiser; the loss has its square.

    max(|1 − ε_a|, max over the spectrum of H* off its kernel of |1 − ê∞λ|); below 1 for
    0 < ê∞ < 2/λmax(H*) and 0 < ε_a < 2. Floats only.

    Parameters
    ----------
    limit
        The limit ê∞ of the effective learning rate (`effective_lr_limit`).
    lr_a
        ε_a.

    >>> problem = LeastSquares.from_spectrum([1.0, 2.0, 4.0], [0.0, 0.0, 1.0])
    >>> linear_rate(problem, limit=0.5)  # H* has the eigenvalues 0, 1, 2
    0.5
    """
    smallest, largest = hstar_extremes(problem)
    return max(abs(1 - lr_a), abs(1 - limit * smallest), abs(1 - limit * largest))


def hstar_extremes(problem: LeastSquares) -> tuple[float, float]:
    """λ₂(H*) and λ_d(H*), the extreme eigenvalues off the kernel ℝu + ker H. Floats only.

    For certified values of exact problems use `bnlinear.exact.spectra`.
    """
    null = problem.nullity + 1
    if len(problem.g) <= null:
        raise ValueError("the problem has one dimension: H* = 0, there is no direction to learn")
    if not np.any(problem.g != 0):
        raise ValueError("g is zero, so H* = H − gg'/(u'g) is undefined: x does not predict y")
    values = np.linalg.eigvalsh(np.asarray(problem.H_star, dtype=float))
    return float(values[null]), float(values[-1])


def usable_range(problem: LeastSquares, w0: Vector, a0: Scalar) -> float:
    """Ω: how many times the smallest useful ε fits into the largest useful one.

    By the two asymptotes ê∞ ≥ ε_opt = 2/(λ₂(H*) + λ_d(H*)) for ε between ε_opt|w₀|²/|u|² and
    C/ε_opt, C = |u|²σ₀²/(a₀²|v₀|²), so Ω = C|u|²/(ε_opt²|w₀|²). For |u| = |w₀| it is the paper's
    C/ε_opt²; only with the norms is it invariant under a rescaling of w or y, as BNGD itself is.
    Below 1 the asymptotes cross under ε_opt.
    """
    _check_start(problem, w0)
    best, seen = lr_opt(*hstar_extremes(problem)), problem.range_part(w0)
    return float(_large(problem, w0, a0) * (problem.u @ problem.u) / (best**2 * (seen @ seen)))


def usable_range_median(eigenvalues: Vector) -> float:
    """The dimension law: the median of Ω for u and w₀ independent and uniform on the unit sphere.

    For a₀ = x₀/σ₀ and large d, Ω ≈ d τ₁²/(τ₂² ε_opt² χ²₁), τ₁ and τ₂ the means of λ and λ²: it
    grows like d for a fixed shape of the spectrum. Its mean is infinite (E 1/χ²₁ = ∞), hence the
    median.

    Parameters
    ----------
    eigenvalues
        Of H, shape (d,), positive: the nonzero ones where H is singular, d then being its rank.
        ε_opt is taken from them (H* interlaces).
    """
    values = np.asarray(eigenvalues, dtype=float)
    if values.ndim != 1 or len(values) < 2 or not np.all(values > 0):
        raise ValueError(f"eigenvalues = {values}; at least two, all positive, are needed")
    best = lr_opt(values.min(), values.max())
    shape = values.mean() ** 2 / np.mean(values**2) ** 2
    return float(len(values) * shape / (best**2 * _MEDIAN_CHI2))


def _check_start(problem: LeastSquares, w0: Vector) -> None:
    if not np.any(w0 != 0):
        raise ValueError("w0 is zero: the direction w/σ is undefined there")
    if w0 @ problem.g == 0:
        raise ValueError("w0'g = 0: the asymptotes need x0 ≠ 0, or the run may end at a saddle; "
                         "add a little of g to w0")
