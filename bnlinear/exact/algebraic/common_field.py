"""Several algebraic numbers in one field Q(θ), so that all arithmetic between them is exact.

θ = α + cβ generates Q(α, β) for all but finitely many integers c, and β is then the only common
root of the minimal polynomial of β and of p(θ − cX), p that of α: Euclid's algorithm over Q(θ)
gives it as an element of Q(θ) (the theorem of the primitive element).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Any

import numpy as np
from flint import fmpq_poly, fmpz_poly

from bnlinear.exact.algebraic.fields import Algebraic
from bnlinear.exact.algebraic.roots import Root, placed_root
from bnlinear.exact.matrices import characteristic_polynomial
from bnlinear.exact.number import Number, array
from bnlinear.exact.ratios import companion


def common_field(roots: Sequence[Root]) -> list[Algebraic]:
    """The same numbers, minimal `Root`s, as elements of one field.

    >>> two, three = (Root(fmpz_poly([-n, 0, 1]), 1) for n in (2, 3))
    >>> a, b = common_field([two, three])
    >>> a * a, b * b, (a * b) ** 2, a + b == Number("3.15")
    (2, 3, 6, False)
    """
    first, *others = roots
    known = [Algebraic(first)]
    for root in others:
        if root in roots[:len(known)]:
            known.append(known[roots.index(root)])
            continue
        theta, alpha, beta = _primitive(known[0].generator, root)
        known = [_at(element.element, alpha) for element in known] + [beta]
        assert all(element.generator == theta for element in known)
    return known


def _primitive(first: Root, second: Root) -> tuple[Root, Algebraic, Algebraic]:
    """θ, and both numbers in Q(θ)."""
    for c in count(1):
        def number(c: int = c) -> Number:
            return first.number() + c * second.number()

        theta = placed_root(_polynomial_of_sum(first.polynomial, second.polynomial, c),
                            number).minimal()
        if not isinstance(theta, Root):
            continue
        generator = Algebraic(theta)
        common = _gcd(_lifted(second.polynomial, generator),
                      _composed(first.polynomial, generator, c))
        if len(common) == 2:
            beta = -common[0] / common[1]
            return theta, generator - c * beta, beta
    raise AssertionError("only finitely many c fail")


def _polynomial_of_sum(first: fmpz_poly, second: fmpz_poly, c: int) -> fmpz_poly:
    """With all sums of a root of the one and c times a root of the other among its roots."""
    A, B = (companion([int(c) for c in p.coeffs()]) for p in (first, second))
    one, other = (array(np.eye(len(M), dtype=int)) for M in (A, B))
    whole = np.kron(A, other) + c * np.kron(one, B)
    return characteristic_polynomial(whole).numer()


def _at(polynomial: fmpq_poly, place: Any) -> Any:
    """The value of a polynomial, by Horner's rule."""
    value = place * 0
    for coefficient in reversed(polynomial.coeffs()):
        value = value * place + Number(coefficient)
    return value


# -- polynomials over a field, as lists of coefficients from low to high -----------------------


def _lifted(polynomial: fmpz_poly, one: Algebraic) -> list[Any]:
    return [one * 0 + int(c) for c in polynomial.coeffs()]


def _composed(polynomial: fmpz_poly, theta: Algebraic, c: int) -> list[Any]:
    """The coefficients of p(θ − cX)."""
    total: list[Any] = [theta * 0]
    for coefficient in reversed(polynomial.coeffs()):
        times = [value * theta for value in total] + [theta * 0]
        moved = [theta * 0] + [value * -c for value in total]
        total = [a + b for a, b in zip(times, moved, strict=True)]
        total[0] = total[0] + int(coefficient)
    return _trimmed(total)


def _trimmed(polynomial: list[Any]) -> list[Any]:
    while polynomial and polynomial[-1] == 0:
        polynomial = polynomial[:-1]
    return polynomial


def _gcd(left: list[Any], right: list[Any]) -> list[Any]:
    while right:
        left, right = right, _remainder(left, right)
    return left


def _remainder(left: list[Any], right: list[Any]) -> list[Any]:
    while len(left) >= len(right):
        factor, shift = left[-1] / right[-1], len(left) - len(right)
        left = _trimmed([a - factor * right[k - shift] if k >= shift else a
                         for k, a in enumerate(left)][:-1])
    return left
