"""False statements whose proofs try to cheat the kernel.

Each trick once closed, or might have closed, a false goal: facts proved in a circle, a root of a
number of unknown sign, a factor of unknown sign, facts made by hand or borrowed from another
proof, bounds that are not those of H. The comment names the trick. The kernel must refuse all.
"""

from dataclasses import dataclass
from functools import partial
from types import SimpleNamespace
from typing import Any

import numpy as np

from bnlinear.claims import claim, families, ge, gt, le, lt, ne, spectrum_within
from bnlinear.claims.families.family import Family
from bnlinear.claims.families.matrices import Spectrum
from bnlinear.claims.families.parts import ScalarPart, VectorPart
from bnlinear.claims.kernel.prover import Prover
from bnlinear.dynamics import rayleigh_step
from bnlinear.exact import maximum

false = partial(claim, expect="refuted", source="soundness suite: a proof that cheats")
DIRECTIONS = families.directions()


def positive(p):  # false for half of all w: the goal of most tricks
    return gt(p.x, 0)


def off(p):
    return ne(p.x, 0)


def trick(steps, *, statement="x > 0", body=positive, where=None, p=DIRECTIONS):
    """The false claim `body` with a cheating proof, named after the trick."""
    def named(p):
        return body(p)

    named.__name__, named.__module__ = steps.__name__, steps.__module__
    claimed = false(statement=f"{statement} ({steps.__doc__})", p=p, where=where)(named)
    claimed.proof()(steps)

    @claimed.mutant
    def _(p):
        return lt(p.L, p.mu)

    return claimed


@partial(trick, where=off)
def root_covers_itself(prove, p):
    """(√x)² > 0 where x ≠ 0, so x > 0: the root needed that"""
    root = prove.root(p.x)
    prove.by(prove.nonzero(root * root))


@partial(trick, where=off)
def root_taken_on_trust(prove, p):
    """√x ≥ 0 as if x were not negative"""
    prove.by(prove.root(p.x) * prove.root(p.x))


def not_zero(p):
    return ne(0, p.x)


@partial(trick, statement="x ≠ 0", body=not_zero)
def denominator_covers_itself(prove, p):
    """|w|²/|w/x|² = x² > 0, so x ≠ 0: the division needed that"""
    fact = prove.number(1) / prove.norm(p.w / p.x) * prove.norm(p.w)
    prove.by(prove.scalar(p.x, "!=", [prove.nonzero(fact)]))


@partial(trick, statement="x ≠ 0", body=not_zero)
def denominators_cover_each_other(prove, p):
    """as before, each of two facts divided by the other's scalar"""
    first = prove.number(1) / prove.norm(p.w / p.x) * prove.norm(p.w)
    second = prove.rewrite(first, p.x * (p.x / p.gap(p.w)) * p.gap(p.w))
    prove.nonzero(second)
    prove.by(prove.scalar(p.x, "!=", [second]))


@partial(trick, statement="x ≠ 0", body=not_zero)
def denominator_under_a_maximum(prove, p):
    """max(1/x, 2/x) is one of the two, so x ≠ 0"""
    top = maximum(1 / p.x, 2 / p.x)
    prove.by(prove.nonzero(prove.scalar(p.x, "!=", [prove.square(top)])))


@partial(trick, statement="x ≠ 0", body=not_zero)
def denominator_under_a_letter(prove, p):
    """m² + (km − 1)² > 0 for all k and m; for k = 1/x, m = x it is x²"""
    k, m = prove.let(k=1 / p.x, m=p.x)
    square = prove.spell_out(prove.scalar(m * m + (k * m - 1) ** 2, ">"))
    prove.by(prove.nonzero(prove.scalar(p.x, "!=", [prove.nonzero(square)])))


@partial(trick, statement="y ≥ 5|w|²", body=lambda p: ge(p.w @ p.H @ p.w, 5 * (p.w @ p.w)),
         where=lambda p: ge(p.x, 5))
