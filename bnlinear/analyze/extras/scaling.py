"""The best diagonal scaling of centred features: how near batch normalization comes to it.

Which nonsingular diagonal D makes κ*(DCD) smallest, C = Cov(X)? Normalising takes D = diag(1/std),
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
from typing import Any, Protocol

import numpy as np
from flint import arb, arb_mat, fmpq_poly

from bnlinear.analyze.findings import larger
from bnlinear.exact.matrices import from_flint, rank, to_flint
from bnlinear.exact.number import Number, dyadic_array
from bnlinear.exact.pencils import pencil_polynomial
from bnlinear.exact.precision import at_precision
from bnlinear.exact.spectra import spectrum_from_polynomial
from bnlinear.exact.wide import Base, Extremes
from bnlinear.exact.wide.form import scaled
from bnlinear.theory.hessians import AnySpectrum

#: The search stops when its float bounds differ by this much; it only has to be worth printing.
GAP = 1e-7
#: Newton steps in all: some 60 are usual. What was reached by then is bounded as well.
MOST_STEPS = 400
#: Newton decrements at which a full step converges (the barrier is self-concordant: 1/4 will do),
#: and at which a point is near enough to the central path.
FULL, CENTRAL = 0.25, 1e-3
#: Correlations with a larger κ leave floats no digit to search with.
HOPELESS = 1e11
#: Bits of the dual bound.
BITS = 128


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


class Scalable(Protocol):
    """A covariance C = diag(u)⁻¹R·diag(u)⁻¹, u powers of two, the diagonal of R about 1."""

    @property
    def rank(self) -> int:
        """Of C."""

    def floats(self) -> np.ndarray:
        """R."""

    def normalised(self) -> tuple[np.ndarray, AnySpectrum]:
        """1/diag(C), and the spectrum of diag(1, R) scaled to a diagonal of 1."""

    def units(self) -> np.ndarray:
        """u, exact."""

    def spectrum(self, v: np.ndarray) -> AnySpectrum:
        """Of diag(1, V^(−1/2)·R·V^(−1/2)), V = diag(v)."""

    def traces(self, half: np.ndarray) -> tuple[Any, list[Any]]:
        """tr(FFᵀR) and the diagonal of RFFᵀR for F = half, exact or in balls."""


class ExactCovariance:
    """From an object array of Numbers without zeros on its diagonal, shape (m, m), any rank."""

    def __init__(self, C: np.ndarray) -> None:
        self._units = np.array([_power_of_two(value) for value in np.diag(C)], dtype=object)
        self.R = C * np.outer(self._units, self._units)
        self.rank = rank(self.R)

    def floats(self) -> np.ndarray:
        return self.R.astype(float)

    def normalised(self) -> tuple[np.ndarray, AnySpectrum]:
        diagonal = np.diag(self.R)
        return self._units**2 / diagonal, self.spectrum(diagonal)

    def units(self) -> np.ndarray:
        return self._units

    def spectrum(self, v: np.ndarray) -> AnySpectrum:
        return spectrum_from_polynomial(pencil_polynomial(self.R, v) * fmpq_poly([-1, 1]))

    def traces(self, half: np.ndarray) -> tuple[Any, list[Any]]:
        F = dyadic_array(half)
        RF = from_flint(to_flint(self.R) * to_flint(F))
        return (F * RF).sum(), [*(RF * RF).sum(axis=1)]


@dataclass(frozen=True, eq=False)
class WideCovariance:
    """From a base whose forms diag(f)·B·diag(f) have their extreme eigenvalues enclosed.

    Attributes
    ----------
    base
        B, positive semidefinite; its own diagonal scales are of no account here.
    rank
        Of B.
    extremes
        From f to the extreme nonzero eigenvalues.
    """

    base: Base
    rank: int
    extremes: Callable[[Callable[[], list[arb]]], Extremes]

    def floats(self) -> np.ndarray:
        return at_precision(BITS, self.base.floats)[1]

    def units(self) -> np.ndarray:
        e = at_precision(BITS, self.base.floats)[0]
        return np.array([Number(2) ** int(power) for power in e], dtype=object)

    def normalised(self) -> tuple[np.ndarray, AnySpectrum]:
        def diagonal() -> list[arb]:
            B = self.base.balls()
            return [B[j, j] for j in range(B.nrows())]

        D2 = [Number.from_ball(1 / value) for value in at_precision(BITS, diagonal)]
        return np.array(D2, dtype=object), self.extremes(
            lambda: [1 / value.sqrt() for value in diagonal()]).including(1)

    def spectrum(self, v: np.ndarray) -> AnySpectrum:
        u = self.units()
        return self.extremes(lambda: [a.ball / b.ball.sqrt() for a, b in zip(u, v, strict=True)]
                             ).including(1)

    def traces(self, half: np.ndarray) -> tuple[Any, list[Any]]:
        return at_precision(BITS, lambda: self._traces(half))

    def _traces(self, half: np.ndarray) -> tuple[Number, list[Number]]:
        m, r = half.shape
        u = [value.ball for value in self.units()]
        F = arb_mat(m, r, [float(value) for value in half.ravel()])
        RF = scaled(self.base.balls() * scaled(F, u), u)
        rows, squares = F.entries(), RF.entries()
        top = sum((a * b for a, b in zip(rows, squares, strict=True)), arb(0))
        return Number.from_ball(top), [
            Number.from_ball(sum((v * v for v in squares[i * r:(i + 1) * r]), arb(0)))
            for i in range(m)]


def best_scaling(C: np.ndarray) -> Scaling:
    """`best_scaling_of` an exact covariance matrix, shape (m, m), without zeros on its diagonal.

    Examples
    --------
    Two features are best normalised:

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
    s, t, P, Q = _search(V * np.sqrt(values))
    v = dyadic_array(_short(np.sqrt(t) / s))  # eigenvalues from 1/√t to √t, around the bias
    factor = V / np.sqrt(values)
    at_least = max(plain.at_least, _lower_bound(C, factor @ _half(P), factor @ _half(Q)))
    spectrum = C.spectrum(v)
    if not larger(normalised, spectrum):
        return Scaling(plain.D2, normalised, at_least)
    return Scaling(C.units() ** 2 / v, spectrum, at_least)


