"""GDNP: Gaussian halfspaces, the direction step, the length step."""

from dataclasses import replace
from typing import Any

from bnlinear.claims import BNGDState, Point, claim, eq, families, implies, le, lt, ne, ref
from bnlinear.dynamics import rayleigh_step
from bnlinear.dynamics.gdnp import gdnp_direction_step
from bnlinear.exact import Number
from bnlinear.exact.matrices import under_inverse
from bnlinear.problems.gaussian.halfspaces import stein_gradient
from bnlinear.theory import gdnp, gradient_bound
from proofs_checks.cai2019.step import close_sign_kept

NUMBER: dict[str, Any] = {"phi1": families.scalars(-4, 4), "phi2": families.scalars(-4, 4)}


def minus_g(p):
    """The paper's u = E[−yx]."""
    return -p.g


# -- Gaussian halfspaces: z ∼ N(u, S − uuᵀ) ------------------------------------------------


@claim(
    statement="with E[zφ′] = E[φ′]u + E[φ″](S − uuᵀ)w (Stein), ∇f = c₁u + c₂Sw, "
              "c₁ = E[φ′] − E[φ″](uᵀw), c₂ = E[φ″]; S is the second moment",
    source=ref("kohler2019", remark="Gaussian halfspaces"),
    p=families.least_squares(),
    **NUMBER,
)
def halfspace_gradient(p, phi1, phi2):
    u = minus_g(p)
    stein = phi1 * u + phi2 * (p.H @ p.w - (u @ p.w) * u)
    return eq(stein, stein_gradient(p.w, p.H, u, phi1 - phi2 * (u @ p.w), phi2))


@halfspace_gradient.proof(uses={
    "Stein": "the body starts from E[zφ′] as the lemma gives it"})
def _(prove, p, phi1, phi2):
    prove.identity()


@halfspace_gradient.mutant
def _(p, phi1, phi2):  # S as the covariance
    u = minus_g(p)
    stein = phi1 * u + phi2 * (p.H @ p.w)
    return eq(stein, stein_gradient(p.w, p.H, u, phi1 - phi2 * (u @ p.w), phi2))


@claim(
    statement="c₂ ≠ 0: ∇f(w) = c₂S(w + (c₁/c₂)S⁻¹u), so bounded critical points lie on ℝS⁻¹u",
    source=ref("kohler2019", remark="critical points of Gaussian halfspaces"),
    where=lambda p, c1, c2: ne(c2, 0),
    p=families.least_squares(),
    c1=families.scalars(-4, 4),
    c2=families.scalars(-4, 4),
)
def critical_points_on_a_line(p, c1, c2):  # S⁻¹u is minus the least-squares minimiser
    return eq(stein_gradient(p.w, p.H, minus_g(p), c1, c2), c2 * (p.H @ (p.w - (c1 / c2) * p.u)))


@critical_points_on_a_line.proof()
def _(prove, p, c1, c2):
    prove.identity()


@critical_points_on_a_line.mutant
def _(p, c1, c2):  # the other side of the line
    return eq(stein_gradient(p.w, p.H, minus_g(p), c1, c2), c2 * (p.H @ (p.w + (c1 / c2) * p.u)))


@claim(
    statement="critical points lie on ℝS⁻¹u for any loss; so for φ(t) = t³/3 − kt, whose Gaussian "
              "expectations are polynomials",
    source=ref("kohler2019", remark="'any choice of loss', as printed"),
    where=lambda p, k: lt(p.R_star, 1),
    p=families.least_squares(min_dim=2),
    k=families.scalars(0, 4),
    expect="refuted",
    counterexample={"p": Point.exact(H=[1, 1], u=["1/2", 0], w=[0, 1]), "k": Number(1)},
    repairs="kohler2019.critical_points_on_a_line",
)
def critical_points_any_loss_as_printed(p, k):  # c₂ = 2uᵀw changes sign
    u = minus_g(p)
    mean, square = u @ p.w, p.y  # t = zᵀw: E[t] and E[t²], so E[φ′] = E[t²] − k, E[φ″] = 2E[t]
    c2 = 2 * mean
    gradient = stein_gradient(p.w, p.H, u, square - k - c2 * mean, c2)
    return implies(eq(gradient, 0 * p.w), eq(p.gap(p.w), 0))


# -- the direction step --------------------------------------------------------------------


