"""The best diagonal scaling of centred features: how near batch normalization comes to it.

Which nonsingular diagonal D makes κ*(DCD) smallest, C = Cov(X)? Normalizing takes D = diag(1/std),
and is at most a factor m away (claim beyond.sqrt_m). The search below runs on floats; the bounds
that it ends with are certified.

Above: κ* of the D that was found, or of diag(1/std) where that is better or floats find nothing.

Below: κ*(diag(1/std))/m; and for positive semidefinite A, E with diag(CAC) ≤ diag(CEC), every D has
κ*(DCD) ≥ tr(AC)/tr(EC). Proof. Put S = D², K = C^½ and N = KSK, whose nonzero eigenvalues are
those of DCD; its range is that of C. So tr(KAK·N) ≥ λ⁺min tr(AC) and tr(KEK·N) ≤ λmax tr(EC); and
tr(KAK·N) = tr(CAC·S) ≤ tr(CEC·S) = tr(KEK·N). ∎ Floats stand for the factors of A and E, which
keeps these positive semidefinite, and E is then scaled until the hypothesis holds.

The bias adds an eigenvalue d₀² of free choice, put between the others.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ldexp

import numpy as np

from bnlinear.analyze.extras.interior import search
from bnlinear.analyze.extras.scalable import BITS, ExactCovariance, Scalable
from bnlinear.analyze.stages import Stage
from bnlinear.exact.number import Number, dyadic_array
from bnlinear.exact.precision import Undecided, at_precision
from bnlinear.exact.spectra import worse_conditioned
from bnlinear.theory.hessians import AnySpectrum

#: Correlations with a larger κ leave floats no digit to search with.
HOPELESS = 1e11
#: Above this many features the best scaling is sought only on request.
MAX_SCALED = 300


@dataclass(frozen=True, eq=False)
class Scaling:
    """A diagonal scaling and how good it is.

    Attributes
    ----------
    D2
        D² on the varying features, exact, shape (m,).
    spectrum
        Of diag(1, DCD).
    at_least
        Exact lower bound on κ* of every diagonal scaling.
    searched
        False where floats could not search: then D = diag(1/std).
    """

    D2: np.ndarray
    spectrum: AnySpectrum
    at_least: Number
    searched: bool = True


def sought_scaling(scalable: Callable[[], Scalable], m: int, wanted: bool | None,
                   stage: Stage) -> tuple[Scaling | None, tuple[str, ...]]:
    """The best scaling of m features if it is `wanted`, and what to say of it.

    It is an extra: what it lacks never stops an analysis.
    """
    if not (m <= MAX_SCALED if wanted is None else wanted):
        return None, ((f"the best diagonal scaling is sought up to {MAX_SCALED} features; ask for "
                       "it with `scaling`",) if wanted is None else ())
    stage("the best diagonal scaling")
    try:
        best = best_scaling_of(scalable())
    except Undecided as error:
        return None, (f"the best diagonal scaling stayed undecided: {error}",)
    if best.searched:
        return best, ()
    return best, ("the best diagonal scaling was not searched for: features are too nearly "
                  "dependent for floats; best D is that of bnp, and its bound bnp/m",)


def best_scaling(C: np.ndarray) -> Scaling:
    """`best_scaling_of` an exact covariance matrix, shape (m, m), without zeros on its diagonal.

    Examples
    --------
    Two features are best normalized:

    >>> from bnlinear.exact import array
    >>> found = best_scaling(array([[4, 1], [1, 1]]))  # correlation 1/2: κ = (3/2)/(1/2)
    >>> round(float(found.spectrum.condition_number()), 4), round(float(found.at_least), 4)
    (3.0, 3.0)
    """
    return best_scaling_of(ExactCovariance(C))


def best_scaling_of(C: Scalable) -> Scaling:
    """The diagonal scaling of smallest κ*, nearly, and a certified bound on all others."""
    D2, normalised = C.normalised()
    plain = Scaling(D2, normalised, _least(normalised, len(D2)), searched=False)
    values, vectors = np.linalg.eigh(C.floats())
    values, V = values[-C.rank:], vectors[:, -C.rank:]
    if not values[0] * HOPELESS > values[-1]:
        return plain
    end = search(V * np.sqrt(values))
    v = dyadic_array(_short(np.sqrt(end.t) / end.s))  # eigenvalues from 1/√t to √t: the bias is 1
    factor = V / np.sqrt(values)
    at_least = max(plain.at_least, _lower_bound(C, factor @ _half(end.P), factor @ _half(end.Q)))
    spectrum = C.spectrum(v)
    if not worse_conditioned(normalised, spectrum):
        return Scaling(plain.D2, normalised, at_least)
    return Scaling(C.units() ** 2 / v, spectrum, at_least)


def _least(normalised: AnySpectrum, m: int) -> Number:
    """κ of the normalized features over m, rounded down."""
    return max(Number(1), at_precision(64, lambda: _low(normalised.condition_number() / m)))


def _low(number: Number) -> Number:
    """A rational at or just below."""
    return number if number.is_rational else Number(number.ball.lower().fmpq())


def _short(values: np.ndarray) -> np.ndarray:
    """Rounded to 24 bits: shorter exact numbers, and κ moves by 1e-7 at most."""
    mantissa, exponent = np.frexp(values)
    return np.array([ldexp(round(a * 2**24), int(b) - 24)
                     for a, b in zip(mantissa, exponent, strict=True)])


def _half(P: np.ndarray) -> np.ndarray:
    values, vectors = np.linalg.eigh(P)
    return vectors * np.sqrt(np.maximum(values, 0))


def _lower_bound(C: Scalable, F: np.ndarray, G: np.ndarray) -> Number:
    """tr(AR)/tr(ER) for A = FFᵀ and E = cGGᵀ with the smallest c that is allowed, rounded down."""
    top, top_diagonal = C.traces(F / np.max(np.abs(F)))
    low, low_diagonal = C.traces(G / np.max(np.abs(G)))
    return at_precision(BITS, lambda: _quotient(top, top_diagonal, low, low_diagonal))


def _quotient(top: Number, top_diagonal: list[Number], low: Number,
              low_diagonal: list[Number]) -> Number:
    if any(value.ball.lower() <= 0 for value in low_diagonal):
        return Number(1)
    shares = [_high(a / b) for a, b in zip(top_diagonal, low_diagonal, strict=True)]
    return max(Number(1), _low(top / (max(shares) * low)))


def _high(number: Number) -> Number:
    """A rational at or just above."""
    return number if number.is_rational else Number(number.ball.upper().fmpq())
