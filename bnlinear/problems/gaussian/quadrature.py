"""Gaussian expectations in one dimension, without sampling: E ψ(t) for t ∼ N(m, s²).

*Gauss–Hermite* with n nodes, where ψ is smooth on the scale s. If ψ has no singularity within
the distance r of the real line, the error decays like exp(−2r√n/s), so n = (20 s/r)² nodes reach
the rounding of floats. A ψ that grows like exp(γ|t|) needs n = 10 (γs)² besides: the error is then
(e γ²s²/4n)ⁿ. Both counts grow with s²: beyond 128 nodes this is no longer the cheap rule.

*Graded panels* from there on, and wherever ψ has a kink. The window is m ± 10s (outside of it lies
2·10⁻²³ of the mass), widened to hold the breaks of ψ, since tails like eᵗ may put all of the mass
there. It is cut at the breaks and at the distances r, 2r, 4r, … from them, and no panel is longer
than 2s. So the singularities nearest to a panel lie three half-lengths from its middle or, beside
a break, −1 ± 2i half-lengths: 20 Gauss–Legendre nodes then err by 4.6⁻⁴⁰ < 10⁻²⁶ of the size of ψ
near by. About 10 + 2 log₂(10s/r) panels do for any s.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

#: Gauss–Hermite rules in use; the largest is where panels become cheaper.
_COUNTS = (32, 64, 128)
#: exp(−2 · 20) < 10⁻¹⁷.
_DECAY = 20.0
#: Half the window, in standard deviations.
_REACH = 10.0
#: Where the normal density underflows, in standard deviations.
_UNDERFLOW = 38.0
_PANEL_NODES = 20


def gaussian_rule(mean: float, deviation: float, *, radius: float = np.inf,
                  breaks: tuple[float, ...] = (0.0,), growth: float = 0.0
                  ) -> tuple[np.ndarray, np.ndarray]:
    """Points t and weights with E ψ(t) ≈ weights @ ψ(points) for t ∼ N(mean, deviation²).

    Parameters
    ----------
    mean, deviation
        Of t; the deviation may be 0.
    radius
        ψ has no singularity closer than this to the real line; 0 if ψ has kinks (then only at
        the breaks).
    breaks
        Real parts of the singularities nearest to the real line.
    growth
        |ψ(t)| may grow like exp(growth·|t|): widens the window.

    Returns
    -------
    points, weights
        Both of shape (n,); the weights sum to 1 up to rounding.

    Examples
    --------
    >>> points, weights = gaussian_rule(1.0, 2.0)
    >>> round(float(weights @ points**4), 10)  # 1 + 6·4 + 3·16
    73.0
    """
    if deviation == 0:
        return np.array([mean]), np.ones(1)
    count = hermite_count(deviation, radius, growth)
    if count is None:
        return _panels(mean, deviation, radius, breaks, growth)
    points, weights = hermite(count)
    return mean + deviation * points, weights


def hermite_count(deviation: float, radius: float, growth: float = 0.0) -> int | None:
    """The smallest rule with n ≥ (20 s/r)² and n ≥ 10 (γs)²; None if 128 nodes are too few."""
    if radius <= 0:
        return None
    needed = max((_DECAY * deviation / radius) ** 2, 10 * (growth * deviation) ** 2)
    return next((count for count in _COUNTS if count >= needed), None)


@lru_cache
def hermite(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Gauss–Hermite for the standard normal law: exact for polynomials below degree 2·count."""
    points, weights = np.polynomial.hermite_e.hermegauss(count)
    return points, weights / weights.sum()


def trapezoidal_rule(radius: float) -> tuple[np.ndarray, np.ndarray]:
    """Equal steps for a standard normal ξ, for integrands without singularity in |Im ξ| < radius.

    Moving the line of integration by iy, y ≤ radius, bounds the error by exp(y²/2 − 2πy/h) for
    the step h. With exponent −38, about 100/radius points on |ξ| ≤ 8.5 reach the rounding of
    floats, where Gauss–Hermite needs 400/radius²: made for products of rules.
    """
    shift = min(radius, np.sqrt(2 * 38))  # beyond, the Gaussian's own growth would cost more
    step = 2 * np.pi * shift / (38 + shift**2 / 2)
    count = int(np.ceil(8.5 / step))
    points = step * np.arange(-count, count + 1)
    weights = np.exp(-(points**2) / 2)
    return points, weights / weights.sum()


@lru_cache
def _legendre() -> tuple[np.ndarray, np.ndarray]:
    points, weights = np.polynomial.legendre.leggauss(_PANEL_NODES)
    return points, weights


def _panels(mean: float, deviation: float, radius: float, breaks: tuple[float, ...],
            growth: float) -> tuple[np.ndarray, np.ndarray]:
    edges = _edges(mean, deviation, radius, breaks, growth)
    nodes, weights = _legendre()
    middle, half = (edges[1:] + edges[:-1]) / 2, np.diff(edges) / 2
    points = (middle[:, None] + half[:, None] * nodes).ravel()
    mass = (half[:, None] * weights).ravel() / (deviation * np.sqrt(2 * np.pi))
    return points, mass * np.exp(-0.5 * ((points - mean) / deviation) ** 2)


def _window(mean: float, deviation: float, breaks: tuple[float, ...],
            growth: float) -> tuple[float, float]:
    """m ± 10s, and the breaks: a ψ that is tiny near m may have all its mass there."""
    reach = deviation * (_REACH + growth * deviation)
    near = [b for b in breaks if abs(b - mean) < _UNDERFLOW * deviation]
    low = min([mean - reach, *(b - _REACH / 2 * deviation for b in near)])
    high = max([mean + reach, *(b + _REACH / 2 * deviation for b in near)])
    return low, high


def _edges(mean: float, deviation: float, radius: float, breaks: tuple[float, ...],
           growth: float) -> np.ndarray:
    """The window's ends, steps of at most 2s, and a geometric grading on both sides of breaks."""
    low, high = _window(mean, deviation, breaks, growth)
    count = int(np.ceil((high - low) / (2 * deviation)))
    edges = [np.linspace(low, high, count + 1), np.array(breaks)]
    first = radius if 0 < radius < np.inf else 1.0
    for point in breaks:
        farthest = max(abs(low - point), abs(high - point), first)
        steps = first * 2.0 ** np.arange(np.ceil(np.log2(farthest / first)) + 1)
        edges += [point - steps, point + steps]
    found = np.unique(np.concatenate(edges))
    return np.concatenate([[low], found[(found > low) & (found < high)], [high]])
