"""The report on a table: everything that was found, as numbers and strings."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from bnlinear.analyze.findings import Finding
from bnlinear.analyze.methods import MethodReport
from bnlinear.checks import counted

if TYPE_CHECKING:
    from bnlinear.analyze.extras.batches import Batches
    from bnlinear.analyze.extras.measure import Measurement


@dataclass(frozen=True)
class Analysis:
    """The report on a table with n rows and m features.

    Attributes
    ----------
    nullity
        Of [1, X]: how many directions of the weights the data leave open.
    kappa
        Condition numbers by name (raw, centred, bnp, bngd_raw, bngd_bnp; then bnp_eps,
        best_scaling, and for the logistic loss centred_weighted, bnp_weighted), or None.
    methods
        One `MethodReport` a method.
    applies
        Ids of the claims whose hypotheses these data were found to satisfy.
    warnings
        What the user should know, one sentence each.
    source
        Where the data come from.
    loss
        "squared" or "logistic".
    ridge, eps
        As given, exact: of the logistic loss, and added to the variances in bnp_eps.
    certified
        True: every kappa is; the field stands for those who read it in the JSON.
    best_scaling
        Every diagonal scaling of centred features has a condition number of at least this
        (certified); None where it was not looked for.
    findings
        Every claim that was asked about, with its witness.
    batches, measured
        What --batch-size and --measure ask for, else empty.
    """

    n: int
    m: int
    nullity: int
    kappa: dict[str, str | None]
    methods: tuple[MethodReport, ...]
    applies: tuple[str, ...]
    warnings: tuple[str, ...]
    source: str
    loss: str = "squared"
    ridge: str = "0"
    eps: str = "1e-5"
    certified: bool = True
    best_scaling: str | None = None
    findings: tuple[Finding, ...] = ()
    batches: tuple[Batches, ...] = ()
    measured: tuple[Measurement, ...] = ()

    def __repr__(self) -> str:
        raw, bnp = (str(self.kappa[name]).partition(" ")[0] for name in ("raw", "bnp"))
        return (f"Analysis({self.source}: {counted(self.n, 'row')}, {counted(self.m, 'feature')}, "
                f"nullity {self.nullity}, kappa {raw} raw, {bnp} normalized)")

    def to_json(self) -> dict[str, Any]:
        """Lists, dictionaries, strings and numbers only; `source` is left out."""
        report: dict[str, Any] = _plain(asdict(self))
        del report["source"]
        return report


def _plain(value: Any) -> Any:
    """Tuples as lists, as JSON has them."""
    if isinstance(value, dict):
        return {key: _plain(entry) for key, entry in value.items()}
    return [_plain(entry) for entry in value] if isinstance(value, tuple | list) else value
