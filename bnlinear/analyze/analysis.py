"""What normalization would buy on given data: certified condition numbers and step counts.

Every number comes from exact arithmetic on the table. Nothing is trained: for least squares,
the extreme nonzero eigenvalues of the Hessian say what gradient descent will do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from math import isfinite
from typing import Any

from bnlinear.analyze.findings import applicable, warnings
from bnlinear.exact.decimals import certified_decimal, nearest_float
from bnlinear.exact.number import Undecided
from bnlinear.exact.spectra import EXACT_LIMIT, Spectrum
from bnlinear.tables import Table, check_width
from bnlinear.theory.hessians import Moments, hessian_spectra
from bnlinear.theory.rates import iterations, lr_max, lr_opt, rate

#: One row and column of the Hessian of [1, X] belongs to the bias.
MAX_FEATURES = EXACT_LIMIT - 1

METHODS = {"raw": "GD", "centred": "GD centred", "bnp": "GD bnp",
           "bngd_raw": "BNGD raw", "bngd_bnp": "BNGD bnp"}


@dataclass(frozen=True)
class MethodReport:
    """What one method does on the data; all None where it has no condition number.

    A learning rate that no float can hold, and a count that stays undecided, are None too.

    Attributes
    ----------
    name
        GD on the raw, the centred or the standardised ("bnp") features; BNGD on raw or
        standardised features (it centres by itself).
    kappa
        Certified condition number, largest over smallest nonzero eigenvalue: "value ± bound".
    lr_max, lr_opt
        End of the stable range and best learning rate, for the loss with its ½ and a mean over
        the rows. For BNGD: of the *effective* learning rate ε|u|²/|w∞|².
    rate
        Factor of the distance to the minimiser per step at `lr_opt`, from the worst start
        (asymptotic for BNGD).
    iterations
        Steps until that distance has shrunk by 1e-6.
    """

    name: str
    kappa: str | None
    lr_max: float | None
    lr_opt: float | None
    rate: float | None
    iterations: int | None


@dataclass(frozen=True)
class Analysis:
    """The report on a table with n rows and m features.

    Attributes
    ----------
    nullity
        Of [1, X]: how many directions of the weights the data leave open.
    kappa
        Certified condition numbers by name (raw, centred, bnp, bngd_raw, bngd_bnp), or None.
    methods
        One `MethodReport` a method.
    applies
        Ids of the claims whose hypotheses these data were found to satisfy.
    warnings
        What the user should know, one sentence each.
    source
        Where the data come from.
    """

    n: int
    m: int
    nullity: int
    kappa: dict[str, str | None]
    methods: tuple[MethodReport, ...]
    applies: tuple[str, ...]
    warnings: tuple[str, ...]
    source: str

    def __repr__(self) -> str:
        raw, bnp = (str(self.kappa[name]).partition(" ")[0] for name in ("raw", "bnp"))
        return (f"Analysis({self.source}: {self.n} rows, {self.m} features, nullity "
                f"{self.nullity}, kappa {raw} raw, {bnp} normalised)")

    def to_json(self) -> dict[str, Any]:
        """Lists, dictionaries, strings and numbers only; `source` is left out."""
        report = {**asdict(self), "methods": [asdict(method) for method in self.methods],
                  "applies": list(self.applies), "warnings": list(self.warnings)}
        del report["source"]
        return report


def analyze(table: Table) -> Analysis:
    """Certified condition numbers of a table, and what they mean for GD and BNGD.

    Raises
    ------
    ValueError
        With more than `MAX_FEATURES` features, or if every feature is constant.

    >>> from bnlinear.tables import diabetes
    >>> analyze(diabetes())
    Analysis(the bundled diabetes data: 442 rows, 10 features, nullity 0, \
kappa 52365337.3170 raw, 470.077999359 normalised)
    """
    n, m = table.X.shape
    check_width(m, MAX_FEATURES, table.source)
    moments = Moments.from_data(table.X, table.y)
    if not moments.varying:
        raise ValueError(f"{table.source}: every feature is constant, so there is nothing to "
                         "normalise; add a feature that varies")
    spectra = hessian_spectra(moments)
    raw = spectra["raw"]
    assert raw is not None
    methods = {key: _method(name, spectra[key]) for key, name in METHODS.items()}
    return Analysis(
        n=n, m=m, nullity=raw.nullity,
        kappa={key: method.kappa for key, method in methods.items()},
        methods=tuple(methods.values()),
        applies=applicable(moments, raw.nullity),
        warnings=warnings(table.names, moments, spectra),
        source=table.source,
    )


def _method(name: str, spectrum: Spectrum | None) -> MethodReport:
    if spectrum is None or not spectrum.roots:
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
    return value if isfinite(value) else None


def _iterations(mu: Any, L: Any) -> int | None:
    try:
        return iterations(mu, L)
    except Undecided:
        return None
