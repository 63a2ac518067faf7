"""Scalars over named symbols: rational functions, in which equal means identical.

A scalar is stored as numerator / product of irreducible denominators. A root is a symbol whose
square is known, reduced on sight, so denominators never hold a bare root. The kernel trusts this
file; it does nothing but polynomial arithmetic (flint's) and bookkeeping.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from flint import Ordering, fmpq, fmpq_mpoly, fmpq_mpoly_ctx
from flint.utils.flint_exceptions import DomainError

from bnlinear.exact.number import Number, rational
from bnlinear.kinds import Operand

Denominator = dict[int, int]  # index of an irreducible factor in Symbols.factors -> its power


def _ring(*names: str) -> fmpq_mpoly_ctx:
    return fmpq_mpoly_ctx.get(names, Ordering.degrevlex)


class Symbols:
    """The symbols of one proof: named scalars, roots, maxima, and every denominator met."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.factors: list[fmpq_mpoly] = []  # irreducible denominators, up to a constant
        self.roots: dict[str, Scalar] = {}   # root symbol -> what its square is
        self.maxima: dict[str, tuple[Scalar, Scalar]] = {}
        self.context = _ring("_")            # of polynomials in all the names

    def lift(self, polynomial: fmpq_mpoly) -> fmpq_mpoly:
        """Read an older polynomial among all symbols known by now."""
        if polynomial.context() is self.context:
            return polynomial
        return polynomial.project_to_context(self.context)

    def generator(self, name: str) -> fmpq_mpoly:
        if name not in self.names:
            self.names.append(name)
            self.context = _ring(*self.names)
            self.factors = [self.lift(factor) for factor in self.factors]
        return self.context.gens()[self.names.index(name)]

    def scalar(self, name: str) -> Scalar:
        return Scalar(self, self.generator(name), {})

    def constant(self, value: object) -> Scalar:
        return Scalar(self, self.context.constant(rational(value)), {})

    def root(self, square: Scalar) -> Scalar:
        """√square, its even powers taken out: √(c²f²g) = c|f|√g, one symbol for each √g, |f|.

        If g < 0 where f = 0, the left side is 0 and the right side is nothing: whoever trusts the
        result must know that g ≥ 0.
        """
        constant, factors = square.top().factor()
        powers = {str(f): (f, int(power)) for f, power in factors}
        for index, power in square.denominator.items():
            f = self.factors[index]
            powers[str(f)] = (f, -power)
        outside: Any = self.constant(1)
        inside = self.context.constant(constant)
        for f, power in powers.values():
            half, odd = divmod(power, 2)
            inside = self.lift(inside) * self.lift(f) if odd else inside  # |f| adds a symbol
            if half:
                outside = outside * self._absolute(f) ** half
        return outside * self._plain_root(inside)

    def _absolute(self, f: fmpq_mpoly) -> Scalar:
        """|f|: the root of f²; f itself for a root, which is not negative."""
        if str(f) in self.roots:
            return Scalar(self, f, {})
        return self._symbol_of_root(f"|{f}|", Scalar(self, f * f, {}))

    def _plain_root(self, inside: fmpq_mpoly) -> Scalar:
        """√ of a polynomial without square factors; of a rational square, the rational."""
        if inside.is_constant():
            try:
                return self.constant(inside.leading_coefficient().sqrt())
            except DomainError:  # an irrational constant, or a negative one: a symbol
                pass
        return self._symbol_of_root(f"sqrt({inside})", Scalar(self, inside, {}))

    def _symbol_of_root(self, name: str, square: Scalar) -> Scalar:
        self.roots.setdefault(name, square)
        return self.scalar(name)

    def maximum(self, left: Scalar, right: Scalar) -> Scalar:
        """The symbol of max(left, right)."""
        name = f"max({left}, {right})"
        self.maxima[name] = (left, right)
        return self.scalar(name)

    def factor_index(self, factor: fmpq_mpoly) -> int:
        """Where an irreducible denominator stands in the list (added if new)."""
        if factor not in self.factors:
            self.factors.append(factor)
        return self.factors.index(factor)


