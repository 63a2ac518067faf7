"""Syntax, the fifth arithmetic: what a claim's body computes, kept as the formula it is.

The body runs on terms as it runs on numbers. What comes out is printed as the statement of a Rocq
theorem, or evaluated at an exact instance, which must give what the rational arithmetic gives.
Equal terms are one object (they are hash-consed), so that what occurs twice is printed once.

The vectors' bookkeeping of operators (Σ c·Hᵖ plus rank one, applied to a vector) is that of
`bnlinear.exact.moments`; no other rule of moments takes part: terms are never reduced.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from flint import fmpq

from bnlinear.exact.moments import Operator, Scalar, Space, Vector
from bnlinear.exact.number import Number, rational


class Terms(Space):
    """All terms of one claim."""

    def __init__(self) -> None:
        super().__init__()
        self.table: dict[tuple[Any, ...], ScalarTerm | VectorTerm] = {}
        self.bound: set[str] = set()

    def make(self, kind: type[Any], op: str, *args: Any) -> Any:
        inner = (a.index if isinstance(a, ScalarTerm | VectorTerm) else a for a in args)
        key = (kind.__name__, op, *inner)
        if key not in self.table:
            self.table[key] = kind(self, op, args, len(self.table))
        return self.table[key]

    def scalar(self, name: str) -> ScalarTerm:
        return self.make(ScalarTerm, "name", name)

    def constant(self, value: Any) -> ScalarTerm:
        return self.make(ScalarTerm, "number", str(rational(value)))

    def vector(self, name: str) -> VectorTerm:
        return self.make(VectorTerm, "name", name)

    def operator(self) -> Operator:
        return Operator(self, {1: self.constant(1)}, ())

    def maximum(self, left: Any, right: Any) -> ScalarTerm:
        return self.make(ScalarTerm, "max", left, right)

    def fresh(self, letter: str) -> str:
        """The name of a variable to bind; no parameter has it."""
        name = f"{letter}_{len(self.bound) + 1}_"
        self.bound.add(name)
        return name


class ScalarTerm(Scalar):
    """A formula for a number: an operation and its arguments."""

    __slots__ = ("args", "index", "op")

    def __init__(self, space: Terms, op: str, args: tuple[Any, ...], index: int) -> None:
        self.space = space
        self.op, self.args, self.index = op, args, index

    def _make(self, op: str, *args: Any) -> Any:
        space: Any = self.space
        return space.make(ScalarTerm, op, *args)

    def _coerce(self, other: Any) -> ScalarTerm | None:
        if isinstance(other, ScalarTerm):
            if other.space is not self.space:
                raise ValueError("terms of two claims do not mix")
            return other
        if isinstance(other, int | Fraction | fmpq | str | Number):
            number: Any = self.space.constant(other)
            return number
        if isinstance(other, float):
            rational(other)  # raises: a float is no exact number
        return None

    def is_number(self, value: int) -> bool:
        return self.op == "number" and self.args[0] == str(value)

    def __add__(self, other: Any) -> Any:
        right = self._coerce(other)
        if right is None:
            return NotImplemented
        if right.is_number(0):
            return self
        if self.is_number(0):
            return right
        return self._make("+", self, right)

    def __radd__(self, other: Any) -> Any:
        left = self._coerce(other)
        return NotImplemented if left is None else left + self

    def __neg__(self) -> ScalarTerm:
        return self._make("neg", self)

    def __sub__(self, other: Any) -> Any:
        right = self._coerce(other)
        if right is None:
            return NotImplemented
        return self if right.is_number(0) else self._make("-", self, right)

    def __rsub__(self, other: Any) -> Any:
        left = self._coerce(other)
        return NotImplemented if left is None else left - self

    def __mul__(self, other: Any) -> Any:
        right = self._coerce(other)
        if right is None:
            return NotImplemented
        for one, rest in ((self, right), (right, self)):
            if one.is_number(1):
                return rest
            if one.is_number(-1):
                return -rest
        return self._make("*", self, right)

    def __rmul__(self, other: Any) -> Any:
        left = self._coerce(other)
        return NotImplemented if left is None else left * self

    def reciprocal(self) -> ScalarTerm:
        return self.space.constant(1) / self

    def __truediv__(self, other: Any) -> Any:
        right = self._coerce(other)
        if right is None:
            return NotImplemented
        return self if right.is_number(1) else self._make("/", self, right)

    def __rtruediv__(self, other: Any) -> Any:
        left = self._coerce(other)
        return NotImplemented if left is None else left / self

    def __pow__(self, exponent: int) -> ScalarTerm:
        if exponent < 0:
            return (self ** -exponent).reciprocal()
        return self if exponent == 1 else self._make("^", self, exponent)

    def sqrt(self) -> ScalarTerm:
        return self._make("sqrt", self)

    def __abs__(self) -> ScalarTerm:
        return self._make("abs", self)

    def derivative_of(self, f: Callable[[Any], Any], order: int) -> Any:
        """dⁿf/dtⁿ at t = 0, stated as such; `self`, Taylor's formula for it, is but a hint."""
        return _derivative(self, f, order)

    def is_zero(self) -> bool:
        return self.is_number(0)

    def __str__(self) -> str:
        return f"{self.op}({', '.join(map(str, self.args))})"

    __repr__ = __str__


