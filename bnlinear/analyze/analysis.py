"""What normalization would buy on given data: certified condition numbers and step counts.

Every number comes from exact arithmetic on the table. Nothing is trained: for least squares,
the extreme nonzero eigenvalues of the Hessian say what gradient descent will do. For the logistic
loss they say it near the fitted optimum.

An analysis is a line: moments → facts → spectra → methods → findings → cautions. A loss supplies
its spectra, the names of its methods and its claims.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bnlinear.analyze import methods
from bnlinear.analyze.cautions import cautions
from bnlinear.analyze.extras.scaling import sought_scaling
from bnlinear.analyze.facts import facts
from bnlinear.analyze.findings import Spectra
from bnlinear.analyze.losses.squared import Squared
from bnlinear.analyze.methods import MethodReport, method_report
from bnlinear.analyze.near import near_dependency
from bnlinear.analyze.report import Analysis
from bnlinear.analyze.stages import Stage, named
from bnlinear.checks import ArgumentError, count, exact
from bnlinear.exact.decimals import certified_decimal
from bnlinear.exact.number import Number
from bnlinear.tables import Table
from bnlinear.theory.table_moments import TableMoments

if TYPE_CHECKING:
    from bnlinear.analyze.extras.batches import Batches
    from bnlinear.analyze.extras.measure import Measurement
    from bnlinear.analyze.losses.logistic import Logistic

LOSSES = ("squared", "logistic")
#: Above this many features thousands of mini-batches take too long.
WIDEST = 149


def analyze(table: Table, *, loss: str = "squared", ridge: Any = 0, eps: Any = "1e-5",
            batch_size: int | None = None, measured: bool = False, rng: Any = 0,
            scaling: bool | None = None, stage: Stage = str) -> Analysis:
    """Certified condition numbers of a table, and what they mean for GD and BNGD.

    Parameters
    ----------
    table
        Exact data.
    loss
        "squared", or "logistic" for a target of two classes: spectra then are those of the Hessian
        at the fitted optimum.
    ridge
        r ≥ 0, exact (a string such as "1e-3"): (r/2)|w|² is added to the logistic loss.
    eps
        Added to the variances in `bnp_eps`, exact; PyTorch's batch normalization has 1e-5.
    batch_size
        Also look at mini-batches of so many rows, in row order and shuffled by `rng`.
    measured
        Also run the methods and count their steps.
    rng
        A seed or generator, for shuffling.
    scaling
        Whether to look for the best diagonal scaling; by default up to `MAX_SCALED` features.
    stage
        Called with a few words as each part begins.

    Raises
    ------
    ValueError
        If every feature is constant; an `ArgumentError` if an argument does not fit the data.

    >>> from bnlinear.tables import diabetes
    >>> analyze(diabetes())
    Analysis(the bundled diabetes data: 442 rows, 10 features, nullity 0, \
kappa 52365337.3170 raw, 470.077999359 normalized)
    """
    exact_ridge, exact_eps = _nonnegative("ridge", ridge), _nonnegative("eps", eps)
    _check_options(table, loss, exact_ridge, batch_size)
    stage, tell = named(stage), stage
    tell("sums of products")
    moments = TableMoments.from_table(table)
    if not moments.varying:
        raise ValueError(f"{table.source}: every feature is constant, so there is nothing to "
                         "normalize; add a feature that varies")
    tell("rank")
    given = facts(table.names, moments)
    problem = _problem(loss, table, moments, exact_eps, exact_ridge)
    spectra: dict[str, Any] = dict(problem.spectra(stage))
    best, notes = sought_scaling(problem.scalable, len(moments.varying), scaling, tell)
    if best is not None:
        spectra["best_scaling"] = best.spectrum
    tell("step counts")
    reports = _reports(problem.methods | (methods.BEST if best else {}), spectra)
    claims = problem.findings(given, spectra)
    near = near_dependency(table.names, moments,
                           problem.wide if isinstance(problem, Squared) else None)
    notes = (*cautions(given, near, spectra, reports, bngd=problem.bngd), *notes, *problem.notes)
    return Analysis(
        n=given.n, m=given.m, nullity=given.nullity, kappa=_kappa(reports),
        methods=tuple(reports.values()), source=table.source,
        applies=tuple(f.claim for f in claims if f.status == "applies"), warnings=notes,
        loss=loss, ridge=str(ridge), eps=str(eps), findings=claims,
        best_scaling=None if best is None else certified_decimal(lambda: best.at_least),
        batches=() if batch_size is None else _batches(table, batch_size, rng, tell),
        measured=_measured(problem, spectra, reports, tell) if measured else ())


def _nonnegative(name: str, value: Any) -> Number:
    number = exact(name, value)
    if number < 0:
        raise ArgumentError(name, value, "it must be 0 or more")
    return number


def _check_options(table: Table, loss: str, ridge: Number, batch_size: int | None) -> None:
    if loss not in LOSSES:
        raise ArgumentError("loss", loss, f"it must be one of {', '.join(LOSSES)}")
    if loss == "squared" and ridge != 0:
        raise ArgumentError("ridge", ridge, "it is for `loss=logistic`",
                            "leave it out for least squares")
    if batch_size is not None:
        if loss != "squared":
            raise ArgumentError("batch_size", batch_size, "it is for least squares",
                                "leave it out for `loss=logistic`")
        n, m = table.shape
        count("batch_size", batch_size, least=2, most=n, remedy=f"{table.source} has {n} rows")
        if m > WIDEST:
            raise ArgumentError("batch_size", batch_size, "batches are certified for at most "
                                f"{WIDEST} features, not {m}", "select columns")


# What not every analysis needs is imported where it is asked for: half of the seconds that a small
# table takes are those of imports.

def _problem(loss: str, table: Table, moments: TableMoments, eps: Number,
             ridge: Number) -> Squared | Logistic:
    if loss == "squared":
        return Squared(moments, eps)
    from bnlinear.analyze.losses.logistic import Logistic

    return Logistic(table, moments, eps, ridge)


def _batches(table: Table, size: int, rng: Any, tell: Stage) -> tuple[Batches, ...]:
    from bnlinear.analyze.extras.batches import batches

    return batches(table.X, size, rng, tell)


def _reports(names: dict[str, str], spectra: Spectra) -> dict[str, MethodReport]:
    return {key: method_report(name, spectra[key]) for key, name in names.items()}


def _kappa(reports: dict[str, MethodReport]) -> dict[str, str | None]:
    return {**dict.fromkeys(methods.SQUARED), **{k: r.kappa for k, r in reports.items()}}


def _measured(problem: Squared | Logistic, spectra: Spectra, reports: dict[str, MethodReport],
              tell: Stage) -> tuple[Measurement, ...]:
    tell("steps, taken one by one")
    if isinstance(problem, Squared):
        from bnlinear.analyze.extras.measure import measure

        return measure(problem.moments, spectra, reports)
    from bnlinear.analyze.extras.measure_logistic import measure_logistic

    return measure_logistic(problem, reports)
