"""Spherical motion: where weight decay and a gradient of constant size balance, and how fast.

Main statements
    `angle_of_a_step`, `norm_settles`, `norm_settles_from_anywhere`,
    `angle_at_equilibrium`.
Notation
    a = 1 − ηλ, s = |w|², ∇_u the gradient at the unit vector. A step makes of s the number
    s⁺ = a²s + η²|∇_u|²/s. For constant |∇_u| its fixed point s* has (1 − a²)s*² = η²|∇_u|².
References
    Wan, Zhu, Zhang & Sun, "Spherical Motion Dynamics", NeurIPS 2021, arXiv 2006.08419 (the abstract
    was read; the formulas are derived here, that with momentum is recalled).
"""

import numpy as np

from bnlinear.claims import claim, eq, families, ge, implies, le, lt, ref
from bnlinear.dynamics import project, sgd_step


@claim(
    statement="a step turns w by the angle with cos = a|w|/|w⁺|: at the equilibrium |w⁺| = |w| "
              "that is cos = 1 − ηλ, tan² = ηλ(2 − ηλ)/(1 − ηλ)², whatever the gradient",
    source=ref("wan2021", remark="angular update, momentum 0"),
    p=families.scale_invariant(),
)
def angle_of_a_step(p, two=2):
    shrink = p.lr * p.decay
    return (eq(p.after @ p.w, p.keep * (p.w @ p.w)),
            eq(1 / p.keep**2 - 1, shrink * (two - shrink) / (1 - shrink) ** 2))


@angle_of_a_step.proof()
def _(prove, p):
    prove.identity()


angle_of_a_step.mutant(two=1)


@claim(
    statement="s⁺ = a²s + (1 − a²)s*²/s is |w⁺|² for a gradient with η²|∇_u|² = (1 − a²)s*², and "
              "s⁺ − s* = (s − s*)(a² − (1 − a²)s*/s)",
    source=ref("wan2021", remark="linear rate of the norm, momentum 0 (derived here)"),
    p=families.scale_invariant(),
    star=families.scalars("1/8", 8, sign="> 0"),
)
def norm_law(p, star, one=1):
    s, a2 = p.w @ p.w, p.keep**2
    balance = (1 - a2) * star**2
    after = p.after @ p.after + (balance - p.lr**2 * p.steep2) / s
    return eq(after - star, (s - star) * (a2 - (one - a2) * star / s))


@norm_law.proof()
def _(prove, p, star):
    prove.identity()


norm_law.mutant(one=2)


def _after(s, star, a):
    return a**2 * s + (1 - a**2) * star**2 / s


@claim(
    statement="a² ≥ ½, a ≤ 1, a²s ≥ (1 − a²)s*: s⁺ lies between s and s*, in the same region, and "
              "|s⁺ − s*| ≤ a²|s − s*|: the norm settles at the linear rate (1 − ηλ)²",
    source=ref("wan2021", remark="linear rate of the norm, momentum 0 (derived here)"),
    where=lambda s, star, a: [ge(2 * a**2, 1), le(a, 1), ge(a**2 * s, (1 - a**2) * star)],
    s=families.scalars("1/64", 8, sign="> 0"),
    star=families.scalars("1/8", 8, sign="> 0"),
    a=families.scalars("1/2", 1, sign="> 0"),
)
def norm_settles(s, star, a, power=2):
    after = _after(s, star, a)
    return (implies(ge(s, star), ge(after, star)), implies(le(s, star), le(after, star)),
            implies(ge(s, star), le(after - star, a**power * (s - star))),
            implies(le(s, star), le(star - after, a**power * (star - s))),
            ge(a**2 * after, (1 - a**2) * star))


@norm_settles.proof(uses={
    "induction": "from one step to all: s stays in the region"})
def _(prove, s, star, a):
    facts = [prove.given(s), prove.given(star), prove.given(a), prove.given(2 * a**2 - 1),
             prove.given(1 - a), prove.given(a**2 * s - (1 - a**2) * star)]
    for goal in range(5):
        prove.by_z3(facts, goal=goal)


norm_settles.mutant(power=4)


@claim(
    statement="a² ≥ ½, a < 1: from any other s > 0 one step leads above s*, where norm_settles "
              "takes over: the norm settles linearly from anywhere",
    source=ref("this_project"),
    where=lambda s, star, a: [ge(2 * a**2, 1), lt(a, 1), lt(a**2 * s, (1 - a**2) * star)],
    s=families.scalars("1/64", "1/4", sign="> 0"),
    star=families.scalars(1, 8, sign="> 0"),
    a=families.scalars("3/4", 1, sign="> 0"),
)
def norm_settles_from_anywhere(s, star, a, one=1):
    return lt(one * star, _after(s, star, a))


@norm_settles_from_anywhere.proof()
def _(prove, s, star, a):
    prove.by_z3([prove.given(s), prove.given(star), prove.given(a), prove.given(2 * a**2 - 1),
                 prove.given(1 - a), prove.given((1 - a**2) * star - a**2 * s)])


norm_settles_from_anywhere.mutant(one=2)


def angle_ratio(seed, steps=3000, features=60, strength=0.005):
    """The root mean square angle of the last 1000 steps, over √(2ηλ/(1 + α)), ηλ = 0.005."""
    rng = np.random.default_rng(int(seed * 97))
    lr, momentum, squares = 0.1, rng.uniform(0, 0.9), []
    w = rng.standard_normal(features)
    w, tau = w / np.linalg.norm(w), 0 * w
    for _ in range(steps):
        across = project(w, rng.standard_normal(features))
        gradient = across / (np.linalg.norm(across) * np.linalg.norm(w))
        before = w
        w, tau = sgd_step(w, tau, gradient, lr, momentum, strength / lr)
        cosine = before @ w / (np.linalg.norm(before) * np.linalg.norm(w))
        squares.append(np.arccos(cosine) ** 2)
    return np.sqrt(np.mean(squares[-1000:]) * (1 + momentum) / (2 * strength))


@claim(
    statement="momentum α, |ḡ| constant, gradients that do not remember each other: the angle of a "
              "step tends to √(2ηλ/(1 + α)), to 1 part in 100 for ηλ = 1/200 and α ≤ 0.9",
    source=ref("wan2021", remark="angular update, as commonly stated"),
    seed=families.scalars(0, 99, sign=">= 0"),
    screen_only=True,
    samples=4,
)
def angle_at_equilibrium(seed):  # of 60 seeds the ratio was between 0.9995 and 1.0023
    return le(abs(angle_ratio(seed) - 1), 0.01)
