"""The universal convergence theorem: BNGD converges for every ε > 0 and every 0 < ε_a < 2.

Each inequality of the argument is a claim of its own, proved for every dimension. What remains in
words, the limits, stands at `converges_for_every_lr`. One run; b = x/σ, R = b², D = a − b,
q = |1 − ε_a| < 1, w⁺ = w + tv with t = εa/σ. A second proof, limits included, is checked by Rocq
(`docs/universal.md`); it is shorter: a potential pays for the growth of |w| whether or not b → 0.
"""

from typing import Any

import numpy as np

from bnlinear.claims import (
    BNGDState,
    all_of,
    certify,
    claim,
    eq,
    families,
    ge,
    gt,
    le,
    lt,
    ne,
    ref,
    spectrum_within,
)
from bnlinear.dynamics import bngd_step
from bnlinear.exact import Number
from proofs_checks.beyond.descent import gap_never_increases, growth_versus_gap
from proofs_checks.cai2019.step import norm_growth, stationary_points


def step(p):
    return bngd_step(p.a, p.w, p.H, p.g, p.lr, p.lr_a)


def b_at(p, w):
    """b = x/σ at w."""
    return (w @ p.g) / np.sqrt(w @ p.H @ w)


# -- steps 0 and 1: what stays bounded -----------------------------------------------------


@claim(
    statement="σ² ≥ μ|w|², |v|² ≤ LR*, b² ≤ R*, and |w⁺|² − |w|² ≤ ε²a²LR*/(μ|w|²)",
    source=ref("this_project", remark="universal convergence, step 0"),
    p=families.bngd_states(),
)
def universal_bounds(p, bound="L"):
    _, w = step(p)
    L = getattr(p, bound)
    return (le(p.mu * (p.w @ p.w), p.y), le(p.v @ p.v, L * p.R_star), le(p.b**2, p.R_star),
            le(w @ w - p.w @ p.w, p.lr**2 * p.a**2 * L * p.R_star / (p.mu * (p.w @ p.w))))


@universal_bounds.proof()
def _(prove, p):
    y, w2, mu, L = prove.norm(p.w, power=1), prove.norm(p.w), prove.given(p.mu), prove.given(p.L)
    long_enough = prove.lift(p.w, lambda t: t - p.mu)
    # v = Hf and |f|²_H = R* − x²/y
    v_bounded = prove.lift(p.f, lambda t: t * (p.L - t)) + L * prove.square(p.x) / y
    prove.by(long_enough)
    prove.by(v_bounded)
    prove.by(prove.gram(p.w, p.u, power=1) / y)
    room = L * prove.norm(p.u, power=1) * long_enough + mu * w2 * v_bounded
    prove.by(prove.square(p.lr * p.a) * room / (y * mu * w2))


universal_bounds.mutant(bound="mu")  # μ for L


@claim(
    statement="0 < ε_a < 2, ε_a√R* ≤ (1 − q)A and |a| ≤ A give |a⁺| ≤ A: the scale stays bounded",
    source=ref("this_project", remark="universal convergence, step 1"),
    where=lambda p, A: [lt(p.lr_a, 2), *_within(p.a, A),
                        le(p.lr_a**2 * p.R_star, ((1 - abs(1 - p.lr_a)) * A) ** 2)],
    p=families.bngd_states(max_dim=3),
    A=families.scalars(0, 64, sign=">= 0"),
)
def universal_scale(p, A):
    a_next, _ = step(p)
    return le(a_next, A), le(-A, a_next)


def _within(value, bound):
    return [le(value, bound), le(-bound, value)]


