"""True statements with proofs that must close, for all dimensions, and mutants that must not."""

from functools import partial

from bnlinear.claims import claim, eq, families, ge, gt, le, lt, ne
from bnlinear.dynamics import bngd_step, gd_step, rayleigh_step
from bnlinear.exact import derivative

true = partial(claim, source="soundness suite: true, with a proof")
STATES, DIRECTIONS = families.bngd_states(), families.directions()


def off(p):
    return ne(p.x, 0)


def step(p):
    return bngd_step(p.a, p.w, p.H, p.g, p.lr, p.lr_a)


def identity(claimed):
    claimed.proof()(lambda prove, p: prove.identity())
    return claimed


# -- identities --------------------------------------------------------------------------


@identity
@true(statement="two GD steps: e₂ = (I − εH)²e₀", p=STATES)
def recursion_twice(p):
    once, e = gd_step(p.w, p.H, p.g, p.lr), p.w - p.u
    He = p.H @ e
    return eq(gd_step(once, p.H, p.g, p.lr) - p.u, e - 2 * p.lr * He + p.lr**2 * (p.H @ He))


@recursion_twice.mutant
def _(p):  # the square of a sum without its middle term
    once, e = gd_step(p.w, p.H, p.g, p.lr), p.w - p.u
    return eq(gd_step(once, p.H, p.g, p.lr) - p.u, e + p.lr**2 * (p.H @ (p.H @ e)))


@identity
@true(statement="J⁺ = J − ε|∇|² + ½ε²|∇|²_H", p=STATES)
def descent_identity(p):
    grad = p.H @ p.w - p.g
    return eq(p.problem.loss(gd_step(p.w, p.H, p.g, p.lr)),
              p.problem.loss(p.w) - p.lr * (grad @ grad) + p.lr**2 * (grad @ p.H @ grad) / 2)


@descent_identity.mutant
def _(p):
    grad = p.H @ p.w - p.g
    return eq(p.problem.loss(gd_step(p.w, p.H, p.g, p.lr)), p.problem.loss(p.w) - grad @ grad)


@identity
@true(statement="(a⁺ − b)² = (1 − ε_a)²(a − b)²", p=STATES)
def scale_contracts(p):
    return eq((step(p)[0] - p.b) ** 2, (1 - p.lr_a) ** 2 * (p.a - p.b) ** 2)


@scale_contracts.mutant
def _(p):
    return eq((step(p)[0] - p.b) ** 2, (1 - p.lr_a) * (p.a - p.b) ** 2)


@identity
@true(statement="the w-part of BNGD is a direction step with ê = εax/σ³", p=STATES, where=off)
def bngd_is_rayleigh(p):
    return eq(step(p)[1], rayleigh_step(p.w, p.H, p.g, p.effective_lr))


@bngd_is_rayleigh.mutant
def _(p):
    return eq(step(p)[1], rayleigh_step(p.w, p.H, p.g, p.lr))


@identity
@true(statement="(H, γu, γa, w, ε/γ²): the same w, and γa", p=STATES,
      where=lambda p: ne(p.alpha, 0))
def scaling_law(p):
    a, w = step(p)
    scaled_a, scaled_w = bngd_step(p.alpha * p.a, p.w, p.H, p.alpha * p.g, p.lr / p.alpha**2,
                                   p.lr_a)
    return eq(scaled_a, p.alpha * a), eq(scaled_w, w)


@scaling_law.mutant
def _(p):
    a, w = step(p)
    scaled_a, scaled_w = bngd_step(p.alpha * p.a, p.w, p.H, p.alpha * p.g, p.lr / p.alpha, p.lr_a)
    return eq(scaled_a, p.alpha * a), eq(scaled_w, w)


@identity
@true(statement="J₀ along h: slope ⟨h, ∇⟩, curvature ⟨h, Hh⟩, and no more", p=STATES)
def loss_is_quadratic(p):
    def along(t):
        return p.problem.loss(p.w + t * p.h)
    return (eq(derivative(along), p.h @ (p.H @ p.w - p.g)),
            eq(derivative(along, order=2), p.h @ p.H @ p.h), eq(derivative(along, order=3), 0))


@loss_is_quadratic.mutant
def _(p):
    def along(t):
        return p.problem.loss(p.w + t * p.h)
    return eq(derivative(along, order=2), 2 * (p.h @ p.H @ p.h))


@identity
@true(statement="J(−a, −w) = J(a, w)", p=STATES)
def loss_even_in_both(p):
    return eq(p.problem.bn_loss(-p.a, -p.w), p.problem.bn_loss(p.a, p.w))


@loss_even_in_both.mutant
def _(p):
    return eq(p.problem.bn_loss(p.a, -p.w), p.problem.bn_loss(p.a, p.w))


@identity
@true(statement="H*u = 0 and tr-free: ⟨h, H*h⟩R* = ⟨h, Hh⟩R* − ⟨g, h⟩²", p=STATES)
def star_form(p):
    star = p.problem.H_star
    return (eq(star @ p.u, p.u - p.u),
            eq(p.h @ (star @ p.h) * p.R_star, (p.h @ p.H @ p.h) * p.R_star - (p.g @ p.h) ** 2))


