"""Real roots of integer polynomials, isolated rigorously and compared by algebra.

Two roots that balls cannot tell apart are compared through the gcd of their polynomials. Nothing
here has a tolerance.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, total_ordering
from typing import Any, TypeVar

import flint
from flint import arb, fmpq, fmpq_poly, fmpz_poly

from bnlinear.exact.number import Exactable, Number, is_scalar, rational
from bnlinear.exact.precision import Undecided, at_precision
from bnlinear.kinds import Operand

T = TypeVar("T")


@total_ordering
class Root:
    """A real algebraic number: the `index`-th smallest real root of a squarefree polynomial.

    Comparisons with numbers and other roots are exact, ties included. Adding and multiplying
    rationals keeps it exact; any other arithmetic turns it into a ball (`Number`).
    """

    def __init__(self, polynomial: fmpz_poly, index: int) -> None:
        self.polynomial = polynomial
        self.index = index

    def number(self) -> Number:
        """An enclosure at the working precision."""
        return Number.from_ball(real_roots(self.polynomial)[self.index])

    def __float__(self) -> float:
        return float(at_precision(64, self.number))

    def __repr__(self) -> str:
        return f"Root({at_precision(64, self.number).rounded():.6g} of {self.polynomial})"

    def __reduce__(self) -> tuple[Any, ...]:
        return _root_from_integers, (tuple(int(c) for c in self.polynomial.coeffs()), self.index)

    def __hash__(self) -> int:
        """Equal numbers hash alike: by the minimal polynomial, a rational one as itself."""
        same = self.minimal()
        return hash((str(same.polynomial), same.index) if isinstance(same, Root) else same)

    def minimal(self) -> Root | Number:
        """The same number as a root of its minimal polynomial, or as a rational `Number`."""
        for factor, _ in self.polynomial.factor()[1]:
            for index in range(len(real_roots(factor))):
                if Root(factor, index) == self:
                    return (Number(fmpq(-factor[0], factor[1])) if factor.degree() == 1
                            else Root(factor, index))
        raise AssertionError("a root of a polynomial is a root of one of its factors")

    def __eq__(self, other: object) -> bool:
        return self._sign_of_difference(other) == 0 if _is_operand(other) else NotImplemented

    def __lt__(self, other: Operand) -> bool:
        return self._sign_of_difference(other) < 0 if _is_operand(other) else NotImplemented

    def _sign_of_difference(self, other: object) -> int:
        if isinstance(other, Number) and not other.is_rational:
            mine = self.number()  # a ball: certain or `Undecided`
            return (mine > other) - (mine < other)
        theirs = other if isinstance(other, Root) else rational_root(rational(other))
        if self.polynomial == theirs.polynomial:
            return (self.index > theirs.index) - (self.index < theirs.index)
        common = self.polynomial.gcd(theirs.polynomial)  # equal roots are roots of it
        if not self._far_from(theirs) and common.degree() > 0:
            place, their_place = self._place_in(common), theirs._place_in(common)
            if place is not None and their_place is not None:
                return (place > their_place) - (place < their_place)
        return int(_refine(lambda: self._order_of_enclosures(theirs)))

    def _place_in(self, factor: fmpz_poly) -> int | None:
        """Which root of a factor of its polynomial this is; None if it is one of the rest."""
        rest = self.polynomial // factor

        def place() -> int | None:
            mine = self.number().ball
            inside = [i for i, root in enumerate(real_roots(factor)) if mine.overlaps(root)]
            outside = [root for root in real_roots(rest) if mine.overlaps(root)]
            if len(inside) + len(outside) != 1:
                raise Undecided("refine")
            return inside[0] if inside else None

        found: int | None = _refine(place)
        return found

    def _far_from(self, other: Root) -> bool:
        return not self.number().ball.overlaps(other.number().ball)

    def _order_of_enclosures(self, other: Root) -> int:
        here, there = self.number(), other.number()
        return (here > there) - (here < there)

    def _moved(self, scale: fmpq, shift: fmpq) -> Root | Number:
        """scale·root + shift, whose polynomial is p((t − shift)/scale)."""
        if scale == 0:
            return Number(shift)
        inner = fmpq_poly([-shift / scale, 1 / scale])
        polynomial = fmpq_poly(self.polynomial)(inner).numer()
        count = len(real_roots(self.polynomial))
        return Root(polynomial, self.index if scale > 0 else count - 1 - self.index)

    def __mul__(self, other: Operand) -> Operand:
        if not _is_operand(other):
            return NotImplemented
        factor = _rational_or_none(other)
        return self.number() * number_of(other) if factor is None else self._moved(factor, fmpq(0))

    def __add__(self, other: Operand) -> Operand:
        if not _is_operand(other):
            return NotImplemented
        term = _rational_or_none(other)
        return self.number() + number_of(other) if term is None else self._moved(fmpq(1), term)

    __rmul__, __radd__ = __mul__, __add__

    def __truediv__(self, other: Operand) -> Operand:
        if not _is_operand(other):
            return NotImplemented
        factor = _rational_or_none(other)
        return self.number() / number_of(other) if factor is None else self * Number(1 / factor)

    def __rtruediv__(self, other: Operand) -> Operand:
        if not _is_operand(other):
            return NotImplemented
        return Number(other) / self.number()

    def __neg__(self) -> Operand:
        return self * -1

    def __sub__(self, other: Operand) -> Operand:
        return self + -other

    def __rsub__(self, other: Operand) -> Operand:
        return -self + other

    def __abs__(self) -> Operand:
        return -self if self < 0 else self

    def sqrt(self) -> Number:
        return self.number().sqrt()


def _root_from_integers(coefficients: tuple[int, ...], index: int) -> Root:
    return Root(fmpz_poly(list(coefficients)), index)


def _is_operand(value: object) -> bool:
    return isinstance(value, Root | Number) or is_scalar(value)


def placed_root(polynomial: fmpz_poly, number: Callable[[], Number]) -> Root:
    """The root that `number` is, given that it is one: the only one its enclosure meets."""
    distinct = squarefree(polynomial)

    def place() -> int:
        ball = number().ball
        meets = [i for i, root in enumerate(real_roots(distinct)) if ball.overlaps(root)]
        if len(meets) != 1:
            raise Undecided("refine")
        return meets[0]

    return Root(distinct, int(_refine(place)))


def number_of(value: Root | Exactable) -> Number:
    """As a `Number`, a root as its enclosure."""
    return value.number() if isinstance(value, Root) else Number(value)


def _rational_or_none(value: object) -> fmpq | None:
    if isinstance(value, Root) or (isinstance(value, Number) and not value.is_rational):
        return None
    return rational(value)


def rational_root(value: fmpq) -> Root:
    """A rational number as a `Root`, to be compared with others."""
    return Root(fmpz_poly([-int(value.p), int(value.q)]), 0)


def squarefree(polynomial: fmpz_poly) -> fmpz_poly:
    """The product of the distinct irreducible factors."""
    out = fmpz_poly([1])
    for factor, _ in polynomial.factor_squarefree()[1]:
        out *= factor
    return out


def _refine(attempt: Callable[[], T]) -> T:
    """As `decide`, without a last precision: two different roots do separate."""
    bits = 64
    while True:
        try:
            return at_precision(bits, attempt)
        except Undecided:
            bits *= 2


def real_roots(polynomial: fmpz_poly) -> tuple[arb, ...]:
    """Disjoint enclosures of the real roots of a squarefree polynomial, in increasing order."""
    return _isolate(tuple(int(c) for c in polynomial.coeffs()), flint.ctx.prec)


@lru_cache(maxsize=256)
def _isolate(coefficients: tuple[int, ...], _precision: int) -> tuple[arb, ...]:
    found: list[Any] = fmpz_poly(list(coefficients)).complex_roots()  # pairs (root, multiplicity)
    real = [root.real for root, _ in found if root.imag == 0]  # exactly 0 for a real root
    return tuple(sorted(real, key=lambda ball: ball.mid()))
