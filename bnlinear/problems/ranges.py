"""The range of a symmetric positive semidefinite H, on which least squares is decided.

Along the null space nothing happens: neither the loss nor a step of a method sees it. So the
minimisers are a flat, u + ker H, of which u is the shortest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from bnlinear.checks import ArgumentError, Described
from bnlinear.exact.matrices import (
    is_positive_definite,
    is_positive_semidefinite,
    row_space,
    solve,
)
from bnlinear.exact.number import is_exact
from bnlinear.kinds import Vector


class Range(Protocol):
    """What a problem asks of the range of its H."""

    @property
    def rank(self) -> int: ...
    def project(self, w: Vector) -> Vector:
        """The part of w in the range; w itself if H is nonsingular."""
    def solve(self, g: Vector) -> Vector:
        """The shortest u with Hu = g, for g in the range."""


@dataclass(frozen=True, eq=False)
class Whole:
    """All of ℝᵈ: H is positive definite."""

    H: np.ndarray

    @property
    def rank(self) -> int:
        return len(self.H)

    def project(self, w: Vector) -> Vector:
        return w

    def solve(self, g: Vector) -> Vector:
        return solve(self.H, g)


@dataclass(frozen=True, eq=False)
class ExactRange:
    """Spanned by the rows of `basis`, rationals, shape (rank, d)."""

    H: np.ndarray
    basis: np.ndarray

    @property
    def rank(self) -> int:
        return len(self.basis)

    def project(self, w: Vector) -> Vector:
        B = self.basis
        return B.T @ solve(B @ B.T, B @ w) if len(B) else 0 * w

    def solve(self, g: Vector) -> Vector:
        B = self.basis
        return B.T @ solve(B @ self.H @ B.T, B @ g) if len(B) else 0 * g


@dataclass(frozen=True, eq=False)
class FloatRange:
    """Spanned by the eigenvectors, shape (d, rank), whose eigenvalues are above rounding."""

    values: np.ndarray
    vectors: np.ndarray

    @property
    def rank(self) -> int:
        return len(self.values)

    def project(self, w: Vector) -> Vector:
        return self.vectors @ (self.vectors.T @ w)

    def solve(self, g: Vector) -> Vector:
        return self.vectors @ ((self.vectors.T @ g) / self.values)


def range_of(H: np.ndarray) -> Range:
    """The range of a symmetric H, floats or exact.

    In floats an eigenvalue counts as 0 up to d·eps·λmax, the error with which it is found.

    Raises
    ------
    ArgumentError
        If H has a negative eigenvalue.
    """
    if is_exact(H):
        if is_positive_definite(H):
            return Whole(H)
        if is_positive_semidefinite(H):
            return ExactRange(H, row_space(H))
    elif np.asarray(H).dtype == object:  # symbols of another kind: a generic H is nonsingular
        return Whole(H)
    else:
        if _has_cholesky(H):
            return Whole(H)
        values, vectors = np.linalg.eigh(H)
        rounding = len(H) * np.finfo(float).eps * np.abs(values).max()
        if values[0] > rounding:
            return Whole(H)
        if values[0] >= -rounding:
            return FloatRange(values[values > rounding], vectors[:, values > rounding])
    raise ArgumentError("H", Described("an indefinite matrix"),
                        "it must be positive semidefinite, as a mean of xxᵀ is")


def _has_cholesky(H: np.ndarray) -> bool:
    """Is H clearly positive definite? Five times as fast as its eigenvalues.

    The shift is twice what the eigenvalues are allowed as their error, so that Cholesky's own
    rounding cannot let through what they would refuse.
    """
    shift = 2 * len(H) * np.finfo(float).eps * np.abs(H).sum(axis=0).max()  # ≥ 2d·eps·λmax
    try:
        np.linalg.cholesky(H - shift * np.eye(len(H)))
    except np.linalg.LinAlgError:
        return False
    return True
