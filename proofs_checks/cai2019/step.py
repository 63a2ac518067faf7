"""One step of BNGD: its gradient, its norm, its moving target, its loss."""

from bnlinear.claims import BNGDState, Direction, claim, eq, families, ge, le, lt, ne, ref
from bnlinear.dynamics import bngd_step, rayleigh_step
from bnlinear.exact import derivative, maximum
from bnlinear.theory import effective_lr


@claim(
    statement="a⁺ − a = −ε_a ∂J/∂a and w⁺ − w = −ε ∇J(a, w)",
    source=ref("cai2019", remark="the BNGD iteration"),
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
    source=ref("cai2019", remark="the norm of w never decreases"),
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
    source=ref("cai2019", remark="the one fact behind everything"),
    where=lambda p: ne(p.x, 0),
    p=families.bngd_states(),
)
def moving_target(p):
    _, w = bngd_step(p.a, p.w, p.H, p.g, p.lr, p.lr_a)
    e_hat = effective_lr(p.problem, p.w, p.a, p.lr)
    return (eq(w - p.r * p.u, p.e - e_hat * (p.H @ p.e)),
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
    source=ref("cai2019", remark="the loss of BNGD"),
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


@claim(
    statement="the norm |w| strictly grows at every step",
    source=ref("cai2019", remark="read as a strict inequality"),
    p=families.bngd_states(),
    expect="refuted",
    counterexample={"p": BNGDState.exact(H=[1, 2], u=[1, 1], w=[1, 1], a=1, lr=1, lr_a=1)},
    repairs="cai2019.norm_growth",
)
def norm_strictly_grows_as_stated(p):  # at a minimiser v = 0
    _, w = bngd_step(p.a, p.w, p.H, p.g, p.lr, p.lr_a)
    return lt(p.w @ p.w, w @ w)


@claim(
    statement="‖f⁺‖_H ≤ max(|1 − êμ|, |1 − êL|) ‖f‖_H, at x = 0 too; ‖f‖²_H = R* − R",
    source=ref("cai2019", remark="convergence of the direction"),
    p=families.bngd_states(),
)
def contraction(p):
    _, w = bngd_step(p.a, p.w, p.H, p.g, p.lr, p.lr_a)
    ehat = p.effective_lr
    return le(p.gap(w), maximum((1 - ehat * p.mu) ** 2, (1 - ehat * p.L) ** 2) * p.gap(p.w))


@contraction.proof()
def _(prove, p):
    _, w = bngd_step(p.a, p.w, p.H, p.g, p.lr, p.lr_a)
    ehat, (lr,) = p.effective_lr, prove.let(lr_hat=p.effective_lr)
    y = prove.energy_after(p.w, w)
    low, high = (1 - ehat * p.mu) ** 2, (1 - ehat * p.L) ** 2
    factor = maximum(low, high)
    above = prove.maximum(low, high)
    (top,) = prove.let(top=factor)
    bounds = [prove.restate(above[0], top - (1 - lr * p.mu) ** 2),
              prove.restate(above[1], top - (1 - lr * p.L) ** 2)]
    shrinks = prove.spell_out(prove.lift(p.f, lambda t: t * (top - (1 - lr * t) ** 2), bounds))
    # the projection lemma: u − (x/y)w⁺ = (I − êH)f, and the gap is the least ‖u − sw⁺‖²_H
    miss = w @ p.g - (w @ p.H @ w) * p.x / p.y
    prove.by(shrinks + prove.square(miss) / y)


@contraction.mutant
def _(p):  # the factor of the smallest eigenvalue alone
    _, w = bngd_step(p.a, p.w, p.H, p.g, p.lr, p.lr_a)
    return le(p.gap(w), (1 - p.effective_lr * p.mu) ** 2 * p.gap(p.w))


@claim(
    statement="sign(wᵀg) never changes along the run",
    source=ref("cai2019", remark="as it is often read"),
    where=lambda p: ne(p.x, 0),
    p=families.directions(),
    expect="refuted",
    counterexample={"p": Direction.exact(H=["1/2", 3], u=[-2, "-1/2"], w=["3/2", 1],
                                         effective_lr=4)},
    repairs="cai2019.sign_kept_below_two_over_L",
)
def sign_kept_as_stated(p):
    return lt(0, p.x * (rayleigh_step(p.w, p.H, p.g, p.effective_lr) @ p.g))


def _below_two_over_L(p):
    return [ne(p.x, 0), ge(p.effective_lr, 0), le(p.effective_lr * p.L, 2)]


@claim(
    statement="0 ≤ ê ≤ 2/L: sign(wᵀg) does not flip",
    source=ref("cai2019", remark="repaired"),
    where=_below_two_over_L,
    p=families.directions(effective_lr=("-1/4", 2)),
)
def sign_kept_below_two_over_L(p):
    return lt(0, p.x * (rayleigh_step(p.w, p.H, p.g, p.effective_lr) @ p.g))


@sign_kept_below_two_over_L.proof()
def _(prove, p):
    lr = p.effective_lr
    close_sign_kept(prove, p, lr, [prove.given(lr), prove.given(2 - lr * p.L)])


def close_sign_kept(prove, p, lr, limits):
    """Close the goal 0 < x x⁺ for a direction step of length lr in [0, 2/L] (the limits)."""
    target = p.r * p.u
    after = p.e - lr * (p.H @ p.e)  # w⁺ = ru + (I − êH)e, and |ru|² = y + |e|² in the H-norm
    shorter = prove.lift(p.e, lambda t: t * (1 - (1 - lr * t) ** 2), limits)
    overlap = prove.gram(target, after, power=1)
    A, B, E, Y = prove.let(A=target @ p.H @ target, B=target @ p.H @ after,
                           E=after @ p.H @ after, Y=p.y)
    facts = [prove.restate(overlap, A * E - B**2), prove.restate(shorter, A - Y - E),
             prove.restate(prove.norm(after, power=1), E),
             prove.restate(prove.norm(p.w, power=1), Y)]
    same_side = prove.spell_out(prove.scalar(A + B, ">", facts))
    prove.by(same_side, times=prove.rewrite(_ratio_positive(prove, p), p.y / p.x**2))


def _ratio_positive(prove, p):
    return prove.norm(p.w, power=1) / prove.positive_square(p.x)


sign_kept_below_two_over_L.mutant(  # a slightly negative effective learning rate
    where=lambda p: [ne(p.x, 0), ge(4 * p.effective_lr, -1), le(p.effective_lr * p.L, 2)],
    counterexample={"p": Direction.exact(H=[1, 1], u=[0, 4], w=[-4, -1], effective_lr="-1/4")})


# -- where it stands still ------------------------------------------------------------------


@claim(
    statement="(a, w) is critical iff a = b and av = 0; every w ∥ u is a global minimiser with "
              "a = b; and v ≠ 0 keeps the gap R* − R ≥ |v|²/L above 0",
    source=ref("cai2019", remark="stationary points"),
    p=families.bngd_states(),
    s=families.scalars("1/4", 4, sign="> 0"),
)
def stationary_points(p, s):
    slope = derivative(lambda t: p.problem.bn_loss(p.a + t * p.alpha, p.w + t * p.h))
    return (eq(slope, (p.a - p.b) * p.alpha - (p.a / p.sigma) * (p.v @ p.h)),
            eq(p.gap(s * p.u), 0),
            le(p.v @ p.v, p.L * p.gap(p.w)))


@stationary_points.proof()
def _(prove, p, s):
    prove.identity(0)
    prove.identity(1)
    prove.by(prove.lift(p.f, lambda t: t * (p.L - t)))


@stationary_points.mutant
def _(p, s):  # the sign of the w-part
    slope = derivative(lambda t: p.problem.bn_loss(p.a + t * p.alpha, p.w + t * p.h))
    return (eq(slope, (p.a - p.b) * p.alpha + (p.a / p.sigma) * (p.v @ p.h)),
            eq(p.gap(s * p.u), 0),
            le(p.v @ p.v, p.L * p.gap(p.w)))
