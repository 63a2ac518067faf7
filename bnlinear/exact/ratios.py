"""The quotient of two eigenvalues as an exact algebraic number.

Balls are enough for a condition number, except where a question about it is a tie. Then the
quotient itself is needed: a root of the polynomial whose roots are all the quotients.
"""

from __future__ import annotations

import numpy as np

from bnlinear.exact.matrices import characteristic_polynomial
from bnlinear.exact.number import Number, array, rational
from bnlinear.exact.precision import Undecided
from bnlinear.exact.spectra import EXACT_LIMIT, Root, placed_root


def degree(value: Number | Root) -> int:
    """A bound on the degree of an algebraic number (exact for a minimal `Root`)."""
    return value.polynomial.degree() if isinstance(value, Root) else 1


def ratio(a: Number | Root, b: Number | Root) -> Number | Root:
    """a/b exactly, for b ≠ 0.

    The Kronecker product of two matrices has the products of their eigenvalues; the first has
    the conjugates of a, the second those of 1/b.

    Raises
    ------
    Undecided
        If the product of the degrees is above `EXACT_LIMIT`.

    >>> from bnlinear.exact.spectra import spectrum
    >>> small, large = spectrum(array([[13, 1], [1, 7]])).roots  # 10 ± √10
    >>> ratio(large, small)
    Root(1.92495 of 9*x^2 + (-22)*x + 9)
    """
    a, b = _minimal(a), _minimal(b)
    if isinstance(a, Number) and isinstance(b, Number):
        return a / b
    if degree(a) * degree(b) > EXACT_LIMIT:
        raise Undecided(f"the quotient has degree up to {degree(a) * degree(b)}")
    products = np.kron(companion(_coefficients(a)), companion(_coefficients(b)[::-1]))
    polynomial = characteristic_polynomial(products).numer()
    return _minimal(placed_root(polynomial, lambda: _ball(a) / _ball(b)))


def _minimal(value: Number | Root) -> Number | Root:
    return value.minimal() if isinstance(value, Root) else value


def _ball(value: Number | Root) -> Number:
    return value.number() if isinstance(value, Root) else value


def _coefficients(value: Number | Root) -> list[int]:
    """Of an integer polynomial with this root, lowest first."""
    if isinstance(value, Root):
        return [int(c) for c in value.polynomial.coeffs()]
    return [-int(rational(value).p), int(rational(value).q)]


def companion(coefficients: list[int]) -> np.ndarray:
    """A matrix whose eigenvalues are the roots of the polynomial (lowest coefficient first)."""
    size = len(coefficients) - 1
    matrix = array(np.eye(size, k=-1, dtype=int))
    matrix[:, -1] = [-Number(c) / coefficients[-1] for c in coefficients[:-1]]
    return matrix
