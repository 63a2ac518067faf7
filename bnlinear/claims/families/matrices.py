"""Parts that are matrices: a spectrum, an orthogonal matrix, a table of data."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np

from bnlinear.checks import counted
from bnlinear.claims.families.coordinates import (
    Box,
    Hypothesis,
    ProofLimit,
    Rejected,
    box_of,
    interval,
)
from bnlinear.claims.families.stretching import Values, rescaled, spread
from bnlinear.exact.matrices import diagonal, rank, solve
from bnlinear.exact.moments import Space
from bnlinear.exact.rotations import Rotation
from bnlinear.kinds import Scalar

#: Where eigenvalues are searched.
EIGENVALUES: Box = (Fraction(1, 8), Fraction(8))


@dataclass(frozen=True)
class Spectrum:
    """A symmetric positive definite H = QΛQᵀ with its extreme eigenvalues mu and L.

    Coordinates: d eigenvalues in `box`, then d − 1 rotation parameters t in [−1, 1] for
    Pythagorean rotations of neighbouring axes, cos = (1 − t²)/(1 + t²), sin = 2t/(1 + t²).
    """

    box: Box = EIGENVALUES
    names: tuple[str, ...] = ("H", "mu", "L")
    may_vanish = False

    def __post_init__(self) -> None:
        box = box_of(f"eigenvalues of {self.names[0]}", self.box)
        if box[0] <= 0:
            raise ValueError(f"eigenvalues of {self.names[0]} {interval(box)}: they must be "
                             "positive; let the range begin above 0, for example at 1/8")
        object.__setattr__(self, "box", box)

    def boxes(self, dim: int) -> list[Box]:
        return [self.box] * dim + [(Fraction(-1), Fraction(1))] * (dim - 1)

    def searched(self) -> str:
        low, high = self.box
        return f"eigenvalues of {self.names[0]} {interval(self.box)}, so κ ≤ {high / low}"

    def beyond(self, values: Values, dim: int, rng: np.random.Generator) -> Values:
        if self.box != EIGENVALUES:
            return values
        return (*spread(values[:dim], rng), *values[dim:])

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
        return dict(zip(self.names, (H, min(eigenvalues), max(eigenvalues)), strict=True))

    def symbols(self, space: Space, prefix: str) -> dict[str, Any]:
        """Moments know one H: a claim about two of them is refused where its proof is read."""
        H, mu, L = self.names
        return {H: space.operator(), mu: space.scalar(prefix + mu), L: space.scalar(prefix + L)}

    def hypotheses(self, symbols: dict[str, Any]) -> list[Hypothesis]:
        mu, L = (symbols[name] for name in self.names[1:])
        return [(mu, ">", "μ > 0: H is positive definite"), (L, ">", "L > 0"),
                (L - mu, ">=", "μ ≤ L")]


def _rotated(H: np.ndarray, axis: int, t: Scalar) -> np.ndarray:
    """QHQᵀ for a rotation of the plane (axis, axis + 1)."""
    cos, sin = _turn(t)
    rows = H.tolist()  # few entries: quicker one by one than array by array
    for _ in range(2):  # the rows, then the columns as rows
        above, below = rows[axis], rows[axis + 1]
        rows[axis] = [cos * a - sin * b for a, b in zip(above, below, strict=True)]
        rows[axis + 1] = [sin * a + cos * b for a, b in zip(above, below, strict=True)]
        rows = [list(column) for column in zip(*rows, strict=True)]
    for i, j in combinations(range(len(rows)), 2):  # exactly symmetric in floats too
        rows[i][j] = rows[j][i] = (rows[i][j] + rows[j][i]) / 2
    return np.array(rows)


def _turn(t: Scalar) -> tuple[Scalar, Scalar]:
    """(cos, sin) of a turn: up to 90° for |t| ≤ 1, on to 180° at |t| = 2."""
    if -1 <= t <= 1:
        return (1 - t * t) / (1 + t * t), 2 * t / (1 + t * t)
    rest = 2 - t if t > 1 else -2 - t
    cos, sin = _turn(rest)
    return -cos, sin


@dataclass(frozen=True)
class OrthogonalPart:
    """An exactly orthogonal matrix Q, shape (d, d).

    "rotations": a product of Pythagorean rotations of all planes, by any angle, so that −I is one;
    with a reflection if the last coordinate is negative. "cayley": (I − A)(I + A)⁻¹ for a skew A,
    never a reflection and without the eigenvalue −1.
    """

    name: str = "Q"
    how: str = "rotations"
    may_vanish = True

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name,)

    def boxes(self, dim: int) -> list[Box]:
        most = Fraction(2 if self.how == "rotations" else 8)
        return [(-most, most)] * (dim * (dim - 1) // 2 + 1)

    def searched(self) -> str:
        return f"{self.name} from {self.how}"

    def beyond(self, values: Values, dim: int, rng: np.random.Generator) -> Values:
        return values

    def without(self, values: tuple[Any, ...], dim: int, axis: int) -> tuple[Any, ...]:
        kept = [v for v, plane in zip(values[:-1], combinations(range(dim), 2), strict=True)
                if axis not in plane]
        return (*kept, values[-1])

    def build(self, values: tuple[Any, ...], dim: int) -> dict[str, Any]:
        one = values[-1] * 0 + 1
        Q = diagonal(np.array([one] * dim))
        planes = list(zip(combinations(range(dim), 2), values, strict=False))
        if self.how == "cayley":
            A = diagonal(np.array([one * 0] * dim))
            for (i, j), t in planes:
                A[i, j], A[j, i] = t, -t
            return {self.name: solve(Q + A, Q - A)}
        for (i, j), t in planes:
            cos, sin = _turn(t)
            Q[[i, j]] = [cos * Q[i] - sin * Q[j], sin * Q[i] + cos * Q[j]]
        if values[-1] < 0:
            Q[0] = -Q[0]
        return {self.name: Q}

    def symbols(self, space: Space, prefix: str) -> dict[str, Any]:
        return {self.name: Rotation(space, prefix + self.name)}

    def hypotheses(self, symbols: dict[str, Any]) -> list[Hypothesis]:
        return []


@dataclass(frozen=True)
class DataPart:
    """A mini-batch: X with d features and d + `extra` rows, and a target y."""

    extra: int = 2
    full_rank: bool = True
    box: Box = (Fraction(-4), Fraction(4))
    may_vanish = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "box", box_of("entries of X and y", self.box))

    @property
    def names(self) -> tuple[str, ...]:
        return ("X", "y")

    def boxes(self, dim: int) -> list[Box]:
        return [self.box] * ((dim + self.extra) * (dim + 1))

    def searched(self) -> str:
        more = f"{counted(self.extra, 'row')} more than features"
        return f"entries of X and y {interval(self.box)}, {more}"

    def beyond(self, values: Values, dim: int, rng: np.random.Generator) -> Values:
        return rescaled(values, rng)

    def without(self, values: tuple[Any, ...], dim: int, axis: int) -> tuple[Any, ...]:
        table = np.array(values, dtype=object).reshape(dim + self.extra, dim + 1)
        return tuple(np.delete(table[:-1], axis, axis=1).ravel())

    def build(self, values: tuple[Any, ...], dim: int) -> dict[str, Any]:
        table = np.array(values).reshape(dim + self.extra, dim + 1)
        X = table[:, :dim]
        H_hat = np.column_stack([X[:, 0] * 0 + 1, X])
        if self.full_rank and rank(H_hat) < dim + 1:
            raise Rejected("the columns of [1, X] are dependent")
        return {"X": X, "y": table[:, dim]}

    def symbols(self, space: Space, prefix: str) -> dict[str, Any]:
        raise ProofLimit("a mini-batch has no moments: certify instead of proving")

    def hypotheses(self, symbols: dict[str, Any]) -> list[Hypothesis]:
        return []
