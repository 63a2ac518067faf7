"""Gradient descent on least squares, the method that BNGD is compared with."""

from bnlinear.claims import BNGDState, all_of, claim, eq, families, gt, implies, le, lt, ref
from bnlinear.dynamics import gd_step
from bnlinear.exact import Number, maximum
from bnlinear.theory import lr_max, lr_opt, rate


@claim(
    statement="e₀⁺ = (I − εH)e₀ and J₀ − J₀* = ½⟨e₀, He₀⟩, e₀ = w − u",
    source=ref("cai2019", remark="gradient descent on least squares"),
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


@claim(
    statement="J₀⁺ − J₀* ≤ max(|1 − εμ|, |1 − εL|)² (J₀ − J₀*)",
    source=ref("cai2019", remark="gradient descent on least squares"),
    p=families.bngd_states(),
)
def gd_contraction(p):
    factor = maximum((1 - p.lr * p.mu) ** 2, (1 - p.lr * p.L) ** 2)
    after = gd_step(p.w, p.H, p.g, p.lr)
    return le(p.problem.excess_loss(after), factor * p.problem.excess_loss(p.w))


@gd_contraction.proof()
def _(prove, p):
    low, high = (1 - p.lr * p.mu) ** 2, (1 - p.lr * p.L) ** 2
    bounds, factor = prove.maximum(low, high), maximum(low, high)
    shrinks = prove.lift(p.w - p.u, lambda t: t * (factor - (1 - p.lr * t) ** 2), bounds)
    prove.by(shrinks / prove.number(2))


@gd_contraction.mutant(counterexample={
    "p": BNGDState.exact(H=[1, 3], u=[1, 1], w=[1, 2], a=0, lr=1, lr_a=1)})
def _(p):  # the factor of the smallest eigenvalue alone
    factor = (1 - p.lr * p.mu) ** 2
    after = gd_step(p.w, p.H, p.g, p.lr)
    return le(p.problem.excess_loss(after), factor * p.problem.excess_loss(p.w))


def gd_factor(p, lr):
    """max(|1 − εμ|, |1 − εL|)."""
    return maximum(abs(1 - lr * p.mu), abs(1 - lr * p.L))


@claim(
    statement="the factor max(|1 − εμ|, |1 − εL|) is least at ε = 2/(L + μ), where it is "
              "(κ − 1)/(κ + 1); at ε = 2/L it is 1",
    source=ref("cai2019", remark="gradient descent on least squares"),
    p=families.bngd_states(max_dim=2),
)
def gd_optimal_rate(p):
    kappa = p.L / p.mu
    return (le((kappa - 1) / (kappa + 1), gd_factor(p, p.lr)),
            eq(gd_factor(p, lr_opt(p.mu, p.L)), rate(p.mu, p.L)),
            eq(rate(p.mu, p.L), (kappa - 1) / (kappa + 1)),
            eq(gd_factor(p, lr_max(p.L)), 1))


@gd_optimal_rate.proof()
def _(prove, p):
    total = prove.nonzero(prove.given(p.mu) + prove.given(p.L))
    given = [total, prove.given(p.mu), prove.given(p.L - p.mu)]
    prove.identity(2)
    for goal in (0, 1, 3):
        prove.by_z3(given, goal=goal)


@gd_optimal_rate.mutant
def _(p):  # the step 1/L is not optimal
    kappa = p.L / p.mu
    return (le((kappa - 1) / (kappa + 1), gd_factor(p, p.lr)),
            eq(gd_factor(p, 1 / p.L), rate(p.mu, p.L)),
            eq(rate(p.mu, p.L), (kappa - 1) / (kappa + 1)),
            eq(gd_factor(p, lr_max(p.L)), 1))


@claim(
    statement="gradient descent converges from every w₀ iff 0 < ε < 2/L: its contraction factor "
              "is below 1 exactly then, and is attained on an eigenvector",
    source=ref("cai2019", remark="gradient descent on least squares"),
    p=families.bngd_states(max_dim=2),
    lr=families.scalars(-2, 16),
)
def gd_stability(p, lr):
    stable = all_of(gt(lr, 0), lt(lr * p.L, 2))
    return (implies(stable, lt(gd_factor(p, lr), 1)),
            implies(lt(gd_factor(p, lr), 1), stable))


@gd_stability.proof(uses={
    "spectral theorem": "the factor is max|1 − ελ| over the eigenvalues, on an eigenvector",
    "induction": "from the factor of one step to convergence"})
def _(prove, p, lr):
    given = [prove.given(p.mu), prove.given(p.L - p.mu)]
    prove.by_z3(given, goal=0)
    prove.by_z3(given, goal=1)


@gd_stability.mutant(counterexample={
    "p": BNGDState.exact(H=[1], u=[1], w=[1], a=0, lr=1, lr_a=1), "lr": Number(2)})
def _(p, lr):  # the edge itself included
    stable = all_of(gt(lr, 0), le(lr * p.L, 2))
    return (implies(stable, lt(gd_factor(p, lr), 1)),
            implies(lt(gd_factor(p, lr), 1), stable))
