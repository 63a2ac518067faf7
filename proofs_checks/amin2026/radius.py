"""No weight decay and a scale held fixed: the radius stays bounded, by an explicit bound.

Main statements
    `growth_pays` (one step), `radius_bounded` (all steps), which repairs Remark 3.3.
Notation
    w⁺ = w + tv with t = εa/σ and the scale a > 0 fixed; b = x/σ, R* = max b²; the loss is −ab.
References
    Amin, Chang & Khanna, arXiv 2609.09116 (2026).
"""

from fractions import Fraction

import numpy as np

from bnlinear.claims import claim, families, ge, gt, le, ref
from bnlinear.dynamics import bngd_step
from bnlinear.exact import maximum
from proofs_checks.beyond.universal import universal_bounds
from proofs_checks.cai2019.step import norm_growth


def _far_out(p, four=4):
    """a > 0 and σ² ≥ 4εaL√R*."""
    return [gt(p.a, 0), ge(p.y**2, (four * p.lr * p.a * p.L) ** 2 * p.R_star)]


@claim(
    statement="σ² ≥ 4εaL√R*, a > 0: |w⁺|² − |w|² ≤ 4εa(b⁺ − b): the norm can only grow while the "
              "loss −ab falls",
    source=ref("this_project"),
    where=_far_out,
    p=families.bngd_states(max_dim=3, lr=(0, 1)),
)
def growth_pays(p, four=4):
    _, w = bngd_step(p.a, p.w, p.H, p.g, p.lr, 0)
    b_after = (w @ p.g) / np.sqrt(w @ p.H @ w)
    return le(w @ w - p.w @ p.w, four * p.lr * p.a * (b_after - p.b))


@growth_pays.proof()
def _(prove, p):
    _, w = bngd_step(p.a, p.w, p.H, p.g, p.lr, 0)
    t, Hv, L, y = p.lr * p.a / p.sigma, p.H @ p.v, prove.given(p.L), prove.norm(p.w, power=1)
    prove.energy_after(p.w, w)
    sigma, sigma_after = prove.root(p.y), prove.root(w @ p.H @ w)
    prove.nonzero(sigma + sigma_after)
    v_bounded = prove.lift(p.f, lambda t: t * (p.L - t)) + L * prove.square(p.x) / y  # |v|² ≤ LR*
    q_bounded = prove.lift(p.v, lambda t: p.L - t)  # ⟨v, Hv⟩ ≤ L|v|²
    S, P, T, M, Q, V, B, D, R = prove.let(
        S=p.sigma, P=np.sqrt(w @ p.H @ w), T=t, M=p.w @ Hv, Q=p.v @ Hv, V=p.v @ p.v, B=p.b,
        D=t * p.L * np.sqrt(p.R_star), R=np.sqrt(p.R_star))
    s, s_after = prove.restate(sigma, S), prove.restate(sigma_after, P)
    length = prove.given(p.lr) * prove.given(p.a) / sigma
    step, root_R = prove.restate(length, T), prove.restate(prove.root(p.R_star), R)
    V_positive, Q_positive = prove.restate(prove.norm(p.v), V), prove.restate(prove.norm(p.v, 1), Q)
    # σ ≥ 4D for D = tL√R*, and (σ⁺ − σ)² ≤ t²⟨v, Hv⟩ ≤ D²
    roomy2 = prove.restate(prove.given(p.y**2 - (4 * p.lr * p.a * p.L) ** 2 * p.R_star) / y,
                           S**2 - 16 * D**2)
    roomy = prove.scalar(S - 4 * D, ">=", [s, roomy2])
    grows = prove.restate(prove.equal(w @ p.H @ w, p.y + 2 * t * (p.w @ Hv) + t**2 * (p.v @ Hv)),
                          P**2 - S**2 - 2 * T * M - T**2 * Q)
    overlap = prove.restate(prove.gram(p.w, p.v, power=1), S**2 * Q - M**2)
    near = prove.scalar(T**2 * Q - (P - S) ** 2, ">=", [s, s_after, step, grows, overlap])
    short = prove.restate(prove.square(t) * (L * v_bounded + q_bounded), D**2 - T**2 * Q)
    small = prove.scalar(2 * S**2 + 3 * S * P - P**2, ">=", [s, s_after, near, short, roomy2])
    # b⁺ − b = (t/σ⁺)(|v|² + Bent/(σ(σ + σ⁺))), and |Bent| ≤ 2√R*σt⟨v, Hv⟩ ≤ σ²|v|²/2
    bent = B * (M * (P - S) - T * Q * S)
    both = overlap * prove.square(T) * Q_positive + prove.square(M) * near
    s_t_q = s * step * Q_positive
    above = prove.scalar(S * T * Q - M * (P - S), ">=", [both, s_t_q])
    below = prove.scalar(S * T * Q + M * (P - S), ">=", [both, s_t_q])
    b_bounded = prove.restate(prove.gram(p.w, p.u, power=1) / y, R**2 - B**2)
    turned = prove.scalar(2 * R * S * T * Q + bent, ">=", [above, below, b_bounded, root_R, s_t_q])
    weak = prove.restate(length * prove.root(p.R_star) * q_bounded, D * V - T * R * Q)
    half, two, four = (prove.number(n) for n in (Fraction(1, 2), 2, 4))
    mild = turned + two * s * weak + half * s * V_positive * roomy  # S²V/2 + bent ≥ 0
    gain = four * s * mild + s * V_positive * small
    prove.by(prove.spell_out(gain) * prove.square(t) / sigma / sigma_after / (sigma + sigma_after))


growth_pays.mutant(four=Fraction(1, 2))


@claim(
    statement="λ = 0 and a fixed scale a > 0: for EVERY ε > 0 the radius converges, |w_k|² ≤ "
              "max(|w₀|², Y/μ + ε²a²LR*/(μ|w₀|²)) + 8εa√R* with Y = 4εaL√R*",
    source=ref("this_project", remark="repairs Amin, Chang & Khanna 2026, Remark 3.3"),
    where=lambda p: gt(p.a, 0),
    p=families.bngd_states(max_dim=3, lr=("1/2", 6)),
    screen=False,
)
def radius_bounded(p, steps=12):  # on exact instances: the bound after some steps, in balls
    root_R = np.sqrt(p.R_star)
    far = 4 * p.lr * p.a * p.L * root_R / p.mu
    jump = p.lr**2 * p.a**2 * p.L * p.R_star / (p.mu * (p.w @ p.w))
    w = p.w
    for _ in range(steps):
        _, w = bngd_step(p.a, w, p.H, p.g, p.lr, 0)
    return le(w @ w, maximum(p.w @ p.w, far + jump) + 8 * p.lr * p.a * root_R)


radius_bounded.follows(
    norm_growth, universal_bounds, growth_pays,
    uses=("monotone convergence", "induction"),
    words="""\
1. By norm_growth |w_k| never decreases; so it converges once it is bounded.
2. As long as |w_k|² < Y/μ there is nothing to show. Let K be the first index with |w_K|² ≥ Y/μ. If
   K = 0, |w_K|² = |w₀|²; else, by universal_bounds, the step from K − 1 added at most
   ε²a²LR*/(μ|w_{K−1}|²) ≤ ε²a²LR*/(μ|w₀|²) to a square below Y/μ.
3. For k ≥ K, σ_k² ≥ μ|w_k|² ≥ Y (universal_bounds), so growth_pays holds at every step. Its
   right sides telescope: |w_k|² − |w_K|² ≤ 4εa(b_k − b_K) ≤ 8εa√R*, as |b| ≤ √R*
   (universal_bounds).""")
