"""Families of instances: a few small rationals in, one exact instance out.

A family is a list of parts (a spectrum, vectors, scalars). Each part owns some coordinates, small
rationals in a box, and builds its values from them in whatever arithmetic the coordinates have:
Hypothesis draws the coordinates, the optimiser moves them as floats, the shrinker simplifies
them, replay rebuilds them. Each part also names its symbols, with which the kernel proves.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from keyword import iskeyword
from typing import Any

import numpy as np

from bnlinear.claims.instances import BNGDState, Direction, Point
from bnlinear.exact.matrices import diagonal
from bnlinear.exact.moments import Space
from bnlinear.exact.number import Number
from bnlinear.problems import LeastSquares

Box = tuple[Fraction, Fraction]


class Rejected(Exception):
    """These coordinates are no member of the family (a vector that must not vanish is zero)."""


Hypothesis = tuple[Any, str, str]  # a scalar, its sign (">", ">=") and why it has it


@dataclass(frozen=True)
class Coordinates:
    """One member of a family: its dimension and its flat tuple of numbers."""

    dim: int
    values: tuple[Any, ...]

    def exact(self) -> Coordinates:
        """The nearest member with numerators and denominators within 99."""
        return Coordinates(self.dim, tuple(simplest(v) for v in self.values))

    def floats(self) -> Coordinates:
        return Coordinates(self.dim, tuple(float(v) for v in self.values))


def simplest(value: Any, limit: int = 99) -> Fraction:
    """The nearest fraction with a denominator, and a numerator, of at most `limit`."""
    fraction = Fraction(value)
    denominators = min(limit, max(1, int(limit / max(Fraction(1), abs(fraction)))))
    return fraction.limit_denominator(denominators)


# -- parts ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Spectrum:
    """A symmetric positive definite H = QΛQᵀ with its extreme eigenvalues mu and L.

    Coordinates: d eigenvalues in `box`, then d − 1 rotation parameters t in [−1, 1] for
    Pythagorean rotations of neighbouring axes, cos = (1 − t²)/(1 + t²), sin = 2t/(1 + t²).
    """

    box: Box = (Fraction(1, 8), Fraction(8))
    names: tuple[str, ...] = ("H", "mu", "L")

    def boxes(self, dim: int) -> list[Box]:
        return [self.box] * dim + [(Fraction(-1), Fraction(1))] * (dim - 1)

    def without(self, values: tuple[Any, ...], dim: int, axis: int) -> tuple[Any, ...]:
        turn = dim + min(axis, dim - 2)
        return tuple(v for k, v in enumerate(values) if k not in (axis, turn))

    def build(self, values: tuple[Any, ...], dim: int) -> dict[str, Any]:
        eigenvalues, turns = values[:dim], values[dim:]
        if any(value <= 0 for value in eigenvalues):
            raise Rejected("an eigenvalue is not positive")
        H = diagonal(np.array(eigenvalues))
        for axis, t in enumerate(turns):
            if t != 0:
                H = _rotated(H, axis, t)
        return {"H": H, "mu": min(eigenvalues), "L": max(eigenvalues)}

    def symbols(self, space: Space, prefix: str) -> dict[str, Any]:
        return {"H": space.operator(), "mu": space.scalar(prefix + "mu"),
                "L": space.scalar(prefix + "L")}

    def hypotheses(self, symbols: dict[str, Any]) -> list[Hypothesis]:
        mu, L = symbols["mu"], symbols["L"]
        return [(mu, ">", "μ > 0: H is positive definite"), (L, ">", "L > 0"),
                (L - mu, ">=", "μ ≤ L")]


def _rotated(H: np.ndarray, axis: int, t: Any) -> np.ndarray:
    """QHQᵀ for a rotation of the plane (axis, axis + 1)."""
    cos, sin = (1 - t * t) / (1 + t * t), 2 * t / (1 + t * t)
    H = H.copy()
    i, j = axis, axis + 1
    H[[i, j]] = [cos * H[i] - sin * H[j], sin * H[i] + cos * H[j]]
    rows = H.T.copy()
    rows[[i, j]] = [cos * rows[i] - sin * rows[j], sin * rows[i] + cos * rows[j]]
    return (rows + rows.T) / 2  # exactly symmetric in floats too


@dataclass(frozen=True)
class VectorPart:
    """A vector with free coordinates."""

    name: str
    nonzero: bool = True
    box: Box = (Fraction(-4), Fraction(4))

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name,)

    def boxes(self, dim: int) -> list[Box]:
        return [self.box] * dim

    def without(self, values: tuple[Any, ...], dim: int, axis: int) -> tuple[Any, ...]:
        return values[:axis] + values[axis + 1:]

    def build(self, values: tuple[Any, ...], dim: int) -> dict[str, Any]:
        if self.nonzero and all(v == 0 for v in values):
            raise Rejected(f"{self.name} = 0")
        return {self.name: np.array(values)}

    def symbols(self, space: Space, prefix: str) -> dict[str, Any]:
        return {self.name: space.vector(prefix + self.name)}

    def hypotheses(self, symbols: dict[str, Any]) -> list[Hypothesis]:
        vector = symbols[self.name]
        return [(vector @ vector, ">", f"{self.name} ≠ 0")] if self.nonzero else []


@dataclass(frozen=True)
class ScalarPart:
    """A scalar; `sign` says which hypothesis it carries: any, ">= 0" or "> 0"."""

    name: str
    box: Box
    sign: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name,)

    def boxes(self, dim: int) -> list[Box]:
        return [self.box]

    def without(self, values: tuple[Any, ...], dim: int, axis: int) -> tuple[Any, ...]:
        return values

    def build(self, values: tuple[Any, ...], dim: int) -> dict[str, Any]:
        (value,) = values
        if (self.sign and value < 0) or (self.sign == "> 0" and value == 0):
            raise Rejected(f"{self.name} must be {self.sign}")
        return {self.name: value}

    def symbols(self, space: Space, prefix: str) -> dict[str, Any]:
        return {self.name: space.scalar(prefix + self.name)}

    def hypotheses(self, symbols: dict[str, Any]) -> list[Hypothesis]:
        sign = self.sign.split()[0] if self.sign else ""
        return [(symbols[self.name], sign, f"{self.name} {self.sign}")] if sign else []


Part = Spectrum | VectorPart | ScalarPart


# -- families ------------------------------------------------------------------------------


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
    """

    name: str
    parts: tuple[Part, ...]
    make: Callable[[dict[str, Any]], Any] = field(compare=False)
    min_dim: int = 1
    max_dim: int = 4

    def __post_init__(self) -> None:
        if not 1 <= self.min_dim <= self.max_dim:
            raise ValueError(f"{self.name}: min_dim = {self.min_dim}, max_dim = {self.max_dim}; "
                             "need 1 <= min_dim <= max_dim")
        names = [name for part in self.parts for name in part.names]
        for name in names:  # symbols of the proof kernel: they must not be mistaken for another
            if names.count(name) > 1 or not name.isidentifier() or iskeyword(name):
                raise ValueError(f"{self.name}: parameter name {name!r}; every name must be a "
                                 "Python identifier that occurs once")

    def boxes(self, dim: int) -> list[Box]:
        return [box for part in self.parts for box in part.boxes(dim)]

    def build(self, at: Coordinates) -> Any:
        """The instance at these coordinates: floats if they are floats, else exact."""
        exact = not all(isinstance(v, float) for v in at.values)
        values = tuple(Number(v) for v in at.values) if exact else at.values
        built: dict[str, Any] = {}
        for part, own in self._split(values, at.dim):
            built |= part.build(own, at.dim)
        return self.make(built)

    def symbols(self, space: Space, prefix: str = "") -> tuple[Any, list[Hypothesis]]:
        """The instance over moments, and what its membership in the family says."""
        named: dict[str, Any] = {}
        for part in self.parts:
            named |= part.symbols(space, prefix)
        given = [fact for part in self.parts for fact in part.hypotheses(named)]
        return self.make(named), given

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


