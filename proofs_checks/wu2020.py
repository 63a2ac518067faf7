"""Weight normalization on an overparametrised problem: what its flow keeps, and one step of it.

Main statements
    `weight_normalization_invariant`, `weight_normalization_step`.
Notation
    w = sv with v the direction parameter and s = γ/|v|; H = ∇² singular, ∇ = H(w − u), Hh = 0 for a
    null direction h. Flow: v′ = −s(∇ − (⟨∇, v⟩/|v|²)v), γ′ = −κ⟨∇, v⟩/|v|; κ is the ratio of rates.
    |v| is constant along the flow, and E = exp(s²/(2κ)) has E′ = (ss′/κ)E.
References
    Wu et al., "Implicit Regularization and Convergence for Weight Normalization", NeurIPS 2020 (the
    abstract was read; the invariant is derived here).
"""

from bnlinear.claims import claim, eq, families, gt, ref
from bnlinear.exact import derivative


def flow(p, kappa):
    """∇, v′, s′ at v = w (the direction parameter) and s = a."""
    v, s = p.w, p.a
    gradient = p.H @ (s * v - p.u)
    slope = (gradient @ v) / (v @ v)
    return gradient, -s * (gradient - slope * v), -kappa * slope


@claim(
    statement="along the flow |v| is constant, and ⟨h, v⟩exp(γ²/(2κ|v|²)) changes at the rate "
              "−s⟨Hh, w − u⟩exp(…): it is constant for every null direction h",
    source=ref("this_project", remark="on the weight normalization of Wu et al. 2020"),
    p=families.singular_states(),
    kappa=families.scalars("1/8", 8, sign="> 0"),
    E=families.scalars(0, 4, sign="> 0"),
)
def weight_normalization_invariant(p, kappa, E, one=1):
    _, dv, ds = flow(p, kappa)
    dE = one * (p.a * ds / kappa) * E
    return (eq(derivative(lambda t: (p.w + t * dv) @ (p.w + t * dv)), 0),
            eq(derivative(lambda t: (p.h @ (p.w + t * dv)) * (E + t * dE)),
               -p.a * ((p.H @ p.h) @ (p.a * p.w - p.u)) * E))


@weight_normalization_invariant.proof()
def _(prove, p, kappa, E):
    prove.identity()


weight_normalization_invariant.mutant(one=2)


@claim(
    statement="a step of size η makes of ⟨h, v⟩ the number (1 + ηs⟨∇, v⟩/|v|²)⟨h, v⟩ − "
              "ηs⟨Hh, w − u⟩, and |v⁺|² = |v|² + η²|v′|²: the step lengthens v, the flow does not",
    source=ref("this_project"),
    where=lambda p: gt(p.lr, 0),
    p=families.singular_states(),
)
def weight_normalization_step(p, one=1):
    gradient, dv, _ = flow(p, 1)
    v = p.w + p.lr * dv
    slope = (gradient @ p.w) / (p.w @ p.w)
    return (eq(p.h @ v, (one + p.lr * p.a * slope) * (p.h @ p.w)
               - p.lr * p.a * ((p.H @ p.h) @ (p.a * p.w - p.u))),
            eq(v @ v, p.w @ p.w + p.lr**2 * (dv @ dv)))


@weight_normalization_step.proof()
def _(prove, p):
    prove.identity()


weight_normalization_step.mutant(one=2)
