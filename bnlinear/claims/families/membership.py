"""Is an instance that an author wrote down a member of the family of its claim?

Members that are drawn are so by construction. One that is stored comes as numbers: its vectors,
scalars and matrices are looked up by the names of the family's parts, and what each part promises
is checked. Boxes that say no more than where the hunt searches are no promise.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import singledispatch
from typing import Any

import numpy as np

from bnlinear.claims.families.coordinates import Coordinates, Rejected, interval
from bnlinear.claims.families.family import Family
from bnlinear.claims.families.matrices import EIGENVALUES, DataPart, OrthogonalPart, Spectrum
from bnlinear.claims.families.parts import ENTRIES, ScalarPart, VectorPart
from bnlinear.exact.matrices import rank
from bnlinear.exact.spectra import spectrum


class _Reader:
    """Looks a part's value up by its name; None where the instance says nothing of it."""

    def __init__(self, family: Family, instance: object) -> None:
        self.instance = instance
        self.bare = len(family.parts) == 1 and not hasattr(instance, family.parts[0].names[0])

    def __call__(self, name: str) -> Any:
        if isinstance(self.instance, dict):
            return self.instance.get(name)
        return self.instance if self.bare else getattr(self.instance, name, None)

    def derives(self, name: str) -> bool:
        """Does the instance compute it? Such a length is a coordinate, its box no promise."""
        return isinstance(getattr(type(self.instance), name, None), property)


def foreign(family: Family, instance: object) -> str:
    """Why an exact instance is no member of a family; empty if nothing speaks against it.

    Where a family's `make` gives a part's name another meaning, its own members would be refused
    too, and the part is passed over.
    """
    own = _some_member(family)
    for part in family.parts:
        reason = next(_reasons(part, _Reader(family, instance)), "")
        if reason and not any(_reasons(part, _Reader(family, own))):
            return reason
    return ""


def unchecked(family: Family, instance: object) -> list[str]:
    """Parts that promise something and are not found on an instance by their names. The types of
    this package see to theirs themselves."""
    read = _Reader(family, instance)
    return [] if type(instance).__module__.startswith("bnlinear.") else [
        part.names[0] for part in family.parts if _promises(part) and read(part.names[0]) is None]


def _promises(part: object) -> bool:
    if isinstance(part, VectorPart):
        return part.nonzero or part.box != ENTRIES
    if isinstance(part, ScalarPart):
        return bool(part.sign) or not part.open_box
    return isinstance(part, Spectrum | OrthogonalPart) or (
        isinstance(part, DataPart) and part.full_rank)


def _some_member(family: Family) -> Any:
    """A member inside all boxes, no two coordinates at the same share; None if there is none."""
    dim = family.min_dim
    boxes = family.boxes(dim)
    values = tuple(low + (high - low) * Fraction(k, len(boxes) + 1)
                   for k, (low, high) in enumerate(boxes, start=1))
    try:
        return family.build(Coordinates(dim, values))
    except Rejected:
        return None


@singledispatch
def _reasons(part: object, read: _Reader) -> Iterator[str]:
    """What speaks against the values of a part; nothing for parts that promise nothing."""
    yield from ()


@_reasons.register
def _vector(part: VectorPart, read: _Reader) -> Iterator[str]:
    vector = read(part.name)
    if vector is None:
        return
    if not part.may_be(vector):
        yield f"{part.name} = 0, and the family's {part.name} is not 0"
    low, high = part.box
    if part.box != ENTRIES and not all(low <= value <= high for value in vector):
        yield f"{part.name} = {_text(vector)} has entries that are not {interval(part.box)}"


@_reasons.register
def _scalar(part: ScalarPart, read: _Reader) -> Iterator[str]:
    value = read(part.name)
    if value is None:
        return
    low, high = part.box
    if not part.may_be(value):
        yield f"{part.name} = {value}, and the family has {part.name} {part.sign}"
    if not part.open_box and not read.derives(part.name) and not low <= value <= high:
        yield f"{part.name} = {value} is not {interval(part.box)}, the range of the family"


@_reasons.register
def _matrix(part: Spectrum, read: _Reader) -> Iterator[str]:
    H, mu, L = (read(name) for name in part.names)
    if H is None:
        return
    if not bool(np.all(H == H.T)):
        yield f"{part.names[0]} = {_text(H)} is not symmetric"
        return
    values = spectrum(H).eigenvalues
    low, high = part.box
    if not values[0] > 0:
        yield f"{part.names[0]} = {_text(H)} is not positive definite"
    if part.box != EIGENVALUES and not (low <= values[0] and values[-1] <= high):
        yield f"{part.names[0]} = {_text(H)} has eigenvalues that are not {interval(part.box)}"
    for name, given, right in zip(part.names[1:], (mu, L), (values[0], values[-1]), strict=True):
        if given is not None and given != right:
            yield f"{name} = {given} is not the eigenvalue of {part.names[0]}, which is {right}"


@_reasons.register
def _orthogonal(part: OrthogonalPart, read: _Reader) -> Iterator[str]:
    Q = read(part.name)
    if Q is not None and not bool(np.all(Q.T @ Q == np.eye(len(Q), dtype=int))):
        yield f"{part.name} = {_text(Q)} is not orthogonal"


@_reasons.register
def _data(part: DataPart, read: _Reader) -> Iterator[str]:
    X = read("X")
    if X is None or not part.full_rank:
        return
    ones = np.column_stack([X[:, 0] * 0 + 1, X])
    if rank(ones) < ones.shape[1]:
        yield f"X = {_text(X)}: the columns of [1, X] are dependent"


def _text(values: np.ndarray) -> str:
    """Entries to read, without quotes: [[1, 0], [0, 1/2]]."""
    return f"[{', '.join(_text(v) if isinstance(v, np.ndarray) else str(v) for v in values)}]"
