"""False statements about gradient descent and the direction step, near neighbours of true ones.

Each is one edit away from a theorem: a constant sharpened by one per cent, an exponent, a sign, a
dropped hypothesis. The comment says which. All must be refuted, none may be called proved.
"""

from functools import partial

from bnlinear.claims import (
    any_of,
    claim,
    eq,
    families,
    ge,
    gt,
    implies,
    le,
    lt,
    ne,
    spectrum_within,
)
from bnlinear.dynamics import gd_step, rayleigh_step

false = partial(claim, expect="refuted", source="soundness suite: a false neighbour")
STATES, DIRECTIONS = families.bngd_states(), families.directions()


def off(p):
    return ne(p.x, 0)


def gd(p, lr):
    """The excess loss before and after one step of gradient descent."""
    return (p.problem.excess_loss(p.w),
            p.problem.excess_loss(gd_step(p.w, p.H, p.g, lr)))


# -- gradient descent --------------------------------------------------------------------


@false(statement="ε = 1/L: the excess loss contracts by (1 − μ/L)³", p=families.least_squares())
def gd_cube(p):  # the exponent is 2
    before, after = gd(p, 1 / p.L)
    return le(after, (1 - p.mu / p.L) ** 3 * before)


@false(statement="ε = 1/L: the excess loss contracts by 0.99(1 − μ/L)²", p=families.least_squares())
def gd_one_per_cent(p):  # attained on the eigenvector of μ
    before, after = gd(p, 1 / p.L)
    return le(100 * after, 99 * (1 - p.mu / p.L) ** 2 * before)


@false(statement="ε = 1/μ: the excess loss contracts by (1 − μ/L)²", p=families.least_squares())
def gd_wrong_end(p):  # 1/L, not 1/μ
    before, after = gd(p, 1 / p.mu)
    return le(after, (1 - p.mu / p.L) ** 2 * before)


@false(statement="ε ≤ 3/L: the loss never increases", p=STATES, where=lambda p: le(p.lr * p.L, 3))
def gd_three(p):  # 2/L is the limit
    before, after = gd(p, p.lr)
    return le(after, before)


@false(statement="ε ≤ 2.02/L: the loss never increases", p=families.least_squares())
def gd_two_and_a_bit(p):  # one per cent beyond the limit, on the eigenvector of L
    before, after = gd(p, 2 / p.L * 101 / 100)
    return le(after, before)


@false(statement="ε < 2/L: the loss strictly decreases", p=STATES,
       where=lambda p: lt(p.lr * p.L, 2))
def gd_strict(p):  # not at the minimiser
    before, after = gd(p, p.lr)
    return lt(after, before)


@false(statement="ε = 1/L: every coordinate of w − u shrinks", p=families.least_squares())
def gd_entrywise(p):  # the eigenvectors need not be the axes
    before, after = p.w - p.u, gd_step(p.w, p.H, p.g, 1 / p.L) - p.u
    return le(after**2, before**2)


@false(statement="ε = 2/(L + μ): |w − u|² contracts by 0.99((L − μ)/(L + μ))²",
       p=families.least_squares(min_dim=2))
def gd_optimal_one_per_cent(p):  # attained on both extreme eigenvectors
    e = gd_step(p.w, p.H, p.g, 2 / (p.L + p.mu)) - p.u
    rate = ((p.L - p.mu) / (p.L + p.mu)) ** 2
    return le(100 * (e @ e), 99 * rate * ((p.w - p.u) @ (p.w - p.u)))


@false(statement="ε ≤ 5/(2L): the gradient never grows", p=STATES,
       where=lambda p: le(2 * p.lr * p.L, 5))
def gd_gradient_grows(p):  # 2/L is the limit
    before, after = p.g - p.H @ p.w, p.g - p.H @ gd_step(p.w, p.H, p.g, p.lr)
    return le(after @ after, before @ before)


@false(statement="J⁺ ≤ J − ε(1 − εL/4)|∇J|²", p=STATES)
def descent_lemma_quarter(p):  # L/2, not L/4
    grad = p.H @ p.w - p.g
    after = p.problem.loss(gd_step(p.w, p.H, p.g, p.lr))
    return le(after, p.problem.loss(p.w) - p.lr * (1 - p.lr * p.L / 4) * (grad @ grad))


