"""Convergence of BNGD for any learning rate, and where it ends."""

from bnlinear.claims import BNGDState, claim, eq, families, implies
from bnlinear.dynamics import bngd_step


@claim(
    statement="at ε_a = 2 too (a_k, w_k) converges; so an orbit that is back at its start "
              "after two steps never left it",
    source="Cai et al. 2019, convergence for any learning rate, continued to ε_a = 2",
    where=lambda p: eq(p.lr_a, 2),
    p=families.bngd_states(lr_a=(2, 2)),
    expect="refuted",
    counterexample={"p": BNGDState.exact(H=[1], u=[1], w=[1], a=0, lr=1, lr_a=2)},
    repairs="beyond.converges_for_every_lr",
)
def lr_a_two_as_stated(p):
    a1, w1 = bngd_step(p.a, p.w, p.H, p.g, p.lr, p.lr_a)
    a2, w2 = bngd_step(a1, w1, p.H, p.g, p.lr, p.lr_a)
    return implies([eq(a2, p.a), eq(w2, p.w)], [eq(a1, p.a), eq(w1, p.w)])
