"""Hints for questions whose refutation the search does not find by itself.

A hint is by row: squares to use, what to show first, where to split into two cases. It need not be
trusted: whatever is found with it, coqc checks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

#: From the scalars of a question, by name, to polynomials in them.
Polynomials = Callable[[Callable[[str], Any]], tuple[Any, ...]]


@dataclass(frozen=True)
class Hint:
    """For the questions of one row.

    Attributes
    ----------
    squares
        Polynomials whose squares are of use.
    first
        Polynomials that are not negative, each shown before the goal.
    cases
        Polynomials z of unknown sign: the proof is split into z ≥ 0 and z < 0.
    products
        The number of factors and the degree of the products that the goal's refutation needs.
    spare
        Facts that it does not need.
    """

    squares: Polynomials = lambda s: ()
    first: Polynomials = lambda s: ()
    cases: Polynomials = lambda s: ()
    products: tuple[int, int] | None = None
    spare: Polynomials = lambda s: ()


def polynomials(space: Any, wanted: Polynomials) -> list[Any]:
    """A hint's polynomials, if this question speaks of their scalars."""
    known, names = set(space.names), set()

    def scalar(name: str) -> Any:
        names.add(name)
        return space.scalar(name if name in known else "_")

    found = [s.top() for s in wanted(scalar)]
    return found if names <= known else []


def _sharp_squares(s: Callable[[str], Any]) -> tuple[Any, ...]:
    A, E, C, T, c = map(s, "AECTc")
    return (1 + c) * A + (1 - c) * E + 2 * C, 2 * A + T * C


HINTS = {
    # |Q(s + 1) + s|² after the target is multiplied by Q
    "beyond.centring_distance": Hint(
        squares=lambda s: (s("Q.value") * (s("s.value") + 1) + s("s.value"), s("s.value") + 1,
                           s("s.value")), products=(4, 9)),
    # 2(A + E)(A + E + 2C) = (A + E + 2C)² + (A − E)² + 4(AE − C²)
    "beyond.sign_kept_doubled": Hint(
        squares=lambda s: (s("A") + s("E") + 2 * s("C"),), products=(5, 5)),
    # two ranges of T: a discriminant above 2/(1 + c), an interpolation from 0 below
    "beyond.sign_kept_sharp": Hint(
        squares=_sharp_squares, first=lambda s: (1 - s("c"),),
        cases=lambda s: (s("T") * (1 + s("c")) - 2,), products=(5, 7),
        spare=lambda s: (s("K"), 1 - s("K"))),
}
