"""What normalization would buy on given data: certified condition numbers and step counts.

Every number comes from exact arithmetic on the table. Nothing is trained: for least squares,
the extreme nonzero eigenvalues of the Hessian say what gradient descent will do. For the logistic
loss they say it near the fitted optimum.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from flint import fmpq_poly

from bnlinear.analyze import findings, methods
from bnlinear.analyze.batches import batches
from bnlinear.analyze.cautions import cautions, rank_warnings
from bnlinear.analyze.findings import Finding
from bnlinear.analyze.logistic import logistic_scaling, logistic_spectra, logistic_weights
from bnlinear.analyze.measure import measure
from bnlinear.analyze.methods import method_report
from bnlinear.analyze.report import Analysis
from bnlinear.analyze.scaling import Scaling, best_scaling
from bnlinear.analyze.wide import float_report, float_spectra
from bnlinear.checks import ArgumentError, exact
from bnlinear.exact.decimals import certified_decimal
from bnlinear.exact.number import Number
from bnlinear.exact.pencils import pencil_polynomial
from bnlinear.exact.spectra import EXACT_LIMIT, Spectrum, spectrum_from_polynomial
from bnlinear.problems.layers.feature_statistics import smoothed_variance
from bnlinear.tables import Table
from bnlinear.theory.hessians import Moments, hessian_spectra

#: One row and column of the Hessian of [1, X] belongs to the bias.
MAX_FEATURES = EXACT_LIMIT - 1
#: Above this many features the best scaling takes longer than half a minute, and is left out.
MAX_SCALED = 100
LOSSES = ("squared", "logistic")


def analyze(table: Table, *, loss: str = "squared", ridge: Any = 0, eps: Any = "1e-5",
            batch_size: int | None = None, measured: bool = False, rng: Any = 0) -> Analysis:
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
        Also run the methods of least squares and count their steps.

    Raises
    ------
    ValueError
        If every feature is constant, or an option does not fit the data.

    >>> from bnlinear.tables import diabetes
    >>> analyze(diabetes())
    Analysis(the bundled diabetes data: 442 rows, 10 features, nullity 0, \
kappa 52365337.3170 raw, 470.077999359 normalised)
    """
    eps_given, ridge_given = str(eps), str(ridge)
    ridge, eps = _nonnegative(ridge, "ridge"), _nonnegative(eps, "eps")
    if loss not in LOSSES:
        raise ValueError(f"--loss {loss}: it must be one of {', '.join(LOSSES)}")
    if loss == "squared" and ridge != 0:
        raise ValueError(f"--ridge {ridge} is for --loss logistic; leave it out for least squares")
    if loss == "logistic" and (batch_size is not None or measured):
        option = "--measure" if measured else "--batch-size"
        raise ValueError(f"{option} is for least squares; leave it out for --loss logistic")
    moments = Moments.from_data(table.X, table.y)
    if not moments.varying:
        raise ValueError(f"{table.source}: every feature is constant, so there is nothing to "
                         "normalise; add a feature that varies")
    if table.X.shape[1] > MAX_FEATURES:
        found = _wide(table, moments, loss, measured, eps)
    elif loss == "logistic":
        found = _logistic(table, moments, ridge, eps)
    else:
        found = _squared(table, moments, eps, measured)
    if batch_size is not None:
        found = replace(found, batches=batches(table.X, batch_size, rng))
    return replace(found, eps=eps_given, ridge=ridge_given)


def _nonnegative(value: Any, name: str) -> Number:
    number = exact(name, value)
    if number < 0:
        raise ArgumentError(name, value, "it must be 0 or more")
    return number


def _squared(table: Table, moments: Moments, eps: Number, measured: bool) -> Analysis:
    kept = moments.varying
    C = moments.C[np.ix_(kept, kept)]
    spectra = hessian_spectra(moments)
    spectra["bnp_eps"] = _smoothed(C, eps)
    scaling = best_scaling(C) if len(C) <= MAX_SCALED else None
    given = findings.facts(table.names, moments, len(table.X))
    found = _report(table, moments, spectra, scaling, given,
                    findings.squared_findings(given, spectra), methods.SQUARED | methods.EPS)
    if not measured:
        return found
    by_key = dict(zip(methods.SQUARED, found.methods, strict=False))
    return replace(found, measured=measure(moments, spectra, by_key))