@universal_scale.proof()
def _(prove, p, A):
    gap = (1 - abs(1 - p.lr_a)) * A  # (1 − q)A ≥ ε_a|b|
    bounded = prove.given(gap**2 - p.lr_a**2 * p.R_star) + prove.square(p.lr_a) * prove.gram(
        p.w, p.u, power=1) / prove.norm(p.w, power=1)
    (pull,) = prove.let(pull=p.lr_a * p.b)
    facts = [prove.restate(bounded, gap**2 - pull**2), prove.given(A), prove.given(p.lr_a),
             prove.given(2 - p.lr_a), prove.given(A - p.a), prove.given(A + p.a)]
    after = (1 - p.lr_a) * p.a + pull
    prove.by(prove.spell_out(prove.scalar(A - after, ">=", facts)))
    prove.by(prove.spell_out(prove.scalar(A + after, ">=", facts)))


universal_scale.mutant(  # ε_a = 2, where q = 1 and nothing holds a back
    where=lambda p, A: _within(p.a, A),
    counterexample={"p": BNGDState.exact(H=[1], u=[1], w=[1], a=0, lr=1, lr_a=2), "A": Number(1)})


# -- step 2: small steps far out -----------------------------------------------------------


@claim(
    statement="(M) |b⁺ − b| ≤ 2ε|a|LR*/σ²",
    source=ref("this_project", remark="universal convergence, step 2"),
    p=families.bngd_states(max_dim=3),
)
def universal_moves(p):
    _, w = step(p)
    return le((b_at(p, w) - p.b) ** 2, (2 * p.lr * p.a * p.L * p.R_star / p.y) ** 2)


@universal_moves.proof()
def _(prove, p):
    _, w = step(p)
    y, y_next = prove.norm(p.w, power=1), prove.energy_after(p.w, w)
    positive_R = prove.norm(p.u, power=1)
    s, s_next = p.sigma, np.sqrt(w @ p.H @ w)
    # |w⁺/σ⁺ − w/σ|²_H σ² ≤ 4|w⁺ − w|²_H, by z3 in σ, σ⁺ and ⟨w⁺, w⟩_H
    S, P, C = prove.let(S=s, P=s_next, C=w @ p.H @ p.w)
    facts = [prove.restate(prove.root(p.y), S), prove.restate(prove.root(w @ p.H @ w), P),
             prove.restate(prove.gram(w, p.w, power=1), (S * P) ** 2 - C**2)]
    closer = prove.scalar((4 * (P**2 + S**2 - 2 * C) * P - 2 * S**2 * P + 2 * C * S) * P, ">=",
                          facts)
    apart = prove.spell_out(closer) / y_next  # 4|w⁺ − w|²_H − σ²|w⁺/σ⁺ − w/σ|²_H
    turned = w / s_next - p.w / s
    # |w⁺ − w|²_H = t²⟨v, Hv⟩ ≤ t²L²R*
    pulled = prove.lift(p.f, lambda t: t * (p.L**2 - t**2), [prove.given(p.L)])
    short = prove.square(p.lr * p.a / s) * (
        pulled + prove.square(p.L) * prove.square(p.x) / y)
    four = prove.number(4)
    prove.by(prove.gram(turned, p.u, power=1) + positive_R * apart / y
              + four * positive_R * short / y)


@universal_moves.mutant
def _(p):  # one for two
    _, w = step(p)
    return le((b_at(p, w) - p.b) ** 2, (p.lr * p.a * p.L * p.R_star / p.y / 2) ** 2)


# -- step 3 (i): b does not vanish, so |w| grows by no more than 3εκ times the gain in R ---


def _late(p):
    """½ ≤ a/b ≤ 3/2, |w⁺|² ≤ 2|w|², 0 ≤ ê ≤ 1/λmax(H*)."""
    _, w = step(p)
    return [ne(p.x, 0), ge(2 * p.a / p.b, 1), le(2 * p.a / p.b, 3), le(w @ w, 2 * (p.w @ p.w)),
            spectrum_within(p.effective_lr * p.problem.H_star, 0, 1)]


