"""Weight decay at a constant rate is no decay at an exponentially growing rate.

Main statements
    `exponential_schedule`.
Notation
    η learning rate, λ weight decay, q = 1 − ηλ, c = qᵗ; the run without decay stands at w, the run
    with decay at cw, and η_t = η/(c²q) = ηq^{−2t−1}.
References
    Li & Arora, "An Exponential Learning Rate Schedule for Deep Learning", ICLR 2020 (the idea was
    read in its abstract; the formula is this project's derivation).
"""

from bnlinear.claims import claim, eq, families, lt, ref
from bnlinear.dynamics import bngd_step, sgd_step


def _gradient(p, w):
    """∇_w J at w, with the scale a."""
    return w - bngd_step(p.a, w, p.H, p.g, 1, 0)[1]


@claim(
    statement="decay λ at the rate η has the directions of no decay at η_t = η(1 − ηλ)^{−2t−1}: "
              "from cw, c = (1 − ηλ)ᵗ, the step with decay leads to c(1 − ηλ)w⁺, w⁺ the step "
              "without it from w at η/(c²(1 − ηλ))",
    source=ref("li2020", remark="fixed rate and fixed weight decay (one step; then induction)"),
    where=lambda p, k, decay: lt(p.lr * decay, 1),
    p=families.bngd_states(lr=(0, 2)),
    k=families.scalars("1/8", 1, sign="> 0"),  # c = k², any positive number
    decay=families.scalars(0, 1, sign=">= 0"),
)
def exponential_schedule(p, k, decay, power=2):
    c, q = k**2, 1 - p.lr * decay
    decayed, _ = sgd_step(c * p.w, 0 * p.w, _gradient(p, c * p.w), p.lr, 0, decay)
    plain, _ = sgd_step(p.w, 0 * p.w, _gradient(p, p.w), p.lr / (c**power * q), 0, 0)
    return eq(decayed, (c * q) * plain)


@exponential_schedule.proof(uses={
    "induction": "from one step to step t"})
def _(prove, p, k, decay):
    prove.nonzero(prove.given(1 - p.lr * decay))
    prove.nonzero(prove.given(k))
    prove.identity()


exponential_schedule.mutant(power=1)
