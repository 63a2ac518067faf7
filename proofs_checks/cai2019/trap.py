"""The trap that certified runs end in, watched from inside."""

from bnlinear.claims import claim, eq, families, le, lt, ne
from bnlinear.dynamics.certificate import certify
from bnlinear.exact import Number


@claim(
    statement="the steps after a verified trap obey its bounds: the tangent to u shrinks by its "
              "contraction, ê stays in its interval, and wᵀg keeps its sign",
    source="this project, certificates of convergence",
    where=lambda p: [ne(p.x, 0), lt(p.lr_a, 2), le(Number("1/2"), p.lr_a)],
    p=families.bngd_states(max_dim=2, lr=("1/2", 2)),
    samples=24,
    screen=False,
)
def steps_after_the_trap(p):
    found = certify(p.problem, p.a, p.w, p.lr, p.lr_a)
    return eq(Number(int(found.recheck(3))), 1), lt(found.trap.contraction, 1)
