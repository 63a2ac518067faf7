"""Canonical coordinates: a least-squares problem and a start, as three vectors.

In an eigenbasis of H let v = √H·w and h = √H·u, with Λ the eigenvalues. Then σ = |v|,
x/σ = ⟨h, v⟩/|v| = b, and with the residual e = h − (b/|v|)v ⊥ v

    BNGD:         v⁺ = v + (εa/|v|)Λe,  a⁺ = a + ε_a(b − a),  J − min J = ½(|e|² + (b − a)²)
    direction:    v⁺ = v + (ê/c)Λe,     c = ⟨h, v⟩/|v|²,      J − min J = ½|e|² at the best a
    GD:           v⁺ − h = (I − εΛ)(v − h),                   J₀ − min J₀ = ½|v − h|²

A step costs O(n) instead of O(d²), and the excess loss keeps its last digit where
c/2 − ar + a²/2 has lost them all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from bnlinear.kinds import Matrix, Scalar, Vector
from bnlinear.sweeps.canonical.eigenbasis import in_eigenbasis


@dataclass(frozen=True, eq=False)
class Diagonal:
    """A least-squares problem with its start, in canonical coordinates of an eigenbasis of H.

    Attributes
    ----------
    eigenvalues
        Λ, shape (n,), nonnegative, in any order.
    v0
        √Λ·(w₀ in the eigenbasis), shape (n,).
    h
        √Λ·(u in the eigenbasis), shape (n,): |h|² = R*.

    Raises
    ------
    ValueError
        If the shapes differ, an entry is not finite, or an eigenvalue is negative.

    Examples
    --------
    >>> Diagonal.from_spectrum([4.0, 4.0, 4.0, 0.0, 1.0], u=[1, 2, 2, 9, 1], w0=[1, 0, 0, 9, 0])
    Diagonal(5 coordinates, eigenvalues 0 to 4)
    >>> _.merged()
    Diagonal(3 coordinates, eigenvalues 1 to 4)
    """

    eigenvalues: np.ndarray
    v0: np.ndarray
    h: np.ndarray

    def __post_init__(self) -> None:
        for name in ("eigenvalues", "v0", "h"):
            values = np.array(getattr(self, name), dtype=float)  # a copy: ours to lock
            if values.ndim != 1 or values.shape != np.shape(self.eigenvalues):
                raise ValueError(f"{name} has shape {values.shape}; eigenvalues, v0 and h must be "
                                 "vectors of one length")
            if not np.all(np.isfinite(values)):
                raise ValueError(f"{name} = {values}; every entry must be finite")
            values.setflags(write=False)
            object.__setattr__(self, name, values)
        if np.any(self.eigenvalues < 0):
            raise ValueError(f"eigenvalues has the entry {self.eigenvalues.min()}; the "
                             "eigenvalues of a least-squares problem are not negative")

    def __repr__(self) -> str:
        span = self.eigenvalues if len(self.eigenvalues) else np.zeros(1)
        return (f"Diagonal({len(self.eigenvalues)} coordinates, "
                f"eigenvalues {span.min():.4g} to {span.max():.4g})")

    @classmethod
    def from_spectrum(cls, eigenvalues: Vector, u: Vector, w0: Vector) -> Diagonal:
        """Of a diagonal H, given by its eigenvalues; O(n), so n may be millions."""
        values = np.asarray(eigenvalues, dtype=float)
        if np.any(values < 0):
            raise ValueError(f"eigenvalues has the entry {values.min()}; H must be positive "
                             "semidefinite")
        root = np.sqrt(values)
        return cls(values, root * np.asarray(w0, dtype=float), root * np.asarray(u, dtype=float))

    @classmethod
    def from_matrix(cls, H: Matrix, u: Vector, w0: Vector) -> Diagonal:
        """Of a symmetric positive semidefinite H, shape (d, d).

        Eigenvalues below d·eps·λmax, the error with which they are found, count as zero.
        """
        values, coordinates = in_eigenbasis(H, np.column_stack([u, w0]))
        rounding = len(values) * np.finfo(float).eps * np.abs(values).max(initial=0.0)
        if np.any(values < -rounding):
            raise ValueError(f"H has the eigenvalue {values.min()}; it must be positive "
                             "semidefinite")
        values = np.where(values > rounding, values, 0.0)
        return cls.from_spectrum(values, *coordinates.T)

    def merged(self) -> Diagonal:
        """The same trajectory of losses in fewer coordinates.

        Zero eigenvalues drop: neither the loss nor a step ever sees those directions. Equal ones
        merge into at most two coordinates, the span of v₀ and h in that eigenspace, where the
        trajectory stays. So do coordinates in which both vanish.
        """
        alive = (self.eigenvalues > 0) & ((self.v0 != 0) | (self.h != 0))
        order = np.argsort(self.eigenvalues[alive], kind="stable")
        values, v0, h = (x[alive][order] for x in (self.eigenvalues, self.v0, self.h))
        first = np.flatnonzero(np.diff(values, prepend=-1.0) != 0)
        size = np.diff(first, append=len(values))
        if not np.any(size > 2):
            return Diagonal(values, v0, h)
        few = np.repeat(size <= 2, size)
        pairs = _planes(v0[~few], h[~few], size[size > 2])
        found = Diagonal(np.concatenate([values[few], np.tile(values[first[size > 2]], 2)]),
                         np.concatenate([v0[few], *(v for v, _ in pairs)]),
                         np.concatenate([h[few], *(along for _, along in pairs)]))
        return found.merged()  # now sorted, and without coordinates that vanish


class ByProducts(Protocol):
    """A problem whose H is known by its products only; `krylov.reduce` makes it `Diagonal`.

    `matvec(w)` is Hw for a float vector of shape (d,); `u`, shape (d,), solves Hu = g.
    """

    @property
    def u(self) -> np.ndarray: ...
    def matvec(self, w: np.ndarray) -> np.ndarray: ...


def _planes(v: np.ndarray, h: np.ndarray, size: np.ndarray) -> list[tuple[Any, Any]]:
    """(v, h) in an orthonormal basis of span{h, v}, for consecutive groups of coordinates."""
    first = np.cumsum(size) - size

    def norms(x: np.ndarray) -> Any:
        largest = np.maximum.reduceat(np.abs(x), first)
        unit = x / np.repeat(np.where(largest > 0, largest, 1.0), size)  # squares stay in range
        return largest * np.sqrt(np.add.reduceat(unit**2, first))

    length = norms(h)
    axis = h / np.repeat(np.where(length > 0, length, 1.0), size)
    along = np.add.reduceat(axis * v, first)
    across = norms(v - np.repeat(along, size) * axis)
    across[across <= 4 * np.finfo(float).eps * np.sqrt(size) * norms(v)] = 0.0  # only rounding
    return [(along, length), (across, np.zeros_like(length))]


# -- the steps, written once: on floats, and on balls ------------------------------------------

def residual(v: Vector, h: Vector) -> Scalar:
    """e = h − (⟨h, v⟩/|v|²)v."""
    return h - ((h @ v) / (v @ v)) * v


def bngd_step(a: Scalar, v: Vector, eigenvalues: Vector, h: Vector, lr: Scalar,
              lr_a: Scalar) -> tuple[Any, Any]:
    """`bnlinear.dynamics.bngd_step` in canonical coordinates."""
    length = np.sqrt(v @ v)
    return (a + lr_a * ((h @ v) / length - a),
            v + (lr * a / length) * (eigenvalues * residual(v, h)))


def direction_step(v: Vector, eigenvalues: Vector, h: Vector, effective_lr: Scalar) -> Vector:
    """`bnlinear.dynamics.rayleigh_step` in canonical coordinates."""
    return v + (effective_lr * (v @ v) / (h @ v)) * (eigenvalues * residual(v, h))


def bn_excess_loss(a: Scalar, v: Vector, h: Vector) -> Scalar:
    """½(|e|² + (b − a)²); without its second term at the best scale a = b."""
    e = residual(v, h)
    gap = 0 if a is None else (h @ v) / np.sqrt(v @ v) - a
    return (e @ e + gap * gap) / 2
