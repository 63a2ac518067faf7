"""A claim as data: what it asserts, over which family, under which hypotheses."""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import CodeType
from typing import Any

import numpy as np
from numpy.random import Generator

from bnlinear.claims.families.coordinates import Box, Coordinates, Hypothesis
from bnlinear.claims.families.family import Family
from bnlinear.claims.families.instances import copied, read_only
from bnlinear.claims.families.parts import ScalarPart
from bnlinear.claims.relations import Statement, statement
from bnlinear.exact.moments import Space

#: From strongest to weakest; a stronger verdict than expected is welcome. `refuted` stands apart.
EVIDENCE = ("proved", "argued", "certified", "supported")


class ClaimError(Exception):
    """A claim that is written wrongly: it cannot be judged at all."""


@dataclass(frozen=True)
class Proof:
    """The steps of a proof, and the textbook lemmas that it uses: name → the gap it fills."""

    steps: Callable[..., None]
    uses: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Argument:
    """A theorem from proved lemmas: what follows from what, in words that the report prints."""

    lemmas: tuple[ClaimRecord, ...]
    words: str
    uses: tuple[str, ...] = ()


def code_of(function: Callable[..., Any]) -> CodeType | None:
    """The code of what was decorated or bound; None for what is no function."""
    function = inspect.unwrap(function)
    while isinstance(function, partial):
        function = inspect.unwrap(function.func)
    return getattr(function, "__code__", None)


@dataclass(frozen=True)
class Mutant:
    """A false neighbour of a claim: the same proof must not prove it."""

    body: Callable[..., Any]
    where: Callable[..., Any] | None
    counterexample: dict[str, Any] | None = None


