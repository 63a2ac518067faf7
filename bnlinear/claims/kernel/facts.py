"""Facts: scalars over moments whose sign is known. Only the rules of the kernel make them."""

from __future__ import annotations

from typing import Any

from bnlinear.exact.moments import Scalar, Space, Vector

KEY = object()  # only this page makes facts

Costs = frozenset[int | str]  # denominators (their index) and roots (their name)


class NotClosed(Exception):
    """The steps do not prove the goal. (A false claim ends here.)"""


class ProofError(Exception):
    """The proof is not well formed, or z3 gave up: nothing is decided."""


class Fact:
    """A scalar with a known sign: ``">="``, ``">"``, ``"="`` or ``"!="`` zero.

    It is known wherever the claim's hypotheses hold, the denominators in `rests` do not vanish and
    the radicands in `rests` are not negative. Immutable.
    """

    __slots__ = ("rests", "scalar", "sign", "why")
    scalar: Scalar
    sign: str
    why: str
    rests: Costs

    def __init__(self, key: object, scalar: Scalar, sign: str, why: str,
                 rests: Costs = frozenset()) -> None:
        if key is not KEY or type(self) is not Fact:
            raise ProofError("facts come from the rules of the kernel only")
        object.__setattr__(self, "scalar", scalar)
        object.__setattr__(self, "sign", sign)
        object.__setattr__(self, "why", why)
        object.__setattr__(self, "rests", rests | costs_of(scalar))

    def __setattr__(self, name: str, value: Any) -> None:
        raise ProofError("a fact does not change")

    def _joined(self, other: Fact, scalar: Scalar, sign: str) -> Fact:
        return Fact(KEY, scalar, sign, f"{self.why}; {other.why}", self.rests | other.rests)

    def __add__(self, other: Fact) -> Fact:
        check_facts(self, other)
        if "!=" in (self.sign, other.sign):
            raise ProofError("the sum of two nonzero scalars may vanish")
        strict = ">" in (self.sign, other.sign)
        equal = self.sign == other.sign == "="
        return self._joined(other, self.scalar + other.scalar,
                            ">" if strict else "=" if equal else ">=")

    def __mul__(self, other: Fact) -> Fact:
        check_facts(self, other)
        signs = {self.sign, other.sign}
        sign = "=" if "=" in signs else "!=" if "!=" in signs else ">=" if ">=" in signs else ">"
        if sign == "!=" and ">=" in signs:
            raise ProofError("a nonzero scalar has no known sign")
        return self._joined(other, self.scalar * other.scalar, sign)

    def __truediv__(self, other: Fact) -> Fact:
        check_facts(self, other)
        if other.sign != ">":
            raise ProofError(f"division by a scalar that is not known positive ({other.why})")
        return self._joined(other, self.scalar / other.scalar, self.sign)

    def __str__(self) -> str:
        return f"{self.scalar} {self.sign} 0   [{self.why}]"


def check_facts(*facts: Fact, space: Space | None = None) -> None:
    """Made by this page, and all about the symbols of one proof."""
    for fact in facts:
        if type(fact) is not Fact:
            raise ProofError(f"{fact!r} is no fact of the kernel")
        if fact.scalar.space is not (space or facts[0].scalar.space):
            raise ProofError("a fact of another proof does not count")


def costs_of(value: Any) -> Costs:
    """The denominators and roots in a scalar or vector, those under its roots and maxima too."""
    if isinstance(value, Vector):
        return frozenset().union(*map(costs_of, value.terms.values()))
    if not isinstance(value, Scalar):
        return frozenset()
    roots = value.symbols() & set(value.space.roots)
    return frozenset(value.denominator).union(roots, *map(costs_of, _under(value)))


def _under(value: Scalar) -> list[Scalar]:
    """What stands under the roots and maxima of a scalar."""
    symbols, space = value.symbols(), value.space
    under = [space.roots[name] for name in symbols & set(space.roots)]
    return under + [side for name in symbols & set(space.maxima) for side in space.maxima[name]]


def symbols_under(*values: Scalar) -> set[str]:
    """All symbols under roots and maxima, however deep."""
    inner = [part for value in values for part in _under(value)]
    return set().union(*(part.symbols() for part in inner), *map(symbols_under, inner))
