"""The trap that certified runs end in, watched from inside."""

from bnlinear.claims import claim, eq, families, le, lt, ne, ref
from bnlinear.dynamics.certificate import NoTrap, certify, tangent
from bnlinear.exact import Number

TINY = Number("1e-20")  # for a ball around 0: far above rounding


@claim(
    statement="the steps after a verified trap obey its bounds: the tangent to u shrinks by its "
              "contraction, ê stays in its interval, and wᵀg keeps its sign; tan² = (yR* − x²)/x²",
    source=ref("this_project", remark="certificates of convergence"),
    where=lambda p: [ne(p.x, 0), lt(p.lr_a, 2), le(Number("1/2"), p.lr_a)],
    p=families.bngd_states(max_dim=2, lr=("1/2", 2)),
    samples=24,
    screen=False,
)
def steps_after_the_trap(p):
    try:
        found = certify(p.problem, p.a, p.w, p.lr, p.lr_a)
    except NoTrap:  # a start on the ray of minimisers, or a long run: nothing is said of it
        return []
    angle = tangent(p.problem, p.w)
    return (eq(Number(int(found.recheck(3))), 1), lt(found.trap.contraction, 1),
            le(abs(angle**2 * p.x**2 - (p.y * p.R_star - p.x**2)), TINY * p.y * p.R_star))