@claim(
    statement="½ ≤ a/b ≤ 3/2, |w⁺|² ≤ 2|w|², 0 ≤ ê ≤ 1/λmax(H*): |w⁺|² − |w|² ≤ 3εκ(R⁺ − R)",
    source=ref("this_project", remark="universal convergence, step 3 (i)"),
    where=_late,
    p=families.bngd_states(max_dim=3, lr=(0, 4)),
)
def universal_late_growth(p):
    _, w = step(p)
    return le(p.mu * (w @ w - p.w @ p.w), 3 * p.lr * p.L * (p.gap(p.w) - p.gap(w)))


@universal_late_growth.proof()
def _(prove, p):
    _, w = step(p)
    He, ehat, ratio = p.H @ p.e, p.effective_lr, p.a / p.b
    y, y_next = prove.norm(p.w, power=1), prove.energy_after(p.w, w)
    lr, mu, L = prove.given(p.lr), prove.given(p.mu), prove.given(p.L)
    above, below = prove.given(2 * ratio - 1), prove.given(3 - 2 * ratio)
    positive = above + prove.number(1)  # 2a/b > 0
    # descent: êx²|He|² ≤ x⁺²y − x²y⁺, as 2|He|² − ê⟨He, H*He⟩ ≥ |He|²
    gain = prove.lift_within(He, lambda t: 1 - t)
    slack = prove.gram(p.w, p.u, power=1) / prove.norm(p.u, power=1)
    ehat_positive = prove.rewrite(positive * lr * prove.positive_square(p.x)
                                  / (prove.number(2) * y * y), ehat)
    descent = (ehat_positive * prove.positive_square(p.x) * gain
               + prove.square(ehat * (p.g @ He)) * slack)
    # times ê/x² = ε(a/b)/y²: |w⁺|² − |w|² = ê²|He|² ≤ ε(a/b)(y⁺/y)(R⁺ − R)
    half = positive / prove.number(2)  # a/b
    grown = half * lr * descent / (y * y)
    gain_in_R = prove.rewrite(
        (descent + ehat_positive * prove.square(p.x) * prove.norm(He)) / (y * y_next),
        p.gap(p.w) - p.gap(w))
    # (a/b)(y⁺/y) ≤ 3κ: y⁺ ≤ L|w⁺|² ≤ 2L|w|² ≤ 2κy
    energy = (prove.lift(w, lambda t: p.L - t) + L * prove.given(2 * (p.w @ p.w) - w @ w))
    spread = (mu * energy + prove.number(2) * L * prove.lift(p.w, lambda t: t - p.mu)) / y
    prove.by(mu * grown + lr * gain_in_R * (half * spread + below * L))


@universal_late_growth.mutant
def _(p):  # a thousandth of the growth
    _, w = step(p)
    return le(1000 * p.mu * (w @ w - p.w @ p.w), p.lr * p.L * (p.gap(p.w) - p.gap(w)))


# -- step 3 (ii): b vanishes: a cone that cannot be left, or a scale that is summable ------


@claim(
    statement="b⁺ = b + δ′a with δ′ = ε/(σσ⁺)[⟨g, v⟩ − b(2wᵀHv + t vᵀHv)/(σ + σ⁺)], and "
              "D⁺ = (1 − ε_a)D − δ′(b + D), at a = 0 too",
    source=ref("this_project", remark="universal convergence, step 3 (ii)"),
    p=families.bngd_states(max_dim=3),
)
def universal_delta(p, two=2):
    a, w = step(p)
    s, s_next, t = p.sigma, np.sqrt(w @ p.H @ w), p.lr * p.a / p.sigma
    bent = p.b * (two * (p.w @ p.H @ p.v) + t * (p.v @ p.H @ p.v)) / (s + s_next)
    delta = p.lr / (s * s_next) * (p.g @ p.v - bent)
    b, b_next, D = p.b, b_at(p, w), p.a - p.b
    return (eq((b_next - b - delta * p.a) * s_next, 0 * s),
            eq((a - b_next - (1 - p.lr_a) * D + delta * (b + D)) * s_next, 0 * s))


