"""False statements that carry the proof of the true one they were made from.

Here the kernel is attacked, not the hunt: every proof below proves something, but not this. Each
has the mutant that its true neighbour has. The kernel must refuse them all.
"""

from functools import partial

import numpy as np

from bnlinear.claims import claim, eq, families, ge, le, lt, ne, spectrum_within
from bnlinear.dynamics import bngd_step, gd_step, rayleigh_step
from bnlinear.exact import derivative

false = partial(claim, expect="refuted", source="soundness suite: a false neighbour, with proof")
STATES, DIRECTIONS = families.bngd_states(), families.directions()


def step(p):
    return bngd_step(p.a, p.w, p.H, p.g, p.lr, p.lr_a)


def with_identity(claimed):
    """Attach the one-line proof of an identity, and a mutant that is false for any family."""
    @claimed.proof()
    def _(prove, **_):
        prove.identity()

    @claimed.mutant
    def _(**parts):
        p = next(iter(parts.values()))
        return eq(p.y, 2 * p.y)

    return claimed


# -- identities --------------------------------------------------------------------------


@with_identity
@false(statement="e₀⁺ = (I − 2εH)e₀", p=STATES)
def recursion_twice(p):  # ε, since J₀ has the factor ½
    e = p.w - p.u
    return eq(gd_step(p.w, p.H, p.g, p.lr) - p.u, e - 2 * p.lr * (p.H @ e))


@with_identity
@false(statement="two steps of ε are one of 2ε", p=STATES)
def two_steps_are_one(p):  # up to ε²H∇
    once = gd_step(p.w, p.H, p.g, p.lr)
    return eq(gd_step(once, p.H, p.g, p.lr), gd_step(p.w, p.H, p.g, 2 * p.lr))


@with_identity
@false(statement="J⁺ = J − ε|∇|² + ε²|∇|²_H", p=STATES)
def descent_without_half(p):  # ½ε²
    grad = p.H @ p.w - p.g
    return eq(p.problem.loss(gd_step(p.w, p.H, p.g, p.lr)),
              p.problem.loss(p.w) - p.lr * (grad @ grad) + p.lr**2 * (grad @ p.H @ grad))


@with_identity
@false(statement="w moves with the new a", p=STATES)
def new_a(p):  # the old a
    a, w = step(p)
    return eq(w, p.w + p.lr * (a / p.sigma) * p.v)


@with_identity
@false(statement="|w⁺|² = |w|² − ε²(a/σ)²|v|²", p=STATES)
def norm_shrinks(p):  # a sign
    _, w = step(p)
    return eq(w @ w, p.w @ p.w - (p.lr * p.a / p.sigma) ** 2 * (p.v @ p.v))


@with_identity
@false(statement="|w⁺|² = |w|² + ε²(a/σ²)²|v|²", p=STATES)
def norm_growth_power(p):  # a power of σ
    _, w = step(p)
    return eq(w @ w, p.w @ p.w + (p.lr * p.a / p.y) ** 2 * (p.v @ p.v))


@with_identity
@false(statement="w⁺ − ru = (I − êH)(w − ru) with r = x/y", p=STATES, where=lambda p: ne(p.x, 0))
def target_inverted(p):  # r = y/x
    _, w = step(p)
    e = p.w - (p.x / p.y) * p.u
    return eq(w - (p.x / p.y) * p.u, e - p.effective_lr * (p.H @ e))


@with_identity
@false(statement="ê = ε a x/σ²", p=STATES, where=lambda p: ne(p.x, 0))
def effective_lr_power(p):  # σ³
    _, w = step(p)
    return eq(w, rayleigh_step(p.w, p.H, p.g, p.lr * p.a * p.x / p.y))


@with_identity
@false(statement="v = He", p=STATES, where=lambda p: ne(p.x, 0))
def v_from_e(p):  # v = Hf = −He/r
    return eq(p.v, p.H @ p.e)


@with_identity
@false(statement="J − J* = ½(a − b)² + (R* − b²)", p=STATES)
def loss_split_double(p):  # ½ on both
    return eq(p.problem.bn_excess_loss(p.a, p.w), (p.a - p.b) ** 2 / 2 + p.R_star - p.b**2)


@with_identity
@false(statement="∂J/∂w·h = −⟨v, h⟩/σ", p=STATES)
def slope_without_a(p):  # −a⟨v, h⟩/σ
    return eq(derivative(lambda t: p.problem.bn_loss(p.a, p.w + t * p.h)), -(p.v @ p.h) / p.sigma)


@with_identity
@false(statement="d²J₀/dt² along h is 2⟨h, Hh⟩", p=STATES)
def curvature_twice(p):  # ⟨h, Hh⟩, since J₀ has the factor ½
    along = derivative(lambda t: p.problem.loss(p.w + t * p.h), order=2)
    return eq(along, 2 * (p.h @ p.H @ p.h))