def letter_like_the_eigenvalue(prove, p):
    """a letter under the name of the bound variable of a lift"""
    (letter,) = prove.let(**{"lambda": p.x})
    fact = prove.restate(prove.given(p.x - 5), letter - 5)
    prove.by(prove.lift(p.w, lambda t: t - 5, [fact]))


@partial(trick, statement="|Hw|² ≥ 5", body=lambda p: ge(p.w @ (p.H @ (p.H @ p.w)), 5),
         where=lambda p: ge(p.x, 5))
def letter_like_a_moment(prove, p):
    """a letter under the name of a moment that nobody has mentioned yet"""
    (letter,) = prove.let(**{"<w|H^3|w>": p.x})
    fact = prove.restate(prove.given(p.x - 5), letter - 5)
    prove.by(prove.lift(p.w, lambda t: t * t - 5, [fact]))


@partial(trick, statement="v ≠ 0", body=lambda p: gt(p.v @ p.v, 0))
def norm_of_a_combination(prove, p):
    """⟨v, v⟩ > 0 though v may vanish"""
    prove.by(prove.norm(p.v))


@partial(trick, statement="v ≠ 0", body=lambda p: gt(p.v @ p.H @ p.v, 0))
def energy_of_what_may_vanish(prove, p):
    """⟨v, Hv⟩ > 0 from ⟨v, v⟩ ≥ 0"""
    prove.by(prove.energy(p.v, prove.norm(p.v)))


@partial(trick, where=off)
def negative_factor(prove, p):
    """x·x > 0, and a factor x of unknown sign"""
    prove.by(prove.norm(p.w), times=prove.given(p.x))


@partial(trick, statement="x ≤ 0", body=lambda p: le(p.x, 0), where=off)
def zero_factor(prove, p):
    """x·0 = 0, and a factor that is 0"""
    prove.by(prove.number(0), times=prove.number(0))


@trick
def negative_number(prove, p):
    """a negative number as a fact"""
    prove.by(prove.square(p.x) + prove.number(-1))


@trick
def hypothesis_of_nobody(prove, p):
    """x > 0 as a hypothesis that is not there"""
    prove.by(prove.given(p.x))


@partial(trick, where=lambda p: ge(p.x, -1))
def hypothesis_too_weak(prove, p):
    """x ≥ −1 for x > 0"""
    prove.by(prove.given(p.x + 1))


@trick
def contradictory_facts(prove, p):
    """everything follows from 1 = 0"""
    prove.by(prove.scalar(p.x, ">", [prove.equal(p.y, p.y + 1)]))


@trick
def handmade_fact(prove, p):
    """something that looks like a fact"""
    prove.by(SimpleNamespace(scalar=p.x, sign=">", why="I say so"))


@trick
def handmade_summand(prove, p):
    """something that looks like a fact, added to one"""
    prove.by(prove.number(0) + SimpleNamespace(scalar=p.x, sign=">", why="I say so"))


@trick
def changed_fact(prove, p):
    """a fact whose scalar is changed"""
    fact = prove.square(p.x)
    fact.scalar, fact.sign = p.x, ">"
    prove.by(fact)


@trick
def borrowed_fact(prove, p):
    """a hypothesis of another claim"""
    other = Prover(claim(statement="x > 0 where it is", p=DIRECTIONS, where=positive)(positive))
    prove.by(other.given(other.symbols["p"].x))


@partial(trick, statement="y ≥ (L + 1)|w|²",
         body=lambda p: ge(p.w @ p.H @ p.w, (p.L + 1) * (p.w @ p.w)))
def lift_below(prove, p):
    """t ≥ L + 1 on [μ, L]"""
    prove.by(prove.lift(p.w, lambda t: t - p.L - 1))


@partial(trick, statement="y ≥ 5|w|²", body=lambda p: ge(p.w @ p.H @ p.w, 5 * (p.w @ p.w)))
def lift_with_a_fact_about_lambda(prove, p):
    """the bound variable taken out of one lift and into another"""
    taken: list[Any] = []
    prove.lift(p.w, lambda t: taken.append(t) or t)
    prove.by(prove.lift(p.w, lambda t: t - 5, [prove.square(taken[0]), prove.given(taken[0] - 5)]))


