"""Convergence of BNGD: for any learning rate, to what, how fast, and what is not true."""

from dataclasses import replace

from bnlinear.claims import (
    BNGDState,
    Direction,
    Point,
    any_of,
    certify,
    claim,
    eq,
    families,
    ge,
    implies,
    le,
    lt,
    ne,
    ref,
    spectrum_within,
)
from bnlinear.dynamics import BNGD, GD, bngd_step, iterate, rayleigh_step
from bnlinear.exact import Number, maximum
from bnlinear.problems import LeastSquares
from proofs_checks.beyond.universal import converges_for_every_lr

# -- for any learning rate --------------------------------------------------------------------


def certified_contraction(p):
    """Run in balls until a verified trap; ε = lr³ spreads over 1/8 … 1000."""
    return certify(p.problem, p.a, p.w, p.lr**3, p.lr_a).trap.contraction


@claim(
    statement="0 < ε_a ≤ 1: (a_k, w_k) converges for every ε > 0; on each instance certified "
              "here, linearly to a global minimiser",
    source=ref("cai2019", remark="convergence for any learning rate"),
    where=lambda p: ne(p.x, 0),
    p=families.bngd_states(lr=("1/2", 10), lr_a=(0, 1)),
    screen=False,
)
def converges_for_any_lr(p):
    return lt(certified_contraction(p), 1)


@claim(
    statement="1 < ε_a < 2: (a_k, w_k) converges for every ε > 0 too; ε_a ≤ 1 is not necessary",
    source=ref("cai2019", remark="convergence for any learning rate"),
    where=lambda p: ne(p.x, 0),
    p=families.bngd_states(lr=("1/2", 10), lr_a=("3/2", "19/10")),
    screen=False,
)
def converges_for_lr_a_below_two(p):
    return lt(certified_contraction(p), 1)


general = converges_for_every_lr.the_argument
assert general is not None
for special in (converges_for_any_lr, converges_for_lr_a_below_two):
    special.follows(
        *general.lemmas, uses=general.uses,
        words="beyond.converges_for_every_lr, for 0 < ε_a < 2, has this as a case; its argument "
              "stands there.")


