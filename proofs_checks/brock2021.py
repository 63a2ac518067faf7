"""Brock et al. 2021: adaptive gradient clipping bounds every unit's step by its weights.

A. Brock, S. De, S. L. Smith, K. Simonyan, "High-Performance Large-Scale Image Recognition Without
Normalization", ICML 2021. What was checked is the rule as restated in `bnlinear.dynamics.clipping`.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from bnlinear.claims import Family, ScalarPart, VectorPart, claim, eq, implies, le, ref
from bnlinear.dynamics import clip_unit
from bnlinear.exact import maximum


@dataclass(frozen=True, eq=False)
class Unit:
    """One unit's weights w and gradient g, the clipping λ, the floor ε, the learning rate."""

    w: Any
    g: Any
    clipping: Any
    eps: Any
    lr: Any

    @property
    def clipped(self):
        return clip_unit(self.g, self.w, self.clipping, self.eps)

    @property
    def floor(self):
        """max(‖w‖, ε)."""
        return maximum(np.sqrt(self.w @ self.w), self.eps)


def units():
    """Units of one to four weights, at 0 too; exact instances have rational lengths of w and g."""
    box = Fraction(1, 8), Fraction(4)
    parts = (VectorPart("w", nonzero=False), VectorPart("g", nonzero=False),
             ScalarPart("clipping", box, "> 0"), ScalarPart("eps", box, "> 0"),
             ScalarPart("lr", box, "> 0"))
    return Family("units", parts, lambda v: Unit(**v), 1, 4,
                  adjust=with_rational_lengths)


def with_rational_lengths(v):
    """The mirror image of (|v|², 0, …) in the hyperplane orthogonal to v has a rational length."""
    return v | {name: mirrored(v[name]) for name in ("w", "g")}


def mirrored(vector):
    first = 0 * vector
    first[0] = vector @ vector
    return first - 2 * vector[0] * vector


@claim(
    statement="‖lr·clip(g)‖ ≤ lr·λ·max(‖w‖, ε), ‖clip(g)‖ ≤ ‖g‖, and clip(g) = g where "
              "‖g‖ ≤ λ max(‖w‖, ε)",
    source=ref("brock2021", "Section 4", remark="adaptive gradient clipping"),
    p=units(),
    samples=100,
)
def step_bound(p):  # clip(g) is a multiple of g, so it is g once ⟨clip(g), g⟩ = ‖g‖²
    step, limit = p.lr * p.clipped, p.clipping * p.floor
    return (le(step @ step, (p.lr * limit) ** 2), le(p.clipped @ p.clipped, p.g @ p.g),
            implies(le(np.sqrt(p.g @ p.g), limit), eq(p.clipped @ p.g, p.g @ p.g)))


@step_bound.proof()
def _(prove, p):
    prove.nonnegative(prove.norm(p.g))
    prove.nonnegative(prove.norm(p.w))
    size, limit = np.sqrt(p.g @ p.g), p.clipping * p.floor
    _, above_eps = prove.maximum(np.sqrt(p.w @ p.w), p.eps)
    floor = prove.rewrite(above_eps + prove.given(p.eps), p.floor)
    above_g, above_limit = prove.maximum(size, limit)
    positive = prove.given(p.clipping) * floor
    top = prove.nonzero(prove.rewrite(above_limit + positive, maximum(size, limit)))
    length = prove.root(p.g @ p.g)
    smaller = above_g * (top + length)  # max² − ‖g‖² ≥ 0
    prove.by(smaller * prove.square(p.lr * limit) / (top * top), goal=0)
    shorter = above_limit * (top + positive)  # max² − limit² ≥ 0
    prove.by(shorter * prove.norm(p.g) / (top * top), goal=1)
    prove.by_z3([length, positive], goal=2)


@step_bound.mutant
def _(p):  # without the floor ε
    step, limit = p.lr * p.clipped, p.clipping * p.floor
    return (le(step @ step, (p.lr * p.clipping) ** 2 * (p.w @ p.w)),
            le(p.clipped @ p.clipped, p.g @ p.g),
            implies(le(np.sqrt(p.g @ p.g), limit), eq(p.clipped @ p.g, p.g @ p.g)))


@step_bound.mutant
def _(p):  # always scaled to the limit
    step, limit = p.lr * p.clipped, p.clipping * p.floor
    return (le(step @ step, (p.lr * limit) ** 2), le(p.clipped @ p.clipped, p.g @ p.g),
            eq(p.clipped @ p.clipped, limit**2))
