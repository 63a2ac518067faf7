"""What one method does on the data, from two eigenvalues."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite
from typing import Any

from bnlinear.exact.decimals import certified_decimal, nearest_float
from bnlinear.exact.precision import Undecided
from bnlinear.theory.hessians import AnySpectrum
from bnlinear.theory.rates import iterations, lr_max, lr_opt, rate

#: Keys of `kappa`, and what the table calls the methods.
SQUARED = {"raw": "GD", "centred": "GD centred", "bnp": "GD bnp",
           "bngd_raw": "BNGD raw", "bngd_bnp": "BNGD bnp"}
EPS = {"bnp_eps": "GD bnp+eps"}
BEST = {"best_scaling": "GD best D"}
WEIGHTED = {"centred_weighted": "GD S-centred", "bnp_weighted": "GD S-bnp"}


@dataclass(frozen=True)
class MethodReport:
    """What one method does on the data; all None where it has no condition number.

    A learning rate that no float can hold, and a count that stays undecided, are None too.

    Attributes
    ----------
    name
        GD on the raw, the centred or the standardised ("bnp") features; the last with eps added
        to the variances; with the best diagonal scaling of centred features (best D); for the
        logistic loss also with means and variances weighted by the curvatures (S-…). BNGD on raw
        or standardised features (it centres by itself).
    kappa
        Certified condition number, largest over smallest nonzero eigenvalue: "value ± bound".
    lr_max, lr_opt
        End of the stable range and best learning rate, for the loss with its ½ and a mean over
        the rows. For BNGD: of the *effective* learning rate ε|u|²/|w∞|².
    rate
        Factor of the distance to the minimiser per step at `lr_opt`, from the worst start
        (asymptotic for BNGD and the logistic loss).
    iterations
        Steps until that distance has shrunk by 1e-6.
    """

    name: str
    kappa: str | None
    lr_max: float | None
    lr_opt: float | None
    rate: float | None
    iterations: int | None


def method_report(name: str, spectrum: AnySpectrum | None) -> MethodReport:
    """From a certified spectrum; None, or one without a nonzero eigenvalue, has no numbers."""
    if spectrum is None or not spectrum.rank:
        return MethodReport(name, None, None, None, None, None)
    mu, L = spectrum.smallest_nonzero, spectrum.largest
    return MethodReport(
        name=name,
        kappa=certified_decimal(spectrum.condition_number),
        lr_max=_float(lambda: lr_max(L)),
        lr_opt=_float(lambda: lr_opt(mu, L)),
        rate=nearest_float(lambda: rate(mu, L)),
        iterations=_iterations(mu, L),
    )


def _float(compute: Callable[[], Any]) -> float | None:
    value = nearest_float(compute)
    return value if isfinite(value) and value != 0 else None


def _iterations(mu: Any, L: Any) -> int | None:
    try:
        return iterations(mu, L)
    except Undecided:
        return None
