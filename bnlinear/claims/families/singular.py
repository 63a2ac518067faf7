"""Least squares with a singular Hessian: more features than the data tell apart.

H = M − mI with M symmetric positive definite and m its smallest eigenvalue: positive semidefinite,
with 0 among its eigenvalues. All minimisers are u + n with Hn = 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from bnlinear.claims.families.coordinates import Rejected
from bnlinear.claims.families.family import Family
from bnlinear.claims.families.matrices import Spectrum
from bnlinear.claims.families.parts import ScalarPart, VectorPart
from bnlinear.exact.matrices import diagonal
from bnlinear.exact.moments import Operator
from bnlinear.kinds import Matrix, Scalar, Vector


@dataclass(frozen=True, eq=False)
class SingularState:
    """A point in a least-squares problem whose Hessian has the eigenvalue 0.

    Attributes
    ----------
    H
        Symmetric positive semidefinite and singular.
    u
        A minimiser (one of many).
    w
        The weights, with wᵀHw > 0.
    a, lr
        The scale and a learning rate.
    h
        Any vector. Where Hh = 0 it is a direction in which the loss is flat.
    decay
        A weight decay λ ≥ 0.
    """

    H: Matrix
    u: Vector
    w: Vector
    a: Scalar
    lr: Scalar
    h: Vector
    decay: Scalar

    @property
    def g(self) -> Vector:
        return self.H @ self.u

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
    def f(self) -> Vector:
        """f = u − (x/y)w: BNGD moves w along Hf."""
        return self.u - (self.x / self.y) * self.w


def singular_states(*, min_dim: int = 2, max_dim: int = 4) -> Family:
    """A state of GD or BNGD where the Hessian is singular; σ is rational in exact instances."""
    parts = (Spectrum(), VectorPart("u"), VectorPart("w"),
             ScalarPart("sigma", (Fraction(1, 4), Fraction(4)), "> 0"),
             ScalarPart("a", (Fraction(-4), Fraction(4))),
             ScalarPart("lr", (Fraction(0), Fraction(8)), "> 0"), VectorPart("h", nonzero=False),
             ScalarPart("decay", (Fraction(0), Fraction(1)), ">= 0"))
    return Family("singular_states", parts, _singular_state, min_dim, max_dim,
                  adjust=_scaled_to_sigma)


def _scaled_to_sigma(v: dict[str, Any]) -> dict[str, Any]:
    """M and its bounds scaled, so that wᵀHw = σ²."""
    length2 = v["w"] @ (v["H"] @ v["w"] - v["mu"] * v["w"])
    if not length2 > 0:
        raise Rejected("wᵀHw = 0")
    scale = v["sigma"] ** 2 / length2
    return v | {name: v[name] * scale for name in ("H", "mu", "L")}


def _singular_state(v: dict[str, Any]) -> SingularState:
    if isinstance(v["H"], Operator):
        space = v["mu"].space
        H = v["H"] - Operator(space, {0: v["mu"]}, ())
    else:
        H = v["H"] - diagonal([v["mu"]] * len(v["w"]))
    return SingularState(H, *(v[name] for name in ("u", "w", "a", "lr", "h", "decay")))
