"""Moments: the fourth arithmetic, in which an identity holds for every dimension at once.

A vector is a combination Σ c·Hᵖb of named base vectors b, with H symmetric and p any integer.
A scalar is a rational function of the moments ⟨b, Hᵖb′⟩ and of named scalars. Distinct moments
are free symbols: two scalars that agree as rational functions agree for every dimension, every
symmetric H (invertible where p < 0) and all vectors. Since n moments can be chosen independently
once the dimension is large, the converse holds too.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import numpy as np

from bnlinear.exact.scalars import Scalar, Symbols
from bnlinear.kinds import Operand

__all__ = ["Operator", "Scalar", "Space", "Vector", "maximum"]


class Space(Symbols):
    """The symbols of one proof: named scalars and vectors, their moments, roots and maxima."""

    def __init__(self) -> None:
        super().__init__()
        self.vectors: set[str] = set()
        self.moments: dict[str, tuple[str, int, str]] = {}

    def vector(self, name: str) -> Vector:
        """A free vector."""
        self.vectors.add(name)
        return Vector(self, {(name, 0): self.constant(1)})

    def operator(self) -> Operator:
        """The symmetric operator H."""
        return Operator(self, {1: self.constant(1)}, ())

    def moment(self, left: str, power: int, right: str) -> Scalar:
        """⟨left, H^power right⟩, the same symbol whichever way round (H is symmetric)."""
        left, right = sorted((left, right))
        name = f"<{left}|{right}>" if power == 0 else f"<{left}|H^{power}|{right}>"
        self.moments[name] = (left, power, right)
        return self.scalar(name)


def maximum(left: Operand, right: Operand) -> Operand:
    """The larger of two scalars, in any arithmetic; of two arrays, entry by entry."""
    if isinstance(left, np.ndarray) or isinstance(right, np.ndarray):
        return np.maximum(left, right)
    for value in (left, right):
        if isinstance(value, Scalar):
            one = value.space.constant(1)
            return value.space.maximum(one * left, one * right)
    return left if left >= right else right


def _of_every_size(self: object, *arguments: object, **options: object) -> Any:
    raise TypeError("how many entries this has is not known: a proof is about every d")


class Vector:
    """Σ c·Hᵖb: a combination of base vectors under powers of H."""

    __slots__ = ("space", "terms")
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, space: Space, terms: dict[tuple[str, int], Scalar]) -> None:
        self.space = space
        self.terms = MappingProxyType({k: c for k, c in terms.items() if not c.is_zero()})

    def __add__(self, other: Operand) -> Operand:
        if isinstance(other, int) and other == 0:
            return self
        if not isinstance(other, Vector):
            return NotImplemented
        zero = self.space.constant(0)
        return Vector(self.space, {key: self.terms.get(key, zero) + other.terms.get(key, zero)
                                   for key in self.terms | other.terms})

    __radd__ = __add__

    def __neg__(self) -> Vector:
        return Vector(self.space, {key: -c for key, c in self.terms.items()})

    def __sub__(self, other: Operand) -> Operand:
        return NotImplemented if not isinstance(other, Vector) else self + (-other)

    def __mul__(self, other: Operand) -> Operand:
        factor = self.space.constant(1)._coerce(other)
        if factor is None:
            return NotImplemented
        return Vector(self.space, {key: c * factor for key, c in self.terms.items()})

    __rmul__ = __mul__

    def __truediv__(self, other: Operand) -> Operand:
        return self * (self.space.constant(1) / other)

    def under(self, power: int) -> Vector:
        """H^power of this vector."""
        return Vector(self.space, {(b, p + power): c for (b, p), c in self.terms.items()})

    def __matmul__(self, other: Operand) -> Operand:
        if isinstance(other, Operator):
            return other.transpose() @ self
        if not isinstance(other, Vector):
            return NotImplemented
        total: Any = self.space.constant(0)
        for (b, p), c in self.terms.items():
            for (b2, p2), c2 in other.terms.items():
                total = total + c * c2 * self.space.moment(b, p + p2, b2)
        return total

    def outer(self, other: Vector) -> Operator:
        """The rank-one operator h ↦ self ⟨other, h⟩."""
        return Operator(self.space, {}, ((self.space.constant(1), self, other),))

    def is_zero(self) -> bool:
        """Do all its coefficients vanish? (Then it is zero in every dimension.)"""
        return not self.terms

    def __str__(self) -> str:
        def named(base: str, power: int) -> str:
            return base if power == 0 else f"H {base}" if power == 1 else f"H^{power} {base}"
        return " + ".join(f"({c}) {named(b, p)}" for (b, p), c in self.terms.items()) or "0"

    __repr__ = __str__
    __eq__ = __bool__ = Scalar._no_truth
    __array__, size, shape = _of_every_size, property(_of_every_size), property(_of_every_size)
    ndim = 0  # one symbol, however many numbers it stands for


class Operator:
    """Σ c·Hᵖ plus operators of rank one."""

    __slots__ = ("powers", "rank_one", "space")
    __hash__ = None  # type: ignore[assignment]
    __eq__ = __bool__ = Scalar._no_truth
    __array__, size, shape = _of_every_size, property(_of_every_size), property(_of_every_size)
    ndim = 0  # one symbol, however many numbers it stands for

    def __init__(self, space: Space, powers: dict[int, Scalar],
                 rank_one: tuple[tuple[Scalar, Vector, Vector], ...]) -> None:
        self.space = space
        self.powers = powers
        self.rank_one = rank_one

    def __matmul__(self, other: Operand) -> Operand:
        if not isinstance(other, Vector):
            return NotImplemented
        total = Vector(self.space, {})
        for power, c in self.powers.items():
            total = total + other.under(power) * c
        for c, left, right in self.rank_one:
            total = total + left * (c * (right @ other))
        return total

    def inverse(self) -> Operator:
        """c⁻¹H⁻ᵖ of a single power c·Hᵖ."""
        if self.rank_one or len(self.powers) != 1:
            raise TypeError("only a single power of H has an inverse among moments")
        ((power, c),) = self.powers.items()
        return Operator(self.space, {-power: 1 / c}, ())

    def transpose(self) -> Operator:
        return Operator(self.space, self.powers,
                        tuple((c, right, left) for c, left, right in self.rank_one))

    def __add__(self, other: Operand) -> Operand:
        if not isinstance(other, Operator):
            return NotImplemented
        zero = self.space.constant(0)
        powers = {p: self.powers.get(p, zero) + other.powers.get(p, zero)
                  for p in self.powers | other.powers}
        return Operator(self.space, powers, self.rank_one + other.rank_one)

    def __mul__(self, other: Operand) -> Operand:
        factor = self.space.constant(1)._coerce(other)
        if factor is None:
            return NotImplemented
        return Operator(self.space, {p: c * factor for p, c in self.powers.items()},
                        tuple((c * factor, a, b) for c, a, b in self.rank_one))

    __rmul__ = __mul__

    def __neg__(self) -> Operand:
        return self * -1

    def __sub__(self, other: Operand) -> Operand:
        return NotImplemented if not isinstance(other, Operator) else self + (-other)

    def __truediv__(self, other: Operand) -> Operand:
        return self * (self.space.constant(1) / other)