class Scalar:
    """A rational function of the symbols of its space. Comparing two is the kernel's business."""

    __slots__ = ("denominator", "numerator", "space")
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, space: Symbols, numerator: fmpq_mpoly, denominator: Denominator) -> None:
        self.space = space
        self.numerator = numerator
        self.denominator = denominator

    def top(self) -> fmpq_mpoly:
        """The numerator among all symbols known by now."""
        self.numerator = self.space.lift(self.numerator)  # the same polynomial: lifted once
        return self.numerator

    def _coerce(self, other: Operand) -> Scalar | None:
        if isinstance(other, Scalar):
            if other.space is not self.space:
                raise ValueError("scalars of two spaces do not mix: their symbols differ")
            return other
        if isinstance(other, int | Fraction | fmpq | Number):
            return self.space.constant(other)
        if isinstance(other, float):
            rational(other)  # raises: a float is no exact number
        if isinstance(other, str):
            raise TypeError(f"{other!r} in arithmetic: write Number({other!r})")
        return None

    def __add__(self, other: Operand) -> Operand:
        right = self._coerce(other)
        if right is None:
            return NotImplemented
        common = {i: max(self.denominator.get(i, 0), right.denominator.get(i, 0))
                  for i in self.denominator | right.denominator}
        numerator = self._over(common) + right._over(common)
        return _reduced(self.space, numerator, common)  # denominators may hold roots too

    __radd__ = __add__

    def _over(self, common: Denominator) -> fmpq_mpoly:
        """The numerator once the denominator is expanded to a common one."""
        out = self.top()
        for index, power in common.items():
            missing = power - self.denominator.get(index, 0)
            if missing:
                out = out * self.space.factors[index] ** missing
        return out

    def __neg__(self) -> Scalar:
        return Scalar(self.space, self.top() * -1, self.denominator)

    def __sub__(self, other: Operand) -> Operand:
        right = self._coerce(other)
        return NotImplemented if right is None else self + (-right)

    def __rsub__(self, other: Operand) -> Operand:
        return -self + other

    def __mul__(self, other: Operand) -> Operand:
        right = self._coerce(other)
        if right is None:
            return NotImplemented
        product = {i: self.denominator.get(i, 0) + right.denominator.get(i, 0)
                   for i in self.denominator | right.denominator}
        return _reduced(self.space, self.top() * right.top(), product)

    __rmul__ = __mul__

    def reciprocal(self) -> Scalar:
        """1/self, its numerator split into irreducible denominators."""
        space, top = self.space, self.top()
        if top.is_zero():
            raise ZeroDivisionError(f"division by a scalar that is identically zero: {self}")
        constant, factors = top.factor()
        numerator = space.context.constant(1 / constant)
        for index, power in self.denominator.items():
            numerator = numerator * space.factors[index] ** power
        out = _reduced(space, numerator, {})
        for factor, power in factors:
            name = str(factor)
            for _ in range(int(power)):
                if name in space.roots:  # 1/√s = √s/s
                    out = out * space.scalar(name) * space.roots[name].reciprocal()
                else:
                    one = space.context.constant(1)
                    out = out * Scalar(space, one, {space.factor_index(factor): 1})
        return out

    def __truediv__(self, other: Operand) -> Operand:
        right = self._coerce(other)
        return NotImplemented if right is None else self * right.reciprocal()

    def __rtruediv__(self, other: Operand) -> Operand:
        left = self._coerce(other)
        return NotImplemented if left is None else left * self.reciprocal()

    def __pow__(self, exponent: int) -> Scalar:
        out: Any = self.space.constant(1)
        base = self if exponent >= 0 else self.reciprocal()
        for _ in range(abs(exponent)):
            out = out * base
        return out

    def sqrt(self) -> Scalar:
        return self.space.root(self)

    def __abs__(self) -> Scalar:
        """|s| = √(s²)."""
        return (self * self).sqrt()

    def is_zero(self) -> bool:
        """Is it zero as a rational function, roots reduced?"""
        return self.numerator.is_zero()

    def symbols(self) -> set[str]:
        """The symbols that occur in the numerator or the denominators."""
        parts = [self.top(), *(self.space.factors[i] for i in self.denominator)]
        names = self.space.context.names()
        return {names[k] for part in parts for k, degree in enumerate(part.degrees()) if degree > 0}

    def value(self, assign: Callable[[str], Operand] | Mapping[str, Operand]) -> Operand:
        """Evaluate at numbers: `assign` gives each symbol's value."""
        look_up = assign.__getitem__ if isinstance(assign, Mapping) else assign
        def at(polynomial: fmpq_mpoly) -> Operand:
            names, total = self.space.context.names(), Number(0)
            for powers, coefficient in self.space.lift(polynomial).to_dict().items():
                term: Any = Number(coefficient)
                for name, power in zip(names, powers, strict=True):
                    if power:
                        term = term * look_up(name) ** int(power)
                total = total + term
            return total

        out = at(self.numerator)
        for index, power in self.denominator.items():
            out = out / at(self.space.factors[index]) ** power
        return out

    def __str__(self) -> str:
        top = str(self.top())
        below = [f"({self.space.factors[i]})" + (f"^{p}" if p > 1 else "")
                 for i, p in self.denominator.items() if p]
        return f"({top})/({'*'.join(below)})" if below else top

    __repr__ = __str__

    def _no_truth(self, *_: Any) -> bool:
        raise TypeError("a moment has no truth value and no order: state it with eq, le, lt, ne "
                        "of bnlinear.claims")

    __eq__ = __lt__ = __le__ = __gt__ = __ge__ = __ne__ = _no_truth
    __bool__ = __float__ = _no_truth


def _cancelled(space: Symbols, numerator: fmpq_mpoly, denominator: Denominator) -> Scalar:
    """Divide out every denominator that divides the numerator."""
    kept: Denominator = {}
    for index, power in denominator.items():
        factor = space.factors[index]
        while power:
            quotient, rest = divmod(numerator, factor)
            if not rest.is_zero():
                break
            numerator, power = quotient, power - 1
        if power and not numerator.is_zero():
            kept[index] = power
    return Scalar(space, numerator, kept)


def _reduced(space: Symbols, numerator: fmpq_mpoly, denominator: Denominator) -> Scalar:
    """Replace the square of every root by what it is, then cancel."""
    for name, square in space.roots.items():
        position, numerator = space.names.index(name), space.lift(numerator)
        if numerator.degrees()[position] < 2:
            continue
        by_parity = _split_powers(space, numerator, position)
        total, root = space.constant(0), space.scalar(name)
        for power, part in by_parity.items():
            term = Scalar(space, part, denominator) * square ** (power // 2)
            total = total + (term * root if power % 2 else term)
        return total
    return _cancelled(space, numerator, denominator)


def _split_powers(space: Symbols, polynomial: fmpq_mpoly, position: int) -> dict[int, fmpq_mpoly]:
    """Coefficients by power of one symbol."""
    parts: dict[int, dict[tuple[int, ...], fmpq]] = {}
    for powers, coefficient in polynomial.to_dict().items():
        power = int(powers[position])
        rest = (*powers[:position], 0, *powers[position + 1:])
        parts.setdefault(power, {})[rest] = coefficient
    return {power: space.context.from_dict(part) for power, part in parts.items()}
