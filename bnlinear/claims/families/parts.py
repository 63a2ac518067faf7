"""Parts that are vectors and scalars.

Each part owns some coordinates, small rationals in a box, and builds its values from them in
whatever arithmetic the coordinates have. It also names its symbols, with which the kernel proves,
and the hypotheses that membership brings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from bnlinear.claims.families.coordinates import (
    Box,
    Hypothesis,
    Rejected,
    box_of,
    interval,
)
from bnlinear.claims.families.stretching import Values, rescaled
from bnlinear.exact.moments import Space

#: Where the entries of vectors are searched.
ENTRIES: Box = (Fraction(-4), Fraction(4))


@dataclass(frozen=True)
class VectorPart:
    """A vector with free coordinates."""

    name: str
    nonzero: bool = True
    box: Box = ENTRIES

    def __post_init__(self) -> None:
        object.__setattr__(self, "box", box_of(f"entries of {self.name}", self.box))

    @property
    def may_vanish(self) -> bool:
        return not self.nonzero

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name,)

    def boxes(self, dim: int) -> list[Box]:
        return [self.box] * dim

    def searched(self) -> str:
        return f"entries of {self.name} {interval(self.box)}"

    def beyond(self, values: Values, dim: int, rng: np.random.Generator) -> Values:
        return rescaled(values, rng) if self.box == ENTRIES else values

    def without(self, values: tuple[Any, ...], dim: int, axis: int) -> tuple[Any, ...]:
        return values[:axis] + values[axis + 1:]

    def may_be(self, vector: Sequence[Any] | np.ndarray) -> bool:
        """Is it what the part promises?"""
        return not self.nonzero or any(v != 0 for v in vector)

    def build(self, values: tuple[Any, ...], dim: int) -> dict[str, Any]:
        if not self.may_be(values):
            raise Rejected(f"{self.name} = 0")
        return {self.name: np.array(values)}

    def symbols(self, space: Space, prefix: str) -> dict[str, Any]:
        return {self.name: space.vector(prefix + self.name)}

    def hypotheses(self, symbols: dict[str, Any]) -> list[Hypothesis]:
        vector = symbols[self.name]
        return [(vector @ vector, ">", f"{self.name} ≠ 0")] if self.nonzero else []


@dataclass(frozen=True)
class OnesPart:
    """The vector 1 = (1, …, 1) of a batch, with which a mean is written ⟨1, x⟩/⟨1, 1⟩.

    It has no coordinates. Over moments it is a vector like others, so what is proved with it
    holds for every nonzero vector in its place.
    """

    name: str = "ones"
    may_vanish = True  # it has no coordinates

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name,)

    def boxes(self, dim: int) -> list[Box]:
        return []

    def searched(self) -> str:
        return ""

    def beyond(self, values: Values, dim: int, rng: np.random.Generator) -> Values:
        return values

    def without(self, values: tuple[Any, ...], dim: int, axis: int) -> tuple[Any, ...]:
        return values

    def build(self, values: tuple[Any, ...], dim: int) -> dict[str, Any]:
        return {self.name: np.array([1] * dim)}

    def symbols(self, space: Space, prefix: str) -> dict[str, Any]:
        return {self.name: space.vector(prefix + self.name)}

    def hypotheses(self, symbols: dict[str, Any]) -> list[Hypothesis]:
        vector = symbols[self.name]
        return [(vector @ vector, ">", "⟨1, 1⟩ > 0: the batch is not empty")]


@dataclass(frozen=True)
class ScalarPart:
    """A scalar; `sign` says which hypothesis it carries: any, ">= 0" or "> 0".

    `open_box` says that the box is no more than where it is searched: the hunt may leave it.
    """

    name: str
    box: Box
    sign: str = ""
    open_box: bool = False

    def __post_init__(self) -> None:
        if self.sign not in ("", ">= 0", "> 0"):
            raise ValueError(f"sign = {self.sign!r} of {self.name}; it must be '', '>= 0' or '> 0'")
        object.__setattr__(self, "box", box_of(self.name, self.box))
        if not self.may_be(self.box[1]):
            raise ValueError(f"{self.name} {interval(self.box)} is never {self.sign}: it would "
                             "have no value; move the range or leave out the sign")

    @property
    def may_vanish(self) -> bool:
        return self.sign != "> 0"

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name,)

    def boxes(self, dim: int) -> list[Box]:
        return [self.box]

    def searched(self) -> str:
        return f"{self.name} {interval(self.box)}"

    def beyond(self, values: Values, dim: int, rng: np.random.Generator) -> Values:
        return rescaled(values, rng) if self.open_box else values

    def without(self, values: tuple[Any, ...], dim: int, axis: int) -> tuple[Any, ...]:
        return values

    def may_be(self, value: Any) -> bool:
        """Is it what the part promises?"""
        return bool(not self.sign or value > 0 or (value == 0 and self.sign == ">= 0"))

    def build(self, values: tuple[Any, ...], dim: int) -> dict[str, Any]:
        (value,) = values
        if not self.may_be(value):
            raise Rejected(f"{self.name} must be {self.sign}")
        return {self.name: value}

    def symbols(self, space: Space, prefix: str) -> dict[str, Any]:
        return {self.name: space.scalar(prefix + self.name)}

    def hypotheses(self, symbols: dict[str, Any]) -> list[Hypothesis]:
        sign = self.sign.split()[0] if self.sign else ""
        return [(symbols[self.name], sign, f"{self.name} {self.sign}")] if sign else []