@universal_delta.proof()
def _(prove, p):
    _, w = step(p)
    prove.energy_after(p.w, w)
    prove.nonzero(prove.root(p.y) + prove.root(w @ p.H @ w))
    prove.identity()


universal_delta.mutant(two=1)  # wᵀHv once


def _cone(rate, b, D, delta):
    """|D| ≤ m|b| with m = ½ and 0 < δ′ ≤ m(1 − q)/(1 − m²)."""
    q = abs(1 - rate)
    return [lt(rate, 2), *_within(2 * D, abs(b)), le(3 * delta, 2 * (1 - q))]


CONE: dict[str, Any] = {
    "rate": families.scalars("1/2", "3/2", sign="> 0"), "b": families.scalars(-4, 4),
    "D": families.scalars(-2, 2), "delta": families.scalars(0, "1/2", sign="> 0")}


@claim(
    statement="|D| ≤ m|b|, δ′ ≤ m(1 − q)/(1 − m²), m = ½: the cone is kept and |b| grows by "
              "1 + δ′(1 − m), so b cannot tend to 0",
    source=ref("this_project", remark="universal convergence, step 3 (ii)"),
    where=_cone,
    **CONE,
)
def universal_cone(rate, b, D, delta):
    b_next = b + delta * (b + D)
    D_next = (1 - rate) * D - delta * (b + D)
    return all_of(*_within(2 * D_next, abs(b_next)),
                  le(abs(b) * (1 + delta / 2), abs(b_next)))


@universal_cone.proof()
def _(prove, rate, b, D, delta):
    facts = [prove.given(rate), prove.given(2 - rate), prove.given(delta),
             prove.given(abs(b) - 2 * D), prove.given(abs(b) + 2 * D),
             prove.given(2 * (1 - abs(1 - rate)) - 3 * delta)]
    for goal in (0, 1, 2):
        prove.by_z3(facts, goal=goal)


universal_cone.mutant(  # the bound on δ′ is sharp: a quarter more, and the cone is left
    where=lambda rate, b, D, delta: [lt(rate, 2), *_within(2 * D, abs(b)),
                                     le(6 * delta, 5 * (1 - abs(1 - rate)))],
    counterexample={"rate": Number("3/2"), "b": Number(1), "D": Number("1/2"),
                    "delta": Number("5/12")})


@claim(
    statement="|D| > m|b|, q + δ′(1 + 1/m) ≤ (1 + q)/2, m = ½: |D⁺| ≤ ((1 + q)/2)|D|, so Σa² < ∞",
    source=ref("this_project", remark="universal convergence, step 3 (ii)"),
    where=lambda rate, b, D, delta: [lt(rate, 2), gt(2 * abs(D), abs(b)),
                                     le(6 * delta, 1 - abs(1 - rate))],
    **CONE,
)
def universal_outside(rate, b, D, delta):
    D_next = (1 - rate) * D - delta * (b + D)
    return _within(2 * D_next, (1 + abs(1 - rate)) * abs(D))


@universal_outside.proof()
def _(prove, rate, b, D, delta):
    facts = [prove.given(rate), prove.given(2 - rate), prove.given(delta),
             prove.given(2 * abs(D) - abs(b)), prove.given(1 - abs(1 - rate) - 6 * delta)]
    prove.by_z3(facts, goal=0)
    prove.by_z3(facts, goal=1)


@universal_outside.mutant
def _(rate, b, D, delta):  # contracts by q itself
    D_next = (1 - rate) * D - delta * (b + D)
    return _within(D_next, abs(1 - rate) * abs(D))


# -- the theorem ---------------------------------------------------------------------------