@false(statement="|∇J|² ≥ 2.02 μ(J − J*)", p=families.least_squares())
def polyak_one_per_cent(p):  # 2μ is attained on the eigenvector of μ
    grad = p.H @ p.w - p.g
    return ge(100 * (grad @ grad), 202 * p.mu * p.problem.excess_loss(p.w))


@false(statement="|∇J|² ≤ (L + μ)(J − J*)", p=families.least_squares())
def smooth_sum(p):  # 2L(J − J*)
    grad = p.H @ p.w - p.g
    return le(grad @ grad, (p.L + p.mu) * p.problem.excess_loss(p.w))


@false(statement="two GD steps with ε = 1/L contract the excess loss by (1 − μ/L)⁵",
       p=families.least_squares())
def gd_two_steps_fifth(p):  # the fourth power
    once = gd_step(p.w, p.H, p.g, 1 / p.L)
    after = p.problem.excess_loss(gd_step(once, p.H, p.g, 1 / p.L))
    return le(after, (1 - p.mu / p.L) ** 5 * p.problem.excess_loss(p.w))


# -- the direction step ------------------------------------------------------------------


def gaps(p, lr):
    """The direction gap R* − R before and after one step."""
    return p.gap(p.w), p.gap(rayleigh_step(p.w, p.H, p.g, lr))


@false(statement="ê = 1/L: the gap contracts by (1 − μ/L)³", p=DIRECTIONS, where=off)
def rate_cube(p):  # the exponent is 2
    before, after = gaps(p, 1 / p.L)
    return le(after, (1 - p.mu / p.L) ** 3 * before)


@false(statement="ê = 1/L: the gap contracts by 0.99(1 − μ/L)²", p=DIRECTIONS, where=off)
def rate_one_per_cent(p):  # attained in the limit
    before, after = gaps(p, 1 / p.L)
    return le(100 * after, 99 * (1 - p.mu / p.L) ** 2 * before)


@false(statement="ê = 1/L: the gap contracts by 1 − 2μ/L", p=DIRECTIONS, where=off)
def rate_linearised(p):  # (1 − μ/L)² without its square term
    before, after = gaps(p, 1 / p.L)
    return le(after, (1 - 2 * p.mu / p.L) * before)


@false(statement="ê = 2/(L + μ): the gap contracts by 0.99((L − μ)/(L + μ))²", p=DIRECTIONS,
       where=off)
def rate_optimal_one_per_cent(p):  # the constant is sharp
    before, after = gaps(p, 2 / (p.L + p.mu))
    return le(100 * after * (p.L + p.mu) ** 2, 99 * (p.L - p.mu) ** 2 * before)


@false(statement="0 ≤ ê ≤ 2/μ: the gap never increases", p=DIRECTIONS,
       where=lambda p: [off(p), le(p.effective_lr * p.mu, 2)])
def gap_wrong_end(p):  # 2/λmax(H*)
    before, after = gaps(p, p.effective_lr)
    return le(after, before)


@false(statement="0 ≤ ê ≤ 2.2/λmax(H*): the gap never increases", p=families.directions(min_dim=2),
       where=lambda p: [off(p), ge(p.effective_lr, 0),
                        spectrum_within(p.effective_lr * p.problem.H_star, 0, "11/5")])
def gap_beyond_the_edge(p):  # 2/λmax(H*) is the limit
    before, after = gaps(p, p.effective_lr)
    return le(after, before)


@false(statement="0 < ê < 2/L: the gap strictly decreases", p=DIRECTIONS,
       where=lambda p: [off(p), gt(p.effective_lr, 0), lt(p.effective_lr * p.L, 2)])
def gap_strict(p):  # not at a minimiser, where the gap is 0
    before, after = gaps(p, p.effective_lr)
    return lt(after, before)


@false(statement="ê ≤ 2/L: the gap never increases", p=families.directions(effective_lr=(-2, 2)),
       where=lambda p: [off(p), le(p.effective_lr * p.L, 2)])
