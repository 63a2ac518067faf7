"""Predicted and measured step counts side by side: the methods run from their worst start.

Gradient descent is linear in its error, so the problem is shifted to have its minimiser at 0. Up to
`MOST_STEPS` the steps are taken, in floats, by the step functions of `bnlinear.dynamics`. Beyond,
(I − εH)^k is applied to the start by repeated squaring, in balls: as many steps as it takes, and no
eigenvalue enters but through ε.

BNGD's count is asymptotic: it is run in long doubles from a start off its line of minimisers, by
`NEAR` in the norm of H, until that distance has shrunk by 1e-6. Counts then agree up to what is
nonlinear there: e^±NEAR in the distance.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from bnlinear.analyze.extras.squaring import count_squared
from bnlinear.analyze.findings import Spectra
from bnlinear.analyze.methods import SQUARED, MethodReport
from bnlinear.dynamics import bngd_step, gd_step
from bnlinear.exact.matrices import diagonal
from bnlinear.exact.number import Number, dyadic_array
from bnlinear.exact.precision import Undecided
from bnlinear.theory.hessians import AnySpectrum
from bnlinear.theory.rates import lr_opt
from bnlinear.theory.table_moments import TableMoments

#: Steps that are taken one by one: a few seconds.
MOST_STEPS = 1_000_000
MOST_STEPS_BNGD = 300_000
#: Steps between two looks at the distance; the last stretch is then taken again, step by step.
STRETCH = 256
SHRUNK = 1e-6
#: BNGD's start, off its line by this much in the norm of H: small, for the count to be asymptotic
#: (1e-3 is 4 % off on the diabetes data), and 1e-6 of it still far above rounding.
NEAR = 1e-6 if np.finfo(np.longdouble).eps < 1e-18 else 1e-3


@dataclass(frozen=True)
class Measurement:
    """One method's count.

    Attributes
    ----------
    name, predicted
        As in `MethodReport`.
    measured
        Steps until the distance to the minimiser had shrunk by 1e-6; None if not measured.
    how
        "stepped", "squared" ((I − lr·H)^k in balls), "near the minimiser" (BNGD), or why not.
    """

    name: str
    predicted: int | None
    measured: int | None
    how: str


def measure(moments: TableMoments, spectra: Spectra,
            methods: dict[str, MethodReport]) -> tuple[Measurement, ...]:
    """The five methods of least squares."""
    return tuple(_measurement(key, moments, spectra[key], methods[key]) for key in SQUARED)


def _measurement(key: str, moments: TableMoments, spectrum: AnySpectrum | None,
                 method: MethodReport) -> Measurement:
    count = method.iterations
    if spectrum is None or count is None:
        return Measurement(method.name, count, None, "no kappa, or no count")
    try:
        return Measurement(method.name, count, *_counted(key, moments, spectrum, count))
    except Undecided:
        return Measurement(method.name, count, None, "lost in rounding")


def _counted(key: str, moments: TableMoments, spectrum: AnySpectrum,
             count: int) -> tuple[int | None, str]:
    if key.startswith("bngd"):
        if count > MOST_STEPS_BNGD:
            return None, f"above {MOST_STEPS_BNGD:,} steps"
        return _bngd(key, moments, spectrum), "near the minimiser"
    if count > MOST_STEPS:
        return count_squared(lambda: hessian(key, moments), spectrum), "squared"
    return _stepped(key, moments, spectrum), "stepped"


def hessian(key: str, moments: TableMoments) -> np.ndarray:
    """The Hessian of gradient descent by key, exact, or of balls for bnp."""
    if key == "raw":
        return moments.raw
    kept = list(range(len(moments.g))) if key == "centred" else moments.varying
    C = moments.C[np.ix_(kept, kept)]
    if key == "bnp":
        std = np.sqrt(np.diag(C))
        C = C / np.outer(std, std)
    H = diagonal(np.array([Number(1)] * (len(C) + 1), dtype=object))
    H[1:, 1:] = C
    return H


# -- gradient descent, step by step ---------------------------------------------------------


def _stepped(key: str, moments: TableMoments, spectrum: AnySpectrum) -> int:
    H = hessian(key, moments).astype(float)
    mu, L = float(spectrum.smallest_nonzero), float(spectrum.largest)
    start = _extremes(H, spectrum.nullity)
    zero = np.zeros(len(H))
    return count_steps(lambda w: gd_step(w, H, zero, lr_opt(mu, L)), start,
                       lambda w: float(np.sqrt(w @ w)), MOST_STEPS)


def _extremes(H: np.ndarray, nullity: int) -> np.ndarray:
    """Equal parts along both extreme eigenvectors (the nonzero ones)."""
    vectors = np.linalg.eigh(H)[1]
    return vectors[:, nullity] + vectors[:, -1]


def count_steps(step: Callable[[Any], Any], start: Any, distance: Callable[[Any], float],
                most: int) -> int:
    """Steps until `distance` is at most 1e-6 of what it was; it must not increase.

    >>> count_steps(lambda w: w / 10, 1.0, abs, 100)  # as floats, 1.0/10⁶ is just above 1e-6
    6
    """
    target, taken, here = SHRUNK * distance(start) * (1 + 1e-12), 0, start  # rounding of a tie
    while taken <= 2 * most:
        there = here
        for _ in range(STRETCH):
            there = step(there)
        if distance(there) <= target:
            break
        taken, here = taken + STRETCH, there
    else:
        raise Undecided(f"the distance has not shrunk by {SHRUNK:g} in {taken} steps")
    while distance(here) > target:
        taken, here = taken + 1, step(here)
    return taken


# -- BNGD -----------------------------------------------------------------------------------


def _bngd(key: str, moments: TableMoments, spectrum: AnySpectrum) -> int:
    """From u and a little along the extreme eigenvectors of H*, at the best effective rate."""
    H, g, unit = bngd_problem(key, moments)
    u = _minimiser(H, g, spectrum.rank + 1)
    along = u / np.sqrt(u @ u)
    off = _extremes((H - np.outer(g, g) / (u @ g)).astype(float), spectrum.nullity)
    off = off - (off @ along) * along
    w = 2 * (u + NEAR * np.sqrt((u @ H @ u) / (off @ H @ off)) * off)  # of any length
    best = lr_opt(float(spectrum.smallest_nonzero / unit), float(spectrum.largest / unit))
    lr = best * (w @ w) / (u @ u)
    start = (w @ g / np.sqrt(w @ H @ w), w)

    def distance(state: Any) -> Any:
        across = state[1] - (state[1] @ along) * along
        return np.sqrt(across @ across)

    return count_steps(lambda state: bngd_step(state[0], state[1], H, g, lr, 1), start, distance,
                       MOST_STEPS_BNGD)


def bngd_problem(key: str, moments: TableMoments) -> tuple[np.ndarray, np.ndarray, Number]:
    """H/unit and a multiple of g, of centred or of standardised features, as long doubles.

    H* is then divided by `unit` too.
    """
    kept = moments.varying
    C, g = moments.C[np.ix_(kept, kept)], moments.g[kept]
    unit = Number(1)
    if key == "bngd_bnp":
        std = np.sqrt(np.diag(C))
        C, g = C / np.outer(std, std), g / std
    else:
        unit = max(np.diag(C))
    return _long(C / unit), _long(g / max(abs(g))), unit


def _long(values: np.ndarray) -> np.ndarray:
    """The nearest long doubles (as good as doubles where they are no longer): two halves."""
    high = values.astype(float)
    return high.astype(np.longdouble) + (values - dyadic_array(high)).astype(float)


def _minimiser(H: np.ndarray, g: np.ndarray, rank: int) -> np.ndarray:
    """The shortest solution of Hu = g: in doubles, then refined by its residual."""
    values, vectors = np.linalg.eigh(H.astype(float))
    if not values[-rank] > 1e-13 * values[-1]:  # refining would not converge
        raise Undecided("H is too ill-conditioned for floats")
    inverse = (vectors[:, -rank:] / values[-rank:]) @ vectors[:, -rank:].T
    u = 0 * g
    for _ in range(4):
        u = u + inverse @ (g - H @ u).astype(float)
    return u