@with_identity
@false(statement="with (H, γu, a, w, ε/γ): a ↦ γa", p=STATES, where=lambda p: ne(p.alpha, 0))
def scaling_forgets_a(p):  # a₀ must be scaled too
    a, _ = step(p)
    scaled, _ = bngd_step(p.a, p.w, p.H, p.alpha * p.g, p.lr, p.lr_a)
    return eq(scaled, p.alpha * a)


@with_identity
@false(statement="H*w = Hw − (x/y)g", p=STATES)
def star_with_y(p):  # x/R*
    return eq(p.problem.H_star @ p.w, p.H @ p.w - (p.x / p.y) * p.g)


# -- inequalities ------------------------------------------------------------------------


@false(statement="ε = 1/L: the excess loss contracts by (1 − μ/L)³", p=families.least_squares())
def gd_cube(p):  # the square
    after = p.problem.excess_loss(gd_step(p.w, p.H, p.g, 1 / p.L))
    return le(after, (1 - p.mu / p.L) ** 3 * p.problem.excess_loss(p.w))


@gd_cube.proof()
def _(prove, p):
    gain = prove.lift(p.w - p.u, lambda t: t * ((1 - p.mu / p.L) ** 3 - (1 - t / p.L) ** 2))
    prove.by(gain / prove.number(2))


@gd_cube.mutant
def _(p):  # the first power of a larger number is not the matter: half of it
    after = p.problem.excess_loss(gd_step(p.w, p.H, p.g, 1 / p.L))
    return le(2 * after, (1 - p.mu / p.L) ** 2 * p.problem.excess_loss(p.w))


@false(statement="ε ≤ 2.02/L: the loss never increases", p=STATES,
       where=lambda p: le(100 * p.lr * p.L, 202))
def gd_stable(p):  # the hypothesis of the proof, 2/L, was relaxed by one per cent
    after = p.problem.excess_loss(gd_step(p.w, p.H, p.g, p.lr))
    return le(after, p.problem.excess_loss(p.w))


@gd_stable.proof()
def _(prove, p):
    stable = prove.given(202 - 100 * p.lr * p.L)
    gain = prove.lift(p.w - p.u, lambda t: t * (1 - (1 - p.lr * t) ** 2),
                      [stable, prove.given(p.lr)])
    prove.by(gain / prove.number(2))


gd_stable.mutant(where=lambda p: le(p.lr * p.L, 3))


@false(statement="J⁺ ≤ J − ε(1 − εμ/2)|∇J|²", p=STATES)
def descent_lemma_mu(p):  # L for μ
    grad = p.H @ p.w - p.g
    return le(p.problem.loss(gd_step(p.w, p.H, p.g, p.lr)),
              p.problem.loss(p.w) - p.lr * (1 - p.lr * p.mu / 2) * (grad @ grad))


@descent_lemma_mu.proof()
def _(prove, p):
    gain = prove.lift(p.H @ p.w - p.g, lambda t: p.mu - t)
    prove.by(prove.square(p.lr) * gain / prove.number(2))


@descent_lemma_mu.mutant
def _(p):
    grad = p.H @ p.w - p.g
    return le(p.problem.loss(gd_step(p.w, p.H, p.g, p.lr)), p.problem.loss(p.w) - grad @ grad)


@false(statement="|∇J|² ≥ 2L(J − J*)", p=families.least_squares())
def polyak_L(p):
    grad = p.H @ p.w - p.g
    return ge(grad @ grad, 2 * p.L * p.problem.excess_loss(p.w))


@polyak_L.proof()
def _(prove, p):
    prove.by(prove.lift(p.w - p.u, lambda t: t * t - p.L * t))


@polyak_L.mutant
def _(p):
    grad = p.H @ p.w - p.g
    return ge(grad @ grad, 3 * p.L * p.problem.excess_loss(p.w))


@false(statement="the linear rate with ê = 1/μ", p=DIRECTIONS, where=lambda p: ne(p.x, 0))
def rate_wrong_end(p):  # ê = 1/L
    q = rayleigh_step(p.w, p.H, p.g, 1 / p.mu)
    return le(p.gap(q), (1 - p.mu / p.L) ** 2 * p.gap(p.w))


@rate_wrong_end.proof()
def _(prove, p):
    q = rayleigh_step(p.w, p.H, p.g, 1 / p.mu)
    longer = prove.norm(p.w) + prove.square(p.r / p.mu) * prove.norm(p.v)
    y = prove.nonzero(prove.energy(q, longer))
    miss = q @ p.g - (q @ p.H @ q) / p.r
    contracts = prove.lift(p.f, lambda t: t * ((1 - p.mu / p.L) ** 2 - (1 - t / p.mu) ** 2))
    prove.by(contracts + prove.square(miss) / y)


@rate_wrong_end.mutant
def _(p):
    q = rayleigh_step(p.w, p.H, p.g, 2 / p.mu)
    return le(p.gap(q), (1 - p.mu / p.L) ** 2 * p.gap(p.w))


