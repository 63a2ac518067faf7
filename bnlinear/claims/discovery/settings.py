"""A claim at one value of its constant, where some of its letters (μ and L, or m) are numbers."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np

from bnlinear.claims.families.coordinates import Box
from bnlinear.claims.families.family import Family, Part
from bnlinear.claims.families.matrices import Spectrum
from bnlinear.claims.families.parts import ScalarPart
from bnlinear.claims.families.stretching import Values
from bnlinear.claims.record import ClaimRecord, Proof
from bnlinear.exact.moments import Space

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

    def symbols(self, space: Space, prefix: str) -> dict[str, Any]:
        return {self.name: space.constant(self.value)}


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
    spectrum = any(isinstance(part, SpectrumBetween) and part.low < part.high for part in parts)
    least = max(family.min_dim, 2) if spectrum else family.min_dim
    return replace(family, parts=parts, min_dim=least, max_dim=max(least, family.max_dim))


def _pinned_part(name: str, part: Part, setting: Setting) -> Part:
    if isinstance(part, Spectrum) and set(part.names[1:]) <= set(setting):
        _, mu, L = part.names
        return SpectrumBetween(part.box, part.names, low=setting[mu], high=setting[L])
    own = name if part.names == ("value",) else part.names[0]
    if isinstance(part, ScalarPart) and own in setting:
        return FixedScalar(part.name, part.box, part.sign, value=setting[own])
    return part
