"""Working precision: ask until balls can tell, and keep floats out meanwhile.

Precision is global to the process. `at_precision` surrounds a whole call, never a `yield`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import flint

T = TypeVar("T")


class Undecided(ArithmeticError):
    """Balls at the working precision cannot tell; more precision may."""


class GaveUp(Exception):
    """A computation reached its limit before it could tell (not a tie: more effort may help)."""


_floats_allowed = True


@contextmanager
def no_floats() -> Iterator[None]:
    """Inside, no Number becomes a float (global to the process): a decision stays exact."""
    global _floats_allowed
    before, _floats_allowed = _floats_allowed, False
    try:
        yield
    finally:
        _floats_allowed = before


_screening = False


@contextmanager
def screening() -> Iterator[None]:
    """Inside, a Number that meets a float becomes one (global to the process): a float screen runs
    the same lines as an exact decision, constants like Number("1/3") included."""
    global _screening
    before, _screening = _screening, True
    try:
        yield
    finally:
        _screening = before


def is_screening() -> bool:
    """Does a Number that meets a float become one now?"""
    return _screening


def floats_allowed() -> bool:
    """May a Number become a float now?"""
    return _floats_allowed


def working_precision() -> int:
    """The bits that balls have now."""
    return int(flint.ctx.prec)


def at_precision(bits: int, compute: Callable[[], T]) -> T:
    """Run `compute` with balls of the given precision (global to the process, restored after)."""
    before = flint.ctx.prec
    flint.ctx.prec = bits
    try:
        return compute()
    finally:
        flint.ctx.prec = before


def decide(question: Callable[[], T], *, start: int = 64, limit: int = 4096) -> T:
    """Ask again with twice the precision until the balls can tell.

    Raises
    ------
    Undecided
        When `limit` bits do not suffice: as a rule a tie, which no ball can settle.

    >>> from bnlinear.exact import Number
    >>> decide(lambda: Number(2).sqrt() + Number(3).sqrt() < Number("3.1462643699419723423291351"))
    True
    """
    bits = start
    while True:
        try:
            return at_precision(bits, question)
        except Undecided:
            if bits >= limit:
                raise
            bits = min(2 * bits, limit)
