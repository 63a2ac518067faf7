"""Adam-G, one step at a time: what its bias corrections undo, and that it stays on the sphere.

Main statements
    `adamg_averages_of_a_constant_gradient`, `adamg_corrects_its_bias`, `adamg_step_on_the_sphere`.
Notation
    h the tangent part of the gradient; β₁, β₂ < 1; m and v the averages of h and of |h|².
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from bnlinear.claims import Family, VectorPart, claim, eq, le, lt, ref
from bnlinear.dynamics import adamg_moments, adamg_step, adamg_update, project
from bnlinear.exact import Number
from proofs_checks.cho2017._turns import is_turn, scalar, turns
from proofs_checks.cho2017.geodesics import TINY


@dataclass(frozen=True, eq=False)
class Averages:
    """At the weights w, whatever their length, a gradient, and the constants of Adam-G.

    `past1` and `past2` stand for β₁ᵗ⁻¹ and β₂ᵗ⁻¹.
    """

    w: Any
    gradient: Any
    lr: Any
    beta1: Any
    beta2: Any
    past1: Any
    past2: Any
    eps: Any

    @property
    def h(self):
        return project(self.w, self.gradient)


def averages():
    shares = [scalar(name, 0, "15/16", ">= 0") for name in ("beta1", "beta2", "past1", "past2")]
    parts = (VectorPart("w"), VectorPart("gradient"), scalar("lr", "1/16", 2, "> 0"), *shares,
             scalar("eps", "1/64", 1, "> 0"))
    return Family("averages", parts, lambda v: Averages(**v), 1, 4)


@claim(
    statement="for a gradient h that stays the same the averages are (1 − β₁ᵗ)h and "
              "(1 − β₂ᵗ)|h|²: from step to step (1 − p)h and (1 − q)|h|² become (1 − pβ₁)h and "
              "(1 − qβ₂)|h|²",
    source=ref("kingma2015", "Section 3", remark="the initialization bias; Cho & Lee 2017, Adam-G"),
    p=averages(),
)
def adamg_averages_of_a_constant_gradient(p, once=1):
    h = p.h
    m, v = adamg_moments(p.w, (1 - p.past1) * h, (1 - p.past2) * (h @ h), p.gradient,
                         p.beta1, p.beta2)
    return (eq(m, (1 - p.past1 * p.beta1) * h),
            eq(v, (1 - p.past2 * p.beta2**once) * (h @ h)))


@adamg_averages_of_a_constant_gradient.proof()
def _(prove, p):
    prove.identity()


adamg_averages_of_a_constant_gradient.mutant(once=2)


@claim(
    statement="so the bias corrections leave −ηh/√(|h|² + ε/(1 − β₂ᵗ)) of a gradient that stays "
              "the same, at every t (here 3): √((1 − β₂ᵗ)|h|² + ε) d = −η√(1 − β₂ᵗ) h, "
              "and |d| < η",
    source=ref("cho2017", remark="Adam-G; ε inside the root"),
    where=lambda p: [lt(p.beta1, 1), lt(p.beta2, 1)],
    p=averages(),
)
def adamg_corrects_its_bias(p, steps=3, seen=3):
    h, mass = p.h, 1 - p.beta2**steps
    v = mass * (h @ h)
    d = adamg_update((1 - p.beta1**seen) * h, v, steps, p.lr, p.beta1, p.beta2, p.eps)
    return (eq(np.sqrt(v + p.eps) * d, -p.lr * np.sqrt(mass) * h),
            lt(d @ d, p.lr**2))


@adamg_corrects_its_bias.proof()
def _(prove, p):
    one, two = prove.given(1 - p.beta1), prove.given(1 - p.beta2)
    b1, b2 = prove.given(p.beta1), prove.given(p.beta2)
    prove.nonzero(one * (prove.number(1) + b1 + prove.square(p.beta1)))
    mass = two * (prove.number(1) + b2 + prove.square(p.beta2))
    prove.nonnegative(mass)
    total = mass * prove.norm(p.h) + prove.given(p.eps)
    prove.nonzero(total)
    prove.nonnegative(total)
    prove.identity(0)
    prove.by(prove.given(p.eps) * prove.positive_square(p.lr) / total)


adamg_corrects_its_bias.mutant(seen=2)  # the correction of another step


@claim(
    statement="a step y⁺ = exp_y(d), τ⁺ = pt_y(m; d) of Adam-G, d along m: |y⁺| = 1, τ⁺ is tangent "
              "at y⁺, |τ⁺| = |m|, ⟨y, τ⁺⟩ = −⟨m, y⁺⟩ and ⟨y, y⁺⟩ = cos|d|",
    source=ref("cho2017", remark="Adam-G"),
    where=is_turn,
    p=turns(),
    samples=40,
    screen=False,
)
def adamg_step_on_the_sphere(p):  # the learning rate is p.size
    beta1, beta2, eps, tau = Number("1/2"), Number("3/4"), Number("1/9"), p.tangent(p.a)
    m, v = adamg_moments(p.y, tau, p.size, p.b, beta1, beta2)
    d = adamg_update(m, v, 2, p.size, beta1, beta2, eps)
    y, after, second = adamg_step(p.y, tau, p.size, 2, p.b, p.size, beta1, beta2, eps)
    h = p.tangent(p.b)
    return [le(abs(gap), TINY) for gap in (
        y @ y - 1, y @ after, after @ after - m @ m, p.y @ after + m @ y,
        p.y @ y - np.sqrt(d @ d).cos(), second - (3 * p.size + h @ h) / 4)]
