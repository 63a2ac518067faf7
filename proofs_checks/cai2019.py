"""Cai, Li & Shen 2019: a quantitative analysis of batch normalisation on least squares.

Q. Cai, Q. Li, Z. Shen, "A Quantitative Analysis of the Effect of Batch Normalization on Gradient
Descent", ICML 2019. Theorem numbers are not cited: what was checked is the statement printed here.
"""

from bnlinear.claims import BNGDState, Point, claim, eq, families, implies, le, lt, ne
from bnlinear.dynamics import bngd_step, gd_step
from bnlinear.exact import derivative
from bnlinear.exact.spectra import eigenvalues

# -- gradient descent --------------------------------------------------------------------


@claim(
    statement="e₀⁺ = (I − εH)e₀ and J₀ − J₀* = ½⟨e₀, He₀⟩, e₀ = w − u",
    source="Cai et al. 2019, gradient descent on least squares",
    p=families.bngd_states(),
)
def gd_error_recursion(p):
    e0 = p.w - p.u
    after = gd_step(p.w, p.H, p.g, p.lr) - p.u
    return (eq(after, e0 - p.lr * (p.H @ e0)),
            eq(p.problem.loss(p.w) - p.problem.loss(p.u), e0 @ p.H @ e0 / 2))


@gd_error_recursion.proof()
def _(prove, p):
    prove.identity()


@gd_error_recursion.mutant
def _(p):  # the loss without its factor ½
    e0 = p.w - p.u
    after = gd_step(p.w, p.H, p.g, p.lr) - p.u
    return (eq(after, e0 - p.lr * (p.H @ e0)),
            eq(p.problem.loss(p.w) - p.problem.loss(p.u), e0 @ p.H @ e0))


# -- one step of BNGD --------------------------------------------------------------------


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


# -- the Hessian that normalisation leaves -----------------------------------------------


@claim(
    statement="0 = λ₁(H*) < λ₁(H) ≤ λ₂(H*) ≤ … ≤ λ_d(H*) ≤ λ_d(H)",
    source="Cai et al. 2019, eigenvalues of H*",
    p=families.least_squares(min_dim=2),
)
def interlacing(p):
    full, star = eigenvalues(p.H), eigenvalues(p.problem.H_star)
    return [eq(star[0], 0), lt(star[0], full[0]),
            *(le(low, high) for low, high in zip(full, star[1:], strict=False)),
            *(le(low, high) for low, high in zip(star, full, strict=True))]


@claim(
    statement="κ* < κ: the condition number that BNGD sees is strictly smaller",
    source="Cai et al. 2019, read as a strict inequality",
    p=families.least_squares(min_dim=2),
    expect="refuted",
    counterexample={"p": Point.exact(H=[1, 2, 3], u=[0, 1, 0], w=[1, 0, 0])},
    repairs="cai2019.kappa_star",
)
def kappa_strictly_smaller_as_stated(p):
    star = eigenvalues(p.problem.H_star)
    return lt(star[-1] * p.mu, p.L * star[1])


# -- convergence -------------------------------------------------------------------------


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