def gap_any_sign(p):  # the hypothesis ê ≥ 0 was dropped
    before, after = gaps(p, p.effective_lr)
    return le(after, before)


@false(statement="no ê is better than 1/L", p=DIRECTIONS, where=off)
def one_over_L_is_best(p):
    return le(gaps(p, 1 / p.L)[1], gaps(p, p.effective_lr)[1])


@false(statement="the gap never increases, whatever ê ≥ 0", p=DIRECTIONS, where=off)
def gap_any_lr(p):  # BNGD converges for any ε, but not monotonically
    before, after = gaps(p, p.effective_lr)
    return le(after, before)


@false(statement="sign(wᵀg) never changes", p=DIRECTIONS, where=off)
def sign_kept(p):  # a long step turns w by more than a right angle from g
    return gt(p.x * (rayleigh_step(p.w, p.H, p.g, p.effective_lr) @ p.g), 0)


@false(statement="ê = 1/L: |f|² contracts by (1 − μ/L)²", p=DIRECTIONS, where=off)
def rate_euclidean(p):  # the norm is that of H
    q = rayleigh_step(p.w, p.H, p.g, 1 / p.L)
    f = p.u - ((q @ p.g) / (q @ p.H @ q)) * q
    return le(f @ f, (1 - p.mu / p.L) ** 2 * (p.f @ p.f))


@false(statement="ê ≤ 2.1/L: |w − ru| never grows", p=DIRECTIONS,
       where=lambda p: [off(p), le(10 * p.effective_lr * p.L, 21)])
def target_beyond(p):  # 2/L is the limit
    q = rayleigh_step(p.w, p.H, p.g, p.effective_lr)
    after = q - p.r * p.u
    return le(after @ after, p.e @ p.e)


@false(statement="0 ≤ ê ≤ 2/λmax(H*): |w − ru|_H never grows", p=families.directions(min_dim=2),
       where=lambda p: [off(p), ge(p.effective_lr, 0),
                        spectrum_within(p.effective_lr * p.problem.H_star, 0, 2)])
def target_star(p):  # 2/λmax(H): the moving target knows H, not H*
    after = rayleigh_step(p.w, p.H, p.g, p.effective_lr) - p.r * p.u
    return le(after @ p.H @ after, p.e @ p.H @ p.e)


@false(statement="R* − R(w) ≤ ½|u − w|²_H", p=DIRECTIONS)
def gap_half(p):  # without the ½
    return le(2 * p.gap(p.w), (p.u - p.w) @ p.H @ (p.u - p.w))


@false(statement="R* − R(w) ≥ 1.01 μ|f|²", p=DIRECTIONS)
def gap_below_one_per_cent(p):  # attained where f is an eigenvector of μ
    return ge(100 * p.gap(p.w), 101 * p.mu * (p.f @ p.f))


@false(statement="two direction steps with ê = 1/L contract the gap by (1 − μ/L)⁵",
       p=families.directions(max_dim=3), where=off)
def rate_two_steps_fifth(p):  # the fourth power
    once = rayleigh_step(p.w, p.H, p.g, 1 / p.L)
    twice = rayleigh_step(once, p.H, p.g, 1 / p.L)
    return le(p.gap(twice), (1 - p.mu / p.L) ** 5 * p.gap(p.w))


@false(statement="if a step leaves the gap as it was, the gap is 0", p=DIRECTIONS, where=off)
def stuck_means_done(p):  # not at ê = 0
    before, after = gaps(p, p.effective_lr)
    return implies(eq(after, before), eq(before, 0))


@false(statement="ê or ê/2 does not increase the gap", p=DIRECTIONS, where=off)
def one_of_two(p):  # both can be too long
    before, after = gaps(p, p.effective_lr)
    return any_of(le(after, before), le(gaps(p, p.effective_lr / 2)[1], before))


@false(statement="w + sv has a smaller gap than w, 0 ≤ s ≤ 1", p=DIRECTIONS,
       s=families.scalars(0, 1))
def line_search(p, s):  # v is the right direction, its length is not
    return le(p.gap(p.w + s * p.v), p.gap(p.w))
