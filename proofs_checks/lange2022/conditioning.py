"""What centring and normalizing do to κ: Ĥ = [1, H], centred ĤU, normalized Ĝ = ĤUD.

κ* (written κ where the columns are independent) is the largest over the smallest nonzero
eigenvalue of the Hessian.
"""

from fractions import Fraction
from typing import Any

import numpy as np

from bnlinear.claims import DataPart, Family, VectorPart, any_of, claim, families, gt, le, ne, ref
from bnlinear.exact import Number, array
from bnlinear.exact.matrices import diagonal
from bnlinear.exact.spectra import spectrum
from bnlinear.theory.hessians import Moments, hessian_spectra
from bnlinear.theory.weighted_hessians import weighted_spectra
from proofs_checks.beyond.centring import (
    covariance,
    kappa,
    sqrt_m_scalars,
    weighted_centring,
    with_bias,
)
from proofs_checks.lange2022._layers import BATCHES

FULL_RANK = Family("batches of full rank", (DataPart(1),), dict, 1, 3)


def batch(H: Any, y: Any = None) -> dict[str, Any]:
    """An instance; y is used as weights, or not at all."""
    return {"X": array(H), "y": array([0] * len(H) if y is None else y)}


def kappas(p: dict[str, Any]) -> dict[str, Any]:
    """κ* for S = I/N: raw, centred, bnp."""
    found = hessian_spectra(Moments.from_data(p["X"], p["y"]))
    return {name: kappa(found[name]) for name in ("raw", "centred", "bnp")}


# -- centring --------------------------------------------------------------------------------------


@claim(
    statement="κ(ĤU) ≤ κ(Ĥ) if Ĥ has full column rank and S = cI",
    source=ref("lange2022", remark="centring"),
    p=FULL_RANK,
    screen=False,
    samples=60,
)
def centring_full_rank(p):
    found = kappas(p)
    return le(found["centred"], found["raw"])


CENTRING_WORDS = """\
UᵀMU = diag(1, C) with the Schur complement C of M = ĤᵀĤ/N, so Courant–Fischer makes of the four
inequalities of weighted_centring (S = I/N) that its eigenvalues lie in [μ, L]."""

centring_full_rank.follows(weighted_centring, uses=("Courant–Fischer",),
                           words=CENTRING_WORDS)


@claim(
    statement="κ*(ĤU) ≤ κ*(Ĥ), whatever the rank of Ĥ",
    source=ref("lange2022", remark="centring, as printed in the slides"),
    p=BATCHES,
    screen=False,
    samples=40,
    expect="refuted",
    counterexample={"p": batch([[0, 2], [1, -1]])},  # 2.094 → 2.5
    repairs="beyond.centring_any_rank",
)
def centring_as_printed(p):
    found = kappas(p)
    return le(found["centred"], found["raw"])


@claim(
    statement="κ*(ĤU) ≤ c κ*(Ĥ) for a constant c ≤ 100, whatever the rank of Ĥ",
    source=ref("this_project",
               remark="lange2022.centring_as_printed, weakened by a constant; none will do, by "
                      "[[1, c, c], [−1, −c, c]]"),
    where=lambda p, c: le(c, 100),
    p=BATCHES,
    c=families.scalars(1, 100),
    screen=False,
    samples=20,
    expect="refuted",
    counterexample={"p": batch([[1, 10, 10], [-1, -10, 10]]), "c": Number(100)},  # 1 → 1 + 10²
    repairs="beyond.centring_any_rank",
)
def centring_up_to_a_constant(p, c):
    found = kappas(p)
    return le(found["centred"], found["raw"] * c)


