"""What centring and normalizing do to condition numbers, without the hypotheses that are missing.

Ĥ = [1, X] has N rows, M = ĤᵀĤ/N; centring makes it diag(1, C), normalizing diag(1, R) with the
correlation matrix R. κ* is the largest over the smallest nonzero eigenvalue (Hessian scale).
"""

from fractions import Fraction
from typing import Any

import numpy as np

from bnlinear.claims import DataPart, Family, VectorPart, claim, families, ge, gt, le, ne, ref
from bnlinear.exact import maximum
from bnlinear.exact.matrices import diagonal, row_space, solve
from bnlinear.exact.ratios import ratio
from bnlinear.exact.spectra import spectrum
from bnlinear.theory.hessians import Moments, hessian_spectra
from proofs_checks.cai2019.hessian import orthogonal_to_u


def kappa(found):
    """κ*, exact."""
    return ratio(found.largest, found.smallest_nonzero)


# -- weights: M = ĤᵀSĤ, centred by the weighted means --------------------------------------


@claim(
    statement="κ(U_SᵀMU_S) ≤ κ(M) for every weighting S > 0: U_SᵀMU_S = diag(s, C) with s = e'Me "
              "(e the bias) and C the Schur complement; μ ≤ s ≤ L, and μ|v|² ≤ ⟨v, Cv⟩ ≤ L|v|² "
              "for v ⟂ e",
    source=ref("this_project", remark="repairs lange2022.centring_any_loss_as_printed"),
    p=families.least_squares(min_dim=2),
)
def weighted_centring(p, share=1):  # M is p.H, e is p.u of any length; ⟨v, Cv⟩ = ⟨v, H*v⟩ for v ⟂ e
    v, e2 = orthogonal_to_u(p), p.u @ p.u
    form = v @ p.problem.H_star @ v
    low = share * p.mu
    return (le(low * e2, p.R_star), le(p.R_star, p.L * e2), le(low * (v @ v), form),
            le(form, p.L * (v @ v)))


@weighted_centring.proof(uses={
    "Courant–Fischer": "from the bounds of ⟨v, Cv⟩ for all v ⟂ e to those of the eigenvalues of C"})
def _(prove, p):
    v, R_star = orthogonal_to_u(p), prove.norm(p.u, power=1)
    prove.by(prove.lift(p.u, lambda t: t - p.mu))
    prove.by(prove.lift(p.u, lambda t: p.L - t))
    s = (p.g @ v) / p.R_star  # C-energy of v = M-energy of v − se, and |v − se|² = |v|² + s²|e|²
    prove.by(prove.lift(v - s * p.u, lambda t: t - p.mu)
             + prove.given(p.mu) * prove.square(s) * prove.norm(p.u))
    prove.by(prove.lift(v, lambda t: p.L - t) + prove.square(p.g @ v) / R_star)


weighted_centring.mutant(share=Fraction(11, 10))  # a tenth above μ


# -- any rank ------------------------------------------------------------------------------


@claim(
    statement="(1 + s)² + Z ≥ 1/(1 + Q) when s² ≤ QZ: with s = ⟨μ_⊥, z⟩, Z = |z|², Q = |μ_⊥|², the "
              "distance of the bias direction to the kernel",
    source=ref("this_project", remark="centring of any rank"),
    where=lambda s, Z, Q: le(s**2, Q * Z),
    s=families.scalars(-4, 4),
    Z=families.scalars(0, 4, sign=">= 0"),
    Q=families.scalars(0, 4, sign=">= 0"),
)
def centring_distance(s, Z, Q):
    return le(1, (1 + Q) * ((1 + s) ** 2 + Z))


@centring_distance.proof()
def _(prove, s, Z, Q):
    prove.by_z3([prove.given(Z), prove.given(Q), prove.given(Q * Z - s**2)])


@centring_distance.mutant
def _(s, Z, Q):  # as if the kernel did not lean towards the bias
    return le(1, (1 + s) ** 2 + Z)


@claim(
    statement="κ*(ĤU) ≤ (1 + |μ_⊥|²)κ*(Ĥ) for any N, m and rank; μ_⊥ is the part of the mean "
              "orthogonal to the row space of the centred data",
    source=ref("this_project",
               remark="repairs lange2022.centring_as_printed; sharp for [[1,c,c],[−1,−c,c]]"),
    p=families.mini_batches(max_dim=3, extra_rows=1, full_rank=False),
    screen=False,
)
def centring_any_rank(p):
    found = hessian_spectra(Moments.from_data(p.X, p.y))
    mean = p.X.sum(axis=0) / len(p.X)
    across = mean - projected(mean, row_space(p.X - mean))
    return le(kappa(found["centred"]), kappa(found["raw"]) * (1 + across @ across))


def projected(vector, basis):
    """The orthogonal projection on the span of the rows of a basis."""
    if not len(basis):
        return 0 * vector
    return basis.T @ solve(basis @ basis.T, basis @ vector)


