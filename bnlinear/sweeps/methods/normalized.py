"""What the records of normalized methods share: their losses saturate, their starts are checked."""

from __future__ import annotations

from typing import Any

import numpy as np

from bnlinear.checks import ArgumentError
from bnlinear.sweeps.canonical.coordinates import Diagonal, bn_excess_loss
from bnlinear.sweeps.kernels.chaos import FLOOR
from bnlinear.sweeps.kernels.scaling import Scaled


def start_loss(problem: Diagonal, a0: float | None) -> float:
    """½(|e|² + (b − a)²), at a = b without a0."""
    scaled = Scaled.of(problem)
    a = None if a0 is None else np.ldexp(a0, -scaled.h_power)
    return float(np.ldexp(bn_excess_loss(a, scaled.v0, scaled.h), 2 * scaled.h_power))


def rate(result: Any) -> np.ndarray:
    """The last loss over the one before; NaN where it saturates, or left the floats."""
    before, after = result.last_two.T
    fine = np.minimum(before, after) > FLOOR * float(result.problem.h @ result.problem.h)
    return np.divide(after, before, out=np.full(len(after), np.nan), where=fine)


def steps_to(result: Any, tolerance: float) -> np.ndarray:
    """Within the steps of the sweep, which must have been recorded."""
    if result.excess_loss.ndim == 1:
        raise ArgumentError("record", "final", "this sweep kept only the final losses", 'run it '
                            'with record="every" to know when they passed a tolerance')
    below = result.excess_loss <= tolerance
    return np.where(below.any(axis=1), below.argmax(axis=1), np.inf)


def check_start(problem: Diagonal, a0: float | None) -> None:
    """The same refusals as `BNGD.init`."""
    if not np.any(problem.v0):
        raise ArgumentError("w0", 0.0, "w0 is zero (or H w0 is): the normalized direction w/σ is "
                            "undefined there", "start from any other point")
    if problem.h @ problem.v0 == 0 and not a0:
        raise ArgumentError("w0", problem.v0, "w0 is a saddle: w0ᵀg = 0 and a0 = 0, so no step "
                            "moves; the theorems on minimisers need w0ᵀg ≠ 0",
                            "start elsewhere, or give a0 ≠ 0")


def usable(problem: Diagonal) -> tuple[float, float]:
    """Where the asymptotes of BNGD's effective learning rate pass the best one, 2/(L + μ).

    ê∞ ≈ ε|u|²/|w₀|² for small ε and C/ε for large, C = |u|²σ₀²/(a₀²|v₀|²), v₀ = g − (x/σ²)Hw₀, at
    the best scale a₀ (Cai et al. 2019); see `bnlinear.theory.usable_range`.
    """
    values, v, h = (x[problem.eigenvalues > 0] for x in
                    (problem.eigenvalues, problem.v0, problem.h))
    best = 2 / (values.max() + values.min())
    length, u2, w2 = np.linalg.norm(v), np.sum(h * (h / values)), np.sum(v * (v / values))
    residual = np.sqrt(values) * (h - (h @ v / length) * (v / length))
    a0 = h @ v / length
    low = best * (w2 / u2)
    high = u2 * (length / a0 / np.linalg.norm(residual)) ** 2 / best
    return float(min(low, high)), float(max(low, high))
