"""The Rayleigh quotient ρ(w) = −x²/y, and gradient descent on least squares beside it."""

from bnlinear.claims import BNGDState, Direction, Point, claim, eq, families, ge, le, lt, ne, ref
from bnlinear.dynamics import bngd_step, gd_step, rayleigh_step
from bnlinear.exact import Number, derivative
from bnlinear.exact.spectra import eigenvalues
from bnlinear.problems.least_squares import outer
from proofs_checks.cai2019.step import close_sign_kept


def rho(p, w):
    """ρ(w) = −(uᵀw)²/(wᵀSw)."""
    return -((w @ p.g) ** 2) / (w @ p.H @ w)


def rho_gradient(p):
    """∇ρ(w) = −(2x/y)v."""
    return -(2 * p.x / p.y) * p.v


# -- gradient descent ----------------------------------------------------------------------


@claim(
    statement="gradient descent on least squares converges only sublinearly; so no run shrinks "
              "w − u by the same factor q < 1 in every two steps",
    source=ref("kohler2019", remark="as printed in the encyclopedia article"),
    where=lambda p, q: [lt(q, 1), ne(p.w - p.u, 0 * p.u)],
    p=families.bngd_states(min_dim=2),
    q=families.scalars(0, 1, sign=">= 0"),
    expect="refuted",
    counterexample={"p": BNGDState.exact(H=[1, 2], u=[1, 1], w=[2, 2], a=0, lr="2/3", lr_a=1),
                    "q": Number("1/9")},
    repairs="kohler2019.gd_linear",
)
def gd_sublinear_as_printed(p, q):  # the step is linear: once so, for ever so
    twice = gd_step(gd_step(p.w, p.H, p.g, p.lr), p.H, p.g, p.lr)
    return ne(twice - p.u, q * (p.w - p.u))


@claim(
    statement="with ε = 1/L the excess loss of GD contracts by (1 − μ/L)² per step",
    source=ref("kohler2019", remark="repaired: the factor that the normalized method has"),
    p=families.least_squares(),
)
def gd_linear(p):
    after = gd_step(p.w, p.H, p.g, 1 / p.L)
    return le(p.problem.excess_loss(after),
              (1 - p.mu / p.L) ** 2 * p.problem.excess_loss(p.w))


@gd_linear.proof()
def _(prove, p):
    shrinks = prove.lift(p.w - p.u, lambda t: t * ((1 - p.mu / p.L) ** 2 - (1 - t / p.L) ** 2),
                         [prove.given(p.L)])
    prove.by(shrinks / prove.number(2))


@gd_linear.mutant
def _(p):  # the fourth power
    after = gd_step(p.w, p.H, p.g, 1 / p.L)
    return le(p.problem.excess_loss(after),
              (1 - p.mu / p.L) ** 4 * p.problem.excess_loss(p.w))


# -- the Rayleigh quotient -----------------------------------------------------------------


@claim(
    statement="min 2uᵀw + wᵀSw with u = E[yx] is least squares; so its gradient 2u + 2Sw "
              "vanishes at the least-squares solution",
    source=ref("kohler2019", remark="objective as printed in the encyclopedia article"),
    p=families.least_squares(),
    expect="refuted",
    counterexample={"p": Point.exact(H=[1], u=[1], w=[1])},
    repairs="kohler2019.rayleigh_gradient",
)
def objective_as_printed(p):  # the paper's u is E[−yx]
    return eq(2 * p.g + 2 * (p.H @ p.u), 0 * p.u)


@claim(
    statement="∇ρ(w) = −(2x/y)v",
    source=ref("kohler2019", remark="least squares"),
    p=families.bngd_states(),
)
def rayleigh_gradient(p):
    slope = derivative(lambda t: rho(p, p.w + t * p.h))
    return eq(slope, rho_gradient(p) @ p.h)


@rayleigh_gradient.proof()
def _(prove, p):
    prove.identity()


@rayleigh_gradient.mutant
def _(p):  # without the 2
    return eq(derivative(lambda t: rho(p, p.w + t * p.h)), rho_gradient(p) @ p.h / 2)


@claim(
    statement="w − η∇ρ with η = y/(2L|ρ|) is the direction step with ê = 1/L, and the w-part of "
              "the BNGD step whose effective learning rate is 1/L",
    source=ref("kohler2019", remark="least squares"),
    where=lambda p: [ne(p.x, 0), ne(p.a, 0)],
    p=families.bngd_states(),
)
def step_is_bngd_step(p, two=2):
    step = rayleigh_step(p.w, p.H, p.g, 1 / p.L)
    eta = p.y / (two * p.L * (p.x**2 / p.y))
    lr = p.y * p.sigma / (p.L * p.a * p.x)
    return (eq(p.w - eta * rho_gradient(p), step),
            eq(bngd_step(p.a, p.w, p.H, p.g, lr, p.lr_a)[1], step))


@step_is_bngd_step.proof()
def _(prove, p):
    prove.identity()


step_is_bngd_step.mutant(two=1)  # η = y/(L|ρ|)


@claim(
    statement="ρ(w⁺) − ρ* ≤ (1 − μ/L)²(ρ(w) − ρ*) per step, and wᵀg keeps its sign, so x ≠ 0 holds "
              "again: (1 − μ/L)^{2t} after t steps",
    source=ref("kohler2019", remark="least squares"),
    where=lambda p: ne(p.x, 0),
    p=families.directions(),
)
def linear_rate(p):
    after = rayleigh_step(p.w, p.H, p.g, effective_lr=1 / p.L)
    return (le(p.gap(after), (1 - p.mu / p.L) ** 2 * p.gap(p.w)), lt(0, p.x * (after @ p.g)))


@linear_rate.proof(uses={
    "induction": "from one step to t steps: x ≠ 0 holds again after each"})
def _(prove, p):
    after = rayleigh_step(p.w, p.H, p.g, effective_lr=1 / p.L)
    y = prove.energy_after(p.w, after)
    # u − w⁺/r = (I − H/L)f, and the gap at w⁺ is the least ‖u − sw⁺‖²_H
    contracts = prove.lift(p.f, lambda t: t * ((1 - p.mu / p.L) ** 2 - (1 - t / p.L) ** 2))
    prove.by(contracts + prove.square(after @ p.g - (after @ p.H @ after) / p.r) / y)
    close_sign_kept(prove, p, 1 / p.L, [prove.given(p.L)])


@linear_rate.mutant
def _(p):  # the third power
    after = rayleigh_step(p.w, p.H, p.g, effective_lr=1 / p.L)
    return le(p.gap(after), (1 - p.mu / p.L) ** 3 * p.gap(p.w))


@claim(
    statement="the rate with the eigenvalues of B = ggᵀ: gap⁺ ≤ (1 − (λ₁ − λ₂)/(λ₁ − λ_min))² gap",
    source=ref("kohler2019", remark="as printed in the encyclopedia article"),
    where=lambda p: [ne(p.x, 0), ge(p.effective_lr, 0)],
    p=families.directions(min_dim=2),
    expect="refuted",
    counterexample={"p": Direction.exact(H=[1, 2], u=[1, 1], w=[0, 1], effective_lr="1/2")},
    repairs="kohler2019.linear_rate",
)
def rate_with_eigenvalues_of_B_as_printed(p):  # B has rank one: the factor is 0
    values = eigenvalues(outer(p.g, p.g))
    factor = 1 - (values[-1] - values[-2]) / (values[-1] - values[0])
    after = rayleigh_step(p.w, p.H, p.g, 1 / p.L)
    return le(p.gap(after), factor**2 * p.gap(p.w))
