"""Real numbers known by what encloses them."""

from __future__ import annotations

from collections.abc import Callable
from functools import total_ordering
from typing import Any

from bnlinear.exact.number import Number, is_scalar
from bnlinear.exact.precision import Undecided, at_precision


@total_ordering
class Enclosed:
    """A real number that can be enclosed at any precision, but not compared for equality.

    Comparisons refine until they are certain; a tie raises `Undecided`.
    """

    def __init__(self, compute: Callable[[], Number]) -> None:
        self._compute = compute

    def number(self) -> Number:
        """An enclosure at the working precision."""
        return self._compute()

    def __float__(self) -> float:
        return float(at_precision(64, self.number))

    def __repr__(self) -> str:
        return f"Enclosed({at_precision(64, self.number).rounded():.6g})"

    def __eq__(self, other: object) -> bool:
        return self is other or (_is_operand(other) and self._compare(other) == 0)

    def __lt__(self, other: Any) -> bool:
        return self._compare(other) < 0 if _is_operand(other) else NotImplemented

    __hash__ = object.__hash__

    def _compare(self, other: Any) -> int:
        bits = 64
        while True:
            try:
                return int(at_precision(bits, lambda: self._order(other)))
            except Undecided:
                if bits >= 1024:
                    raise
                bits *= 2

    def _order(self, other: Any) -> int:
        mine, theirs = self.number(), other.number() if hasattr(other, "number") else Number(other)
        return 1 if mine > theirs else -1 if mine < theirs else 0

    def __truediv__(self, other: Any) -> Any:
        return self.number() / (other.number() if hasattr(other, "number") else other)

    def __rtruediv__(self, other: Any) -> Any:
        return Number(other) / self.number()


def _is_operand(value: Any) -> bool:
    return hasattr(value, "number") or isinstance(value, Number) or is_scalar(value)