@partial(trick, statement="μ ≤ 2", body=lambda p: le(p.mu, 2),
         where=lambda p: spectrum_within(p.effective_lr * p.problem.H_star, 0, 2))
def eigenvalues_under_a_maximum(prove, p):
    """max(t, 0) ≥ μ in one lift, ≤ 2 in another: its t is not the same eigenvalue"""
    norm = prove.norm(p.w)
    low = prove.lift(p.w, lambda t: maximum(t, 0) - p.mu) / norm
    high = prove.lift_within(p.w, lambda t: 2 - maximum(t, 0)) / norm
    prove.by(low + high)


@partial(trick, statement="y ≤ 0", body=lambda p: le(p.w @ p.H @ p.w, 0))
def lift_through_a_root(prove, p):
    """p(t) = −√t√t hidden in a root"""
    prove.by(prove.lift(p.w, lambda t: -(np.sqrt(t) * np.sqrt(t))))


@partial(trick, statement="y ≥ |w|²/L", body=lambda p: ge(p.L * p.y, p.w @ p.w))
def lift_of_a_quotient(prove, p):
    """p(t) = t − 1/t is no polynomial"""
    prove.by(prove.lift(p.w, lambda t: t - 1 / t))


@partial(trick, statement="⟨w, êH*w⟩ ≥ |w|²",
         body=lambda p: ge(p.effective_lr * (p.w @ (p.problem.H_star @ p.w)), p.w @ p.w),
         where=lambda p: spectrum_within(p.effective_lr * p.problem.H_star, 1, 99),
         p=families.directions(min_dim=2))
def lift_forgets_the_kernel(prove, p):
    """nonzero eigenvalues at least 1: but H*u = 0"""
    prove.by(prove.lift_within(p.w, lambda t: t - 1))


@partial(trick, statement="gap⁺ ≤ gap for every ê", where=off,
         body=lambda p: le(p.gap(rayleigh_step(p.w, p.H, p.g, p.effective_lr)), p.gap(p.w)))
def no_steps(prove, p):
    """nothing is proved at all"""


# -- families that are not what they seem ------------------------------------------------


@dataclass(frozen=True, eq=False)
class Odd:
    """A matrix, a vector and numbers that need not bound the matrix."""

    H: Any
    mu: Any
    L: Any
    w: Any

    @property
    def x(self):
        return self.w @ self.w


def odd(make):
    parts = (Spectrum(), VectorPart("w"), ScalarPart("s", (5, 6), "> 0"))
    return Family("odd", parts, make, 1, 3)


@partial(trick, statement="⟨w, Hw⟩ ≥ s|w|² for any s",
         body=lambda p: ge(p.w @ p.H @ p.w, p.mu * (p.w @ p.w)),
         p=odd(lambda v: Odd(v["H"], v["s"], v["L"], v["w"])))
def another_mu(prove, p):
    """a field mu that is no eigenvalue of H"""
    prove.by(prove.lift(p.w, lambda t: t - p.mu))


@partial(trick, statement="⟨w, 2Hw⟩ ≤ L|w|²",
         body=lambda p: le(p.w @ (p.H @ p.w), p.L * (p.w @ p.w)),
         p=odd(lambda v: Odd(v["H"] * 2, v["mu"], v["L"], v["w"])))
def another_H(prove, p):
    """a field H that is twice the matrix of mu and L"""
    prove.by(prove.lift(p.w, lambda t: p.L - t))


def two_faces(p):
    return lt(p.x, 0) if isinstance(p.w, np.ndarray) else []


@partial(trick, statement="x < 0", body=two_faces)
def no_goals(prove, p):
    """asserts nothing about moments"""


@trick
def goals_taken_away(prove, p):
    """the list of open goals emptied"""
    prove.open.clear()


@trick
def hypothesis_put_there(prove, p):
    """a fact slipped into the hypotheses without cover"""
    prove.hypotheses.append(prove.root(p.x) * prove.root(p.x))
    prove.by(prove.given(p.x))
