"""What a claim speaks about: one least-squares problem and where a method stands in it.

The properties carry the letters of the papers (x, y, σ, b, r, v, …), written once for floats,
exact numbers and moments.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from typing import Any

import numpy as np

from bnlinear.dynamics import effective_lr
from bnlinear.exact.number import Number, array
from bnlinear.exact.spectra import spectrum
from bnlinear.kinds import Batch, Matrix, Scalar, Vector
from bnlinear.problems import LeastSquares


@dataclass(frozen=True, eq=False)
class Point:
    """A nonzero vector w in a least-squares problem.

    Attributes
    ----------
    problem
        H, g, c and the minimiser u.
    mu, L
        Smallest and largest eigenvalue of H.
    w
        A nonzero vector.
    """

    problem: LeastSquares
    mu: Scalar
    L: Scalar
    w: Vector

    @property
    def H(self) -> Matrix:
        return self.problem.H

    @property
    def g(self) -> Vector:
        return self.problem.g

    @property
    def u(self) -> Vector:
        return self.problem.u

    @property
    def R_star(self) -> Scalar:
        return self.problem.R_star

    @property
    def H_star(self) -> Matrix:
        """H* = H − ggᵀ/R*."""
        return self.problem.H_star

    @property
    def x(self) -> Scalar:
        """x = wᵀg."""
        return self.w @ self.g

    @property
    def y(self) -> Scalar:
        """y = wᵀHw = σ²."""
        return self.w @ self.H @ self.w

    @property
    def sigma(self) -> Scalar:
        """σ = √(wᵀHw)."""
        return np.sqrt(self.y)

    @property
    def b(self) -> Vector:
        """b = x/σ: the best scale for this direction."""
        return self.x / self.sigma

    @property
    def r(self) -> Scalar:
        """r = y/x: the target of the direction step is ru (needs x ≠ 0)."""
        return self.y / self.x

    @property
    def e(self) -> Vector:
        """e = w − ru, H-orthogonal to w."""
        return self.w - self.r * self.u

    @property
    def v(self) -> Vector:
        """v = g − (x/y)Hw: the direction w moves in."""
        return self.g - (self.x / self.y) * (self.H @ self.w)

    @property
    def f(self) -> Vector:
        """f = u − (x/y)w, so that v = Hf; defined at x = 0 too."""
        return self.u - (self.x / self.y) * self.w

    def gap(self, w: Vector) -> Scalar:
        """R* − R(w) ≥ 0 for another direction w, without cancellation."""
        return self.problem.direction_gap(w)

    @classmethod
    def exact(cls, H: Matrix, u: Vector, *, c: Scalar = None, residual: Scalar = 0,
              **rest: Any) -> Any:
        """An exact instance from plain numbers and strings; a list H is a diagonal.

        >>> Point.exact(H=[1, 2], u=[1, 1], w=[0, 1]).r
        Number('1')
        """
        H = array(H)
        H = array(np.diag(H)) if H.ndim == 1 else H
        problem = LeastSquares.from_minimiser(H, array(u), residual=Number(residual))
        values = spectrum(H).eigenvalues
        given = {name: array(value) if isinstance(value, list | tuple) else Number(value)
                 for name, value in rest.items()}
        absent = {field.name: None for field in fields(cls)
                  if field.name not in ("problem", "mu", "L", *given)}
        return cls(problem=problem, mu=values[0], L=values[-1], **given, **absent)


@dataclass(frozen=True, eq=False)
class Direction(Point):
    """A point with the effective learning rate ê of one direction step."""

    effective_lr: Scalar


@dataclass(frozen=True, eq=False)
class BNGDState(Point):
    """A state (a, w) of BNGD, with its learning rates.

    Attributes
    ----------
    a
        The scale.
    lr, lr_a
        Learning rates ε > 0 of w and ε_a > 0 of a.
    h, alpha
        A test direction (alpha, h) in which derivatives are taken.
    """

    a: Scalar
    lr: Scalar
    lr_a: Scalar
    h: Vector
    alpha: Scalar

    @property
    def effective_lr(self) -> Scalar:
        """ê = εax/σ³: the length of the direction step that these learning rates amount to."""
        return effective_lr(self.a, self.w, self.H, self.g, self.lr)


@dataclass(frozen=True, eq=False)
class Eigenmatrix:
    """A symmetric positive definite H with its extreme eigenvalues."""

    H: Matrix
    mu: Scalar
    L: Scalar


@dataclass(frozen=True, eq=False)
class MiniBatch:
    """Rows of data: features X, shape (N, m), and target y, shape (N,)."""

    X: Batch
    y: Vector


def read_only(instance: object, depth: int = 3) -> Any:
    """The instance itself, its arrays protected: a body that changes one raises an error."""
    if isinstance(instance, np.ndarray):
        instance.setflags(write=False)
    elif depth and isinstance(instance, dict | list | tuple):
        for part in instance.values() if isinstance(instance, dict) else instance:
            read_only(part, depth - 1)
    elif depth and hasattr(instance, "__dict__"):
        for part in vars(instance).values():
            read_only(part, depth - 1)
    return instance


def copied(values: dict[str, Any]) -> dict[str, Any]:
    """The values with arrays of their own; numbers cannot be changed."""
    return {name: value.copy() if isinstance(value, np.ndarray) else value
            for name, value in values.items()}


def describe(instance: object) -> Any:
    """An exact instance as nested lists of strings, for reports and JSON."""
    if isinstance(instance, dict):
        return {name: describe(value) for name, value in instance.items()}
    if isinstance(instance, Point):
        parts = {"H": instance.H, "u": instance.u, "c": instance.problem.c}
        parts |= {field.name: getattr(instance, field.name) for field in fields(instance)
                  if field.name not in ("problem", "mu", "L")}
        return {name: describe(value) for name, value in parts.items() if value is not None}
    if is_dataclass(instance):
        return {field.name: describe(getattr(instance, field.name)) for field in fields(instance)}
    if isinstance(instance, np.ndarray | list | tuple):
        return [describe(value) for value in instance]
    if type(instance).__str__ is object.__str__ and getattr(instance, "__dict__", None):
        return describe(vars(instance))  # a class without text of its own: its address is no value
    return str(instance)
