"""What a body says to the kernel is what it says to numbers.

The kernel proves what the body and the `where` returned on moments. A body may look at the
arithmetic that it runs on, count its calls or draw random numbers; then it is proved as one
statement and printed as another. So what was read is evaluated at exact instances, ties and zero
components among them, and compared with what the claim says about these instances, side by side.
Any difference is an error in the file. What the families say of their members is checked too.

The instances are the same for every run: they depend on the family alone.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import lru_cache, partial
from typing import Any

import numpy as np

from bnlinear.claims.families.coordinates import Box, Coordinates, Rejected
from bnlinear.claims.families.instances import describe
from bnlinear.claims.kernel.checks.evaluation import Evaluation
from bnlinear.claims.kernel.reading import Reading
from bnlinear.claims.record import ClaimError, ClaimRecord, code_of
from bnlinear.claims.relations import Compound, Relation, SpectrumWithin, Statement, StatementError
from bnlinear.claims.signs import Sign
from bnlinear.exact.number import Number
from bnlinear.exact.precision import GaveUp, Undecided, at_precision, no_floats
from bnlinear.kinds import Operand

#: Instances on which the goals are compared; the hypotheses are compared on as many or more.
INSTANCES = 20

#: How many members of the family are tried before it is said that too few can be compared.
TRIED = 400

#: Roots are compared to this many bits.
BITS = 192

_POOL = [Fraction(n, d) for n, d in ((0, 1), (1, 1), (-1, 1), (2, 1), (-2, 1), (1, 2), (3, 1),
                                     (-1, 2), (-3, 1), (3, 2), (1, 3), (2, 3), (4, 1), (-3, 2))]

#: What a body may raise where it is not defined.
UNDEFINED = (ZeroDivisionError, ValueError, Undecided, GaveUp)


def check_agreement(reading: Reading, *, family: bool = True) -> None:
    """Compare what was read with what the claim says about numbers.

    Parameters
    ----------
    family
        Check too what the families say of these members. A mutant has the families and the members
        of its claim, where that was checked.

    Raises
    ------
    ClaimError
        At the first difference: what was read, what was said, and where.
    """
    compared = 0
    with no_floats():
        for at in instances(reading.claim):
            compared += at_precision(BITS, partial(_compared, reading, at, family))
            if compared == INSTANCES:
                return
    raise ClaimError(f"{_place(reading.claim.body)}: {reading.claim.name} is defined on {compared} "
                     f"of {TRIED} instances tried, too few to compare what it says to the kernel "
                     "with what it says to numbers; widen the family or its boxes")


def instances(claim: ClaimRecord) -> Iterator[Coordinates]:
    """Members of the claim's family near its simplest numbers, ties and zeros among them."""
    boxes = {dim: tuple(claim.boxes(dim)) for dim in claim.dims}
    for start in range(0, TRIED, INSTANCES):
        yield from _members(tuple(boxes.items()), start, INSTANCES)


@lru_cache(maxsize=256)
def _members(boxes: tuple[tuple[int, tuple[Box, ...]], ...], start: int, count: int
             ) -> list[Coordinates]:
    """So many members from one place of their sequence on; mutants ask for their claim's again."""
    rng = random.Random(20_190_611 + start)  # any number will do: it is the same for every run
    found = []
    for k in range(start, start + count):
        dim, own = boxes[k % len(boxes)]
        values: list[Fraction] = []
        for box in own:
            tie = rng.random() < 0.2 and [v for v in values if box[0] <= v <= box[1]]
            values.append(rng.choice(tie) if tie else _drawn(box, rng))
        found.append(Coordinates(dim, tuple(values)))
    return found


@lru_cache(maxsize=1024)
def _simple(box: Box) -> list[Fraction]:
    return [v for v in _POOL if box[0] <= v <= box[1]]


def _drawn(box: Box, rng: random.Random) -> Fraction:
    inside = _simple(box)
    if inside and rng.random() < 0.7:
        return rng.choice(inside)
    low, high = box
    return low + (high - low) * Fraction(rng.randrange(13), 12)