@claim(
    statement="with h = c₁(uᵀw) and s = −‖w‖³_S/(L g h) the GDNP direction step is the Rayleigh "
              "step, for any loss, length and bisection",
    source=ref("kohler2019", remark="GDNP"),
    where=lambda p, length, c1, c2: [ne(p.x, 0), ne(length, 0), ne(c1, 0)],
    p=families.bngd_states(),
    length=families.scalars(-4, 4),
    c1=families.scalars(-4, 4),
    c2=families.scalars(-4, 4),
)
def gdnp_direction_is_rayleigh(p, length, c1, c2):
    step = gdnp_direction_step(p.w, p.H, minus_g(p), length, c1, c2, p.L)
    return eq(step, rayleigh_step(p.w, p.H, p.g, 1 / p.L))


@gdnp_direction_is_rayleigh.proof()
def _(prove, p, length, c1, c2):
    prove.identity()


@gdnp_direction_is_rayleigh.mutant
def _(p, length, c1, c2):  # twice as far
    step = gdnp_direction_step(p.w, p.H, minus_g(p), length, c1, c2, p.L)
    return eq(step, rayleigh_step(p.w, p.H, p.g, 2 / p.L))


@claim(
    statement="h = E[φ′](uᵀw) − E[φ″](uᵀw)²; so it equals c₁(uᵀw), with which the directions are "
              "the Rayleigh iterates",
    source=ref("kohler2019", remark="stopping quantity as printed"),
    p=families.bngd_states(),
    length=families.scalars(-4, 4),
    **NUMBER,
    expect="refuted",
    counterexample={"p": BNGDState.exact(H=[1], u=[1], w=[2], a=0, lr=1, lr_a=1),
                    "length": Number(1), "phi1": Number(0), "phi2": Number(1)},
    repairs="kohler2019.gdnp_direction_is_rayleigh",
)
def gdnp_h_as_printed(p, length, phi1, phi2):  # it is (uᵀw)(uᵀw̃), not (uᵀw)²
    ux = minus_g(p) @ p.w
    c1 = phi1 - phi2 * ux * length / p.sigma
    return eq(phi1 * ux - phi2 * ux**2, c1 * ux)


# -- the gradient, split -------------------------------------------------------------------


def length_and_direction(p, length, c1, c2):
    """∇f(w̃), its slope ∂f/∂g, and ∇_w f(w, g) = (g/‖w‖_S)(I − Sw wᵀ/‖w‖²_S)∇f(w̃)."""
    full = stein_gradient((length / p.sigma) * p.w, p.H, minus_g(p), c1, c2)
    slope = (full @ p.w) / p.sigma
    along = (length / p.sigma) * (full - ((p.w @ full) / p.y) * (p.H @ p.w))
    return full, slope, along


def dual_norm2(p, vector):
    """‖·‖²_{S⁻¹}."""
    return vector @ under_inverse(p.H, vector)


@claim(
    statement="‖w‖²_S‖∇_w f‖²_{S⁻¹} = g²c₁²(ρ − ρ*), and "
              "‖∇f‖²_{S⁻¹} = ‖w‖²_S‖∇_w f‖²_{S⁻¹}/g² + (∂_g f)² = c₁²(ρ − ρ*) + (∂_g f)²",
    source=ref("kohler2019", remark="GDNP"),
    where=lambda p, length, c1, c2: ne(length, 0),
    p=families.bngd_states(),
    length=families.scalars(-4, 4),
    c1=families.scalars(-4, 4),
    c2=families.scalars(-4, 4),
)
def gdnp_gradient_identity(p, length, c1, c2, least="R_star"):
    gap = p.gap(p.w) if least == "R_star" else p.x**2 / p.y
    full, slope, along = length_and_direction(p, length, c1, c2)
    return (eq(p.y * dual_norm2(p, along), length**2 * c1**2 * gap),
            eq(dual_norm2(p, full), p.y * dual_norm2(p, along) / length**2 + slope**2))


@gdnp_gradient_identity.proof()
def _(prove, p, length, c1, c2):
    prove.identity()


gdnp_gradient_identity.mutant(least="0")  # −ρ itself for ρ − ρ*


# -- the length step -----------------------------------------------------------------------


