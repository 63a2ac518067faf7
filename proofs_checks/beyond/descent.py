"""H* governs every direction step, not only those near a minimiser."""

import numpy as np

from bnlinear.claims import Direction, claim, eq, families, ge, le, lt, ne, ref, spectrum_within
from bnlinear.dynamics import bngd_step, rayleigh_step
from bnlinear.exact import Number
from bnlinear.problems import LeastSquares
from bnlinear.theory import better_rayleigh_rate, effective_lr_limit


@claim(
    statement="x⁺²y − x²y⁺ = êx²[2|He|² − ê⟨He, H*He⟩] + ê²(y − x²/R*)⟨g, He⟩²",
    source=ref("this_project"),
    where=lambda p: ne(p.x, 0),
    p=families.directions(),
)
def descent_identity(p):
    q = rayleigh_step(p.w, p.H, p.g, p.effective_lr)
    x, y, lr, He = p.x, p.y, p.effective_lr, p.H @ p.e
    gain = 2 * (He @ He) - lr * (He @ p.H_star @ He)
    return eq((q @ p.g) ** 2 * y - x**2 * (q @ p.H @ q),
              lr * x**2 * gain + lr**2 * (y - x**2 / p.R_star) * (p.g @ He) ** 2)


@descent_identity.proof()
def _(prove, p):
    prove.identity()


@descent_identity.mutant
def _(p):  # H in place of H*
    q = rayleigh_step(p.w, p.H, p.g, p.effective_lr)
    x, y, lr, He = p.x, p.y, p.effective_lr, p.H @ p.e
    gain = 2 * (He @ He) - lr * (He @ p.H @ He)
    return eq((q @ p.g) ** 2 * y - x**2 * (q @ p.H @ q),
              lr * x**2 * gain + lr**2 * (y - x**2 / p.R_star) * (p.g @ He) ** 2)


def _stable(p, edge=2):
    """0 ≤ ê ≤ 2/λmax(H*): the eigenvalues of êH* are at most 2."""
    return [ne(p.x, 0), ge(p.effective_lr, 0),
            spectrum_within(p.effective_lr * p.H_star, 0, edge)]


@claim(
    statement="0 ≤ ê ≤ 2/λmax(H*): the direction gap R* − R never increases, from every w",
    source=ref("this_project"),
    where=_stable,
    p=families.directions(effective_lr=(0, 2)),
)
def gap_never_increases(p):
    q = rayleigh_step(p.w, p.H, p.g, p.effective_lr)
    return le(p.gap(q), p.gap(p.w))


@gap_never_increases.proof()
def _(prove, p):
    q = rayleigh_step(p.w, p.H, p.g, p.effective_lr)
    lr, He = p.effective_lr, p.H @ p.e
    gain = prove.lift_within(He, lambda t: 2 - t)  # 2|He|² − ê⟨He, H*He⟩ ≥ 0
    slack = prove.gram(p.w, p.u, power=1) / prove.norm(p.u, power=1)
    first = prove.given(lr) * prove.square(p.x) * gain
    second = prove.square(lr * (p.g @ He)) * slack
    y, y_next = prove.norm(p.w, power=1), prove.energy_after(p.w, q)
    prove.by((first + second) / y / y_next)


@gap_never_increases.mutant
def _(p):  # decreases by one part in a hundred
    q = rayleigh_step(p.w, p.H, p.g, p.effective_lr)
    return le(p.gap(q) * 100, p.gap(p.w) * 99)


gap_never_increases.mutant(
    where=lambda p: _stable(p, edge="5/2"),
    counterexample={"p": Direction.exact(H=[3, 2], u=[-1, 1], w=[2, -1], effective_lr=1)})


def _strictly_stable(p, Lam):
    """0 ≤ ê < 2/Λ for some Λ ≥ λmax(H*)."""
    return [ne(p.x, 0), ge(p.effective_lr, 0), lt(p.effective_lr * Lam, 2),
            spectrum_within(p.H_star, 0, Lam)]


@claim(
    statement="0 ≤ ê < 2/Λ, Λ ≥ λmax(H*): |w⁺|² − |w|² ≤ êyy⁺/(x²(2 − êΛ)) (R⁺ − R): the norm can "
              "only grow while the gap shrinks",
    source=ref("this_project"),
    where=_strictly_stable,
    p=families.directions(effective_lr=(0, 2)),
    Lam=families.scalars(0, 8, sign="> 0"),
)
def growth_versus_gap(p, Lam, two=2):
    q = rayleigh_step(p.w, p.H, p.g, p.effective_lr)
    factor = p.effective_lr * p.y * (q @ p.H @ q) / (p.x**2 * (two - p.effective_lr * Lam))
    return le(q @ q - p.w @ p.w, factor * (p.gap(p.w) - p.gap(q)))


