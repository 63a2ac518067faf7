"""What the growing norm of scale-invariant weights says about the gradients met so far.

Main statements
    `gradient_budget`.
Notation
    ∇_u = |w|∇ the gradient at the unit vector, S_t = Σ_{s<t}|∇_u|², N₀ = |w₀|².
References
    Arora, Li & Lyu, "Theoretical Analysis of Auto Rate-Tuning by Batch Normalization", ICLR 2019.
"""

from bnlinear.claims import ScaleInvariantStep, claim, families, le, ref
from bnlinear.dynamics import sgd_step
from bnlinear.exact import Number, array


def _after(p):
    """w⁺ = w − η∇: no decay."""
    return sgd_step(p.w, 0 * p.w, p.gradient, p.lr, 0, 0)[0]


def _so_far(p, S, N0, W):
    """The bound after t steps, with |w₀|² ≤ |w_t|² and some W ≥ |w_{t+1}|²."""
    w2, after = p.w @ p.w, _after(p)
    return [le(N0, w2), le(after @ after, W), le(p.lr**2 * S, W * (w2 - N0))]


@claim(
    statement="η²Σ_{t<T}|∇_u|² ≤ W(|w_T|² − |w₀|²) for every W ≥ |w_T|², constant η, no decay: the "
              "bound after t steps gives it after t + 1, so min|∇_u|² ≤ |w_T|⁴/(η²T)",
    source=ref("arora2019", remark="growth of the norm (the bound is this project's; one step)"),
    where=_so_far,
    p=families.scale_invariant(max_dim=3),
    S=families.scalars(0, 16, sign=">= 0"),
    N0=families.scalars(0, 16, sign=">= 0"),
    W=families.scalars(0, 256, sign="> 0"),
)
def gradient_budget(p, S, N0, W, factor=1):
    after = _after(p)
    return le(p.lr**2 * (S + factor * p.steep2), W * (after @ after - N0))


@gradient_budget.proof(uses={
    "induction": "from one step to T steps, starting at the empty sum"})
def _(prove, p, S, N0, W):
    after = _after(p)  # |w⁺|² − |w|² = η²|∇|² and W ≥ |w⁺|² ≥ |w|²
    longer = prove.square(p.lr) * prove.norm(p.gradient)
    above = prove.given(W - after @ after) + longer
    prove.by(prove.given(W * (p.w @ p.w - N0) - p.lr**2 * S) + longer * above)


gradient_budget.mutant(factor=3, counterexample={
    "p": ScaleInvariantStep(array([1, 0]), array([0, 1]), *array([1, 1, 1, 1])),
    "S": Number(0), "N0": Number(1), "W": Number(2)})