@claim(
    statement="|∂_g f(g)| ≤ K|g − g*| and |g − g*| ≤ 2^{−T}|b − a| give "
              "(∂_g f)² ≤ (K 2^{−T}|b − a|)², K = ζ/μ (T = 3 here)",
    source=ref("kohler2019", remark="bisection"),
    where=lambda K, slope, error, width: [le(slope**2, K**2 * error**2),
                                          le((2**3 * error)**2, width**2)],
    K=families.scalars(0, 4, sign=">= 0"),
    slope=families.scalars(-4, 4),
    error=families.scalars("-1/2", "1/2"),
    width=families.scalars(0, 4, sign=">= 0"),
)
def bisection_bound(K, slope, error, width, halvings=3):
    return le(slope**2, gdnp.bisection_bound(K, halvings, width))


@bisection_bound.proof()
def _(prove, K, slope, error, width):
    prove.by(prove.given(K**2 * error**2 - slope**2)
             + prove.square(K / 8) * prove.given(width**2 - (8 * error)**2))


bisection_bound.mutant(halvings=4)


@claim(
    statement="the bound 2^{−T}ζ|b − a|/μ² on (∂_g f)²",
    source=ref("kohler2019", remark="bisection, as it is recalled"),
    where=lambda K, slope, error, width: [le(slope**2, K**2 * error**2), le(error**2, width**2)],
    K=families.scalars(0, 10**6, sign=">= 0"),
    slope=families.scalars(-10**6, 10**6),
    error=families.scalars(-4, 4),
    width=families.scalars(0, 4, sign=">= 0"),
    expect="refuted",
    counterexample={"K": Number(10**6), "slope": Number(10**6), "error": Number(1),
                    "width": Number(1)},
    repairs="kohler2019.bisection_bound",
)
def bisection_bound_as_recalled(K, slope, error, width):  # φ → 10⁶φ; μ = 1
    return le(slope**2, K * width)


@claim(
    statement="‖∇f(w̃_T)‖²_{S⁻¹} ≤ (1 − μ/L)^{2T}Φ²(ρ₀ − ρ*) + bisection term, Φ ≥ |c₁| at the "
              "last point; wᵀg keeps its sign, so x ≠ 0 holds again after each step",
    source=ref("kohler2019", remark="convergence of GDNP"),
    where=lambda p, length, c1, c2, Phi, bisection: [
        ne(p.x, 0), ne(length, 0), le(c1**2, Phi**2),
        le(length_and_direction(_next(p), length, c1, c2)[1] ** 2, bisection)],
    p=families.bngd_states(max_dim=3),
    length=families.scalars(-4, 4),
    c1=families.scalars(-4, 4),
    c2=families.scalars(-4, 4),
    Phi=families.scalars(0, 8),
    bisection=families.scalars(0, 99),
)
def gdnp_linear(p, length, c1, c2, Phi, bisection):  # one step; T steps by induction
    full, _, _ = length_and_direction(_next(p), length, c1, c2)
    bound = gradient_bound(p.mu, p.L, 1, phi=Phi, gap0=p.gap(p.w), bisection=bisection)
    return le(dual_norm2(p, full), bound), lt(0, p.x * _next(p).x)


def _next(p):
    return replace(p, w=rayleigh_step(p.w, p.H, p.g, 1 / p.L))


@gdnp_linear.proof(uses={
    "induction": "from one step of the direction to T steps: x ≠ 0 holds again after each"})
def _(prove, p, length, c1, c2, Phi, bisection):
    after = _next(p)
    y = prove.energy_after(p.w, after.w)
    slope = length_and_direction(after, length, c1, c2)[1]
    factor = (1 - p.mu / p.L) ** 2
    contracts = prove.lift(p.f, lambda t: t * (factor - (1 - t / p.L) ** 2))
    miss = after.w @ p.g - after.y / p.r
    rate = contracts + prove.square(miss) / y  # factor·gap − gap⁺ ≥ 0
    bounded = prove.given(Phi**2 - c1**2)  # times factor·gap
    gap = prove.rewrite(prove.norm(p.f, power=1), p.gap(p.w))
    prove.by(prove.square(c1) * rate + bounded * prove.square(1 - p.mu / p.L) * gap
             + prove.given(bisection - slope**2))
    close_sign_kept(prove, p, 1 / p.L, [prove.given(p.L)])


@gdnp_linear.mutant
def _(p, length, c1, c2, Phi, bisection):  # without the bisection term
    full, _, _ = length_and_direction(_next(p), length, c1, c2)
    return le(dual_norm2(p, full), (1 - p.mu / p.L) ** 2 * Phi**2 * p.gap(p.w))
