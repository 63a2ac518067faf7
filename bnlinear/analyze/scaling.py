"""The best diagonal scaling of centred features: how near batch normalization comes to it.

Which nonsingular diagonal D makes κ*(DCD) smallest, C = Cov(X)? Normalising takes D = diag(1/std),
and is at most a factor m away (claim beyond.sqrt_m). The search below runs on floats; both bounds
that it ends with are exact.

Above: κ* of the rational D that was found, computed exactly.

Below: for positive semidefinite A, E with diag(CAC) ≤ diag(CEC), every D has
κ*(DCD) ≥ tr(AC)/tr(EC). Proof. Put S = D², K = C^½ and N = KSK, whose nonzero eigenvalues are
those of DCD; its range is that of C. So tr(KAK·N) ≥ λ⁺min tr(AC) and tr(KEK·N) ≤ λmax tr(EC); and
tr(KAK·N) = tr(CAC·S) ≤ tr(CEC·S) = tr(KEK·N). ∎ Rounding A and E to rationals keeps them positive
semidefinite if their factors are rounded, and E is then scaled until the hypothesis holds.

The bias adds an eigenvalue d₀² of free choice, put between the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ldexp
from typing import Any

import numpy as np
from flint import fmpq_poly

from bnlinear.exact.matrices import from_flint, rank, to_flint
from bnlinear.exact.number import Number, dyadic_array
from bnlinear.exact.pencils import pencil_polynomial
from bnlinear.exact.spectra import Spectrum, spectrum_from_polynomial

#: The search stops when its float bounds differ by this much; it only has to be worth printing.
GAP = 1e-7
#: Newton steps in all: some 60 are usual. What was reached by then is bounded as well.
MOST_STEPS = 400
#: Newton decrements at which a full step converges (the barrier is self-concordant: 1/4 will do),
#: and at which a point is near enough to the central path.
FULL, CENTRAL = 0.25, 1e-3


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
    """

    D2: np.ndarray
    spectrum: Spectrum
    at_least: Number


def best_scaling(C: np.ndarray) -> Scaling:
    """The diagonal scaling of smallest κ*, nearly, and an exact bound on all others.

    Parameters
    ----------
    C
        Exact covariance without zeros on its diagonal, shape (m, m), any rank.

    Examples
    --------
    Two features are best normalised:

    >>> from bnlinear.exact import array
    >>> found = best_scaling(array([[4, 1], [1, 1]]))  # correlation 1/2: κ = (3/2)/(1/2)
    >>> round(float(found.spectrum.condition_number()), 4), round(float(found.at_least), 4)
    (3.0, 3.0)
    """
    units = np.array([_power_of_two(value) for value in np.diag(C)], dtype=object)
    R = C * np.outer(units, units)  # diagonal between 1/4 and 4
    r = rank(R)
    values, vectors = np.linalg.eigh(R.astype(float))
    values, V = np.maximum(values[-r:], np.finfo(float).tiny), vectors[:, -r:]
    s, t, P, Q = _search(V * np.sqrt(values))
    v = dyadic_array(_short(np.sqrt(t) / s))  # eigenvalues from 1/√t to √t, around the bias
    factor = V / np.sqrt(values)
    return Scaling(
        D2=units * units / v,
        spectrum=spectrum_from_polynomial(pencil_polynomial(R, v) * fmpq_poly([-1, 1])),
        at_least=_lower_bound(R, factor @ _half(P), factor @ _half(Q)))


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


def _lower_bound(C: np.ndarray, F: np.ndarray, G: np.ndarray) -> Number:
    """tr(AC)/tr(EC) for A = FFᵀ and E = cGGᵀ with the smallest c that is allowed; exact."""
    (top, top_diagonal), (low, low_diagonal) = _traces(C, F), _traces(C, G)
    if np.any(low_diagonal == 0):
        return Number(1)
    c = max(top_diagonal / low_diagonal)
    return max(Number(1), top / (c * low))


def _traces(C: np.ndarray, F: np.ndarray) -> tuple[Number, np.ndarray]:
    """tr(FFᵀC) and the diagonal of CFFᵀC."""
    half = dyadic_array(F / np.max(np.abs(F)))
    CF = from_flint(to_flint(C) * to_flint(half))
    return (half * CF).sum(), (CF * CF).sum(axis=1)


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
    P, Q = _inverses(B, s, t)
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