def _compared(reading: Reading, at: Coordinates, family: bool) -> bool:
    """Compare at one instance; False where the goals are not defined."""
    claim = reading.claim
    try:
        members, values = claim.build_with_values(at)
    except Rejected:
        return False
    read = Evaluation(reading, values)
    if family:
        _check_family(reading, read)
    try:
        where = claim.hypotheses(members)
        _same(claim, "where", reading.where, where, read, members)
    except UNDEFINED as error:
        _raise_statement(claim.where, error)
    try:
        said = claim.at(members)
        _same(claim, "body", reading.said, said, read, members)
    except UNDEFINED as error:
        _raise_statement(claim.body, error)
        return False
    return True


def _raise_statement(function: Callable[..., Any] | None, error: Exception) -> None:
    """A relation that asserts nothing, or an array changed in place, is an error in the file."""
    if isinstance(error, StatementError) or "read-only" in str(error):
        raise ClaimError(f"{_place(function)}: {error}") from error


def _check_family(reading: Reading, read: Evaluation) -> None:
    """Does the member satisfy what the family says of its members?"""
    for fact in reading.family:
        value = read.scalar(fact.scalar)
        holds = {Sign.NONNEGATIVE: value >= 0, Sign.POSITIVE: value > 0, Sign.ZERO: value == 0,
                 Sign.NONZERO: value != 0}[fact.sign]
        if not holds:
            raise ClaimError(f"a member of the family does not satisfy its own hypothesis "
                             f"{fact.data['text']!r}: {fact.scalar} is {value}")
    base = reading.base
    if base is not None and not SpectrumWithin(read.matrix, read.scalar(base.low),
                                               read.scalar(base.high)).holds():
        raise ClaimError("mu and L of the family do not bound the eigenvalues of its H")


def _same(claim: ClaimRecord, part: str, read: Statement, said: Statement,
          values: Evaluation, members: dict[str, Any]) -> None:
    """The same relations, with the same sides."""
    if isinstance(read, Compound) and isinstance(said, Compound):
        if read.every is said.every and len(read.parts) == len(said.parts):
            for one, other in zip(read.parts, said.parts, strict=True):
                _same(claim, part, one, other, values, members)
            return
    elif isinstance(read, Relation) and isinstance(said, Relation):
        if read.sign is said.sign and _equal(values.side(read.lhs), said.lhs) and _equal(
                values.side(read.rhs), said.rhs):
            return
    elif isinstance(read, SpectrumWithin) and isinstance(said, SpectrumWithin) and (
            _equal(values.side(read.matrix), said.matrix)
            and _equal(values.side(read.low), said.low)
            and _equal(values.side(read.high), said.high)):
        return
    function = claim.body if part == "body" else claim.where
    raise ClaimError(f"{_place(function)}: the {part} of {claim.name} says one thing to the kernel "
                     f"and another to numbers: {read} was read, and at {describe(members)} it says "
                     f"{said}. It must not look at the arithmetic it runs on (isinstance, len, "
                     "hasattr, try), nor change its arguments, nor draw or count; a family that "
                     "changes its numbers does so in adjust=, not in make")


def _equal(read: object, said: object) -> bool:
    """Equal numbers or arrays; balls must overlap and be narrow."""
    left, right = np.asarray(read, dtype=object), np.asarray(said, dtype=object)
    return left.shape == right.shape and all(
        _equal_numbers(a, b) for a, b in zip(left.ravel(), right.ravel(), strict=True))


def _equal_numbers(a: Operand, b: Operand) -> bool:
    difference = Number(a) - Number(b)
    if difference.is_rational:
        return bool(difference == 0)
    size = abs(Number(a).ball) + 1
    if not difference.ball.rad() < size * 2 ** (-BITS // 4):
        raise Undecided("a ball too wide to compare")
    return bool(difference.ball.contains(0))


def _place(function: Callable[..., Any] | None) -> str:
    """File and line of a function, for an error that names it."""
    code = None if function is None else code_of(function)
    return f"{code.co_filename}, line {code.co_firstlineno}" if code else "a function"