@false(statement="|u|²|g|² ≤ (μ + L)²/(4.1 μL) R*²", p=families.least_squares())
def kantorovich_sharpened(p):  # 4
    return le(41 * p.mu * p.L * (p.u @ p.u) * (p.g @ p.g), 10 * (p.mu + p.L)**2 * p.R_star**2)


@kantorovich_sharpened.proof()
def _(prove, p):
    middle = prove.lift(p.u, lambda t: (p.L - t) * (t - p.mu))
    low = prove.given(p.mu) * prove.given(p.L) * prove.norm(p.u)
    high = prove.norm(p.u, power=1) * (prove.given(p.mu) + prove.given(p.L))
    both = prove.norm(p.H @ p.u) + low + high
    prove.by((middle * both + prove.square(p.g @ p.g - p.mu * p.L * (p.u @ p.u)))
             * prove.number(10))


@kantorovich_sharpened.mutant
def _(p):
    return le(5 * p.mu * p.L * (p.u @ p.u) * (p.g @ p.g), (p.mu + p.L)**2 * p.R_star**2)


@false(statement="⟨h, H*h⟩ > 0", p=STATES)
def star_positive(p):  # ≥: H*u = 0
    return lt(0, p.h @ (p.problem.H_star @ p.h))


@star_positive.proof()
def _(prove, p):
    prove.by(prove.gram(p.h, p.u, power=1) / prove.norm(p.u, power=1))


@star_positive.mutant
def _(p):
    return lt(p.h @ p.h, p.h @ (p.problem.H_star @ p.h))


@false(statement="0 ≤ ê ≤ 5/(2λmax(H*)): the gap never increases",
       p=families.directions(effective_lr=(0, 2)),
       where=lambda p: [ne(p.x, 0), ge(p.effective_lr, 0),
                        spectrum_within(p.effective_lr * p.problem.H_star, 0, "5/2")])
def gap_beyond_the_edge(p):  # 2 is the edge
    q = rayleigh_step(p.w, p.H, p.g, p.effective_lr)
    return le(p.gap(q), p.gap(p.w))


@gap_beyond_the_edge.proof()
def _(prove, p):
    q = rayleigh_step(p.w, p.H, p.g, p.effective_lr)
    lr, He = p.effective_lr, p.H @ p.e
    gain = prove.lift_within(He, lambda t: 2 - t)
    slack = prove.gram(p.w, p.u, power=1) / prove.norm(p.u, power=1)
    first = prove.given(lr) * prove.square(p.x) * gain
    longer = prove.norm(p.w) + prove.square(lr * p.r) * prove.norm(p.v)
    y, after = prove.norm(p.w, power=1), prove.nonzero(prove.energy(q, longer))
    prove.by((first + prove.square(lr * (p.g @ He)) * slack) / y / after)


@gap_beyond_the_edge.mutant
def _(p):
    q = rayleigh_step(p.w, p.H, p.g, p.effective_lr)
    return le(p.gap(q) * 100, p.gap(p.w))


@false(statement="|w⁺|² ≥ |w|² + 1.01ε²(a/σ)²|v|²", p=STATES)
def growth_one_per_cent(p):  # equality with 1
    _, w = step(p)
    return ge(100 * (w @ w), 100 * (p.w @ p.w) + 101 * (p.lr * p.a / p.sigma) ** 2 * (p.v @ p.v))


@growth_one_per_cent.proof()
def _(prove, p):
    prove.by(prove.square(p.lr * p.a / p.sigma) * prove.norm(p.v))


@growth_one_per_cent.mutant
def _(p):
    _, w = step(p)
    return ge(w @ w, 2 * (p.w @ p.w))


@false(statement="b² ≤ R*/2 (Cauchy–Schwarz in the wrong norm)", p=STATES)
def cauchy_schwarz_half(p):  # R*
    return le(2 * p.x**2 / p.y, p.R_star)


@cauchy_schwarz_half.proof()
def _(prove, p):
    prove.by(prove.gram(p.w, p.u, power=0) / prove.norm(p.w, power=1))


@cauchy_schwarz_half.mutant
def _(p):
    return le(3 * p.x**2 / p.y, p.R_star)


@false(statement="σ(w + u) ≥ σ(w) + σ(u)", p=families.least_squares(max_dim=2))
def triangle_reversed(p):  # ≤; roots that are no hypothesis
    s = p.w + p.u
    return ge(np.sqrt(s @ p.H @ s), p.sigma + np.sqrt(p.R_star))


@triangle_reversed.proof()
def _(prove, p):
    s = p.w + p.u
    prove.nonnegative(prove.norm(s, power=1))
    root = prove.root(s @ p.H @ s)
    prove.by(root, times=prove.root(p.y) + prove.root(p.R_star))


@triangle_reversed.mutant
def _(p):
    return ge(0, p.sigma)