@growth_versus_gap.proof()
def _(prove, p, Lam):
    q = rayleigh_step(p.w, p.H, p.g, p.effective_lr)
    lr, He = p.effective_lr, p.H @ p.e
    room = prove.given(2 - lr * Lam)
    prove.nonzero(room)
    prove.energy_after(p.w, q)
    gain = prove.lift_within(He, lambda t: Lam - t, [prove.given(Lam)])  # Λ|He|² − ⟨He, H*He⟩ ≥ 0
    slack = prove.gram(p.w, p.u, power=1) / prove.norm(p.u, power=1)
    known = prove.given(lr)
    rest = (known * known * known * prove.square(p.x) * gain
            + known * prove.square(lr * (p.g @ He)) * slack)
    prove.by(rest / room / prove.positive_square(p.x))


growth_versus_gap.mutant(two=3, counterexample={  # 3 − êΛ for 2 − êΛ
    "p": Direction.exact(H=[1, 1], u=[1, 1], w=[1, 0], effective_lr="1/2"), "Lam": Number(1)})


@claim(
    statement="η = y/((L + μ)|ρ|) contracts the gap by ((L − μ)/(L + μ))² per step, better than "
              "(1 − μ/L)² of η = y/(2L|ρ|)",
    source=ref("this_project"),
    where=lambda p: ne(p.x, 0),
    p=families.directions(),
)
def better_rayleigh_step(p):
    q = _better_step(p)
    return le(p.gap(q), better_rayleigh_rate(p.mu, p.L) * p.gap(p.w))


def _better_step(p):
    """w − η∇ρ with ρ = −x²/y and ∇ρ = −(2x/y)v."""
    eta = p.y / ((p.L + p.mu) * (p.x**2 / p.y))
    return p.w + eta * (2 * p.x / p.y) * p.v


@better_rayleigh_step.proof()
def _(prove, p):
    q = _better_step(p)
    prove.nonzero(prove.given(p.L) + prove.given(p.mu))
    y = prove.energy_after(p.w, q)
    factor = ((p.L - p.mu) / (p.L + p.mu)) ** 2
    contracts = prove.lift(
        p.f, lambda t: t * (factor - (1 - 2 * t / (p.L + p.mu)) ** 2))
    prove.by(contracts + prove.square(q @ p.g - (q @ p.H @ q) / p.r) / y)


@better_rayleigh_step.mutant
def _(p):  # the rate to the fourth power
    q = _better_step(p)
    return le(p.gap(q), ((p.L - p.mu) / (p.L + p.mu)) ** 4 * p.gap(p.w))


@claim(
    statement="u an eigenvector of H, started at êλmax(H*) = 2 + δ with a tiny transverse "
              "component, δ ≤ 1/50: BNGD settles at 2 − δ + cδ² with −1/10 ≤ c ≤ 2κ/3 + 1/10, "
              "κ = λmax(H*)|u|²/R*",
    source=ref("this_project",
               remark="u an eigenvector keeps w in one plane, where the run depends on κ and δ "
                      "alone. For other u the coefficient c grows with the coupling gᵀHw of the "
                      "plane too"),
    p=families.spectra(min_dim=2),
    delta=families.scalars("1/99", "1/50", sign="> 0"),
    screen_only=True,
    samples=40,
)
def edge_reflection(p, delta, slope=2 / 3):
    # at any κ in [1/400, 400] and δ in the range −0.04 ≤ c ≤ 2κ/3 + 0.01: no draw decides
    values, vectors = np.linalg.eigh(p.H)
    kappa, lr = values[-1] / values[0], (2 + delta) / values[-1]
    problem = LeastSquares.from_minimiser(p.H, vectors[:, 0])
    a, w = np.sqrt(values[0]), problem.u + 1e-4 * vectors[:, -1]
    for _ in range(1500):  # some ln(1e4)/δ steps away from the edge, as many back
        a, w = bngd_step(a, w, problem.H, problem.g, lr, 1.0)
    c = (effective_lr_limit(problem, w, lr) * values[-1] - (2 - delta)) / delta**2
    return le(-0.1, c), le(c, slope * kappa + 0.1)