@star_form.mutant
def _(p):
    return eq(p.problem.H_star @ p.w, p.w - p.w)


# -- inequalities ------------------------------------------------------------------------


@true(statement="J⁺ ≤ J − ε(1 − εL/2)|∇J|²", p=STATES)
def descent_lemma(p):
    grad = p.H @ p.w - p.g
    return le(p.problem.loss(gd_step(p.w, p.H, p.g, p.lr)),
              p.problem.loss(p.w) - p.lr * (1 - p.lr * p.L / 2) * (grad @ grad))


@descent_lemma.proof()
def _(prove, p):
    gain = prove.lift(p.H @ p.w - p.g, lambda t: p.L - t)
    prove.by(prove.square(p.lr) * gain / prove.number(2))


@descent_lemma.mutant
def _(p):
    grad = p.H @ p.w - p.g
    return le(p.problem.loss(gd_step(p.w, p.H, p.g, p.lr)),
              p.problem.loss(p.w) - p.lr * (1 - p.lr * p.L / 4) * (grad @ grad))


@true(statement="2μ(J − J*) ≤ |∇J|² ≤ 2L(J − J*)", p=families.least_squares())
def gradient_between(p):
    grad, excess = p.H @ p.w - p.g, p.problem.excess_loss(p.w)
    return le(2 * p.mu * excess, grad @ grad), le(grad @ grad, 2 * p.L * excess)


@gradient_between.proof()
def _(prove, p):
    prove.by(prove.lift(p.w - p.u, lambda t: t * t - p.mu * t))
    prove.by(prove.lift(p.w - p.u, lambda t: p.L * t - t * t))


@gradient_between.mutant
def _(p):
    grad, excess = p.H @ p.w - p.g, p.problem.excess_loss(p.w)
    return le(3 * p.mu * excess, grad @ grad), le(grad @ grad, 2 * p.L * excess)


@true(statement="ε = 2/(L + μ): |w − u|² contracts by ((L − μ)/(L + μ))²",
      p=families.least_squares())
def gd_optimal(p):
    e = gd_step(p.w, p.H, p.g, 2 / (p.L + p.mu)) - p.u
    return le(e @ e, ((p.L - p.mu) / (p.L + p.mu)) ** 2 * ((p.w - p.u) @ (p.w - p.u)))


@gd_optimal.proof()
def _(prove, p):
    prove.nonzero(prove.given(p.L) + prove.given(p.mu))
    rate = (p.L - p.mu) / (p.L + p.mu)
    prove.by(prove.lift(p.w - p.u, lambda t: rate**2 - (1 - 2 * t / (p.L + p.mu)) ** 2))


@gd_optimal.mutant
def _(p):
    e = gd_step(p.w, p.H, p.g, 1 / p.L) - p.u
    return le(e @ e, ((p.L - p.mu) / (p.L + p.mu)) ** 2 * ((p.w - p.u) @ (p.w - p.u)))


@true(statement="ε ≤ 2/L: neither loss nor distance grows", p=STATES,
      where=lambda p: le(p.lr * p.L, 2))
def gd_stable(p):
    e, after = p.w - p.u, gd_step(p.w, p.H, p.g, p.lr) - p.u
    return le(after @ p.H @ after, e @ p.H @ e), le(after @ after, e @ e)


@gd_stable.proof()
def _(prove, p):
    facts = [prove.given(2 - p.lr * p.L), prove.given(p.lr)]
    prove.by(prove.lift(p.w - p.u, lambda t: t * (1 - (1 - p.lr * t) ** 2), facts))
    prove.by(prove.lift(p.w - p.u, lambda t: 1 - (1 - p.lr * t) ** 2, facts))


gd_stable.mutant(where=lambda p: le(p.lr * p.L, 3))


@true(statement="⟨w, g⟩² ≤ R*⟨w, Hw⟩, ⟨w, g⟩² ≤ |w|²|g|² and b² ≤ R*", p=STATES)
def cauchy_schwarz(p):
    return (le(p.x**2, p.R_star * p.y), le(p.x**2, (p.w @ p.w) * (p.g @ p.g)),
            le(p.b**2, p.R_star))


@cauchy_schwarz.proof()
def _(prove, p):
    under_H = prove.gram(p.w, p.u, power=1)
    prove.by(under_H)
    prove.by(prove.gram(p.w, p.g))
    prove.by(under_H / prove.norm(p.w, power=1))


@cauchy_schwarz.mutant
def _(p):
    return (le(p.x**2, p.R_star * p.y), le(2 * p.x**2, (p.w @ p.w) * (p.g @ p.g)),
            le(p.b**2, p.R_star))


@true(statement="Kantorovich: 4μL|u|²|g|² ≤ (μ + L)² R*²", p=families.least_squares())
def kantorovich(p):
    return le(4 * p.mu * p.L * (p.u @ p.u) * (p.g @ p.g), (p.mu + p.L) ** 2 * p.R_star**2)


