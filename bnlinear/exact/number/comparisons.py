"""Three-valued comparisons: certain, or `Undecided`."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from operator import eq, ge, gt, le, lt, ne
from typing import Any

import flint
import numpy as np
from flint import arb, fmpq

from bnlinear.exact.converters import is_scalar, rational
from bnlinear.exact.number.balls import as_ball, parts_of
from bnlinear.exact.number.value import Value
from bnlinear.exact.precision import Undecided, is_screening
from bnlinear.kinds import Operand

#: What floats on a float screen are. (`float | np.floating` would be made anew at each call.)
FLOATS = (float, np.floating)


class Compared(Value):
    """A value that is compared with others, and with exact scalars; equal ones hash alike."""

    __slots__ = ()

    def _certain(self, other: object, yes: Callable[[Any, Any], Any],
                 no: Callable[[Any, Any], Any]) -> bool:
        if isinstance(other, Value):
            theirs = other._value
        elif type(other) is int:
            theirs = fmpq(other)
        elif not is_scalar(other):
            return NotImplemented
        elif isinstance(other, FLOATS) and is_screening():
            return bool(yes(self.rounded(), float(other)))
        else:
            theirs = rational(other)
        mine = self._value
        if type(mine) is not type(theirs):
            mine, theirs = as_ball(mine), as_ball(theirs)
        if yes(mine, theirs):
            return True
        if no(mine, theirs):
            return False
        raise Undecided(f"{self} and {other} overlap at {flint.ctx.prec} bits")

    def __lt__(self, other: Operand) -> bool:
        return self._certain(other, lt, ge)

    def __le__(self, other: Operand) -> bool:
        return self._certain(other, le, gt)

    def __gt__(self, other: Operand) -> bool:
        return self._certain(other, gt, le)

    def __ge__(self, other: Operand) -> bool:
        return self._certain(other, ge, lt)

    def __eq__(self, other: object) -> bool:
        return self._certain(other, eq, ne)

    def __hash__(self) -> int:
        exact = self._value
        if isinstance(exact, arb) and exact.is_exact():
            exact = exact.fmpq()  # a ball of radius 0 equals a rational: it must hash as one
        if isinstance(exact, fmpq):
            return hash(Fraction(int(exact.p), int(exact.q)))
        return hash(parts_of(exact))

    def __bool__(self) -> bool:
        return self != 0
