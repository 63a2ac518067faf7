"""Robustness to the learning rate, in floats: asymptotes of the effective rate, and dimension."""

from dataclasses import replace
from fractions import Fraction

import numpy as np

from bnlinear.claims import Spectrum, all_of, claim, families, ge, le, ref
from bnlinear.dynamics import bngd_step
from bnlinear.theory import bngd


def settled(problem, a, w, lr, lr_a, most=20_000):
    """ê∞ of a run of BNGD: until a step moves w by less than rounding, |w|·1e-13."""
    for step in range(most):
        a, after = bngd_step(a, w, problem.H, problem.g, lr, lr_a)
        moved, w = after - w, after
        if step > 50 and moved @ moved <= 1e-26 * (w @ w):
            break
    return bngd.effective_lr_limit(problem, w, lr)


def _mild_states():
    """States with κ ≤ 4, so that a run settles in some thousand steps, and ½ ≤ ε_a ≤ 3/2."""
    states = families.bngd_states(min_dim=2, lr_a=("1/2", "3/2"))
    spectrum = Spectrum(box=(Fraction(2), Fraction(8)))
    return replace(states, name="mild_states", parts=(spectrum, *states.parts[1:]))


def _mild(p):
    """A scale of the order of √R*, and a start that is not a saddle's neighbour."""
    return [ge(4 * p.a**2, p.R_star), le(p.a**2, p.R_star), ge(100 * p.x**2, p.R_star * p.y)]


@claim(
    statement="ε → 0: ê∞ ≈ ε|u|²/|w₀|², slope +1 (for κ ≤ 4, R*/4 ≤ a₀² ≤ R*, b₀² ≥ R*/100 and "
              "½ ≤ ε_a ≤ 3/2 the relative error at ε = η|w₀|²/(L|u|²) is below η, η = 1/25 "
              "and 1/50; to leading order it is below η/2 + 9η² whatever the start)",
    source=ref("cai2019", remark="effective learning rate"),
    where=_mild,
    p=_mild_states(),
    screen_only=True,
    samples=160,
)
def effective_lr_small(p):
    return all_of(*(_small_error(p, eta) for eta in (1 / 25, 1 / 50)))


def _small_error(p, eta):
    lr = eta * (p.w @ p.w) / (p.L * (p.u @ p.u))
    found = settled(p.problem, p.a, p.w, lr, p.lr_a)
    return le(abs(found / bngd.effective_lr_small(p.problem, p.w, lr) - 1), eta)


@claim(
    statement="ε → ∞: ê∞ ≈ |u|²σ₀²/(a₀²|v₀|²ε), slope −1 (there, and for b₀² ≤ 3R*/4, where the "
              "first step makes |w| M times longer the relative error is below 8/M at M = 40 and "
              "160)",
    source=ref("cai2019",
               remark="effective learning rate; 'any ε converges' is about stability: it takes "
                      "O(ε) steps"),
    where=lambda p: [*_mild(p), ge(4 * p.gap(p.w), p.R_star)],
    p=_mild_states(),
    screen_only=True,
    samples=160,
)
def effective_lr_large(p):
    return all_of(*(_large_error(p, M) for M in (40, 160)))


def _large_error(p, M):
    lr = M * p.sigma * np.sqrt(p.w @ p.w) / (abs(p.a) * np.sqrt(p.v @ p.v))
    found = settled(p.problem, p.a, p.w, lr, p.lr_a)
    return le(abs(found / bngd.effective_lr_large(p.problem, p.w, p.a, lr) - 1), 8 / M)


# -- the role of the dimension -----------------------------------------------------------------

#: The median of n draws of log Ω has standard error 2.33/√n: more draws where they are cheap.
DIMENSIONS = (10, 30, 100, 300, 1000, 3000)
DRAWS = (7000, 4000, 2200, 1250, 700, 400)


def usable_ranges(eigenvalues, u, w):
    """Ω = C/ε_opt² for rows of unit vectors u and w₀ and diagonal H, from a₀ = b₀."""
    return asymptotes(eigenvalues, u, w) / optimal_rates(eigenvalues, u) ** 2


def asymptotes(eigenvalues, u, w):
    """C = |u|²σ₀²/(a₀²|v₀|²)."""
    g = eigenvalues * u
    x, y = np.sum(w * g, axis=1), np.sum(eigenvalues * w**2, axis=1)
    v = g - (x / y)[:, None] * (eigenvalues * w)
    return y**2 / (x**2 * np.sum(v**2, axis=1))


def optimal_rates(eigenvalues, u):
    """ε_opt = 2/(λ₂(H*) + λ_d(H*))."""
    lowest = _between(eigenvalues, u, 0)
    highest = _between(eigenvalues, u, len(eigenvalues) - 2)
    return 2 / (lowest + highest)


def _between(eigenvalues, u, k):
    """The eigenvalue of H* = D − gg'/(u'g) between λ_k and λ_{k+1}: a root of Σu²λ/(λ − t) = 0.

    The sum is that of the secular equation, Σg²/(λ − t) = u'g, less its own value at t = 0.
    """
    low = np.full(len(u), eigenvalues[k])
    high = np.full(len(u), eigenvalues[k + 1])
    weights = u**2 * eigenvalues
    for _ in range(20):  # the gap halves 20 times: 1e-6 of it is left
        middle = (low + high) / 2
        above = np.sum(weights / (eigenvalues - middle[:, None]), axis=1) > 0
        low, high = np.where(above, low, middle), np.where(above, middle, high)
    return (low + high) / 2


def slopes_of_medians(seed):
    """Slopes of log median Ω against log d: from w₀ uniform, and from w₀ = Hu/|Hu|."""
    rng = np.random.default_rng(seed)
    medians = []
    for d, draws in zip(DIMENSIONS, DRAWS, strict=True):
        eigenvalues = np.linspace(1, 1e4, d)
        u, w = map(_unit, rng.normal(size=(2, draws, d)))
        squared = optimal_rates(eigenvalues, u) ** 2
        medians.append([np.median(asymptotes(eigenvalues, u, start) / squared)
                        for start in (w, _unit(eigenvalues * u))])
    return np.polyfit(np.log(DIMENSIONS), np.log(medians), 1)[0]


def _unit(rows):
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@claim(
    statement="Ω = C/ε_opt² grows like d for u, w₀ independent and uniform on the unit sphere, "
              "a₀ = b₀, spectrum linspace(1, 10⁴, d), d = 10 … 3000: slope of log median Ω in "
              "[0.9, 1.1]; but not for w₀ = Hu/|Hu|: slope in [−0.1, 0.1] (standard errors 0.017 "
              "and 0.003: a false alarm has probability below 1e-8)",
    source=ref("cai2019", remark="high dimension"),
    seed=families.scalars(0, 99, sign=">= 0"),
    screen_only=True,
    samples=2,
)
def dimension_helps_on_average(seed):
    random, special = slopes_of_medians(int(seed * 97))
    return le(0.9, random), le(random, 1.1), le(-0.1, special), le(special, 0.1)
