"""Weight decay on a scale-invariant loss: the norm of w, one step at a time."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from bnlinear.claims import Family, ScalarPart, VectorPart, claim, eq, families, le, lt, ref
from bnlinear.dynamics import project, sgd_step
from bnlinear.exact import Number, array, derivative
from bnlinear.theory.weight_decay import (
    balanced_norm4,
    equilibrium_effective_lr,
    equilibrium_norm4,
    equilibrium_rate,
    equilibrium_tangent,
)


@dataclass(frozen=True, eq=False)
class Decaying:
    """A weight vector w, a gradient at w/|w|, the learning rate η, and ηλ."""

    w: Any
    v: Any
    lr: Any
    shrink: Any

    @property
    def decay(self):
        return self.shrink / self.lr

    @property
    def gradient(self):
        """A tangent gradient at w: ∇_u/|w|, so |∇_u|² = |w|²|gradient|²."""
        return project(self.w, self.v)

    @property
    def after(self):
        return sgd_step(self.w, 0 * self.w, self.gradient, self.lr, 0, self.decay)[0]


def decaying():
    parts = (VectorPart("w"), VectorPart("v", nonzero=False),
             ScalarPart("lr", (Fraction(1, 8), Fraction(4)), "> 0"),
             ScalarPart("shrink", (Fraction(1, 32), Fraction(31, 32)), "> 0"))
    return Family("decaying", parts, lambda v: Decaying(**v), 1, 4)


@claim(
    statement="w⁺ = (1 − ηλ)w − η∇ with ∇ ⟂ w: |w⁺|² = (1 − ηλ)²|w|² + η²|∇|², so |w| grows below "
              "and shrinks above |w|⁴ = η|∇_u|²/(λ(2 − ηλ)), ∇_u = |w|∇: (|w⁺|² − |w|²)|w|² = "
              "ηλ(2 − ηλ)(η|∇_u|²/(λ(2 − ηλ)) − |w|⁴)",
    source=ref("this_project", remark="the equilibrium of weight decay and normalization"),
    where=lambda p: lt(p.shrink, 1),
    p=decaying(),
    samples=200,
)
def weight_decay_equilibrium(p, two=2):
    before, after = p.w @ p.w, p.after @ p.after
    steep2 = before * (p.gradient @ p.gradient)  # |∇_u|²
    balance = balanced_norm4(p.lr, p.shrink, steep2)
    return (eq(after, (1 - p.shrink) ** 2 * before + p.lr**2 * (p.gradient @ p.gradient)),
            eq((after - before) * before, p.shrink * (two - p.shrink) * (balance - before**2)))


@weight_decay_equilibrium.proof()
def _(prove, p):
    prove.nonzero(prove.given(1 - p.shrink) + prove.number(1))
    prove.identity()


weight_decay_equilibrium.mutant(two=1)  # without the factor 2 the balance is missed


@claim(
    statement="at |w|⁴ = η|∇_u|²/(λ(2 − ηλ)) a step keeps |w|; its angle has the tangent "
              "√(ηλ(2 − ηλ))/(1 − ηλ), η/|w|² is √(ηλ(2 − ηλ))/|∇_u|, and beside it |w|² − its "
              "value there is multiplied by 1 − 2ηλ(2 − ηλ)",
    source=ref("this_project", remark="the equilibrium of weight decay and normalization"),
    lr=families.scalars("1/8", 4, sign="> 0"),
    shrink=families.scalars("1/32", "15/16", sign="> 0"),
    steep=families.scalars("1/4", 4, sign="> 0"),
    samples=60,
    screen=False,
)
def equilibrium_formulas(lr, shrink, steep):
    decay = shrink / lr
    size2 = np.sqrt(equilibrium_norm4(lr, decay, steep))
    size = np.sqrt(size2)
    w, gradient = size * array([1, 0]), steep / size * array([0, 1])
    after, _ = sgd_step(w, 0 * w, gradient, lr, 0, decay)
    tangent, rate = equilibrium_tangent(lr, decay), equilibrium_rate(lr, decay)

    def norm2_after(s):
        return (1 - shrink) ** 2 * s + lr**2 * steep**2 / s

    gaps = (after @ after - size2, norm2_after(size2) - size2, -after[1] / after[0] - tangent,
            lr / size2 - equilibrium_effective_lr(lr, decay, steep),
            derivative(lambda t: norm2_after(size2 + t)) - rate)
    return [le(abs(gap), TINY) for gap in gaps]


TINY = Number("1e-20")  # for a ball around 0: far above rounding
