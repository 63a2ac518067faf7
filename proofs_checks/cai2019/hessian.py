"""The Hessian of the normalized loss: strict saddles, H* at minimisers, its condition number."""

from dataclasses import replace

from bnlinear.claims import Point, claim, eq, families, gt, le, lt, ne, ref
from bnlinear.dynamics import bngd_step
from bnlinear.exact import derivative
from bnlinear.exact.spectra import eigenvalues
from bnlinear.problems import LeastSquares


def curvature(problem, a, w, p):
    """d²J/dt² along the test direction (alpha, h)."""
    return derivative(lambda t: problem.bn_loss(a + t * p.alpha, w + t * p.h), order=2)


def linearised(problem, a, w, p):
    """What one step makes of a small displacement (alpha, h)."""
    def step(t, part):
        return bngd_step(a + t * p.alpha, w + t * p.h, problem.H, problem.g, p.lr, p.lr_a)[part]

    return derivative(lambda t: step(t, 0)), derivative(lambda t: step(t, 1))


# -- saddles: a = 0, wᵀg = 0 -----------------------------------------------------------------
# A general saddle: f is H-orthogonal to w, so with f as minimiser wᵀg = wᵀHf = 0.


def saddle(p):
    return LeastSquares.from_minimiser(p.H, p.f)


@claim(
    statement="at every saddle (a = 0, wᵀg = 0) the Hessian form is α² − 2α⟨h, g⟩/σ, indefinite, "
              "and the BNGD map has an eigenvalue > 1 for every ε, ε_a > 0 (on the plane of "
              "(1, 0) and (0, g), det(I − M) = −εε_a|g|²/σ² < 0)",
    source=ref("cai2019", remark="saddles"),
    where=lambda p: ne(p.v @ p.v, 0),
    p=families.bngd_states(min_dim=2),
)
def saddles_are_strict(p):
    problem, g = saddle(p), saddle(p).g
    da, dw = linearised(problem, 0 * p.a, p.w, p)
    return (eq(curvature(problem, 0 * p.a, p.w, p), p.alpha**2 - 2 * p.alpha * (p.h @ g) / p.sigma),
            eq(da, (1 - p.lr_a) * p.alpha + p.lr_a * (g @ p.h) / p.sigma),
            eq(dw, p.h + (p.lr / p.sigma) * p.alpha * g),
            gt(p.lr * p.lr_a * (g @ g) / p.y, 0))


@saddles_are_strict.proof(uses={
    "intermediate value": "from det(I − M) < 0 to an eigenvalue above 1"})
def _(prove, p):
    for goal in (0, 1, 2):
        prove.identity(goal)
    g_squared = prove.scalar(p.v @ p.v, ">", [prove.given(-(p.v @ p.v)), prove.norm(p.v)])
    rates = prove.given(p.lr) * prove.given(p.lr_a)
    prove.by(rates * g_squared / prove.norm(p.w, power=1))


@saddles_are_strict.mutant
def _(p):  # the curvature without its cross term
    problem, g = saddle(p), saddle(p).g
    da, dw = linearised(problem, 0 * p.a, p.w, p)
    return (eq(curvature(problem, 0 * p.a, p.w, p), p.alpha**2),
            eq(da, (1 - p.lr_a) * p.alpha + p.lr_a * (g @ p.h) / p.sigma),
            eq(dw, p.h + (p.lr / p.sigma) * p.alpha * g),
            gt(p.lr * p.lr_a * (g @ g) / p.y, 0))


# -- minimisers: w = su, a = b -------------------------------------------------------------------
# The state's own w serves as the minimiser u, so that √R* = σ is rational in exact instances.


def at_minimum(p, s):
    """The same state at w = su, a = b, for the problem whose minimiser is the old w."""
    problem = LeastSquares.from_minimiser(p.H, p.w)
    there = replace(p, problem=problem, w=s * p.w)
    return replace(there, a=there.b)


@claim(
    statement="at w = su, a = b the Hessian is diag(1, H*/s²) and the linearised map is "
              "dw⁺ = (I − (ε/s²)H*)dw, da⁺ = (1 − ε_a)da",
    source=ref("cai2019", remark="Hessian at a minimiser"),
    where=lambda p, s: ne(s, 0),
    p=families.bngd_states(),
    s=families.scalars(-4, 4),
)
def hessian_at_minimum(p, s):
    q = at_minimum(p, s)
    star = q.H_star
    da, dw = linearised(q.problem, q.a, q.w, p)
    return (eq(curvature(q.problem, q.a, q.w, p), p.alpha**2 + p.h @ star @ p.h / s**2),
            eq(da, (1 - p.lr_a) * p.alpha),
            eq(dw, p.h - (p.lr / s**2) * (star @ p.h)))


