"""The exact law of the effective learning rate under weight decay and a schedule.

Main statements
    `radius_law` (Theorem 2.1), `descent_of_phi`, `momentum_law` (Theorems 4.1, 4.2),
    `radius_unbounded_as_printed` (Remark 3.3).
Notation
    w weights, r = |w|, ∇ ⟂ w the gradient at w, ḡ = r∇ the gradient at w/r, η learning rate,
    λ weight decay, a = 1 − ηλ, Φ = η/(ar²), B = η₊/(ηaa₊) for the next step's η₊, a₊.
References
    Amin, Chang & Khanna, "When does scale-invariant optimization become unstable? An exact schedule
    law with weight decay", arXiv 2609.09116 (2026).
"""

from bnlinear.claims import BNGDState, claim, eq, families, implies, le, lt, ne, ref
from bnlinear.dynamics import bngd_step


@claim(
    statement="r⁺² = r²a²(1 + Φ²|ḡ|²) and Φ⁺ = BΦ/(1 + Φ²|ḡ|²), for any schedule (η, λ) and any "
              "gradient orthogonal to w",
    source=ref("amin2026", "Theorem 2.1"),
    p=families.scale_invariant(),
)
def radius_law(p, power=2):
    turned2 = p.Phi**power * p.steep2  # tan² of the angle of the step
    return (eq(p.after @ p.after, (p.w @ p.w) * p.keep**2 * (1 + turned2)),
            eq(p.Phi_after * (1 + turned2), p.B * p.Phi))


@radius_law.proof()
def _(prove, p):
    shrunk = prove.square(p.keep) * prove.norm(p.w)
    longer = prove.square(p.lr) * prove.norm(p.gradient)
    prove.nonzero(prove.rewrite(
        prove.positive_square(p.keep) * prove.norm(p.w) + longer, (shrunk + longer).scalar))
    prove.identity()


radius_law.mutant(power=1)


@claim(
    statement="B ≤ 1 gives Φ⁺ ≤ Φ; in general Φ⁺ ≤ Φ exactly when Φ²|ḡ|² ≥ B − 1",
    source=ref("amin2026", "after Theorem 2.1"),
    p=families.scale_invariant(),
)
def descent_of_phi(p, one=1):
    turned2 = p.Phi**2 * p.steep2
    falls = le(p.Phi_after, p.Phi)
    return (implies(le(p.B, one), falls), implies(le(p.B - one, turned2), falls),
            implies(falls, le(p.B - one, turned2)))


@descent_of_phi.proof()
def _(prove, p):
    longer = prove.square(p.lr) * prove.norm(p.gradient)
    after = prove.nonzero(prove.rewrite(
        prove.positive_square(p.keep) * prove.norm(p.w) + longer, p.after @ p.after))
    positive = [prove.given(s) for s in (p.lr, p.keep, p.lr_next, p.keep_next)]
    # both signs are that of Φ(1 + t − B) for t = Φ²|ḡ|²
    facts = [*positive, prove.norm(p.w), after, prove.gram(p.w, p.v)]
    for goal in (0, 1, 2):
        prove.by_z3(facts, goal=goal)


descent_of_phi.mutant(one=2)


def _moves(p, lr_next, keep_next):
    after, _ = p.after()
    return [lt(0, 1 - p.lr * p.decay), lt(0, after @ after)]


@claim(
    statement="with momentum, w⁺ = aw − ηz with z = ∇ − (γ/η)τ: r⁺² = a²r²|u − Φz̃|² and "
              "Φ⁺ = BΦ/|u − Φz̃|², for u = w/r, z̃ = rz, as long as w⁺ ≠ 0",
    source=ref("amin2026", "Theorems 4.1 and 4.2"),
    where=_moves,
    p=families.momentum_states(max_dim=3),
    lr_next=families.scalars("1/8", 4, sign="> 0"),
    keep_next=families.scalars("1/32", 1, sign="> 0"),
)
def momentum_law(p, lr_next, keep_next, sign=-1):
    a, r2 = 1 - p.lr * p.decay, p.w @ p.w
    Phi, B = p.lr / (a * r2), lr_next / (p.lr * a * keep_next)
    z = p.gradient + (sign * p.momentum / p.lr) * p.tau
    turned = p.w - (Phi * r2) * z  # r(u − Φz̃)
    after, _ = p.after()
    Phi_after = lr_next / (keep_next * (after @ after))
    return (eq(after @ after, a**2 * (turned @ turned)),
            eq(Phi_after * (turned @ turned), B * Phi * r2))


@momentum_law.proof()
def _(prove, p, lr_next, keep_next):
    prove.identity()


momentum_law.mutant(sign=1)


@claim(
    statement="with λ = 0 the radius grows without bound (so it changes sooner or later)",
    source=ref("amin2026", "Remark 3.3", remark="as printed"),
    p=families.bngd_states(),
    expect="refuted",
    counterexample={"p": BNGDState.exact(H=[1, 1], u=[1, 0], w=[1, 0], a=1, lr=1, lr_a=1)},
    repairs="amin2026.radius_bounded",
)
def radius_unbounded_as_printed(p):  # a step that does not move w is repeated for ever
    _, after = bngd_step(p.a, p.w, p.H, p.g, p.lr, 0)
    return ne(after, p.w)