@dataclass(eq=False)
class ClaimRecord:
    """The fields of `bnlinear.claims.claim`, and how its body is read."""

    body: Callable[..., Any]
    families: dict[str, Family]
    text: str
    source: str
    where: Callable[..., Any] | None = None
    expect: str | None = None
    counterexample: dict[str, Any] | None = None
    repairs: str | None = None
    screen: bool = True
    screen_only: bool = False
    samples: int | None = None
    the_proof: Proof | None = None
    the_argument: Argument | None = None
    mutants: list[Mutant] = field(default_factory=list)
    id: str = ""
    strategies: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.body.__name__

    @property
    def expected(self) -> str:
        """The verdict the author expects; by default what the claim is equipped for."""
        if self.expect is not None:
            return self.expect
        if self.the_proof is not None:
            return "proved"
        if self.the_argument is not None:
            return "argued"
        return "supported" if self.screen_only else "certified"

    @property
    def lemma_file(self) -> Path | None:
        """The file that holds most of the lemmas of its argument."""
        lemmas = () if self.the_argument is None else self.the_argument.lemmas
        codes = [code for lemma in lemmas if (code := code_of(lemma.body)) is not None]
        files = Counter(code.co_filename for code in codes).most_common(1)
        return Path(files[0][0]) if files else None

    # -- reading the body ------------------------------------------------------------------

    def at(self, instances: dict[str, Any]) -> Statement:
        """What the claim asserts about these instances."""
        said = self.body(**instances)
        if isinstance(said, bool | np.bool_):
            raise TypeError(f"the claim returned the truth value {said}, which has no margin to "
                            "hunt and no sides to show: return le(lhs, rhs), eq(lhs, rhs), …")
        return statement(said)

    def hypotheses(self, instances: dict[str, Any]) -> Statement:
        return statement([] if self.where is None else self.where(**instances))

    # -- its family: all its parameters side by side ---------------------------------------

    @property
    def dims(self) -> range:
        """The dimensions searched; every dimensional family takes part in each."""
        ranged = [f for f in self.families.values()
                  if not all(isinstance(part, ScalarPart) for part in f.parts)]
        if not ranged:
            return range(1, 2)
        return range(max(f.min_dim for f in ranged), min(f.max_dim for f in ranged) + 1)

    @property
    def scope(self) -> str:
        """What a proof covers, as the families say: every dimension, or all values of scalars."""
        parts = [(name, part) for name, family in self.families.items() for part in family.parts]
        if not all(isinstance(part, ScalarPart) for _, part in parts):
            return "all d"
        names = [name if part.name == "value" else part.name
                 for name, part in parts if isinstance(part, ScalarPart)]
        return f"all {', '.join(names)}" if len(names) <= 4 else "all values"

    @property
    def box(self) -> str:
        """Where its instances are searched, in words."""
        if not self.families:
            return "as drawn"
        dims = f"d = {self.dims[0]} … {self.dims[-1]}" if len(self.dims) > 1 else (
            f"d = {self.dims[0]}")
        several = len(self.families) > 1
        parts = [f"{name}: {family.searched()}" if several else family.searched()
                 for name, family in self.families.items()]
        beyond = ["and beyond: scales and ratios up to 10⁶"] if self.leaves_the_box else []
        exact = [] if self.screen_only else ["rational instances"]
        return "; ".join([dims, *parts, *beyond, *exact])

    def boxes(self, dim: int) -> list[Box]:
        return [box for family in self.families.values() for box in family.boxes(dim)]

    def build(self, at: Coordinates) -> dict[str, Any]:
        """The instances at these coordinates; `Rejected` if there are none."""
        return {name: read_only(family.build(own)) for name, family, own in self._split(at)}

    def values(self, at: Coordinates) -> dict[str, Any]:
        """The values of all parts there, by the names that `symbols` gives them."""
        return self._named((name, family.values(own)) for name, family, own in self._split(at))

    def build_with_values(self, at: Coordinates) -> tuple[dict[str, Any], dict[str, Any]]:
        """The same as `build` and `values`, at half the cost. The instances are made of copies:
        a `make` that changes an array in place does not change the values."""
        values = {name: family.values(own) for name, family, own in self._split(at)}
        instances = {name: read_only(self.families[name].make(copied(own)))
                     for name, own in values.items()}
        return instances, self._named(values.items())

    def _named(self, values: Iterable[tuple[str, dict[str, Any]]]) -> dict[str, Any]:
        several = len(self.families) > 1
        return {f"{name}.{part}" if several else part: value
                for name, own in values for part, value in own.items()}

    def beyond(self, at: Coordinates, rng: Generator) -> Coordinates:
        """A member outside the box that was searched, where the box is no part of the family."""
        moved = [family.beyond(own, rng).values for _, family, own in self._split(at)]
        return Coordinates(at.dim, tuple(v for values in moved for v in values))

    @property
    def leaves_the_box(self) -> bool:
        """Is it hunted beyond the box? Not a body that is slow, or that only floats judge."""
        return self.screen and self.samples is None and not self.screen_only

    def without_axis(self, at: Coordinates, axis: int) -> Coordinates:
        kept = [family.without_axis(own, axis).values for _, family, own in self._split(at)]
        return Coordinates(at.dim - 1, tuple(v for values in kept for v in values))

    def symbols(self, space: Space) -> tuple[dict[str, Any], list[Hypothesis]]:
        """The instances over moments, and the hypotheses of their families."""
        several = len(self.families) > 1
        instances, given = {}, []
        for name, family in self.families.items():
            instances[name], facts = family.symbols(space, f"{name}." if several else "")
            given += facts
        return instances, given

    def _split(self, at: Coordinates) -> list[tuple[str, Family, Coordinates]]:
        out, start = [], 0
        for name, family in self.families.items():
            count = len(family.boxes(at.dim))
            out.append((name, family, Coordinates(at.dim, at.values[start:start + count])))
            start += count
        return out

    def mutated(self, mutant: Mutant) -> ClaimRecord:
        """The mutant as a claim of its own, with this claim's family and proof."""
        return ClaimRecord(mutant.body, self.families, self.text, self.source, where=mutant.where,
                           counterexample=mutant.counterexample, the_proof=self.the_proof,
                           id=f"{self.id} (mutant)")
