"""Families of instances: a few small rationals in, one exact instance out.

A family is a list of parts (`bnlinear.claims.parts`) and what is made of them. Its members are
built in whatever arithmetic the coordinates have: the pool draws rationals, the optimiser moves
floats, the shrinker simplifies, replay rebuilds; over symbols the kernel proves.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from keyword import iskeyword
from typing import Any

import numpy as np

from bnlinear.claims.instances import BNGDState, Direction, Eigenmatrix, MiniBatch, Point
from bnlinear.claims.parts import (
    Box,
    Coordinates,
    DataPart,
    Hypothesis,
    OrthogonalPart,
    Part,
    ScalarPart,
    Spectrum,
    VectorPart,
)
from bnlinear.exact.moments import Space
from bnlinear.exact.number import Number
from bnlinear.problems import LeastSquares


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


def spectra(*, min_dim: int = 1, max_dim: int = 4) -> Family:
    """A symmetric positive definite matrix with known rational eigenvalues: fields H, mu, L."""
    return Family("spectra", (Spectrum(),), lambda v: Eigenmatrix(v["H"], v["mu"], v["L"]),
                  min_dim, max_dim)


def orthogonal(*, min_dim: int = 1, max_dim: int = 4, how: str = "rotations") -> Family:
    """An exactly orthogonal matrix: "rotations" (Pythagorean) or "cayley"."""
    if how not in ("rotations", "cayley"):
        raise ValueError(f"how = {how!r}; it must be 'rotations' or 'cayley'")
    return Family("orthogonal", (OrthogonalPart("Q", how),), lambda v: v["Q"], min_dim, max_dim)


def mini_batches(*, min_dim: int = 1, max_dim: int = 3, extra_rows: int = 2,
                 full_rank: bool = True) -> Family:
    """A mini-batch with d features and d + `extra_rows` rows: fields X and y.

    With `full_rank` (default) the columns of [1, X] are independent.
    """
    if extra_rows < 1:
        raise ValueError(f"extra_rows = {extra_rows}; [1, X] needs at least d + 1 rows")
    return Family("mini_batches", (DataPart(extra_rows, full_rank),),
                  lambda v: MiniBatch(v["X"], v["y"]), min_dim, max_dim)


def scalars(low: Any, high: Any, *, sign: str = "") -> Family:
    """One number in [low, high]."""
    if sign not in ("", ">= 0", "> 0"):
        raise ValueError(f"sign = {sign!r}; it must be '', '>= 0' or '> 0'")
    return Family("scalars", (ScalarPart("value", _box(low, high), sign),),
                  lambda v: v["value"], 1, 1)