@claim(
    statement="κ(UᵀMU) ≤ κ(M) and κ(PᵀMP) ≤ κ(M), M = ĤᵀSĤ, for any loss, so any S > 0; "
              "μ and σ are those of the batch",
    source=ref("lange2022",
               remark="centring for other losses, as printed in the slides; "
                      "beyond.weighted_centring repairs U, weighted_normalising_two_features P "
                      "for m ≤ 2"),
    where=lambda p: [*(gt(s, 0) for s in p["y"]),
                     *(ne(v, 0) for v in np.diag(covariance(p["X"])))],
    p=FULL_RANK,
    screen=False,
    samples=40,
    expect="refuted",
    # logistic, probabilities 1/2 and 1/5: S = diag(1/4, 4/25)/2, M = (41/200)I
    counterexample={"p": batch([["4/5"], ["-5/4"]], ["1/8", "2/25"])},
    repairs="beyond.weighted_centring",
)
def centring_any_loss_as_printed(p):  # 1 → 1.567 (U), 1 → 25/16 (P)
    found = weighted_spectra(p["X"], p["y"])
    return any_of(le(kappa(found["centred"]), kappa(found["raw"])),
                  le(kappa(found["bnp"]), kappa(found["raw"])))


# -- normalizing -----------------------------------------------------------------------------------


@claim(
    statement="σ > 0: κ*(Ĝ) ≤ √(m + 1) · κ*(ĤUD) for every nonsingular diagonal D (factor scale; "
              "m + 1 on the Hessian scale), any rank",
    source=ref("lange2022", remark="normalizing; van der Sluis 1969"),
    where=lambda p, d0: [*(ne(d, 0) for d in p["D"]),
                         *(gt(value, 0) for value in np.diag(covariance(p["X"])))],
    p=Family("scaled_batches", (DataPart(1, full_rank=False), VectorPart("D")), dict, 1, 3),
    d0=families.scalars("1/4", 4, sign="> 0"),  # what D multiplies the bias by
    screen=False,
    samples=40,
)
def van_der_sluis(p, d0):
    C, D = covariance(p["X"]), diagonal(p["D"])
    scaled = spectrum(with_bias(D @ C @ D, d0 * d0))
    return le(kappas(p)["bnp"], (len(D) + 1) * kappa(scaled))


van_der_sluis.follows(
    sqrt_m_scalars, uses=("Courant–Fischer",),
    words="""\
beyond.sqrt_m, which follows from the same lemma, has m in place of m + 1.""")


@claim(
    statement="κ(Ĝ) ≤ κ(Ĥ) if Ĥ has full column rank",
    source=ref("lange2022", remark="normalizing, as stated without its factor √(m + 1)"),
    p=Family("batches of full rank", (DataPart(1),), dict, 1, 3),
    screen=False,
    samples=40,
    expect="refuted",
    counterexample={"p": batch([[-1, -1, 1], [0, 0, 1], [0, 1, -1], [1, 0, -1]])},
    repairs="lange2022.normalising_helps_two_features",
)
def normalising_always_helps_as_stated(p):  # 10.15 → 10.40
    found = kappas(p)
    return le(found["bnp"], found["raw"])


@claim(
    statement="r² ≤ ((λ₁ − λ₂)/(λ₁ + λ₂))² for C = [[a, c], [c, b]] with eigenvalues λ and "
              "r² = c²/(ab): (1 + |r|)/(1 − |r|) ≤ λ₁/λ₂",
    source=ref("this_project", remark="normalizing two features"),
    where=lambda a, b, c: le(c**2, a * b),
    a=families.scalars(0, 9, sign="> 0"),
    b=families.scalars(0, 9, sign="> 0"),
    c=families.scalars(-4, 4),
)
def two_by_two(a, b, c):  # (λ₁ − λ₂)² = (a − b)² + 4c², λ₁ + λ₂ = a + b
    return le(c**2 * (a + b) ** 2, a * b * ((a - b) ** 2 + 4 * c**2))


@two_by_two.proof()
def _(prove, a, b, c):
    prove.by(prove.square(a - b) * prove.given(a * b - c**2))


