"""Numbers of a real number field Q(α): exact where a rational cannot be, as √2 in x² = 2.

An element is a polynomial in α with rational coefficients, reduced by the minimal polynomial of α.
Sums, products and quotients stay in the field, so equality is decided by algebra and no tie is
left open; a root that leaves the field, or a number of another one, gives a ball.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import total_ordering
from typing import Any

from flint import arb, fmpq, fmpq_poly

from bnlinear.exact.algebraic.roots import Root
from bnlinear.exact.number import NotReal, Number, is_scalar, rational
from bnlinear.exact.precision import at_precision
from bnlinear.kinds import Operand

#: A sign of a nonzero number is known at this precision, doubled until it is.
BITS = 64


@total_ordering
class Algebraic:
    """An element of Q(α), a polynomial in the real root α of an irreducible polynomial.

    Parameters
    ----------
    generator
        α, an irrational `Root` of its minimal polynomial.
    element
        The coefficients of 1, α, α², …; α itself if none are given.

    >>> from flint import fmpz_poly
    >>> root = Algebraic(Root(fmpz_poly([-2, 0, 1]), 1))
    >>> root, root * root, 1 / (root + 1), root > Number("7/5")
    (√2, 2, -1 + √2, True)
    """

    __slots__ = ("element", "generator", "modulus")

    def __init__(self, generator: Root, element: fmpq_poly | Iterable[int | fmpq] = (0, 1)) -> None:
        self.generator = generator
        self.modulus = fmpq_poly(generator.polynomial)
        self.element = self._polynomial(element) % self.modulus

    @staticmethod
    def _polynomial(element: fmpq_poly | Iterable[int | fmpq]) -> fmpq_poly:
        return element if isinstance(element, fmpq_poly) else fmpq_poly(list(element))

    # -- arithmetic ------------------------------------------------------------------------

    def _same_field(self, other: object) -> bool:
        return isinstance(other, Algebraic) and (
            self.generator.index == other.generator.index and self.modulus == other.modulus)

    def _apply(self, other: Operand, exact: Callable[[fmpq_poly, fmpq_poly], fmpq_poly],
               balls: Callable[[Number, Number], Number]) -> Operand:
        """In the field if both numbers are; in balls if one of them is not."""
        if self._same_field(other):
            return Algebraic(self.generator, exact(self.element, other.element))
        if isinstance(other, Number) and not other.is_rational:
            return balls(self.number(), other)
        if isinstance(other, Root | Algebraic):
            return balls(self.number(), other.number())
        if not isinstance(other, Number) and not is_scalar(other):
            return NotImplemented
        return Algebraic(self.generator, exact(self.element, fmpq_poly([_rational(other)])))

    def __add__(self, other: Operand) -> Operand:
        return self._apply(other, lambda a, b: a + b, lambda a, b: a + b)

    def __mul__(self, other: Operand) -> Operand:
        return self._apply(other, lambda a, b: a * b, lambda a, b: a * b)

    __radd__, __rmul__ = __add__, __mul__

    def __sub__(self, other: Operand) -> Operand:
        return self._apply(other, lambda a, b: a - b, lambda a, b: a - b)

    def __rsub__(self, other: Operand) -> Operand:
        return self._apply(other, lambda a, b: b - a, lambda a, b: b - a)

    def __truediv__(self, other: Operand) -> Operand:
        return self._apply(other, lambda a, b: a * self._inverse(b), lambda a, b: a / b)

    def __rtruediv__(self, other: Operand) -> Operand:
        return self._apply(other, lambda a, b: b * self._inverse(a), lambda a, b: b / a)

    def _inverse(self, element: fmpq_poly) -> fmpq_poly:
        if element.is_zero():
            raise ZeroDivisionError("division by the number 0 of a field")
        _, inverse, _ = element.xgcd(self.modulus)  # the modulus is irreducible: their gcd is 1
        return inverse

    def __pow__(self, exponent: int) -> Operand:
        if exponent < 0:
            return 1 / self ** -exponent
        power = Algebraic(self.generator, (1,))
        for _ in range(exponent):
            power = power * self
        return power

    def __neg__(self) -> Algebraic:
        return Algebraic(self.generator, -self.element)

    def __pos__(self) -> Algebraic:
        return self

    def __abs__(self) -> Algebraic:
        return -self if self < 0 else self

    def sqrt(self) -> Number:
        """The root, exact for a rational square; a ball otherwise."""
        if self < 0:
            raise NotReal(f"square root of the negative number {self}")
        if self.element.degree() <= 0:
            return Number(self.element[0]).sqrt()
        return self.number().sqrt()

    # -- comparisons -----------------------------------------------------------------------

    def number(self) -> Number:
        """An enclosure at the working precision."""
        alpha = self.generator.number().ball
        value = arb(0)
        for coefficient in reversed(self.element.coeffs()):
            value = value * alpha + arb(coefficient)
        return Number.from_ball(value)

    def _sign(self) -> int:
        """−1, 0 or 1: zero by algebra, any other sign by balls that are fine enough."""
        if self.element.is_zero():
            return 0
        bits = BITS
        while True:
            ball = at_precision(bits, self.number).ball
            if ball > 0 or ball < 0:
                return 1 if ball > 0 else -1
            bits *= 2

    def __eq__(self, other: object) -> bool:
        return _sign_of(self - other) == 0 if _is_operand(other) else NotImplemented

    def __lt__(self, other: Operand) -> bool:
        return _sign_of(self - other) < 0 if _is_operand(other) else NotImplemented

    def __bool__(self) -> bool:
        return self._sign() != 0

    def __hash__(self) -> int:
        if self.element.degree() <= 0:
            return hash(Number(self.element[0]))
        return hash((str(self.element), self.generator))

    def __float__(self) -> float:
        return float(at_precision(BITS, self.number))

    # -- as text ---------------------------------------------------------------------------

    def __reduce__(self) -> tuple[Any, ...]:
        return _from_strings, (self.generator, tuple(str(c) for c in self.element.coeffs()))

    def __repr__(self) -> str:
        return str(self)

    def __str__(self) -> str:
        if self.element.degree() <= 0:
            return str(self.element[0])
        if self.modulus.degree() == 2:
            return self._with_a_root()
        near = f"{at_precision(BITS, self.generator.number).rounded():.6g}"
        root = f"the root near {near} of {_plain(self.generator.polynomial)}"
        own = _plain(self.element).replace("x", "α")
        return root if own == "α" else f"{own} for α {root}"

    def _with_a_root(self) -> str:
        """p + q√D, for α = (−b ± √(b² − 4ac))/2a."""
        c, b, a = (int(coefficient) for coefficient in self.generator.polynomial.coeffs())
        outside, inside = _square_part(b * b - 4 * a * c)
        sign = 1 if self.generator.index == 1 else -1  # of two roots, 1 is the larger one
        slope = _fraction(self.element[1])
        constant = _fraction(self.element[0]) - slope * Fraction(b, 2 * a)
        factor = slope * Fraction(sign * outside, 2 * abs(a))
        size = "" if abs(factor) == 1 else f"{abs(factor)}·"
        root = f"{size}√{inside}"
        if not constant:
            return root if factor > 0 else f"-{root}"
        return f"{constant} {'+' if factor > 0 else '-'} {root}"


def _from_strings(generator: Root, element: tuple[str, ...]) -> Algebraic:
    return Algebraic(generator, [rational(text) for text in element])


def _rational(value: object) -> fmpq:
    return value.rational if isinstance(value, Number) else rational(value)


def _fraction(value: fmpq) -> Fraction:
    return Fraction(int(value.p), int(value.q))


def _plain(polynomial: object) -> str:
    """flint's x^3 + (-2), as one writes it."""
    return re.sub(r"\+ \(-(\d+(?:/\d+)?)\)", r"- \1", str(polynomial)).replace("*", "·")


def _is_operand(value: object) -> bool:
    return isinstance(value, Algebraic | Number | Root) or is_scalar(value)


def _sign_of(value: Operand) -> int:
    """Of an element of a field; of a ball only if it is certain."""
    return value._sign() if isinstance(value, Algebraic) else (value > 0) - (value < 0)


def _square_part(value: int) -> tuple[int, int]:
    """(s, r) with value = s²r and r free of squares."""
    outside = max((k for k in range(1, 1000) if value % (k * k) == 0), default=1)
    return outside, value // (outside * outside)
