"""The Hessians of least squares before and after normalization, and their certified spectra.

All are on the Hessian scale: means over the n rows, for the loss with its factor ½. X is the
n × m table, Ĥ = [1, X] the table with a column for the bias.

- raw: ĤᵀĤ/n;
- centred: the same for [1, X − mean], which is diag(1, C) with C = Cov(X);
- BNP: the same for [1, (X − mean)/std] (Lange, Helfrich & Ye 2022, batch-normalization
  preconditioning; std with 1/n): diag(1, DCD) with D = diag(1/std);
- BNGD: H* = H − ggᵀ/(gᵀH⁻¹g) (Cai, Li & Shen 2019) with H = C, g = Cov(X, y), or with
  H = DCD, g = D·Cov(X, y) for standardised features.

No square root is taken: DCD has the spectrum of the pencil det(λD⁻² − C), and D⁻² holds the
variances. C may be singular; then H⁻¹g is any solution of Hw = g.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from flint import fmpq_mat, fmpq_poly

from bnlinear.exact.matrices import characteristic_polynomial, from_flint, to_flint
from bnlinear.exact.number import Number
from bnlinear.exact.pencils import pencil_polynomial, rank_one_downdate
from bnlinear.exact.spectra import Spectrum, spectrum, spectrum_from_polynomial

_BIAS = fmpq_poly([-1, 1])  # the eigenvalue 1 of the column of ones, once X is centred


@dataclass(frozen=True, eq=False)
class Moments:
    """First and second moments of a table (means over the rows), exact.

    Attributes
    ----------
    raw
        ĤᵀĤ/n of Ĥ = [1, X], shape (m + 1, m + 1).
    C, g
        Cov(X), shape (m, m), and Cov(X, y), shape (m,).
    """

    raw: np.ndarray
    C: np.ndarray
    g: np.ndarray

    @classmethod
    def from_data(cls, X: np.ndarray, y: np.ndarray) -> Moments:
        """From exact data, shapes (n, m) and (n,)."""
        table = to_flint(np.column_stack([np.full(len(X), Number(1)), X, y]))
        M = from_flint(table.transpose() * table / len(X))
        C = M[1:, 1:] - np.outer(M[0, 1:], M[0, 1:])
        return cls(raw=M[:-1, :-1], C=C[:-1, :-1], g=C[:-1, -1])

    @cached_property
    def varying(self) -> list[int]:
        """The features that are not constant."""
        return [j for j in range(len(self.g)) if self.C[j, j] != 0]

    def dependent(self) -> list[int]:
        """The features that are constant or a combination of the ones before them."""
        reduced, rank = to_flint(self.raw).rref()
        first = {_leading(reduced, row) for row in range(int(rank))}
        return [j for j in range(len(self.g)) if j + 1 not in first]


def _leading(reduced: fmpq_mat, row: int) -> int:
    return next(j for j in range(reduced.ncols()) if reduced[row, j] != 0)


def hessian_spectra(moments: Moments) -> dict[str, Spectrum | None]:
    """The five spectra by name; None where H* is not defined (no feature correlates with y).

    Constant features, whose std is 0, are left out of `bnp`, `bngd_raw` and `bngd_bnp`.

    Returns
    -------
    dict
        `raw`, `centred`, `bnp`, `bngd_raw`, `bngd_bnp`.
    """
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