def _derivative(hint: Any, f: Callable[[Any], Any], order: int) -> Any:
    space = hint.space
    variable = space.scalar(space.fresh("t"))
    return space.make(type(hint), "derivative", f(variable), variable, order, hint)


class VectorTerm(Vector):
    """A formula for a vector."""

    __slots__ = ("args", "index", "op")

    def __init__(self, space: Terms, op: str, args: tuple[Any, ...], index: int) -> None:
        self.space = space
        self.op, self.args, self.index = op, args, index

    def _make(self, op: str, *args: Any) -> Any:
        space: Any = self.space
        return space.make(VectorTerm, op, *args)

    @property
    def terms(self) -> Any:  # type: ignore[override]
        raise TypeError("a term has no normal form")

    def __add__(self, other: Any) -> Any:
        if isinstance(other, VectorTerm):
            return self._make("+", self, other)
        if (isinstance(other, int) and other == 0) or type(other) is Vector:
            return self  # 0, and the empty sum that an operator starts from
        return NotImplemented

    __radd__ = __add__

    def __neg__(self) -> VectorTerm:
        return self * -1

    def __sub__(self, other: Any) -> Any:
        return self + other * -1 if isinstance(other, VectorTerm) else NotImplemented

    def __mul__(self, other: Any) -> Any:
        one: Any = self.space.constant(1)
        factor = one._coerce(other)
        if factor is None:
            return NotImplemented
        return self if factor.is_number(1) else self._make("*", factor, self)

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Any:
        return self * (self.space.constant(1) / other)

    def under(self, power: int) -> VectorTerm:
        out = self
        for _ in range(abs(power)):
            inverse = ("H", "K") if power < 0 else ("K", "H")
            out = out.args[0] if out.op == inverse[0] else out._make(inverse[1], out)
        return out

    def __matmul__(self, other: Any) -> Any:
        if isinstance(other, Operator):
            return other.transpose() @ self
        if not isinstance(other, VectorTerm):
            return NotImplemented
        space: Any = self.space
        return space.make(ScalarTerm, "dot", self, other)

    def derivative_of(self, f: Callable[[Any], Any], order: int) -> Any:
        return _derivative(self, f, order)

    def is_zero(self) -> bool:
        return False

    def __str__(self) -> str:
        return f"{self.op}({', '.join(map(str, self.args))})"

    __repr__ = __str__


Term = ScalarTerm | VectorTerm


def arguments(term: Term) -> list[Term]:
    """The terms that a term is made of (of a derivative: the function's value)."""
    args = term.args[:1] if term.op == "derivative" else term.args
    return [a for a in args if isinstance(a, ScalarTerm | VectorTerm)]
