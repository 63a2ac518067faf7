"""The learning rates for which a direction step never flips the sign of wᵀg, sharply.

Main statements
    `sign_kept_doubled`, `sign_kept_sharp`.
Notation
    w⁺ = ru + (I − êH)e with w = ru + e, e ⟂ w in the H-product; t = ê(L + μ)/2,
    k = (L − μ)/(L + μ), c = 2√(μL)/(L + μ) = √(1 − k²), s = |e|_H/|ru|_H < 1.
    x⁺/(rR*) ≥ 1 − (1 − t)s² − tks, so no flip as long as t(1 − c) < 2.
"""

from fractions import Fraction

import numpy as np

from bnlinear.claims import Direction, claim, families, ge, le, lt, ne, ref
from bnlinear.dynamics import rayleigh_step


@claim(
    statement="0 ≤ ê ≤ 4/(L + μ): sign(wᵀg) does not flip; twice the range 2/L when L ≫ μ",
    source=ref("this_project", remark="doubles cai2019.sign_kept_below_two_over_L"),
    where=lambda p: [ne(p.x, 0), ge(p.effective_lr, 0), le(p.effective_lr * (p.L + p.mu), 4)],
    p=families.directions(effective_lr=(0, 2)),
)
def sign_kept_doubled(p):
    return lt(0, p.x * (rayleigh_step(p.w, p.H, p.g, p.effective_lr) @ p.g))


def _letters(prove, p):
    """A = |ru|²_H, E = |e|²_H, C = ⟨ru, Ne⟩_H for N = I − 2H/(L + μ), T, K, and what is known."""
    mean = prove.given(p.L) + prove.given(p.mu)
    prove.nonzero(mean)
    target, N_e = p.r * p.u, p.e - (2 / (p.L + p.mu)) * (p.H @ p.e)
    k = (p.L - p.mu) / (p.L + p.mu)
    A, E, C, T, K, Y = prove.let(
        A=target @ p.H @ target, E=p.e @ p.H @ p.e, C=target @ p.H @ N_e,
        T=p.effective_lr * (p.L + p.mu) / 2, K=k, Y=p.y)
    contracts = prove.lift(p.e, lambda t: t * (k**2 - (1 - 2 * t / (p.L + p.mu)) ** 2))
    overlap = prove.gram(target, N_e, power=1) + prove.norm(target, power=1) * contracts
    half = prove.number(2)
    facts = [prove.restate(overlap, K**2 * A * E - C**2),
             prove.restate(prove.equal(target @ p.H @ target, p.y + p.e @ p.H @ p.e), A - Y - E),
             prove.restate(prove.norm(p.w, power=1), Y), prove.restate(prove.norm(p.e, power=1), E),
             prove.restate(prove.given(p.effective_lr) * mean / half, T),
             prove.restate(prove.given(p.L - p.mu) / mean, K),
             prove.restate((prove.given(p.mu) + prove.given(p.mu)) / mean, 1 - K)]
    return (A, E, C, T, K), facts


@sign_kept_doubled.proof()
def _(prove, p):
    (A, E, C, T, _), facts = _letters(prove, p)
    below = prove.restate(prove.given(4 - p.effective_lr * (p.L + p.mu)) / prove.number(2), 2 - T)
    same_side = prove.spell_out(prove.scalar(A - (1 - T) * E + T * C, ">", [*facts, below]))
    ratio = prove.norm(p.w, power=1) / prove.positive_square(p.x)
    prove.by(same_side, times=prove.rewrite(ratio, p.y / p.x**2))


sign_kept_doubled.mutant(
    where=lambda p: [ne(p.x, 0), ge(p.effective_lr, 0), le(p.effective_lr * (p.L + p.mu), 16)],
    counterexample={"p": Direction.exact(H=[1, 16], u=[-7, 1], w=[-4, "7/4"],
                                         effective_lr="16/17")})


def _edge(p, four=4):
    """ê(√L − √μ)² < 4."""
    return [ne(p.x, 0), ge(p.effective_lr, 0),
            lt(p.effective_lr * (np.sqrt(p.L) - np.sqrt(p.mu)) ** 2, four)]


@claim(
    statement="0 ≤ ê < 4/(√L − √μ)²: sign(wᵀg) does not flip (for L = μ, at no learning rate)",
    source=ref("this_project"),
    where=_edge,
    p=families.directions(effective_lr=(0, 8)),
)
def sign_kept_sharp(p):
    return lt(0, p.x * (rayleigh_step(p.w, p.H, p.g, p.effective_lr) @ p.g))


@sign_kept_sharp.proof()
def _(prove, p):
    (A, E, C, T, K), facts = _letters(prove, p)
    mean = prove.given(p.L) + prove.given(p.mu)
    roots = np.sqrt(p.L), np.sqrt(p.mu)
    (c,) = prove.let(c=2 * roots[0] * roots[1] / (p.L + p.mu))
    positive = prove.restate(prove.number(2) * prove.root(p.L) * prove.root(p.mu) / mean, c)
    pythagoras = prove.restate(prove.equal(0 * p.L, 0 * p.L), K**2 + c**2 - 1)
    given = prove.given(4 - p.effective_lr * (roots[0] - roots[1]) ** 2)
    below = prove.restate(given / prove.number(2), 2 - T * (1 - c))
    same_side = prove.scalar(A - (1 - T) * E + T * C, ">", [*facts, positive, pythagoras, below])
    ratio = prove.norm(p.w, power=1) / prove.positive_square(p.x)
    prove.by(prove.spell_out(same_side), times=prove.rewrite(ratio, p.y / p.x**2))


sign_kept_sharp.mutant(  # 4.2 for 4: in d = 2 the bound is attained, where tan θ ≈ 5/7
    where=lambda p: _edge(p, Fraction(21, 5)),
    counterexample={"p": Direction.exact(H=[1, 4], u=[-7, "5/2"], w=[-5, "7/2"],
                                         effective_lr="41/10")})
