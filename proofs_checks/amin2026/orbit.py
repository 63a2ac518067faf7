"""Weight decay on the sphere: the fixed point of (q, Φ), a period-two orbit, and its instability.

The loss −⟨w, β⟩/|w| is batch-normalized least squares with H = I, g = β and the scale held at 1.

Main statements
    `fixed_point` (Proposition 3.5), `period_two`, `unstable_spiral`,
    `settles_with_decay_as_stated`.
Notation
    β ≠ 0 the target, e ⟂ β with 0 < |e| < |β|, w = β + e, r = |w|; a = 1 − ηλ = (|β|² − |e|²)/r²
    and η = 2r. In the paper's units (|β| = 1): q = |β|/r, so q² = (1 + a)/2, and Φ = η/(ar²).
References
    Amin, Chang & Khanna, arXiv 2609.09116 (2026).
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from bnlinear.claims import Family, ScalarPart, VectorPart, claim, eq, implies, lt, ref
from bnlinear.dynamics import project, sgd_step
from bnlinear.exact import Number, array, derivative


@dataclass(frozen=True, eq=False)
class Orbit:
    """β, a vector whose part orthogonal to β is e, and the length σ = √s·r that w is given.

    H = sI in place of I makes σ rational in exact instances; nothing else depends on s.
    """

    beta: Any
    v: Any
    sigma: Any

    @property
    def e(self):
        return project(self.beta, self.v)

    @property
    def r2(self):
        return self.beta @ self.beta + self.e @ self.e

    @property
    def s(self):
        return self.sigma**2 / self.r2

    @property
    def keep(self):
        """a = 1 − ηλ."""
        return (self.beta @ self.beta - self.e @ self.e) / self.r2

    @property
    def lr(self):
        """η = 2σ/s; at s = 1, 2r."""
        return 2 * np.sqrt(self.s * self.r2) / self.s

    def gradient(self, w):
        """∇ = −(s/σ)(β − (⟨w, β⟩/|w|²)w) of the loss −⟨w, sβ⟩/σ, σ = √(s⟨w, w⟩)."""
        return self.s * ((w @ self.beta) / (w @ w) * w - self.beta) / np.sqrt(self.s * (w @ w))

    def step(self, w):
        """w⁺ = aw − η∇."""
        decay = (1 - self.keep) / self.lr
        return sgd_step(w, 0 * w, self.gradient(w), self.lr, 0, decay)[0]


def orbits():
    parts = (VectorPart("beta"), VectorPart("v"),
             ScalarPart("sigma", (Fraction(1, 4), Fraction(4)), "> 0"))
    return Family("orbits", parts, lambda v: Orbit(**v), 2, 4)


def _shorter(p):
    """0 < |e| < |β|, that is 0 < a < 1."""
    return [lt(0, p.e @ p.e), lt(p.e @ p.e, p.beta @ p.beta)]


@claim(
    statement="constant schedule, H = I: (q, Φ) = (√((1 + a)/2), √(2(1 + a))/a) is a fixed point: "
              "q² = (1 + a)/2, sΦ²|β|² = 2(1 + a)/a², a²(1 + Φ²|ḡ|²) = 1, and a step keeps q and r",
    source=ref("amin2026", "Proposition 3.5"),
    where=_shorter,
    p=orbits(),
)
def fixed_point(p, two=2):
    w, b2, Phi = p.beta + p.e, p.beta @ p.beta, p.lr / (p.keep * p.r2)
    after, gradient = p.step(w), p.gradient(w)
    turned2 = Phi**2 * p.r2 * (gradient @ gradient)  # Φ²|ḡ|²
    return (eq(two * b2, (1 + p.keep) * p.r2), eq(Phi**2 * p.s * b2 * p.keep**2, 2 * (1 + p.keep)),
            eq(p.keep**2 * (1 + turned2), 1), eq(after @ p.beta, w @ p.beta),
            eq(after @ after, w @ w))


def _cover(prove, p):
    """r > 0 and a > 0, by which the orbit divides."""
    b2 = prove.norm(p.beta)
    prove.nonzero(prove.rewrite(b2 + prove.given(p.e @ p.e), p.r2))
    prove.nonzero(prove.given(p.beta @ p.beta - p.e @ p.e))


@fixed_point.proof()
def _(prove, p):
    _cover(prove, p)
    prove.identity()


fixed_point.mutant(two=1)


@claim(
    statement="β + e ↦ β − e ↦ β + e: an exact orbit of period two",
    source=ref("amin2026", "Proposition 3.5", remark="the fixed point on the sphere"),
    where=_shorter,
    p=orbits(),
)
def period_two(p, back=1):
    return eq(p.step(p.beta + p.e), p.beta - back * p.e), eq(p.step(p.beta - p.e), p.beta + p.e)


@period_two.proof()
def _(prove, p):
    _cover(prove, p)
    prove.identity()


period_two.mutant(back=2)


@claim(
    statement="the orbit of period two is an unstable spiral for every a in (0, 1): the map of "
              "(q, Φ) has there trace 3a² + a − 2, determinant 1 + a − a² > 1 and discriminant "
              "a(a − 1)(9a² + 15a + 8) < 0, so eigenvalues of modulus √(1 + a − a²) > 1",
    source=ref("this_project",
               remark="on the fixed point of Amin, Chang & Khanna 2026, Proposition 3.5"),
    where=_shorter,
    p=orbits(),
)
def unstable_spiral(p, one=1):
    w, a, b2, e2 = p.beta + p.e, p.keep, p.beta @ p.beta, p.e @ p.e

    def moved(h):
        """What a step makes of a small displacement h of w; the reflection e → −e undoes it."""
        return derivative(lambda t: p.step(w + t * h))

    along, across = moved(p.beta), moved(p.e)
    trace = along @ p.beta / b2 - across @ p.e / e2
    area = (along @ p.e) * (across @ p.beta) - (along @ p.beta) * (across @ p.e)
    determinant = area / (b2 * e2)
    discriminant = a * (a - 1) * (9 * a**2 + 15 * a + 8)
    return (eq(trace, 3 * a**2 + a - 2), eq(determinant, one + a - a**2),
            eq(trace**2 - 4 * determinant, discriminant), lt(discriminant, 0),
            lt(1, 1 + a - a**2))


@unstable_spiral.proof()
def _(prove, p):
    _cover(prove, p)
    prove.nonzero(prove.given(p.e @ p.e))
    for goal in (0, 1, 2):
        prove.identity(goal)
    (A,) = prove.let(A=p.keep)
    r2, e2 = prove.norm(p.beta) + prove.given(p.e @ p.e), prove.given(p.e @ p.e)
    above = prove.restate(prove.rewrite(
        prove.given(p.beta @ p.beta - p.e @ p.e) / prove.rewrite(r2, p.r2), p.keep), A)
    below = prove.restate(prove.rewrite((e2 + e2) / prove.rewrite(r2, p.r2), 1 - p.keep), 1 - A)
    prove.by(prove.spell_out(prove.scalar(
        A * (1 - A) * (9 * A**2 + 15 * A + 8), ">", [above, below])), goal=3)
    prove.by(prove.spell_out(prove.scalar(A - A**2, ">", [above, below])), goal=4)


unstable_spiral.mutant(one=2)


@claim(
    statement="with weight decay, gradient descent settles at the equilibrium norm",
    source=ref("folklore"),
    where=_shorter,
    p=orbits(),
    expect="refuted",
    counterexample={"p": Orbit(array([2, 0]), array([0, "3/2"]), Number("5/2"))},
    repairs="amin2026.unstable_spiral",
)
def settles_with_decay_as_stated(p):  # a limit of w_{2k} and w_{2k+1} would be one and the same
    w = p.beta + p.e
    return implies(eq(p.step(p.step(w)), w), eq(p.step(w), w))