centring_any_rank.follows(
    centring_distance, uses=("Courant–Fischer",),
    words="""\
M = [[1, μᵀ], [μ, C + μμᵀ]], and centring makes it diag(1, C).
Above: 1 = ⟨e, Me⟩ for the bias e, and C ≤ C + μμᵀ, a block of M: max(1, λmax(C)) ≤ λmax(M).
Below: for any x, λ⁺min(M) dist(x, ker M)² ≤ ⟨x, Mx⟩; and ker M = {(−⟨μ_⊥, z⟩, z): Cz = 0}, since
⟨μ, z⟩ = ⟨μ_⊥, z⟩ there. For x = (−⟨μ, v⟩, v), v a unit eigenvector of C to λ⁺min(C) (so v ⟂ z):
⟨x, Mx⟩ = λ⁺min(C), dist² = min (⟨μ_⊥, z⟩ − ⟨μ, v⟩)² + 1 + |z|² ≥ 1. So λ⁺min(C) ≥ λ⁺min(M).
For x = e: ⟨x, Mx⟩ = 1, dist² = min (1 + ⟨μ_⊥, z⟩)² + |z|² ≥ 1/(1 + |μ_⊥|²) by centring_distance, as
⟨μ_⊥, z⟩² ≤ |μ_⊥|²|z|². So 1 ≥ λ⁺min(M)/(1 + |μ_⊥|²). Divide.""")


# -- the best diagonal scaling -------------------------------------------------------------


def minimum(a, b):
    return -maximum(-a, -b)


SCALES: dict[str, Any] = {
    "m": families.scalars(1, 9), "top_R": families.scalars(0, 9, sign="> 0"),
    "low_R": families.scalars(0, 4, sign="> 0"), "d": families.scalars(0, 4, sign="> 0"),
    "d0": families.scalars(0, 4, sign="> 0"), "top": families.scalars(0, 9, sign="> 0"),
    "low": families.scalars(0, 4, sign="> 0")}


@claim(
    statement="1 ≤ m, λmax(R) ≤ m, top ≥ d, low ≤ d·λ⁺min(R): max(1, λmax(R)) min(d₀, low) ≤ "
              "m max(d₀, top) min(1, λ⁺min(R))",
    source=ref("this_project", remark="the best diagonal scaling"),
    where=lambda m, top_R, low_R, d, d0, top, low: [
        ge(m, 1), le(top_R, m), le(d, top), le(low, d * low_R), le(low, top)],
    **SCALES,
)
def sqrt_m_scalars(m, top_R, low_R, d, d0, top, low, times=1):
    return le(maximum(1, top_R) * minimum(d0, low),
              times * m * maximum(d0, top) * minimum(1, low_R))


@sqrt_m_scalars.proof()
def _(prove, m, top_R, low_R, d, d0, top, low):
    least, most = minimum(d0, low), maximum(d0, top)
    above = prove.scalar(m - maximum(1, top_R), ">=", [prove.given(m - 1), prove.given(m - top_R)])
    positive = prove.scalar(least, ">=", [prove.given(d0), prove.given(low)])
    below = prove.scalar(most * minimum(1, low_R) - least, ">=", [
        prove.given(d0), prove.given(low), prove.given(low_R), prove.given(d),
        prove.given(top - d), prove.given(d * low_R - low), prove.given(top - low)])
    whole = prove.scalar(m, ">=", [prove.given(m - 1)])
    prove.by(whole * below + above * positive)


sqrt_m_scalars.mutant(times=Fraction(1, 2))  # half of m


@claim(
    statement="|Dx|² ≤ max D²|x|² for any symmetric D (here L = max|D| > 0), so ZD²Zᵀ ≤ max D² ZZᵀ",
    source=ref("this_project", remark="the best diagonal scaling"),
    p=families.least_squares(),
)
def scaling_stretches(p, power=2):  # D is p.H and x is p.w
    Dw = p.H @ p.w
    return le(Dw @ Dw, p.L**power * (p.w @ p.w))


@scaling_stretches.proof()
def _(prove, p):
    prove.by(prove.lift(p.w, lambda t: p.L**2 - t**2))


scaling_stretches.mutant(power=1)


@claim(
    statement="κ*(Ĝ) ≤ m · κ*(ĤUD) on the Hessian scale (√m on the factor scale) for every "
              "nonsingular diagonal D, any rank: van der Sluis' √(m + 1) improves to √m",
    source=ref("this_project", remark="attained at N = 2"),
    where=lambda p, d0: [*(ne(d, 0) for d in p["D"]),
                         *(gt(value, 0) for value in np.diag(covariance(p["X"])))],
    p=Family("scaled_batches", (DataPart(1, full_rank=False), VectorPart("D")), dict, 1, 3),
    d0=families.scalars("1/4", 4, sign="> 0"),
    screen=False,
)
def sqrt_m(p, d0):
    C, D = covariance(p["X"]), diagonal(p["D"])
    scaled = spectrum(with_bias(D @ C @ D, d0 * d0))
    found = hessian_spectra(Moments.from_data(p["X"], p["y"]))
    return le(kappa(found["bnp"]), len(D) * kappa(scaled))


def covariance(X):
    centred = X - X.sum(axis=0) / len(X)
    return centred.T @ centred / len(X)


def with_bias(block, corner):
    out = diagonal(np.array([corner] + [corner * 0] * len(block)))
    out[1:, 1:] = block
    return out


sqrt_m.follows(
    sqrt_m_scalars, scaling_stretches, uses=("Courant–Fischer",),
    words="""\
The Hessians are diag(1, R) and diag(d₀², DRD) with R = ZᵀZ/N of diagonal 1, and DRD has the nonzero
eigenvalues of ZD²Zᵀ/N, R those of ZZᵀ/N, on one range; so Courant–Fischer makes of
scaling_stretches that low ≤ max D² λ⁺min(R), while tr R = m and the diagonal D² of DRD give λmax(R)
≤ m and top ≥ max D²: the hypotheses of sqrt_m_scalars, with d₀² for d₀.""")
