"""One step on any scale-invariant loss: all that is used of the loss is a gradient ⟂ w.

Batch, layer, weight and RMS normalization make the loss of a weight vector depend on its direction
alone. So ⟨w, ∇⟩ = 0, and what is proved of a step with an arbitrary gradient orthogonal to w
holds for all of them at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from bnlinear.claims.families.family import Family
from bnlinear.claims.families.parts import ScalarPart, VectorPart
from bnlinear.dynamics import project, sgd_step
from bnlinear.kinds import Scalar, Vector


@dataclass(frozen=True, eq=False)
class ScaleInvariantStep:
    """A step w⁺ = (1 − ηλ)w − η∇ with ∇ ⟂ w, and the rates of the step after it.

    Attributes
    ----------
    w
        The weights, not zero.
    v
        Any vector; its part orthogonal to w is the gradient ∇ at w.
    lr, keep
        Learning rate η > 0 and a = 1 − ηλ > 0.
    lr_next, keep_next
        The same for the next step, η₊ and a₊: a schedule.
    """

    w: Vector
    v: Vector
    lr: Scalar
    keep: Scalar
    lr_next: Scalar
    keep_next: Any

    @property
    def decay(self) -> Scalar:
        """λ = (1 − a)/η."""
        return (1 - self.keep) / self.lr

    @property
    def gradient(self) -> Vector:
        """∇ at w, orthogonal to w."""
        return project(self.w, self.v)

    @property
    def steep2(self) -> Scalar:
        """|ḡ|² = |w|²|∇|²: the squared gradient at the unit vector w/|w|."""
        return (self.w @ self.w) * (self.gradient @ self.gradient)

    @property
    def after(self) -> Vector:
        """w⁺, by the step function that runs."""
        return sgd_step(self.w, 0 * self.w, self.gradient, self.lr, 0, self.decay)[0]

    @property
    def Phi(self) -> Scalar:
        """Φ = η/(a|w|²): the angle of the step has tangent Φ|ḡ|."""
        return self.lr / (self.keep * (self.w @ self.w))

    @property
    def Phi_after(self) -> Scalar:
        """Φ⁺ = η₊/(a₊|w⁺|²)."""
        return self.lr_next / (self.keep_next * (self.after @ self.after))

    @property
    def B(self) -> Scalar:
        """B = η₊/(ηaa₊): what the schedule alone makes of Φ."""
        return self.lr_next / (self.lr * self.keep * self.keep_next)


def scale_invariant(*, min_dim: int = 1, max_dim: int = 4) -> Family:
    """A step on a scale-invariant loss with weight decay and a schedule; any gradient ⟂ w."""
    rates = [part for name in ("", "_next") for part in
             (ScalarPart(f"lr{name}", (Fraction(1, 8), Fraction(4)), "> 0"),
              ScalarPart(f"keep{name}", (Fraction(1, 32), Fraction(1)), "> 0"))]
    return Family("scale_invariant", (VectorPart("w"), VectorPart("v", nonzero=False), *rates),
                  lambda values: ScaleInvariantStep(**values), min_dim, max_dim)


@dataclass(frozen=True, eq=False)
class MomentumStep:
    """A step of SGD with momentum on a scale-invariant loss: τ⁺ = γτ − η(∇ + λw), w⁺ = w + τ⁺.

    Attributes
    ----------
    w, tau
        The weights, not zero, and the velocity τ.
    v
        Any vector; its part orthogonal to w is the gradient ∇ at w.
    lr, momentum, decay
        η > 0, γ ≥ 0, λ ≥ 0.
    """

    w: Vector
    tau: Vector
    v: Vector
    lr: Scalar
    momentum: Scalar
    decay: Scalar

    @property
    def gradient(self) -> Vector:
        """∇ at w, orthogonal to w."""
        return project(self.w, self.v)

    def after(self, decay: Scalar = None) -> tuple[Any, Any]:
        """(w⁺, τ⁺), by the step function that runs; with another decay if one is given."""
        return sgd_step(self.w, self.tau, self.gradient, self.lr, self.momentum,
                        self.decay if decay is None else decay)


def momentum_states(*, min_dim: int = 1, max_dim: int = 4) -> Family:
    """A state (w, τ) of SGD with momentum on a scale-invariant loss; any gradient ⟂ w."""
    parts = (VectorPart("w"), VectorPart("tau", nonzero=False), VectorPart("v", nonzero=False),
             ScalarPart("lr", (Fraction(1, 8), Fraction(4)), "> 0"),
             ScalarPart("momentum", (Fraction(0), Fraction(1)), ">= 0"),
             ScalarPart("decay", (Fraction(0), Fraction(1)), ">= 0"))
    return Family("momentum_states", parts, lambda values: MomentumStep(**values), min_dim,
                  max_dim)
