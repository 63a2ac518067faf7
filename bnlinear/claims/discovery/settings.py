"""A claim at one value of its constant, where some of its letters (μ and L, or m) are numbers."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np

from bnlinear.claims.families.coordinates import Box, Rejected
from bnlinear.claims.families.family import Family, Part
from bnlinear.claims.families.matrices import Spectrum
from bnlinear.claims.families.parts import ScalarPart
from bnlinear.claims.families.stretching import Values
from bnlinear.claims.record import ClaimRecord, Proof
from bnlinear.exact.moments import Space
from bnlinear.exact.number import Number

#: Letters and their values; empty for "all of them".
Setting = Mapping[str, Fraction]

#: A value of the constant: a number, or a function of the claim's instances.
Value: TypeAlias = "Fraction | Callable[..., Any]"


@dataclass(frozen=True)
class SpectrumBetween(Spectrum):
    """A symmetric H whose smallest and largest eigenvalues are these numbers."""

    low: Fraction = Fraction(1)
    high: Fraction = Fraction(2)

    def boxes(self, dim: int) -> list[Box]:
        inner = [(self.low, self.high)] * (dim - 2)
        return [(self.low, self.low), (self.high, self.high), *inner,
                *super().boxes(dim)[dim:]]

    def beyond(self, values: Values, dim: int, rng: np.random.Generator) -> Values:
        return values

    def without(self, values: tuple[Any, ...], dim: int, axis: int) -> tuple[Any, ...]:
        return super().without(values, dim, max(2, axis))

    def build(self, values: tuple[Any, ...], dim: int) -> dict[str, Any]:
        """Whoever rounded or moved the two ends: they are what they are."""
        if not all(self.low <= value <= self.high for value in values[2:dim]):
            raise Rejected(f"an eigenvalue outside [{self.low}, {self.high}]")
        ends = (_like(values[0], self.low), _like(values[1], self.high))
        return super().build((*ends, *values[2:]), dim)

    def symbols(self, space: Space, prefix: str) -> dict[str, Any]:
        _, mu, L = self.names
        return super().symbols(space, prefix) | {mu: space.constant(self.low),
                                                 L: space.constant(self.high)}


@dataclass(frozen=True)
class FixedScalar(ScalarPart):
    """A scalar that is this number."""

    value: Fraction = Fraction(0)

    def boxes(self, dim: int) -> list[Box]:
        return [(self.value, self.value)]

    def beyond(self, values: Values, dim: int, rng: np.random.Generator) -> Values:
        return values

    def build(self, values: tuple[Any, ...], dim: int) -> dict[str, Any]:
        return super().build((_like(values[0], self.value),), dim)

    def symbols(self, space: Space, prefix: str) -> dict[str, Any]:
        return {self.name: space.constant(self.value)}


def _like(value: object, fixed: Fraction) -> Any:
    """The fixed number in the arithmetic of a value."""
    return float(fixed) if isinstance(value, float) else Number(fixed)


def letters_of(claim: ClaimRecord) -> tuple[str, ...]:
    """The letters that a best constant is expected to depend on: those of the spectrum."""
    return tuple(name for family in claim.families.values() for part in family.parts
                 if isinstance(part, Spectrum) for name in part.names[1:])


def stated(claim: ClaimRecord, constant: str, value: Value, setting: Setting,
           steps: Callable[..., None] | None = None) -> ClaimRecord:
    """The claim with another value of its constant, at this setting of its letters.

    Parameters
    ----------
    value
        A number, or a function of the claim's instances: ``lambda p: (1 - p.mu / p.L) ** 2``.
    steps
        A proof.
    """
    families = {name: _pinned(name, family, setting) for name, family in claim.families.items()}
    return ClaimRecord(
        _at(claim.body, constant, value), families, claim.text, claim.source,
        where=None if claim.where is None else _at(claim.where, constant, value),
        the_proof=None if steps is None else Proof(steps), id=f"{claim.name} ({constant} = …)")


def _at(function: Callable[..., Any], constant: str, value: Value) -> Callable[..., Any]:
    """The function with the constant in its place, if it has it."""
    if constant not in inspect.signature(function).parameters:
        return function

    @functools.wraps(function)
    def at(**instances: Any) -> Any:
        here = value(**instances) if callable(value) else value
        if isinstance(here, Fraction) and here.denominator == 1:
            here = int(here)
        return function(**instances, **{constant: here})

    return at


def _pinned(name: str, family: Family, setting: Setting) -> Family:
    parts = tuple(_pinned_part(name, part, setting) for part in family.parts)
    if parts == family.parts:
        return family
    spectrum = any(isinstance(part, SpectrumBetween) for part in parts)
    if not spectrum:
        return replace(family, parts=parts)
    # two dimensions for the ends, and a third for what lies between
    return replace(family, parts=parts, min_dim=max(2, family.min_dim),
                   max_dim=max(3, family.max_dim))


def _pinned_part(name: str, part: Part, setting: Setting) -> Part:
    if isinstance(part, Spectrum) and set(part.names[1:]) <= set(setting):
        _, mu, L = part.names
        return SpectrumBetween(part.box, part.names, low=setting[mu], high=setting[L])
    own = name if part.names == ("value",) else part.names[0]
    if isinstance(part, ScalarPart) and own in setting:
        return FixedScalar(part.name, part.box, part.sign, value=setting[own])
    return part