def _least(normalised: AnySpectrum, m: int) -> Number:
    """κ of the normalised features over m, rounded down."""
    return max(Number(1), at_precision(BITS, lambda: _low(normalised.condition_number() / m)))


def _low(number: Number) -> Number:
    """A rational at or just below."""
    return number if number.is_rational else Number(number.ball.lower().fmpq())


def _power_of_two(variance: Number) -> Number:
    """About 1/std, whatever its size."""
    exact = variance.rational
    doubled = int(exact.q).bit_length() - int(exact.p).bit_length()
    return Number(2) ** (doubled // 2)


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


def _quotient(top: Any, top_diagonal: list[Any], low: Any, low_diagonal: list[Any]) -> Number:
    if any(value.ball.lower() <= 0 for value in low_diagonal):
        return Number(1)
    shares = [_high(a / b) for a, b in zip(top_diagonal, low_diagonal, strict=True)]
    return max(Number(1), _low(top / (max(shares) * low)))


def _high(number: Number) -> Number:
    """A rational at or just above."""
    return number if number.is_rational else Number(number.ball.upper().fmpq())


# -- the search, on floats ------------------------------------------------------------------


def _search(B: np.ndarray) -> tuple[np.ndarray, float, np.ndarray, np.ndarray]:
    """Smallest t with I ≼ M ≼ tI, M = Σ_j s_j b_j b_jᵀ, s > 0: a barrier method.

    Minimises τt − log det(M − I) − log det(tI − M) − Σ log s_j by Newton's method for growing τ. At
    each minimum P = (M − I)⁻¹ and Q = (tI − M)⁻¹ have b_jᵀ(Q − P)b_j = 1/s_j > 0, which is what the
    lower bound needs, and the bounds differ by (2r + m)/τ.

    Returns
    -------
    s, t, P, Q
    """
    m, r = B.shape
    squares = np.linalg.eigvalsh(B.T @ B)
    s, t = np.full(m, 2 / squares[0]), 4 * squares[-1] / squares[0]
    tau = (2 * r + m) / t
    best = s, t, *_inverses(B, s, t)
    for _ in range(MOST_STEPS):
        moved = _newton(B, s, t, tau)
        if moved is None:  # rounding ends the descent: κ beyond some 1e10
            break
        s, t, decrement = moved
        if decrement < CENTRAL:  # near the central path
            best = s, t, *_inverses(B, s, t)
            if (2 * r + m) / tau < GAP * t:
                break
            tau *= 4
    return best


def _inverses(B: np.ndarray, s: np.ndarray, t: float) -> tuple[np.ndarray, np.ndarray]:
    M, one = B.T @ (s[:, None] * B), np.eye(B.shape[1])
    return np.linalg.inv(M - one), np.linalg.inv(t * one - M)


def _newton(B: np.ndarray, s: np.ndarray, t: float,
            tau: float) -> tuple[np.ndarray, float, float] | None:
    """One damped Newton step in (log s, log t)-units; None if floats find no descent."""
    x = np.append(s, t)
    try:
        P, Q = _inverses(B, s, t)
    except np.linalg.LinAlgError:
        return None
    BP, BQ = B @ P @ B.T, B @ Q @ B.T
    slope = np.append(np.diag(BQ) - np.diag(BP) - 1 / s, tau - np.trace(Q)) * x
    hessian = np.empty((len(x), len(x)))
    hessian[:-1, :-1] = BP**2 + BQ**2 + np.diag(1 / s**2)
    hessian[:-1, -1] = hessian[-1, :-1] = -np.einsum("ij,ij->i", B @ Q, B @ Q)
    hessian[-1, -1] = np.sum(Q * Q)
    try:
        step = -np.linalg.solve(hessian * np.outer(x, x), slope)
    except np.linalg.LinAlgError:
        return None
    expected, here, length = -slope @ step, _barrier(B, x, tau), 1.0
    decrement = float(np.sqrt(max(expected, 0)))
    while length > 1e-8:
        there = x * (1 + length * step)
        value = _barrier(B, there, tau)
        # in floats the decrease of the last steps is lost in the size of the barrier
        if value <= here - length * expected / 4 or (decrement < FULL and np.isfinite(value)):
            return there[:-1], float(there[-1]), decrement
        length /= 2
    return None


def _barrier(B: np.ndarray, x: np.ndarray, tau: float) -> Any:
    """+inf outside the feasible set (or where floats say so)."""
    s, t = x[:-1], x[-1]
    if np.any(x <= 0):
        return np.inf
    values = np.linalg.eigvalsh(B.T @ (s[:, None] * B))
    if not values[0] > 1 or not values[-1] < t:
        return np.inf
    return tau * t - np.sum(np.log(values - 1)) - np.sum(np.log(t - values)) - np.sum(np.log(s))