@hessian_at_minimum.proof()
def _(prove, p, s):
    prove.identity()


@hessian_at_minimum.mutant
def _(p, s):  # H in place of H*
    q = at_minimum(p, s)
    da, dw = linearised(q.problem, q.a, q.w, p)
    return (eq(curvature(q.problem, q.a, q.w, p), p.alpha**2 + p.h @ p.H @ p.h / s**2),
            eq(da, (1 - p.lr_a) * p.alpha),
            eq(dw, p.h - (p.lr / s**2) * (p.H @ p.h)))


@claim(
    statement="if w_k → su then ê_k → ε/s² = ε|u|²/|w_∞|²",
    source=ref("cai2019", remark="the effective learning rate"),
    where=lambda p, s: ne(s, 0),
    p=families.bngd_states(),
    s=families.scalars(-4, 4),
)
def effective_lr_limit(p, s):
    q = at_minimum(p, s)
    return (eq(q.effective_lr, p.lr / s**2),
            eq(q.effective_lr, p.lr * (q.u @ q.u) / (q.w @ q.w)))


@effective_lr_limit.proof(uses={
    "continuity": "from the value of ê at su to the limit of ê_k as w_k → su"})
def _(prove, p, s):
    prove.identity()


@effective_lr_limit.mutant
def _(p, s):  # the length, not its square
    q = at_minimum(p, s)
    return eq(q.effective_lr, p.lr / s), eq(q.effective_lr, p.lr / s)


# -- eigenvalues of H* -----------------------------------------------------------------------------


@claim(
    statement="0 = λ₁(H*) < λ₁(H) ≤ λ₂(H*) ≤ … ≤ λ_d(H*) ≤ λ_d(H)",
    source=ref("cai2019", remark="eigenvalues of H*"),
    p=families.least_squares(min_dim=2),
)
def interlacing(p):
    full, star = eigenvalues(p.H), eigenvalues(p.H_star)
    return [eq(star[0], 0), lt(star[0], full[0]),
            *(le(low, high) for low, high in zip(full, star[1:], strict=False)),
            *(le(low, high) for low, high in zip(star, full, strict=True))]


def orthogonal_to_u(p):
    """The part of w that is orthogonal to u."""
    return p.w - ((p.w @ p.u) / (p.u @ p.u)) * p.u


@claim(
    statement="κ* ≤ κ: H*u = 0, ⟨h, H*h⟩ ≤ L|h|² for all h, and ≥ μ|h|² for h ⟂ u",
    source=ref("cai2019", remark="condition number of H*"),
    p=families.least_squares(min_dim=2),
)
def kappa_star(p):
    star, h = p.H_star, orthogonal_to_u(p)
    return (eq(star @ p.u, 0 * p.u),
            le(p.w @ star @ p.w, p.L * (p.w @ p.w)),
            le(p.mu * (h @ h), h @ star @ h))


@kappa_star.proof(uses={
    "Courant–Fischer": "from the bounds of ⟨h, H*h⟩ to those of the nonzero eigenvalues of H*"})
def _(prove, p):
    prove.identity(0)
    R_star, h = prove.norm(p.u, power=1), orthogonal_to_u(p)
    prove.by(prove.lift(p.w, lambda t: p.L - t) + prove.square(p.g @ p.w) / R_star)
    s = (p.g @ h) / p.R_star  # ⟨h, H*h⟩ is the energy of k = h − su, and |k|² = |h|² + s²|u|²
    shifted = prove.lift(h - s * p.u, lambda t: t - p.mu)
    prove.by(shifted + prove.given(p.mu) * prove.square(s) * prove.norm(p.u))


@kappa_star.mutant
def _(p):  # the lower bound for every h, u included
    star, h = p.H_star, p.w
    return (eq(star @ p.u, 0 * p.u),
            le(p.w @ star @ p.w, p.L * (p.w @ p.w)),
            le(p.mu * (h @ h), h @ star @ h))


@claim(
    statement="κ* < κ: the condition number that BNGD sees is strictly smaller",
    source=ref("cai2019", remark="read as a strict inequality"),
    p=families.least_squares(min_dim=2),
    expect="refuted",
    counterexample={"p": Point.exact(H=[1, 2, 3], u=[0, 1, 0], w=[1, 0, 0])},
    repairs="cai2019.kappa_star",
)
def kappa_strictly_smaller_as_stated(p):
    star = eigenvalues(p.H_star)
    return lt(star[-1] * p.mu, p.L * star[1])