@two_by_two.mutant
def _(a, b, c):  # a quarter of the off-diagonal part
    return le(c**2 * (a + b) ** 2, a * b * ((a - b) ** 2 + c**2))


@claim(
    statement="0 ≤ r, r²(λ₁ + λ₂)² ≤ (λ₁ − λ₂)², 0 < λ₂ ≤ λ₁: (1 + r)λ₂ ≤ (1 − r)λ₁",
    source=ref("this_project",
               remark="normalizing two features: from r to the ratio of eigenvalues"),
    where=lambda r, top, low: [le(low, top), le((r * (top + low)) ** 2, (top - low) ** 2)],
    r=families.scalars(0, 1, sign=">= 0"),
    top=families.scalars(0, 9, sign="> 0"),
    low=families.scalars(0, 9, sign="> 0"),
)
def ratio_of_eigenvalues(r, top, low, one=1):
    return le((one + r) * low, (1 - r) * top)


@ratio_of_eigenvalues.proof()
def _(prove, r, top, low):
    prove.by_z3([prove.given(r), prove.given(low), prove.given(top - low),
                 prove.given((top - low) ** 2 - (r * (top + low)) ** 2)])


ratio_of_eigenvalues.mutant(one=Fraction(11, 10))


@claim(
    statement="κ(Ĝ) ≤ κ(Ĥ) for m ≤ 2 features and full column rank",
    source=ref("this_project", remark="repairs lange2022.normalising_always_helps_as_stated"),
    p=Family("batches of one or two features", (DataPart(1),), dict, 1, 2),
    screen=False,
    samples=60,
)
def normalising_helps_two_features(p):
    found = kappas(p)
    return le(found["bnp"], found["raw"])


TWO_FEATURES_WORDS = """\
ĜᵀSĜ is s·diag(1, [[1, r], [r, 1]]), s = Σs_j, with the eigenvalues s, s(1 ± |r|) (sI for m = 1), so
two_by_two and ratio_of_eigenvalues say κ(Ĝ) ≤ κ(C), and Courant–Fischer makes of weighted_centring
that κ(C) ≤ κ(UᵀMU) ≤ κ(M), for any S > 0."""

normalising_helps_two_features.follows(
    two_by_two, ratio_of_eigenvalues, weighted_centring, uses=("Courant–Fischer",),
    words=TWO_FEATURES_WORDS)


@claim(
    statement="κ(PᵀMP) ≤ κ(M), M = ĤᵀSĤ, for every S > 0, m ≤ 2 features and full column rank, if "
              "μ and σ² are weighted by S too",
    source=ref("this_project",
               remark="repairs lange2022.centring_any_loss_as_printed for P and m ≤ 2"),
    p=Family("batches of one or two features", (DataPart(1),), dict, 1, 2),
    screen=False,
    samples=40,
)
def weighted_normalising_two_features(p):
    found = weighted_spectra(p["X"], p["y"] ** 2 + Number(1) / 8)
    return le(kappa(found["bnp_weighted"]), kappa(found["raw"]))


weighted_normalising_two_features.follows(
    two_by_two, ratio_of_eigenvalues, weighted_centring, uses=("Courant–Fischer",),
    words=TWO_FEATURES_WORDS)


@claim(
    statement="κ*(Ĝ) ≤ κ*(Ĥ) for m = 2 features of any rank",
    source=ref("this_project", remark="normalising_helps_two_features without its hypothesis"),
    where=lambda p: [ne(v, 0) for v in np.diag(covariance(p["X"]))],
    p=Family("batches of two features", (DataPart(1, full_rank=False),), dict, 2, 2),
    screen=False,
    samples=20,
    expect="refuted",
    counterexample={"p": batch([[1, "1/2"], ["-11/10", "1/5"]])},
    repairs="lange2022.normalising_helps_two_features",
)
def normalising_helps_two_features_any_rank(p):
    found = kappas(p)
    return le(found["bnp"], found["raw"])
