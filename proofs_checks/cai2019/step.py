"""One step of BNGD: its gradient, its norm, its moving target, its loss."""

from bnlinear.claims import claim, eq, families, ne
from bnlinear.dynamics import bngd_step
from bnlinear.exact import derivative


@claim(
    statement="a⁺ − a = −ε_a ∂J/∂a and w⁺ − w = −ε ∇J(a, w)",
    source="Cai et al. 2019, the BNGD iteration",
    p=families.bngd_states(),
)
def gradient(p):
    a, w = bngd_step(p.a, p.w, p.H, p.g, p.lr, p.lr_a)
    slope = derivative(lambda t: p.problem.bn_loss(p.a + t * p.alpha, p.w + t * p.h))
    return eq((a - p.a) * p.alpha / p.lr_a + (w - p.w) @ p.h / p.lr, -slope)


@gradient.proof()
def _(prove, p):
    prove.identity()


@gradient.mutant
def _(p):  # w moves with the new a instead of the old one
    a, _ = bngd_step(p.a, p.w, p.H, p.g, p.lr, p.lr_a)
    _, w = bngd_step(a, p.w, p.H, p.g, p.lr, p.lr_a)
    slope = derivative(lambda t: p.problem.bn_loss(p.a + t * p.alpha, p.w + t * p.h))
    return eq((a - p.a) * p.alpha / p.lr_a + (w - p.w) @ p.h / p.lr, -slope)


@claim(
    statement="w ⟂ v and |w⁺|² = |w|² + ε²(a/σ)²|v|²",
    source="Cai et al. 2019, the norm of w never decreases",
    p=families.bngd_states(),
)
def norm_growth(p):
    _, w = bngd_step(p.a, p.w, p.H, p.g, p.lr, p.lr_a)
    return eq(p.v @ p.w, 0), eq(w @ w, p.w @ p.w + (p.lr * p.a / p.sigma) ** 2 * (p.v @ p.v))


@norm_growth.proof()
def _(prove, p):
    prove.identity()


@norm_growth.mutant
def _(p):  # growth linear in the learning rate
    _, w = bngd_step(p.a, p.w, p.H, p.g, p.lr, p.lr_a)
    return eq(p.v @ p.w, 0), eq(w @ w, p.w @ p.w + p.lr * (p.a / p.sigma) ** 2 * (p.v @ p.v))


@claim(
    statement="w⁺ − ru = (I − êH)(w − ru) and ⟨w − ru, w⟩_H = 0",
    source="Cai et al. 2019; the one fact behind everything",
    where=lambda p: ne(p.x, 0),
    p=families.bngd_states(),
)
def moving_target(p):
    _, w = bngd_step(p.a, p.w, p.H, p.g, p.lr, p.lr_a)
    return (eq(w - p.r * p.u, p.e - p.effective_lr * (p.H @ p.e)),
            eq(p.e @ p.H @ p.w, 0))


@moving_target.proof()
def _(prove, p):
    prove.identity()


@moving_target.mutant
def _(p):  # the target is the minimiser itself
    _, w = bngd_step(p.a, p.w, p.H, p.g, p.lr, p.lr_a)
    e = p.w - p.u
    return (eq(w - p.u, e - p.effective_lr * (p.H @ e)),
            eq(p.e @ p.H @ p.w, 0))


@claim(
    statement="J − J* = ½(a − b)² + ½(R* − b²) and y(R*y − x²) = |yu − xw|²_H",
    source="Cai et al. 2019, the loss of BNGD",
    p=families.bngd_states(),
)
def loss_split(p):
    miss = p.y * p.u - p.x * p.w
    smallest = (p.problem.c - p.R_star) / 2
    return (eq(p.problem.bn_loss(p.a, p.w) - smallest,
               (p.a - p.b) ** 2 / 2 + (p.R_star - p.b**2) / 2),
            eq(p.y * (p.R_star * p.y - p.x**2), miss @ p.H @ miss),
            eq(p.problem.bn_loss(p.a, p.w) - smallest, p.problem.bn_excess_loss(p.a, p.w)))


@loss_split.proof()
def _(prove, p):
    prove.identity()


@loss_split.mutant
def _(p):  # a + b for a − b
    smallest = (p.problem.c - p.R_star) / 2
    return eq(p.problem.bn_loss(p.a, p.w) - smallest,
              (p.a + p.b) ** 2 / 2 + (p.R_star - p.b**2) / 2)
