"""How fast gradient descent is on a quadratic, from two eigenvalues.

The quadratic is ½⟨e, He⟩ (with its ½; H a mean over the n rows), and 0 < μ ≤ L are the extreme
*nonzero* eigenvalues of H: the error has no part that moves along a zero eigenvalue.
One step with learning rate ε multiplies the error by I − εH (Cai, Li & Shen 2019, gradient
descent on least squares).

Near a minimiser, batch-normalized gradient descent is the same iteration for
H* = H − ggᵀ/(uᵀg) and the *effective* learning rate ê = ε|u|²/|w∞|² (Cai, Li & Shen 2019,
convergence near a minimiser): the same formulas hold, with the nonzero spectrum of H* and with
ê in the place of ε.

The functions take floats, `Number`, `Root` or `Enclosed` eigenvalues alike; what they return is of
the same kind (a ball, at the working precision, for the last two).
"""

from __future__ import annotations

from math import gcd
from typing import Any

from flint import arb, fmpq, fmpz_poly

from bnlinear.exact.number import Number, dyadic
from bnlinear.exact.precision import Undecided, at_precision, decide
from bnlinear.exact.ratios import degree, ratio
from bnlinear.exact.spectra import Root
from bnlinear.exact.wide import Enclosed
from bnlinear.kinds import Scalar

#: Balls that still touch a whole number at this precision are suspected of a tie.
_SUSPICIOUS = 4096


def lr_max(L: Scalar) -> Scalar:
    """The stable range is 0 < ε < 2/L.

    >>> lr_max(4.0)
    0.5
    """
    return 2 / _value(L)


def lr_opt(mu: Scalar, L: Scalar) -> Scalar:
    """The learning rate with the smallest worst-case factor, ε = 2/(L + μ).

    >>> lr_opt(Number(1), Number(4))
    Number('2/5')
    """
    return 2 / (_value(L) + _value(mu))


def rate(mu: Scalar, L: Scalar) -> Scalar:
    """That factor: (L − μ)/(L + μ) = (κ − 1)/(κ + 1), of the distance to the minimiser.

    >>> rate(Number(1), Number(4))
    Number('3/5')
    """
    mu, L = _value(mu), _value(L)
    return (L - mu) / (L + mu)


def _value(eigenvalue: Scalar) -> Scalar:
    """A ball for a `Root`: exact sums of roots would be new polynomials, slow to isolate."""
    return eigenvalue.number() if isinstance(eigenvalue, Root | Enclosed) else eigenvalue


def iterations(mu: Scalar, L: Scalar, *, digits: int = 6) -> int:
    """Steps at `lr_opt` until the distance to the minimiser has shrunk by 10^(−digits).

    The smallest k ≥ 1 with rateᵏ ≤ 10^(−digits), from the worst start (parts of equal length
    along both extreme eigenvectors). Decided exactly: floats count as the binary numbers that
    they hold, and ties are settled by algebra.

    Raises
    ------
    ValueError
        Unless 0 < μ ≤ L.
    Undecided
        If a tie is suspected between eigenvalues of too high a degree for the algebra, or between
        two that are only enclosed.

    >>> iterations(1.0, 4.0), iterations(Number(9), Number(11))  # the rates 3/5 and 1/10
    (28, 6)
    """
    mu, L = _exact(mu), _exact(L)
    if not 0 < mu <= L:
        raise ValueError(f"mu = {float(mu)}, L = {float(L)}; they must be 0 < mu <= L, the "
                         "extreme nonzero eigenvalues")
    if mu == L:
        return 1  # one step with ε = 1/L lands on the minimiser
    try:
        return int(decide(lambda: _count(mu, L, digits), start=_bits(mu, L), limit=_SUSPICIOUS))
    except Undecided:
        suspect = int(at_precision(_SUSPICIOUS, lambda: _nearest(_steps(mu, L, digits))))
    if isinstance(mu, Enclosed) or isinstance(L, Enclosed):
        raise Undecided(f"rate^{suspect} and 10^-{digits} may be equal")
    if _is_tie(mu, L, suspect, digits):
        return suspect
    return int(decide(lambda: _count(mu, L, digits), limit=2**20))


def _exact(value: Any) -> Number | Root | Enclosed:
    if isinstance(value, Root | Enclosed):
        return value
    return dyadic(value) if isinstance(value, float) else Number(value)


def _steps(mu: Scalar, L: Scalar, digits: int) -> arb:
    """The real k with rateᵏ = 10^(−digits); −log rate = 2·artanh(1/κ) loses no digits near 1."""
    inverse = Number(_value(mu) / _value(L)).ball
    return (digits * Number(10).log()).ball / (2 * inverse.atanh())


def _bits(mu: Scalar, L: Scalar) -> int:
    """So many as the integer part of the count has, about log₂ κ, and 64 more."""
    kappa = at_precision(64, lambda: Number(_value(L) / _value(mu)).ball)
    mantissa, exponent = kappa.mid().man_exp()
    return min(64 + max(0, int(mantissa).bit_length() + int(exponent)), _SUSPICIOUS)


def _count(mu: Scalar, L: Scalar, digits: int) -> int:
    return _whole(_steps(mu, L, digits).ceil())


def _nearest(ball: arb) -> int:
    return _whole((ball + arb(fmpq(1, 2))).floor())


def _whole(ball: arb) -> int:
    found = ball.unique_fmpz()
    if found is None:
        raise Undecided("the ball meets more than one whole number")
    return int(found)


def _is_tie(mu: Number | Root, L: Number | Root, k: int, digits: int) -> bool:
    """Is rateᵏ = 10^(−digits) exactly?

    With p/q = digits/k in lowest terms it says ((κ + 1)/(κ − 1))^q = 10^p. Then κ has degree
    exactly q over the rationals, because 10 is no perfect power (x^q − 10^p is irreducible).
    """
    common = gcd(k, digits)
    p, q = digits // common, k // common
    kappa = ratio(L, mu)
    if degree(kappa) != q:
        return False
    polynomial = fmpz_poly([1, 1]) ** q - 10**p * fmpz_poly([-1, 1]) ** q
    # real roots: the one above 1 that is meant, and for even q its inverse
    return bool(kappa == Root(polynomial, 1 if q % 2 == 0 else 0))