@kantorovich.proof()
def _(prove, p):
    middle = prove.lift(p.u, lambda t: (p.L - t) * (t - p.mu))  # A = |g|² + μL|u|² ≤ (L + μ)R* = B
    small = prove.norm(p.g) + prove.given(p.mu) * prove.given(p.L) * prove.norm(p.u)
    large = (prove.given(p.mu) + prove.given(p.L)) * prove.norm(p.u, power=1)
    prove.by(middle * (small + large) + prove.square(p.g @ p.g - p.mu * p.L * (p.u @ p.u)))


@kantorovich.mutant
def _(p):
    return le(5 * p.mu * p.L * (p.u @ p.u) * (p.g @ p.g), (p.mu + p.L) ** 2 * p.R_star**2)


@true(statement="0 ≤ ⟨h, H*h⟩ ≤ ⟨h, Hh⟩", p=STATES)
def star_between(p):
    star = p.h @ (p.problem.H_star @ p.h)
    return ge(star, 0), le(star, p.h @ p.H @ p.h)


@star_between.proof()
def _(prove, p):
    R_star = prove.norm(p.u, power=1)
    prove.by(prove.gram(p.h, p.u, power=1) / R_star)
    prove.by(prove.square(p.g @ p.h) / R_star)


@star_between.mutant
def _(p):
    star = p.h @ (p.problem.H_star @ p.h)
    return ge(star, p.h @ p.h), le(star, p.h @ p.H @ p.h)


@true(statement="|w⁺| ≥ |w| > 0", p=STATES)
def norm_never_falls(p):
    _, w = step(p)
    return ge(w @ w, p.w @ p.w), gt(w @ w, 0)


@norm_never_falls.proof()
def _(prove, p):
    growth = prove.square(p.lr * p.a / p.sigma) * prove.norm(p.v)
    prove.by(growth)
    prove.by(growth + prove.norm(p.w))


@norm_never_falls.mutant
def _(p):
    _, w = step(p)
    return ge(w @ w, 2 * (p.w @ p.w)), gt(w @ w, 0)


@true(statement="μ|f|² ≤ gap ≤ L|f|²", p=DIRECTIONS)
def gap_between(p):
    return le(p.mu * (p.f @ p.f), p.gap(p.w)), le(p.gap(p.w), p.L * (p.f @ p.f))


@gap_between.proof()
def _(prove, p):
    prove.by(prove.lift(p.f, lambda t: t - p.mu))
    prove.by(prove.lift(p.f, lambda t: p.L - t))


@gap_between.mutant
def _(p):
    return le(p.mu * (p.f @ p.f), p.gap(p.w)), le(p.gap(p.w), p.mu * (p.f @ p.f))


@true(statement="ê = 2/(L + μ): the gap contracts by ((L − μ)/(L + μ))²", p=DIRECTIONS, where=off)
def rate_optimal(p):
    q = rayleigh_step(p.w, p.H, p.g, 2 / (p.L + p.mu))
    return le(p.gap(q), ((p.L - p.mu) / (p.L + p.mu)) ** 2 * p.gap(p.w))


@rate_optimal.proof()
def _(prove, p):
    lr, rate = 2 / (p.L + p.mu), (p.L - p.mu) / (p.L + p.mu)
    q = rayleigh_step(p.w, p.H, p.g, lr)
    prove.nonzero(prove.given(p.L) + prove.given(p.mu))
    longer = prove.norm(p.w) + prove.square(lr * p.r) * prove.norm(p.v)
    y = prove.nonzero(prove.energy(q, longer))
    miss = q @ p.g - (q @ p.H @ q) / p.r
    contracts = prove.lift(p.f, lambda t: t * (rate**2 - (1 - lr * t) ** 2))
    prove.by(contracts + prove.square(miss) / y)


@rate_optimal.mutant
def _(p):
    q = rayleigh_step(p.w, p.H, p.g, 1 / p.L)
    return le(p.gap(q), ((p.L - p.mu) / (p.L + p.mu)) ** 2 * p.gap(p.w))


@true(statement="x > 0 and ê ≤ 0 keep the sign of x: x⁺x ≥ x² for ê ≤ 0 where gᵀHe ≥ 0",
      p=families.directions(effective_lr=(-2, 2)),
      where=lambda p: [gt(p.x, 0), le(p.effective_lr, 0), ge(p.g @ p.H @ p.e, 0)])
def sign_with_facts(p):
    q = rayleigh_step(p.w, p.H, p.g, p.effective_lr)
    return lt(0, q @ p.g)


@sign_with_facts.proof()
def _(prove, p):  # x⁺ = x − ê⟨g, He⟩
    prove.by(prove.given(p.x) + prove.given(-p.effective_lr) * prove.given(p.g @ p.H @ p.e))


sign_with_facts.mutant(where=lambda p: [gt(p.x, 0), ge(p.g @ p.H @ p.e, 0)])
