"""The Hessians of least squares before and after normalization, and their certified spectra.

All are on the Hessian scale: means over the n rows, for the loss with its factor ½. X is the
n × m table, Ĥ = [1, X] the table with a column for the bias.

- raw: ĤᵀĤ/n;
- centred: the same for [1, X − mean], which is diag(1, C) with C = Cov(X);
- BNP: the same for [1, (X − mean)/std] (Lange, Helfrich & Ye 2022, batch-normalization
  preconditioning; std with 1/n): diag(1, DCD) with D = diag(1/std);
- BNGD: H* = H − ggᵀ/(gᵀH⁻¹g) (Cai, Li & Shen 2019) with H = C, g = Cov(X, y), or with
  H = DCD, g = D·Cov(X, y) for standardised features.

C may be singular; then H⁻¹g is any solution of Hw = g.

Up to `EXACT_UP_TO` features the whole spectrum comes from an exact characteristic polynomial, with
ties decided by algebra; no square root is taken there: DCD has the spectrum of the pencil
det(λD⁻² − C), and D⁻² holds the variances. Beyond, `bnlinear.theory.wide_hessians` encloses the
extreme nonzero eigenvalues, which is all that a condition number needs.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import TypeAlias

import numpy as np
from flint import fmpq_poly

from bnlinear.exact.matrices import characteristic_polynomial
from bnlinear.exact.pencils import pencil_polynomial, rank_one_downdate
from bnlinear.exact.precision import Undecided, at_precision
from bnlinear.exact.spectra import EXACT_LIMIT, Spectrum, spectrum, spectrum_from_polynomial
from bnlinear.exact.wide import Extremes
from bnlinear.theory.table_moments import TableMoments
from bnlinear.theory.wide_hessians import AnyExtremes, WideTable, deviations, units, wide_table

Moments: TypeAlias = TableMoments
AnySpectrum: TypeAlias = Spectrum | Extremes

#: Features up to which characteristic polynomials are the faster way.
EXACT_UP_TO = 24

_BIAS = fmpq_poly([-1, 1])  # the eigenvalue 1 of the column of ones, once X is centred


def hessian_spectra(moments: TableMoments) -> dict[str, AnySpectrum | None]:
    """The five spectra by name; None where H* is not defined (no feature correlates with y).

    Constant features, whose std is 0, are left out of `bnp`, `bngd_raw` and `bngd_bnp`.

    Returns
    -------
    dict
        `raw`, `centred`, `bnp`, `bngd_raw`, `bngd_bnp`.
    """
    if moments.m > EXACT_UP_TO:
        return {**wide_spectra(moments)}
    return {**exact_spectra(moments)}


def wide_spectra(moments: TableMoments, stage: Callable[[str], object] = str,
                 table: WideTable | None = None) -> dict[str, AnyExtremes]:
    """As `hessian_spectra`, with the extreme nonzero eigenvalues only; `stage` is told each key."""
    out: dict[str, AnyExtremes] = {}
    exactly = cache(lambda: exact_spectra(moments))
    for key, compute in enclosures(moments, table or wide_table(moments)).items():
        stage(key)
        out[key] = settled(compute, partial(_of, exactly, key), moments.m)
    return out


def enclosures(moments: TableMoments,
               table: WideTable) -> dict[str, Callable[[], AnyExtremes]]:
    """What computes each of the five in balls."""
    zeros = moments.m - len(moments.varying)
    return {
        "raw": table.raw,
        "centred": lambda: table.scaled(lambda: units(moments)).including(1, zeros=zeros),
        "bnp": lambda: table.correlations.including(1),
        "bngd_raw": lambda: table.star(lambda: units(moments)),
        "bngd_bnp": lambda: table.star(lambda: deviations(moments)),
    }


def _of(spectra: Callable[[], dict[str, Spectrum | None]], key: str) -> Spectrum | None:
    return spectra()[key]


def settled(compute: Callable[[], AnyExtremes], exact: Callable[[], Spectrum | None],
            m: int) -> AnyExtremes:
    """What balls enclose; by algebra where both ends may be one and the same eigenvalue.

    Beyond `EXACT_LIMIT` algebra takes minutes; then such a tie stays open.
    """
    try:
        ends = compute()
        if not isinstance(ends, Extremes) or not _may_be_one(ends):
            return ends
    except Undecided:
        return exact()  # slow for wide tables, and right
    return exact() if m < EXACT_LIMIT else ends


def _may_be_one(ends: Extremes) -> bool:
    """At few bits first, which most often tell and are known already."""
    return all(at_precision(bits, ends.may_be_one) for bits in (64, 128))


def exact_spectra(moments: TableMoments) -> dict[str, Spectrum | None]:
    """All eigenvalues, by exact characteristic polynomials."""
    kept = moments.varying
    C, g = moments.C[np.ix_(kept, kept)], moments.g[kept]
    less = C - np.outer(g, g)
    plain, plain_less = characteristic_polynomial(C), characteristic_polynomial(less)
    std, std_less = pencil_polynomial(C, np.diag(C)), pencil_polynomial(less, np.diag(C))
    constant = fmpq_poly([0, 1]) ** (len(moments.g) - len(kept))
    return {
        "raw": spectrum(moments.raw),
        "centred": spectrum_from_polynomial(plain * _BIAS * constant),
        "bnp": spectrum_from_polynomial(std * _BIAS),
        "bngd_raw": _h_star(plain, plain_less),
        "bngd_bnp": _h_star(std, std_less),
    }


def _h_star(whole: fmpq_poly, less: fmpq_poly) -> Spectrum | None:
    s, polynomial = rank_one_downdate(whole, less)
    return None if s == 0 else spectrum_from_polynomial(polynomial)