@claim(
    statement="for EVERY ε > 0, every 0 < ε_a < 2, every a₀ and every w₀ ≠ 0, (a_k, w_k) "
              "converges to a stationary point",
    source=ref("this_project",
               remark="extends the ε_a ≤ 1 of Cai et al. 2019; sharp, as "
                      "cai2019.lr_a_two_as_stated shows"),
    where=lambda p: [ne(p.x, 0), lt(p.lr_a, 2)],
    p=families.bngd_states(lr=("1/2", 6)),
    screen=False,
)
def converges_for_every_lr(p):  # on exact instances: a certified run into a trap
    return lt(certify(p.problem, p.a, p.w, p.lr**3, p.lr_a).trap.contraction, 1)


converges_for_every_lr.follows(
    norm_growth, universal_bounds, universal_scale, universal_moves, gap_never_increases,
    growth_versus_gap, universal_late_growth, universal_delta, universal_cone, universal_outside,
    stationary_points,
    uses=("monotone convergence", "Cauchy", "connected limit set", "continuity"),
    words="""\
0. If g = 0, then v = b = 0: w is constant and a_k → 0. If d = 1, v = 0: w is constant and
   a_k → b. Let g ≠ 0, d ≥ 2. By norm_growth |w_k| never decreases, so σ_k² ≥ μ|w₀|².
1. By universal_scale with A = max(|a₀|, ε_a√R*/(1 − q)), |a_k| ≤ A for all k.
2. So |ê_k| = ε|a||b|/σ² ≤ εA√R*/(μ|w_k|²), and by universal_moves |b⁺ − b| ≤ 2εALR*/(μ|w_k|²).
3. |w_k| is bounded. Suppose not: then |w_k| → ∞, so b⁺ − b → 0, ê_k → 0, and
   D⁺ = (1 − ε_a)D − (b⁺ − b) gives D_k → 0; also |w⁺|²/|w|² → 1 by universal_bounds.
   (i) If limsup|b_k| > 0, let β be half of it, and K so late that |b_K| ≥ β and, for all k ≥ K,
   |D_k| ≤ β/2, |ê_k| ≤ 1/λmax(H*), |w⁺|² ≤ 2|w|². By induction |b_k| ≥ β: then ½ ≤ a/b ≤ 3/2, so
   ê ≥ 0, and R = b² does not decrease (gap_never_increases). So universal_late_growth holds for
   all k ≥ K, and the total growth of |w|² is at most 3εκR*. Contradiction.
   (ii) If b_k → 0, then a_k → 0. In universal_delta, δ′σ²/ε → |g|² > 0 (as v → g and the
   bracket's second term tends to 0), so δ′ > 0 late, and δ′ → 0. Late enough δ′ is below the
   bounds of universal_cone and universal_outside. If ever |D| ≤ |b|/2 with b ≠ 0, the cone is
   kept and |b| grows: b does not tend to 0. If b = 0 and D = 0 then a = b = 0 = x is a fixed
   point: |w| is bounded. Otherwise |D| contracts by (1 + q)/2 for ever and |b| < 2|D|, so
   Σa² < ∞, and by universal_bounds Σ(|w⁺|² − |w|²) < ∞. Contradiction.
4. So |w_k| ↑ ω < ∞ and Σ|w_{k+1} − w_k|² = ω² − |w₀|² < ∞: the w-steps tend to 0, a_kv_k → 0,
   b⁺ − b → 0, D_k → 0, the a-steps tend to 0. The limit points form a compact connected set on
   |w| = ω inside {a = b, av = 0} (stationary_points): w = su, w = −su, or {a = b = 0, x = 0},
   which b = √R*, −√R*, 0 separates. In the first two cases it is one point. In the third
   |v| → |g| > 0, so Σa² < ∞ by the growth of |w|²; b = (a⁺ − (1 − ε_a)a)/ε_a gives Σb² < ∞; then
   w_n = w₀ + S_n g + T_n with T_n = −Σ εab/σ² Hw absolutely convergent, and
   ⟨w_n, g⟩ = b_nσ_n → 0 makes S_n converge: w_n converges to a saddle.""")