def _smoothed(C: np.ndarray, eps: Number) -> Spectrum:
    """BNP with eps added to the variances."""
    smooth = smoothed_variance(np.diag(C), 0, eps)
    return spectrum_from_polynomial(pencil_polynomial(C, smooth) * fmpq_poly([-1, 1]))


def _logistic(table: Table, moments: Moments, ridge: Number, eps: Number) -> Analysis:
    s = logistic_weights(table, ridge)
    spectra = logistic_spectra(table.X, s, ridge, eps)
    scaling = (logistic_scaling(table.X, s, ridge) if len(moments.varying) <= MAX_SCALED else None)
    given = findings.facts(table.names, moments, len(table.X))
    names = {key: name for key, name in methods.SQUARED.items() if not key.startswith("bngd")}
    found = _report(table, moments, spectra, scaling, given,
                    findings.logistic_findings(given, spectra, ridge),
                    names | methods.WEIGHTED | methods.EPS, bngd=False)
    note = ("the optimum of the logistic loss is a float point: kappa is certified for the Hessian "
            "with the curvatures there, and counts hold near it")
    return replace(found, loss="logistic", warnings=(*found.warnings, note))


def _report(table: Table, moments: Moments, spectra: dict[str, Spectrum | None],
            scaling: Scaling | None, given: findings.Facts, claims: tuple[Finding, ...],
            names: dict[str, str], *, bngd: bool = True) -> Analysis:
    if scaling is not None:
        spectra, names = {**spectra, "best_scaling": scaling.spectrum}, names | methods.BEST
    reports = {key: method_report(name, spectra[key]) for key, name in names.items()}
    dependent = [table.names[j] for j in moments.dependent()]
    notes = cautions(given, dependent, spectra, bngd=bngd)
    if scaling is None:
        notes = (*notes, f"the best diagonal scaling is left out above {MAX_SCALED} features")
    every = {**dict.fromkeys(methods.SQUARED), **{k: r.kappa for k, r in reports.items()}}
    return Analysis(
        n=given.n, m=given.m, nullity=given.nullity, kappa=every,
        methods=tuple(reports.values()), source=table.source,
        applies=tuple(f.claim for f in claims if f.status == "applies"), warnings=notes,
        best_scaling=None if scaling is None else certified_decimal(lambda: scaling.at_least),
        findings=claims)


def _wide(table: Table, moments: Moments, loss: str, measured: bool, eps: Number) -> Analysis:
    if loss != "squared" or measured:
        option = "--measure" if measured else "--loss logistic"
        raise ValueError(f"{table.source} has {table.X.shape[1]} features; {option} needs exact "
                         f"spectra, which are certified for at most {MAX_FEATURES}: select "
                         "columns, or project them to fewer")
    given = findings.facts(table.names, moments, len(table.X))
    spectra = float_spectra(table.X, table.y, given.m + 1 - given.nullity, eps)
    names = methods.SQUARED | methods.EPS
    reports = {key: float_report(name, spectra[key]) for key, name in names.items()}
    claims = findings.squared_findings(given, {})
    notes = (f"{given.m} features are above {MAX_FEATURES}: kappa, rates and counts are of floats "
             "(float64), each with the error to expect, and not certified; the nullity is exact",
             *rank_warnings(given, [table.names[j] for j in moments.dependent()]))
    return Analysis(
        n=given.n, m=given.m, nullity=given.nullity, source=table.source,
        kappa={key: report.kappa for key, report in reports.items()},
        methods=tuple(reports.values()), warnings=notes, certified=False,
        applies=tuple(f.claim for f in claims if f.status == "applies"), findings=claims)
