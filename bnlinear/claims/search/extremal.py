"""Members at which bounds are attained as a rule: few eigenvalues, vectors of few eigenvectors.

Kantorovich's and Wielandt's inequalities, the best learning rates and the ties of every theorem
live there, and hardly a random draw does. With all turns at 0 the eigenvectors are the axes.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import singledispatch
from typing import Any, TypeAlias

import numpy as np

from bnlinear.claims.families.coordinates import Coordinates
from bnlinear.claims.families.matrices import DataPart, OrthogonalPart, Spectrum
from bnlinear.claims.families.parts import OnesPart, ScalarPart, VectorPart
from bnlinear.claims.record import ClaimRecord

#: The stream of the choices, the same for every `rng`.
STREAM = 314_159

#: Smallest and largest eigenvalue: squares, so that √κ is rational, and the ends of the box.
ENDS = ((1, 4), (1, 1), (Fraction(1, 8), 8), (1, 2), (Fraction(1, 4), 4), (1, 8))

Values: TypeAlias = tuple[Fraction, ...]


def extremal(claim: ClaimRecord, count: int) -> list[Coordinates]:
    """About `count` such members; none if a part of the family is not known here."""
    parts = [part for family in claim.families.values() for part in family.parts]
    generator = np.random.default_rng(STREAM)

    def pick(options: list[Values]) -> Values:
        return options[generator.integers(len(options))]

    found: dict[Coordinates, None] = {}
    for k in range(count):
        dim = claim.dims[k % len(claim.dims)]
        spectrum = pick(_spectra(dim))
        chosen = [_choices(part, dim, spectrum, pick) for part in parts]
        if any(own is None for own in chosen):
            return []
        found[Coordinates(dim, tuple(v for own in chosen for v in own or ()))] = None
    return list(found)


def _spectra(dim: int) -> list[Values]:
    """Two extreme eigenvalues, the others at an end or between."""
    out = []
    for low, high in ENDS:
        for middle in {low, high, Fraction(low + high) / 2}:
            between = [middle] * (dim - 2)
            out.append(tuple(map(Fraction, [low, *between, high][:dim])))
    return out


@singledispatch
def _choices(part: object, dim: int, spectrum: Values, pick: Callable[[list[Values]], Values]
             ) -> Values | None:
    """Coordinates of one part; None if nothing is known of such a part."""
    return None


@_choices.register
def _(part: Spectrum, dim: int, spectrum: Values, pick: Any) -> Values | None:
    low, high = part.box
    inside = tuple(min(max(value, low), high) for value in spectrum)
    turn = Fraction(0) if pick([(Fraction(0),)] * 4 + [(Fraction(1),)])[0] == 0 else Fraction(1)
    return inside + (turn,) + (Fraction(0),) * (dim - 2) if dim > 1 else inside


@_choices.register
def _(part: VectorPart, dim: int, spectrum: Values, pick: Any) -> Values | None:
    """One eigenvector, or two of them in a ratio that bounds are attained at."""
    low, high = part.box
    first, second = ((pick([(Fraction(k),) for k in range(dim)])[0]) for _ in range(2))
    weights = pick([(Fraction(a), Fraction(b)) for a, b in
                    ((1, 0), (1, 0), (1, 1), (1, -1), (2, 1), (2, -1), (-1, 0), (0, 0))])
    if part.nonzero and not any(weights):
        weights = (Fraction(1), Fraction(0))
    out = [Fraction(0)] * dim
    out[int(second)] = weights[1]
    out[int(first)] = weights[0]
    return tuple(min(max(value, low), high) for value in out)


@_choices.register
def _(part: ScalarPart, dim: int, spectrum: Values, pick: Any) -> Values | None:
    """The ends of the range, 0, ±1, and the learning rates of the spectrum."""
    low, high = part.box
    mu, L = min(spectrum), max(spectrum)
    values = {low, high, (low + high) / 2, Fraction(0), Fraction(1), Fraction(-1), Fraction(2),
              1 / L, 2 / L, 1 / mu, 2 / (mu + L), 2 / mu}
    inside = sorted(v for v in values if low <= v <= high and (v > 0 or part.sign != "> 0"))
    return (inside and pick([(v,) for v in inside])) or (high,)


@_choices.register
def _(part: OrthogonalPart, dim: int, spectrum: Values, pick: Any) -> Values | None:
    """No turn, quarter turns, half turns; with a reflection or without."""
    *boxes, last = part.boxes(dim)
    turns = tuple(pick([(Fraction(v),) for v in (0, 0, 1, -1, high)])[0] for _, high in boxes)
    return (*turns, pick([(Fraction(1),), (-last[1],)])[0])


@_choices.register
def _(part: DataPart, dim: int, spectrum: Values, pick: Any) -> Values | None:
    """Tables of 0 and ±1."""
    return tuple(pick([(Fraction(v),) for v in (0, 0, 1, -1)])[0] for _ in part.boxes(dim))


@_choices.register
def _(part: OnesPart, dim: int, spectrum: Values, pick: object) -> Values | None:
    return ()