def _problem(v: dict[str, Any]) -> LeastSquares:
    return LeastSquares.from_minimiser(v["H"], v["u"], residual=v.get("residual", 0))


def _box(low: Any, high: Any) -> Box:
    return Fraction(low), Fraction(high)


def least_squares(*, min_dim: int = 1, max_dim: int = 4) -> Family:
    """A least-squares problem and a nonzero point w; minimiser u ≠ 0."""
    return Family(
        "least_squares",
        (Spectrum(), VectorPart("u"), VectorPart("w"),
         ScalarPart("residual", _box(0, 4), ">= 0")),
        lambda v: Point(_problem(v), v["mu"], v["L"], v["w"]), min_dim, max_dim)


def directions(*, min_dim: int = 1, max_dim: int = 4,
               effective_lr: tuple[Any, Any] = (0, 8)) -> Family:
    """A direction w ≠ 0, a minimiser u ≠ 0, an effective learning rate ê in the given range."""
    return Family(
        "directions",
        (Spectrum(), VectorPart("u"), VectorPart("w"),
         ScalarPart("effective_lr", _box(*effective_lr))),
        lambda v: Direction(_problem(v), v["mu"], v["L"], v["w"], v["effective_lr"]),
        min_dim, max_dim)


def bngd_states(*, min_dim: int = 1, max_dim: int = 4, lr: tuple[Any, Any] = (0, 32),
                lr_a: tuple[Any, Any] = (0, 2)) -> Family:
    """A BNGD state (a, w) with learning rates ε > 0, ε_a > 0, and a test direction (alpha, h).

    The length σ = √(wᵀHw) is a coordinate: H is scaled to it. So σ is rational, and one step of
    BNGD takes no irrational root: equations about it are decided exactly.
    """
    return Family(
        "bngd_states",
        (Spectrum(), VectorPart("u"), VectorPart("w"), ScalarPart("sigma", _box("1/4", 4), "> 0"),
         ScalarPart("a", _box(-4, 4)),
         ScalarPart("lr", _box(*lr), "> 0"), ScalarPart("lr_a", _box(*lr_a), "> 0"),
         VectorPart("h", nonzero=False), ScalarPart("alpha", _box(-2, 2)),
         ScalarPart("residual", _box(0, 4), ">= 0")),
        _bngd_state, min_dim, max_dim)


def _bngd_state(v: dict[str, Any]) -> BNGDState:
    if isinstance(v["w"], np.ndarray):
        scale = v["sigma"] ** 2 / (v["w"] @ v["H"] @ v["w"])
        v = v | {name: v[name] * scale for name in ("H", "mu", "L")}
    return BNGDState(_problem(v), v["mu"], v["L"], v["w"], v["a"], v["lr"], v["lr_a"],
                     v["h"], v["alpha"])


def scalars(low: Any, high: Any, *, sign: str = "") -> Family:
    """One number in [low, high]."""
    if sign not in ("", ">= 0", "> 0"):
        raise ValueError(f"sign = {sign!r}; it must be '', '>= 0' or '> 0'")
    return Family("scalars", (ScalarPart("value", _box(low, high), sign),),
                  lambda v: v["value"], 1, 1)
