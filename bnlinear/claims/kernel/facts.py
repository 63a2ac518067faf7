"""Facts: scalars over moments whose sign is known. Only the rules of the kernel make them.

A fact keeps its rule, the facts it was made from, and the data of the rule: what `show` prints and
what another checker reads is the same derivation.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from bnlinear.claims.signs import Sign
from bnlinear.exact.moments import Operator, Scalar, Vector
from bnlinear.exact.number import InexactError, rational
from bnlinear.exact.scalars import Symbols
from bnlinear.kinds import Operand

KEY = object()  # held by the rules of the kernel

Costs = frozenset[int | str]  # denominators (their index) and roots (their name)


class NotClosed(Exception):
    """The steps do not prove the goal. (A false claim ends here.)"""


class ProofError(Exception):
    """The proof is not well formed, or z3 gave up: nothing is decided.

    `about` is the scalar that a missing fact is about, if there is one.
    """

    def __init__(self, message: str, about: Scalar | None = None) -> None:
        super().__init__(message)
        self.about = about


class Fact:
    """A scalar with a known `Sign`.

    It is known wherever the claim's hypotheses hold, the denominators in `rests` do not vanish and
    the radicands in `rests` are not negative. Immutable.

    Attributes
    ----------
    scalar, sign
        What is known.
    rule
        The rule that made it: a step of the kernel, or "hypothesis", "sum", "product", "quotient",
        "multiple".
    parents
        The facts it was made from.
    data
        What else the rule was given: vectors, powers, polynomials, the words of a hypothesis.
    rests
        All denominators and roots that went into it, cancelled ones too.
    """

    __slots__ = ("data", "parents", "rests", "rule", "scalar", "sign")
    scalar: Scalar
    sign: Sign
    rule: str
    parents: tuple[Fact, ...]
    data: Mapping[str, Any]
    rests: Costs

    def __init__(self, key: object, scalar: Scalar, sign: str, rule: str,
                 parents: tuple[Fact, ...] = (), costs: Costs = frozenset(), **data: Any) -> None:
        if key is not KEY or type(self) is not Fact:
            raise ProofError("facts come from the rules of the kernel only")
        check_facts(*parents, symbols=scalar.space)
        rests = costs.union(costs_of(scalar), *(parent.rests for parent in parents))
        values = scalar, Sign(sign), rule, tuple(parents), MappingProxyType(data), rests
        names = ("scalar", "sign", "rule", "parents", "data", "rests")
        for name, value in zip(names, values, strict=True):
            object.__setattr__(self, name, value)

    def __setattr__(self, name: str, value: object) -> None:
        raise ProofError("a fact does not change")

    def __add__(self, other: Fact) -> Fact:
        return _joined(self, other, "sum")

    def __mul__(self, other: Operand) -> Fact:
        if not isinstance(other, Fact) and _is_number(other):
            return _multiple(self, other)
        return _joined(self, other, "product")

    __rmul__ = __mul__

    def __truediv__(self, other: Operand) -> Fact:
        if not isinstance(other, Fact) and _is_number(other):
            return _multiple(self, 1 / Fraction(str(rational(other))))
        return _joined(self, other, "quotient")

    def __str__(self) -> str:
        return f"{self.scalar} {self.sign.symbol} 0   [{self.rule}]"


def _joined(left: Fact, right: Fact, rule: str) -> Fact:
    """Sum, product or quotient of two facts, with the sign that theirs give it."""
    check_facts(left, right)
    if rule == "quotient" and right.sign is not Sign.POSITIVE:
        raise ProofError(f"division by a scalar that is not known positive (it is "
                         f"{right.sign.symbol} 0 by the rule {right.rule})", right.scalar)
    try:
        sign = left.sign + right.sign if rule == "sum" else left.sign * right.sign
    except ValueError as error:
        raise ProofError(f"{error}: {left} and {right}") from None
    scalar: Any = (left.scalar + right.scalar if rule == "sum" else
                   left.scalar * right.scalar if rule == "product" else left.scalar / right.scalar)
    return Fact(KEY, scalar, sign, rule, (left, right))


def _is_number(value: object) -> bool:
    try:
        rational(value)
    except InexactError as error:
        raise ProofError(str(error)) from None
    except (TypeError, ValueError):
        return False
    return True


def _multiple(fact: Fact, factor: object) -> Fact:
    """c·fact for a rational c: positive, unless the fact is an equation or says ≠."""
    number = rational(factor)
    if number <= 0 and (number == 0 or fact.sign not in (Sign.ZERO, Sign.NONZERO)):
        raise ProofError(f"{factor} times a fact: only a positive number keeps {fact.sign.symbol}")
    return Fact(KEY, fact.scalar * number, fact.sign, "multiple", (fact,), factor=number)


def check_facts(*facts: Fact, symbols: Symbols | None = None) -> None:
    """Made by the kernel, and all about the symbols of one proof."""
    for fact in facts:
        if type(fact) is not Fact:
            raise ProofError(f"{fact!r} is no fact of the kernel: a step such as prove.given(s), "
                             "prove.square(s) or prove.norm(v) makes one")
        if fact.scalar.space is not (symbols or facts[0].scalar.space):
            raise ProofError("a fact of another proof does not count")


def costs_of(value: object) -> Costs:
    """The denominators and roots in a scalar, vector or matrix, under roots and maxima too."""
    if isinstance(value, Vector):
        return frozenset().union(*map(costs_of, value.terms.values()))
    if isinstance(value, Operator):
        of_rank_one = [costs_of(part) for triple in value.rank_one for part in triple]
        return frozenset().union(*map(costs_of, value.powers.values()), *of_rank_one)
    if not isinstance(value, Scalar):
        return frozenset()
    roots = value.symbols() & set(value.space.roots)
    return frozenset(value.denominator).union(roots, *map(costs_of, under(value)))


def under(value: Scalar) -> list[Scalar]:
    """What stands under the roots and maxima of a scalar."""
    symbols, space = value.symbols(), value.space
    inside = [space.roots[name] for name in symbols & set(space.roots)]
    return inside + [side for name in symbols & set(space.maxima) for side in space.maxima[name]]


def symbols_of(*values: Any) -> set[str]:
    """All symbols in scalars and vectors, those under roots and maxima too, however deep."""
    out: set[str] = set()
    for value in values:
        if isinstance(value, Vector):
            out |= symbols_of(*value.terms.values())
        elif isinstance(value, Scalar):
            out |= value.symbols() | symbols_of(*under(value))
    return out