@claim(
    statement="at ε_a = 2 too (a_k, w_k) converges; so an orbit that is back at its start "
              "after two steps never left it",
    source=ref("cai2019", remark="convergence for any learning rate, continued to ε_a = 2"),
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


@claim(
    statement="from every start with x₀ ≠ 0 the limit is a minimiser; so no step lands on a "
              "saddle (a = 0, x = 0)",
    source=ref("cai2019", remark="read for every start"),
    where=lambda p: ne(p.x, 0),
    p=families.bngd_states(min_dim=2),
    expect="refuted",
    counterexample={"p": BNGDState.exact(H=[1, 1], u=[1, 0], w=["3/5", "4/5"], a="-3/5",
                                         lr="25/16", lr_a="1/2")},
    repairs="beyond.converges_for_every_lr",
)
def always_a_minimiser_as_stated(p):
    a, w = bngd_step(p.a, p.w, p.H, p.g, p.lr, p.lr_a)
    return any_of(ne(a, 0), ne(w @ p.g, 0))


# -- how fast -------------------------------------------------------------------------------------


def across(problem, w):
    """The part of w that is H-orthogonal to u: |across|_H √R*/|x| is the tangent."""
    return w - ((w @ problem.g) / problem.R_star) * problem.u


def near(p, tau):
    """A direction near the minimiser: u + τw."""
    return p.u + tau * p.w


def edges(p, low, high):
    """Bounds of the nonzero spectrum of H*, somewhere in [μ, L]."""
    return p.mu + low * (p.L - p.mu), p.L - high * (p.L - p.mu)


def _near_a_minimiser(p, tau, T, low, high):
    w, t = near(p, tau), across(p.problem, near(p, tau))
    return [ne(w @ p.g, 0), ge(p.effective_lr, 0),
            le((t @ p.H @ t) * p.R_star, (w @ p.g) ** 2 * T**2),
            spectrum_within(p.H_star, *edges(p, low, high))]


def rate(p, low, high):
    """max |1 − êλ| over the nonzero spectrum of H*."""
    smallest, largest = edges(p, low, high)
    return maximum(abs(1 - p.effective_lr * smallest), abs(1 - p.effective_lr * largest))


@claim(
    statement="near a minimiser, T ≥ tan of the H-angle to u, q = max|1 − êλ(H*)|, c = êL: one "
              "step gives |t⁺|_H√R* ≤ |x|(q + cT)T and |x⁺ − x| ≤ |x|cT(1 + T), so tan "
              "contracts by (q + cT)/(1 − cT(1 + T)) → q, and J − J* by its square",
    source=ref("cai2019", remark="linear rate; the two inequalities behind every convergence trap"),
    where=_near_a_minimiser,
    p=families.directions(min_dim=2, max_dim=3, effective_lr=(0, 2)),
    tau=families.scalars("-1/8", "1/8"),
    T=families.scalars(0, 1, sign=">= 0"),
    low=families.scalars(0, "1/4", sign=">= 0"),
    high=families.scalars(0, "1/4", sign=">= 0"),
)
def linear_rate(p, tau, T, low, high):
    w, problem = near(p, tau), p.problem
    after = rayleigh_step(w, p.H, p.g, p.effective_lr)
    t, x, c = across(problem, after), w @ p.g, p.effective_lr * p.L
    return (le((t @ p.H @ t) * p.R_star, x**2 * ((rate(p, low, high) + c * T) * T) ** 2),
            le((after @ p.g - x) ** 2, (x * c * T * (1 + T)) ** 2))


@linear_rate.proof()
def _(prove, p, tau, T, low, high):
    problem, w, u, H, lr, L = p.problem, near(p, tau), p.u, p.H, p.effective_lr, p.L
    x, R, t = w @ p.g, p.R_star, across(problem, near(p, tau))
    t2, x_size = t @ H @ t, abs(x)  # |t|²_H, and tan² = |t|²_H R*/x²
    inside, positive_R = prove.given(x**2 * T**2 - t2 * R), prove.norm(u, power=1)
    known_T, known_lr, known_L = prove.given(T), prove.given(lr), prove.given(L)
    size_of_x, square_of_x = prove.root(x**2), prove.positive_square(x)
    cube = prove.lift(u, lambda h: h * (L**2 - h**2), [known_L])  # uᵀH³u ≤ L²R*
    # T² and tan² obey (T²)² − (tan²)² = (T² − tan²)(T² + tan²) ≥ 0, times x⁴
    fourth = inside * (prove.square(x * T) + prove.norm(t, power=1) * positive_R)

    # goal 0: t⁺ = A + B, A = (I − êPH)t contracts by q, B = ê(|t|²/x)PHu is of second order
    A = across(problem, t - lr * (H @ t))
    B = across(problem, lr * (t2 / x) * (H @ u))
    q, bounds = rate(p, low, high), prove.maximum(*_rate_parts(p, low, high))
    shrinks = _contracts(prove, p, t, q, [*bounds, prove.given(low)])  # q²|t|² − |A|² ≥ 0
    first = shrinks * positive_R + prove.square(q) * inside
    projected = prove.square((H @ u) @ p.g) / positive_R  # |Hu|² − |PHu|² in the H-norm
    second = (prove.square(L) * fourth + prove.square(t2) * positive_R * (cube + projected)
              ) * prove.square(lr) / square_of_x
    alpha_sign = (bounds[0] + prove.root((1 - lr * edges(p, low, high)[0]) ** 2)
                  ) * size_of_x * known_T
    beta_sign = known_lr * known_L * size_of_x * known_T * known_T
    prove.by(_sum_of_two(prove, "t", A @ H @ A * R, B @ H @ B * R, A @ H @ B * R,
                         q * x_size * T, lr * L * x_size * T**2,
                         prove.gram(A, B, power=1) * prove.square(R),
                         first, second, alpha_sign, beta_sign), goal=0)

    # goal 1: x⁺ − x = −ê(⟨t, H²u⟩ − (|t|²/x)⟨u, H²u⟩), both terms bounded by Cauchy–Schwarz
    along, across_ = t @ (H @ (H @ u)), -(t2 / x) * (u @ (H @ (H @ u)))
    first = (prove.gram(t, H @ u, power=1) + prove.norm(t, power=1) * cube
             + prove.square(L) * inside)
    twice = prove.lift(u, lambda h: h * (L - h)), prove.lift(u, lambda h: h * (L + h), [known_L])
    second = (prove.square(L) * fourth + prove.square(t2) * twice[0] * twice[1]) / square_of_x
    alpha_sign = known_L * size_of_x * known_T
    moved = _sum_of_two(prove, "x", along**2, across_**2, along * across_,
                        L * x_size * T, L * x_size * T**2, prove.number(0), first, second,
                        alpha_sign, alpha_sign * known_T)
    prove.by(moved * prove.square(lr), goal=1)


def _rate_parts(p, low, high):
    smallest, largest = edges(p, low, high)
    return abs(1 - p.effective_lr * smallest), abs(1 - p.effective_lr * largest)


def _contracts(prove, p, t, q, bounds):
    """q²|t|²_H − |(I − êPH)t|²_H ≥ 0, by the spectral lift over H*."""
    (top,) = prove.let(q=q)
    lr = p.effective_lr
    facts = [prove.restate(fact, top - (q - fact.scalar)) for fact in bounds[:2]]
    facts += [bounds[2], prove.given(p.mu), prove.given(p.L - p.mu)]  # so that λ > 0
    return prove.spell_out(prove.lift_within(
        t, lambda h: h * (top**2 - (1 - lr * h) ** 2), facts))


def _sum_of_two(prove, name, a2, b2, ab, alpha, beta, gram, first, second, *signs):
    """(α + β)² − (a² + 2ab + b²) ≥ 0 from a² ≤ α², b² ≤ β², (ab)² ≤ a²b² and α, β ≥ 0."""
    A2, B2, AB, al, be = prove.let(**{f"{name}_a2": a2, f"{name}_b2": b2, f"{name}_ab": ab,
                                      f"{name}_alpha": alpha, f"{name}_beta": beta})
    facts = [prove.restate(gram, A2 * B2 - AB**2), prove.restate(first, al**2 - A2),
             prove.restate(second, be**2 - B2), prove.restate(signs[0], al),
             prove.restate(signs[1], be)]
    return prove.spell_out(prove.scalar((al + be) ** 2 - A2 - 2 * AB - B2, ">=", facts))


@linear_rate.mutant(counterexample={
    "p": Direction.exact(H=["1/2", 1], u=[1, "-1/3"], w=[4, 4], effective_lr=2),
    "tau": Number("1/8"), "T": Number("9/13"), "low": Number(0), "high": Number(0)})
def _(p, tau, T, low, high):  # no term of second order
    w, problem = near(p, tau), p.problem
    after = rayleigh_step(w, p.H, p.g, p.effective_lr)
    t, x, c = across(problem, after), w @ p.g, p.effective_lr * p.L
    return (le((t @ p.H @ t) * p.R_star, x**2 * (rate(p, low, high) * T) ** 2),
            le((after @ p.g - x) ** 2, (x * c * T * (1 + T)) ** 2))


# -- what is not true ----------------------------------------------------------------------


def after_steps(method, p, steps, a=None):
    """The exact excess loss after so many steps."""
    return iterate(method, p.problem, steps, w0=p.w, a0=a).excess_loss[-1]


@claim(
    statement="at the same learning rate BNGD is faster than GD (after 40 steps, from a₀ = b₀)",
    source=ref("cai2019", remark="as it is often summarised"),
    where=lambda p: [ne(p.x, 0), lt(p.lr_a, 2)],
    p=families.bngd_states(max_dim=2),
    expect="refuted",
    counterexample={"p": BNGDState.exact(H=[1, 4], u=[1, 1], w=[10, 0], a=1, lr="2/5", lr_a=1)},
    repairs="cai2019.gd_optimal_rate",
    screen=False,
)
def faster_at_same_lr_as_stated(p):
    return le(after_steps(BNGD(p.lr, p.lr_a), p, 40), after_steps(GD(p.lr), p, 40))


@claim(
    statement="the loss J decreases at every step, for every ε (from a = b)",
    source=ref("cai2019", remark="as it is often summarised"),
    where=lambda p: ne(p.x, 0),
    p=families.bngd_states(),
    expect="refuted",
    counterexample={"p": BNGDState.exact(H=[1, 1], u=[1, 0], w=[-2, 1], a=0, lr="75/4", lr_a=1)},
    repairs="beyond.gap_never_increases",
)
def loss_monotone_as_stated(p):
    after = bngd_step(p.b, p.w, p.H, p.g, p.lr, p.lr_a)
    return le(p.problem.bn_excess_loss(*after), p.problem.bn_excess_loss(p.b, p.w))


def with_one_more_feature(p, eigenvalue, u, w):
    """The same diagonal problem with one more, independent feature."""
    from numpy import append, diag

    from bnlinear.exact.matrices import diagonal

    H = diagonal(append(diag(p.H), eigenvalue))
    problem = LeastSquares.from_minimiser(H, append(p.u, u))
    return replace(p, problem=problem, w=append(p.w, w))


@claim(
    statement="the higher the dimension the better: one more feature does not slow BNGD down "
              "(diagonal H, ε = ε_a = 1, 60 steps from a₀ = b₀)",
    source=ref("cai2019", remark="as it is often summarised"),
    where=lambda p, value, u, w: [ne(p.x, 0), *(eq(p.H[i, j], 0) for i in range(len(p.w))
                                               for j in range(i))],
    p=families.least_squares(max_dim=2),
    value=families.scalars("1/50", 8, sign="> 0"),
    u=families.scalars(-4, 4),
    w=families.scalars(-4, 4),
    expect="refuted",
    counterexample={"p": Point.exact(H=[1, 2], u=[1, 1], w=[2, 1]),
                    "value": Number("1/50"), "u": Number(0),
                    "w": Number(1)},
    repairs="cai2019.dimension_helps_on_average",
    screen=False,
)
def dimension_helps_as_stated(p, value, u, w):
    method = BNGD(Number(1), Number(1))
    more = with_one_more_feature(p, value, u, w)
    return le(after_steps(method, more, 60), after_steps(method, p, 60))
