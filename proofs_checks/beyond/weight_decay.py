"""Weight decay on a scale-invariant loss: the norm of w, one step at a time."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from bnlinear.claims import Family, ScalarPart, VectorPart, claim, eq, lt
from bnlinear.dynamics import project, sgd_step
from bnlinear.theory.weight_decay import balanced_norm4


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
    source="this project; the equilibrium of weight decay and normalisation",
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
