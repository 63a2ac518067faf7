"""Momentum on a scale-invariant loss: the norm never shrinks without decay.

Main statements
    `momentum_never_shortens`, `heavy_ball_first_steps`.
Notation
    τ⁺ = γτ − η∇ with ∇ ⟂ w, w⁺ = w + τ⁺; η > 0, γ ≥ 0, no weight decay.
"""

from bnlinear.claims import claim, eq, families, ge, le, ref
from bnlinear.dynamics import project, sgd_step


@claim(
    statement="⟨w, τ⟩ ≥ 0 (as at rest) gives |w⁺| ≥ |w| and ⟨w⁺, τ⁺⟩ ≥ 0 again, for every γ ≥ 0: "
              "without decay SGD with momentum never shortens w",
    source=ref("this_project"),
    where=lambda p: ge(p.w @ p.tau, 0),
    p=families.momentum_states(),
)
def momentum_never_shortens(p, one=1):
    w, tau = p.after(decay=0)
    return le(p.w @ p.w + one * (tau @ tau), w @ w), ge(w @ tau, tau @ tau)


@momentum_never_shortens.proof(uses={
    "induction": "⟨w, τ⟩ ≥ 0 holds again after the step, so after every step"})
def _(prove, p):
    grown = prove.given(p.momentum) * prove.given(p.w @ p.tau)  # ⟨w, τ⁺⟩ = γ⟨w, τ⟩
    prove.by(grown + grown)
    prove.by(grown)


momentum_never_shortens.mutant(one=2)


@claim(
    statement="|w⁺|² = |w|² + |τ⁺|² + 2γ⟨w, τ⟩ and ⟨w⁺, τ⁺⟩ = γ⟨w, τ⟩ + |τ⁺|², so from rest "
              "|w_t|² = |w₀|² + Σ_s c_s|τ_s|² with c_s ≥ 1",
    source=ref("this_project"),
    p=families.momentum_states(),
)
def momentum_norm_law(p, two=2):
    w, tau = p.after(decay=0)
    return (eq(w @ w, p.w @ p.w + tau @ tau + two * p.momentum * (p.w @ p.tau)),
            eq(w @ tau, p.momentum * (p.w @ p.tau) + tau @ tau))


@momentum_norm_law.proof()
def _(prove, p):
    prove.identity()


momentum_norm_law.mutant(two=1)


@claim(
    statement="heavy ball from rest never shortens w in its first two steps, γ ≥ 0",
    source=ref("this_project"),
    p=families.momentum_states(),
)
def heavy_ball_first_steps(p, sign=1):
    w1 = p.w - p.lr * p.gradient
    tau1 = w1 - p.w
    second = project(w1, p.tau)  # any gradient orthogonal to w₁
    w2, _ = sgd_step(w1, tau1, second, p.lr, sign * p.momentum, 0)
    return le(p.w @ p.w, w1 @ w1), le(w1 @ w1, w2 @ w2)


@heavy_ball_first_steps.proof()
def _(prove, p):
    w1 = p.w - p.lr * p.gradient
    prove.nonzero(prove.norm(p.w) + prove.norm(w1 - p.w))
    tau1, second = w1 - p.w, project(w1, p.tau)
    tau2 = p.momentum * tau1 - p.lr * second
    prove.by(prove.norm(tau1))
    kept = prove.given(p.momentum) * prove.norm(tau1)
    prove.by(kept + kept + prove.norm(tau2))


heavy_ball_first_steps.mutant(sign=-1)
