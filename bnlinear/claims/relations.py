"""What a claim asserts: relations between numbers, to be judged in any arithmetic.

A claim's body returns `le(lhs, rhs)`, `eq(lhs, rhs)`, … or several of them. Over floats a relation
has a scale-free margin (negative where violated) that the hunt minimises; over exact numbers it
holds, fails, or is undecided; over moments its two sides are the goal of a proof.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from bnlinear.claims.signs import Sign
from bnlinear.exact.algebraic.fields import Algebraic
from bnlinear.exact.moments import Scalar, Vector
from bnlinear.exact.number import InexactError, Number
from bnlinear.exact.precision import Undecided
from bnlinear.exact.spectra import Root, spectrum
from bnlinear.kinds import Matrix, Operand


class StatementError(ValueError):
    """A relation that asserts nothing, or compares what cannot be compared."""


@dataclass(frozen=True, eq=False)
class Relation:
    """lhs ≤, <, = or ≠ rhs; vectors are compared entry by entry."""

    sign: Sign  # of rhs − lhs
    lhs: Operand
    rhs: Operand

    @property
    def kind(self) -> str:
        """The function that makes it: "le", "lt", "eq" or "ne"."""
        return {">=": "le", ">": "lt", "=": "eq", "!=": "ne"}[self.sign]

    def __post_init__(self) -> None:
        for name, side in (("lhs", self.lhs), ("rhs", self.rhs)):
            if isinstance(side, list | tuple):
                object.__setattr__(self, name, np.array(side))
        left, right = _shape(self.lhs), _shape(self.rhs)
        if left != right:
            raise StatementError(f"compares shapes {left} and {right}: both sides need the same "
                                 "shape (write 0 * w for the zero vector)")
        if 0 in left:
            raise StatementError("compares nothing: both sides are empty arrays")

    def holds(self) -> bool:
        """Judge exactly; `Undecided` when balls overlap, `InexactError` for a float."""
        left, right = _entries(self.lhs), _entries(self.rhs)
        verdicts = [_compare(self.sign, a, b) for a, b in zip(left, right, strict=True)]
        return any(verdicts) if self.sign is Sign.NONZERO else all(verdicts)

    def margin(self) -> float:
        """How far from violated, between −1 and 1 whatever the scale (floats only)."""
        left = np.atleast_1d(np.asarray(self.lhs, dtype=float))
        right = np.atleast_1d(np.asarray(self.rhs, dtype=float))
        sizes = float(np.max(np.abs(left))), float(np.max(np.abs(right)))
        apart = float(np.max(np.abs(left - right)))
        if self.sign is Sign.NONNEGATIVE and max(sizes) == 0:
            return 1.0  # 0 ≤ 0 says nothing, least of all how near a violation is
        # against a plain 0 there is no scale to compare with, and a bare sign has no slope
        size = sum(sizes) if min(sizes) > 0 else 1 + apart
        if self.sign in (Sign.ZERO, Sign.NONZERO):
            return apart / size if self.sign is Sign.NONZERO else -apart / size
        return float(np.min(right - left)) / size

    def negation(self) -> Relation:
        flipped = {Sign.ZERO: Sign.NONZERO, Sign.NONZERO: Sign.ZERO}
        if self.sign in flipped:
            return Relation(flipped[self.sign], self.lhs, self.rhs)
        return Relation(Sign.POSITIVE if self.sign is Sign.NONNEGATIVE else Sign.NONNEGATIVE,
                        self.rhs, self.lhs)

    def is_equation(self) -> bool:
        return self.sign is Sign.ZERO

    def is_bare(self) -> bool:
        """Is it about the sign of one side alone?"""
        return any(isinstance(side, int) and side == 0 for side in (self.lhs, self.rhs))

    def speaks(self) -> bool:
        """Does it assert anything here?"""
        return True

    def __iter__(self) -> Iterator[Relation]:
        yield self

    def __str__(self) -> str:
        return f"{self.lhs} {self.sign.between} {self.rhs}"

    def __bool__(self) -> bool:
        raise TypeError("a relation is not a truth value: return it from the claim, or combine "
                        "several with all_of, any_of, implies")


@dataclass(frozen=True, eq=False)
class Compound:
    """All of several relations, or any of them; an implication remembers its premise."""

    every: bool
    parts: tuple[Statement, ...]
    premise: Statement | None = None  # of an implication

    def __post_init__(self) -> None:
        for part in self.parts:
            statement(part)

    def holds(self) -> bool:
        undecided: Undecided | None = None
        for part in self.parts:  # one clear answer may settle it, whatever else is undecided
            try:
                if part.holds() is not self.every:
                    return not self.every
            except Undecided as doubt:
                undecided = doubt
        if undecided is not None:
            raise undecided
        return self.every

    def margin(self) -> float:
        margins = [part.margin() for part in self.parts]
        if self.every:
            return min(margins, default=np.inf)
        return max(margins, default=-np.inf)

    def negation(self) -> Compound:
        return Compound(not self.every, tuple(part.negation() for part in self.parts))

    def is_equation(self) -> bool:
        return self.every and all(part.is_equation() for part in self.parts)

    def is_bare(self) -> bool:
        return all(part.is_bare() for part in self.parts)

    def speaks(self) -> bool:
        """Does it assert anything here? Not an implication whose premise fails."""
        try:
            if self.premise is not None and not self.premise.holds():
                return False
        except Undecided:
            pass  # the conclusion alone has settled it
        return any(part.speaks() for part in self.parts)

    def __iter__(self) -> Iterator[Relation]:
        for part in self.parts:
            yield from part

    def __str__(self) -> str:
        return (" and " if self.every else " or ").join(f"({part})" for part in self.parts)


@dataclass(frozen=True, eq=False)
class SpectrumWithin:
    """Every nonzero eigenvalue of a symmetric matrix lies in [low, high]."""

    matrix: Matrix
    low: Operand
    high: Operand

    def holds(self) -> bool:
        """Decided on the certified spectrum."""
        roots = spectrum(self.matrix).roots
        low, high = Number(self.low), Number(self.high)
        return all(low <= root and root <= high for root in (roots[:1] + roots[-1:]))

    def margin(self) -> float:
        values = np.linalg.eigvalsh(self.matrix)
        size = float(np.max(np.abs(values)))
        nonzero = values[np.abs(values) > 1e-9 * size]  # eigvalsh errs by some 1e-16 · size
        if not len(nonzero):
            return np.inf
        low, high = float(Fraction(self.low)), float(Fraction(self.high))
        return float(min(nonzero[0] - low, high - nonzero[-1])) / (size + abs(high))

    def negation(self) -> Compound:
        raise TypeError("spectrum_within is a hypothesis: it cannot be negated")

    def is_equation(self) -> bool:
        return False

    def is_bare(self) -> bool:
        return False

    def speaks(self) -> bool:
        return True

    def __iter__(self) -> Iterator[Relation]:
        return iter(())  # it compares no two numbers that a report could show

    def __str__(self) -> str:
        return f"nonzero eigenvalues within [{self.low}, {self.high}]"


Statement = Relation | Compound | SpectrumWithin


def le(lhs: Operand, rhs: Operand) -> Relation:
    """lhs ≤ rhs."""
    return Relation(Sign.NONNEGATIVE, lhs, rhs)


def lt(lhs: Operand, rhs: Operand) -> Relation:
    """lhs < rhs."""
    return Relation(Sign.POSITIVE, lhs, rhs)


def ge(lhs: Operand, rhs: Operand) -> Relation:
    """lhs ≥ rhs."""
    return Relation(Sign.NONNEGATIVE, rhs, lhs)


def gt(lhs: Operand, rhs: Operand) -> Relation:
    """lhs > rhs."""
    return Relation(Sign.POSITIVE, rhs, lhs)


def eq(lhs: Operand, rhs: Operand) -> Relation:
    """lhs = rhs, numbers or vectors."""
    return Relation(Sign.ZERO, lhs, rhs)


def ne(lhs: Operand, rhs: Operand) -> Relation:
    """lhs ≠ rhs, numbers or vectors."""
    return Relation(Sign.NONZERO, lhs, rhs)


def spectrum_within(matrix: Matrix, low: Operand, high: Operand) -> SpectrumWithin:
    """Every nonzero eigenvalue of a symmetric matrix lies in [low, high]: a hypothesis.

    >>> from bnlinear.exact import array
    >>> spectrum_within(array([[2, 1], [1, 2]]), 1, 3).holds()
    True
    """
    return SpectrumWithin(matrix, low, high)


def all_of(*parts: Any) -> Compound:
    """Every part holds."""
    return Compound(True, tuple(statement(part) for part in parts))


def any_of(*parts: Any) -> Compound:
    """At least one part holds."""
    return Compound(False, tuple(statement(part) for part in parts))


def implies(premise: object, conclusion: object) -> Compound:
    """The conclusion holds wherever the premise does."""
    given = statement(premise)
    return Compound(False, (given.negation(), statement(conclusion)), given)


def statement(value: object) -> Statement:
    """Read what a body or a `where` returned: relations, lists of them, plain truth values."""
    if type(value) in (Relation, Compound, SpectrumWithin):  # a class of one's own may say anything
        return value  # type: ignore[return-value]
    if isinstance(value, list | tuple):
        return all_of(*value)
    if isinstance(value, bool | np.bool_):
        return eq(0, 0) if value else eq(0, 1)
    raise TypeError(f"a claim returned {type(value).__name__} {value!r}; it must return a relation "
                    "such as le(lhs, rhs) or eq(lhs, rhs), or several of them")


def conjuncts(said: Statement, *, needed: bool) -> list[Statement]:
    """The relations that must all hold. A disjunction may be dropped from the hypotheses."""
    if not isinstance(said, Compound):
        return [said]
    if said.every:
        return [r for part in said.parts for r in conjuncts(part, needed=needed)]
    return [said] if needed else []


def _shape(side: Operand) -> tuple[int, ...]:
    """Of arrays; a vector of the kernel does not know how many entries it has."""
    return np.shape(side) if isinstance(side, np.ndarray) else ()


def _entries(side: object) -> list[Any]:
    return list(side.ravel()) if isinstance(side, np.ndarray) else [side]


def _compare(sign: Sign, left: Operand, right: Operand) -> bool:
    for value in (left, right):
        if isinstance(value, Scalar | Vector):
            raise TypeError("moments are proved, not compared")
        if not isinstance(value, Number | Root | Algebraic | Fraction | int | np.integer):
            raise InexactError(f"exactness was promised but {type(value).__name__} {value!r} came "
                               "out: use exact numbers all the way, or screen_only=True")
    if sign in (Sign.NONNEGATIVE, Sign.POSITIVE):
        return bool(left <= right) if sign is Sign.NONNEGATIVE else bool(left < right)
    return bool(left == right) if sign is Sign.ZERO else bool(left != right)
