"""The closed forms of `bnlinear.theory` for GD and BNGD, against the iterations they speak of.

Main statements
    `iterations_is_the_least`, `linear_rate_of_the_linearised_map`, `usable_range_by_asymptotes`,
    `usable_range_of_the_median`.
"""

import numpy as np

from bnlinear.claims import claim, eq, families, ge, le, lt, ne, ref
from bnlinear.dynamics import bngd_step
from bnlinear.exact import Number
from bnlinear.exact.spectra import spectrum
from bnlinear.problems import LeastSquares
from bnlinear.theory import (
    effective_lr_large,
    effective_lr_limit,
    effective_lr_small,
    hstar_extremes,
    iterations,
    linear_rate,
    lr_opt,
    rate,
    usable_range,
    usable_range_median,
)
from bnlinear.theory.hessians import exact_spectra
from bnlinear.theory.table_moments import TableMoments
from proofs_checks.cai2019.robustness import usable_ranges


@claim(
    statement="iterations(μ, L) is the least k ≥ 1 with ((L − μ)/(L + μ))ᵏ ≤ 10⁻⁶",
    source=ref("cai2019", remark="gradient descent on least squares"),
    where=lambda mu, L: le(mu, L),
    mu=families.scalars("1/8", 8, sign="> 0"),
    L=families.scalars("1/8", 8, sign="> 0"),
    samples=80,
    screen=False,
)
def iterations_is_the_least(mu, L):
    steps, target = iterations(mu, L), Number("1/1000000")
    before = rate(mu, L) ** (steps - 1)
    return (le(rate(mu, L) ** steps, target),
            *([lt(target, before)] if steps > 1 else []))


@claim(
    statement="BNGD linearised at a minimiser su has the eigenvalue 1 along the ray; off it the "
              "largest modulus is max(|1 − ε_a|, |1 − ê∞λ₂(H*)|, |1 − ê∞λ_d(H*)|), "
              "ê∞ = ε|u|²/|su|², whatever the sign of s",
    source=ref("cai2019", remark="convergence near a minimiser"),
    where=lambda p: ge(p.u @ p.u, 0.01),
    p=families.bngd_states(min_dim=2),
    screen_only=True,
    samples=80,
)
def linear_rate_of_the_linearised_map(p, step=1e-6):
    s = np.copysign(1 + abs(p.a), p.a)
    start = np.array([np.copysign(np.sqrt(p.R_star), s), *(s * p.u)])

    def after(point):
        a, w = bngd_step(point[0], point[1:], p.H, p.g, p.lr, p.lr_a)
        return np.array([a, *w])

    reach = step * np.sqrt(start @ start)
    J = np.array([(after(start + reach * e) - after(start - reach * e)) / (2 * reach)
                  for e in np.eye(len(start))]).T
    moduli = np.abs(np.linalg.eigvals(J))
    ray = np.argmin(np.abs(np.linalg.eigvals(J) - 1))
    told = linear_rate(p.problem, effective_lr_limit(p.problem, s * p.u, p.lr), p.lr_a)
    # the map has a nilpotent part, so eigenvalues move by the root of the error of J
    size = 1 + np.linalg.norm(J)
    return le(abs(np.max(np.delete(moduli, ray)) - told), 1e-4 * size)


@claim(
    statement="λ₂ and λ_d of H* = H − gg'/(u'g): the extremes leave out the eigenvalue 0 of u, "
              "by eigenvalues of the matrix as it is written, to 1e-9 of λmax(H)",
    source=ref("this_project", remark="see interlacing"),
    where=lambda p: ge(p.u @ p.u, 0.01),
    p=families.least_squares(min_dim=2),
    screen_only=True,
    samples=20,
)
def hstar_extremes_in_floats(p):
    values = np.sort(np.linalg.eigvals(p.H - np.outer(p.g, p.g) / (p.u @ p.g)).real)
    low, high = hstar_extremes(p.problem)
    return (le(abs(low - values[1]), 1e-9 * p.L), le(abs(high - values[-1]), 1e-9 * p.L))


@claim(
    statement="Ω is the ratio of the two learning rates at which the asymptotes of ê∞ meet "
              "ε_opt = 2/(λ₂(H*) + λ_d(H*)): effective_lr_small(ε) = effective_lr_large(Ωε) = "
              "ε_opt",
    source=ref("cai2019", remark="the usable range of learning rates"),
    where=lambda p: [ge(p.x**2, 0.01), ge(p.a**2, 0.01), ge(p.v @ p.v, 0.01)],
    p=families.bngd_states(min_dim=2),
    screen_only=True,
    samples=80,
)
def usable_range_by_asymptotes(p):
    best = lr_opt(*hstar_extremes(p.problem))
    lowest = best / effective_lr_small(p.problem, p.w, 1.0)
    highest = usable_range(p.problem, p.w, p.a) * lowest
    return (le(abs(effective_lr_small(p.problem, p.w, lowest) / best - 1), 1e-12),
            le(abs(effective_lr_large(p.problem, p.w, p.a, highest) / best - 1), 1e-12))


@claim(
    statement="u and w₀ independent and uniform on the unit sphere, d = 100, spectra linspace(1, "
              "1 + r, d): the median of 1000 draws of Ω is dτ₁²/(τ₂²ε_opt²m), m that of the "
              "square of a normal number, within a factor e^{1/2} (its logarithm has standard "
              "error 0.074: a false alarm has probability below 1e-10)",
    source=ref("cai2019", remark="high dimension; the law is this project's"),
    ratio=families.scalars(1, 100, sign="> 0"),
    seed=families.scalars(0, 99, sign=">= 0"),
    screen_only=True,
    samples=4,
)
def usable_range_of_the_median(ratio, seed, d=100, draws=1000):
    eigenvalues = np.linspace(1, 1 + float(ratio), d)
    u, w = np.random.default_rng(int(seed * 97)).normal(size=(2, draws, d))
    u /= np.linalg.norm(u, axis=1, keepdims=True)
    w /= np.linalg.norm(w, axis=1, keepdims=True)
    median = np.median(usable_ranges(eigenvalues, u, w))
    return le(abs(np.log(median / usable_range_median(eigenvalues))), 0.5)


@claim(
    statement="the spectrum of H* = C − gg'/(g'C⁻¹g) of a table, from two characteristic "
              "polynomials without solving for u, is that of the matrix H*",
    source=ref("this_project", remark="a determinant is linear in a rank-one change"),
    where=lambda p: ne(sum(abs(v) for v in TableMoments.from_data(p.X, p.y).g), 0),
    p=families.mini_batches(min_dim=2),
    screen=False,
    samples=30,
)
def hstar_spectrum_of_a_table(p):
    moments = TableMoments.from_data(p.X, p.y)
    problem = LeastSquares.from_data(p.X, p.y)
    star, seen = exact_spectra(moments)["bngd_raw"], spectrum(problem.H_star).eigenvalues
    told = () if star is None else star.eigenvalues
    return [eq(problem.H, moments.C), eq(problem.g, moments.g), eq(len(told), len(seen)),
            *(eq(one, other) for one, other in zip(told, seen, strict=True))]
