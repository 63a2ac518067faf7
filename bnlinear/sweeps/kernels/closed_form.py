"""Gradient descent in closed form, for any number of steps at once.

J₀(w_k) − min J₀ = ½ Σ zᵢ²(1 − ελᵢ)²ᵏ with z = v₀ − h. Everything is done in logarithms, so neither
k = 10⁹ nor a diverging ε overflows. The factor 1 − ελ is taken of the exact product ελ. A loss J
is then right to about 4·eps·(1 + |log J| + the largest |log| of a term that matters), relative.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from bnlinear.kinds import Scalar, Vector
from bnlinear.sweeps.canonical.coordinates import Diagonal

#: Steps between two starts of a power series; between them powers come from one table.
BLOCK = 64

#: Coordinates summed at once, in an order that BLAS threads do not change.
TILE = 8192

_NEWTON_STEPS = 200


def log_factor(lr: float, eigenvalues: np.ndarray) -> np.ndarray:
    """log|1 − ελ|, from the exact product: ελ = p + r in floats.

    >>> log_factor(0.5, np.array([1.0, 2.0, 4.0]))
    array([-0.69314718,        -inf,  0.        ])
    """
    (m, e), (n, f) = np.frexp(lr), np.frexp(eigenvalues)
    hi = m * n
    power = e + f
    p, r = (np.ldexp(x, np.minimum(power, 1001)) for x in (hi, _product_error(m, n, hi)))
    with np.errstate(divide="ignore", over="ignore"):
        return np.select(
            [power > 1000, p < 0.5, p < 1.5],
            [np.log(hi) + power * np.log(2.0),
             np.log1p(-np.minimum(p, 0.5)),  # r is no more than its rounding
             np.log(np.abs((1 - p) - r))],  # 1 − p is exact here
            np.log1p(np.maximum((p - 2) + r, -0.75)))  # and so is p − 2, where it matters


def _product_error(m: Scalar, n: np.ndarray, hi: np.ndarray) -> np.ndarray:
    """m·n − hi, exactly (Dekker 1971), for mantissas in [½, 1)."""
    def halves(x: Vector) -> tuple[Any, Any]:
        c = 134217729.0 * x  # 2²⁷ + 1
        top = c - (c - x)
        return top, x - top

    (a, b), (c, d) = halves(m), halves(n)
    return np.asarray(((a * c - hi) + a * d + b * c) + b * d)


def log_losses(problem: Diagonal, lr: float, steps: Vector) -> np.ndarray:
    """log of the excess loss after each of some numbers of steps, shape (len(steps),)."""
    start, factor = _logs(problem, lr)
    return np.array([_log_sum(_at(start, factor, float(k))) for k in steps])


def log_loss_table(problem: Diagonal, lr: float, steps: int,
                   told: Callable[[float], None] = lambda share: None) -> np.ndarray:
    """The same after 0, 1, …, steps steps; `told` hears which share of them is done."""
    start, factor = _logs(problem, lr)
    top = factor.max(initial=-np.inf)
    out = np.empty(steps + 1)
    if not np.isfinite(top):
        return np.array([_log_sum(_at(start, factor, k)) for k in range(steps + 1)])
    r = np.arange(min(BLOCK, steps + 1), dtype=float)
    powers = np.ones((len(r), len(factor)))
    powers[1:] = np.exp(2 * r[1:, None] * (factor - top))
    for first in range(0, steps + 1, BLOCK):
        if first % (64 * BLOCK) == 0:
            told(first / (steps + 1))
        logs = _at(start, factor, first)
        most = logs.max()
        count = min(BLOCK, steps + 1 - first)
        sums = _dots(powers[:count], np.exp(logs - most))
        with np.errstate(divide="ignore"):
            out[first:first + count] = most + 2 * r[:count] * top + np.log(sums)
        for k in np.flatnonzero(sums < 1e-200).tolist():  # terms that matter may have underflowed
            out[first + k] = _log_sum(_at(start, factor, first + k))
    return out


def _dots(rows: np.ndarray, x: np.ndarray) -> np.ndarray:
    return np.asarray(sum(np.vecdot(rows[:, i:i + TILE], x[i:i + TILE])
                          for i in range(0, len(x), TILE)))


def steps_to(problem: Diagonal, lr: float, tolerance: float) -> float:
    """The first k with an excess loss ≤ tolerance; infinite if there is none.

    log J(k) is convex in k, so Newton's method from k = 0 climbs to the first root and never
    past it.
    """
    start, factor = _logs(problem, lr)
    goal = np.log(tolerance)

    def above(k: float) -> float:
        return _log_sum(_at(start, factor, k)) - goal

    k = 0.0
    if above(k) <= 0:
        return 0.0
    if above(1.0) <= 0:
        return 1.0
    alive = np.isfinite(factor)  # from the first step on, the others are 0
    start, factor, k = start[alive], factor[alive], 1.0
    for _ in range(_NEWTON_STEPS):
        terms = _at(start, factor, k)
        value = _log_sum(terms) - goal
        slope = float(2 * factor @ np.exp(terms - terms.max()) / np.exp(terms - terms.max()).sum())
        if slope >= 0 and value > 0:
            return np.inf
        further = k - value / slope
        if value <= 0 or further <= k * (1 + 4e-16):
            break
        k = further
    k = max(np.floor(k) - 1, 1.0)
    return next((n for n in k + np.arange(4.0) if above(n) <= 0), np.inf)


def _logs(problem: Diagonal, lr: float) -> tuple[np.ndarray, np.ndarray]:
    """log(zᵢ²/2) and log|1 − ελᵢ|, of the coordinates that have an error."""
    z = problem.v0 - problem.h
    alive = z != 0
    return (2 * np.log(np.abs(z[alive])) - np.log(2.0),
            log_factor(lr, problem.eigenvalues[alive]))


def _at(start: np.ndarray, factor: np.ndarray, k: float) -> np.ndarray:
    return start + 2 * k * factor if k else start


def _log_sum(terms: np.ndarray) -> float:
    most = terms.max(initial=-np.inf)
    return float(most + np.log(np.exp(terms - most).sum())) if np.isfinite(most) else float(most)
