"""A family of instances: a few small rationals in, one exact instance out.

A family is a list of parts and what is made of them. Its members are built in whatever arithmetic
the coordinates have: the pool draws rationals, the optimiser moves floats, the shrinker
simplifies, replay rebuilds; over symbols the kernel proves.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from keyword import iskeyword
from typing import Any, TypeAlias

from numpy import integer
from numpy.random import Generator

from bnlinear.claims.families.coordinates import Box, Coordinates, Hypothesis, Rejected
from bnlinear.claims.families.matrices import DataPart, OrthogonalPart, Spectrum
from bnlinear.claims.families.parts import OnesPart, ScalarPart, VectorPart
from bnlinear.exact.algebraic.fields import Algebraic
from bnlinear.exact.moments import Space
from bnlinear.exact.number import Number

Part: TypeAlias = Spectrum | VectorPart | OnesPart | ScalarPart | OrthogonalPart | DataPart


@dataclass(frozen=True)
class Family:
    """Parts, the dimensions they come in, and what is made of them.

    Attributes
    ----------
    parts
        Where the coordinates go.
    make
        The instance from the parts' values (arrays, exact arrays or moments).
    min_dim, max_dim
        The dimensions searched. A proof covers all.
    adjust
        Changes the parts' values before `make`, in numbers only, so that roots become rational:
        it returns members of the same parts. (What a `make` did to numbers alone, a proof could
        not know of.)
    """

    name: str
    parts: tuple[Part, ...]
    make: Callable[[dict[str, Any]], Any] = field(compare=False)
    min_dim: int = 1
    max_dim: int = 4
    adjust: Callable[[dict[str, Any]], dict[str, Any]] | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        if isinstance(self.parts, Part):
            raise ValueError(f"{self.name}: parts = {self.parts}; it must be a tuple, (part,)")
        object.__setattr__(self, "parts", tuple(self.parts))
        dims = self.min_dim, self.max_dim
        if not (all(isinstance(dim, int | integer) for dim in dims) and 1 <= dims[0] <= dims[1]):
            raise ValueError(f"{self.name}: min_dim = {dims[0]!r}, max_dim = {dims[1]!r}; "
                             "need 1 <= min_dim <= max_dim, whole numbers")
        names = [name for part in self.parts for name in part.names]
        for name in names:  # symbols of the proof kernel: they must not be mistaken for another
            if names.count(name) > 1 or not name.isidentifier() or iskeyword(name):
                raise ValueError(f"{self.name}: parameter name {name!r}; every name must be a "
                                 "Python identifier that occurs once")

    def boxes(self, dim: int) -> list[Box]:
        return [box for part in self.parts for box in part.boxes(dim)]

    def searched(self) -> str:
        """Where its members are searched, in words."""
        return ", ".join(text for part in self.parts if (text := part.searched()))

    def build(self, at: Coordinates) -> Any:
        """The instance at these coordinates: floats if they are floats, else exact."""
        return self.make(self.values(at))

    def values(self, at: Coordinates) -> dict[str, Any]:
        """The parts' values at these coordinates; `Rejected` if there is no such member."""
        exact = not all(isinstance(v, float) for v in at.values)
        values = tuple(v if isinstance(v, Algebraic) else Number(v)
                       for v in at.values) if exact else at.values
        built: dict[str, Any] = {}
        for part, own in self._split(values, at.dim):
            built |= part.build(own, at.dim)
        return built if self.adjust is None else self._adjusted(built)

    def _adjusted(self, built: dict[str, Any]) -> dict[str, Any]:
        """What is no value of the same parts is no member: nothing is proved or refuted by it."""
        assert self.adjust is not None
        adjusted = self.adjust(built)
        for part in self.parts:
            if isinstance(part, VectorPart | ScalarPart) and not part.may_be(adjusted[part.name]):
                raise Rejected(f"adjust gives {part.name} = {adjusted[part.name]}")
        return adjusted

    def symbols(self, space: Space, prefix: str = "") -> tuple[Any, list[Hypothesis]]:
        """The instance over moments, and what its membership in the family says."""
        named: dict[str, Any] = {}
        for part in self.parts:
            named |= part.symbols(space, prefix)
        given = [fact for part in self.parts for fact in part.hypotheses(named)]
        return self.make(named), given

    def beyond(self, at: Coordinates, rng: Generator) -> Coordinates:
        """A member outside the box that was searched, where the box is no part of the family."""
        moved = [part.beyond(own, at.dim, rng) for part, own in self._split(at.values, at.dim)]
        return Coordinates(at.dim, tuple(v for own in moved for v in own))

    def without_axis(self, at: Coordinates, axis: int) -> Coordinates:
        """One dimension fewer."""
        kept = [part.without(own, at.dim, axis) for part, own in self._split(at.values, at.dim)]
        return Coordinates(at.dim - 1, tuple(v for own in kept for v in own))

    def _split(self, values: tuple[Any, ...], dim: int) -> list[tuple[Part, tuple[Any, ...]]]:
        out, start = [], 0
        for part in self.parts:
            count = len(part.boxes(dim))
            out.append((part, values[start:start + count]))
            start += count
        return out
