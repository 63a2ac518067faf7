"""What `bnlinear analyze` does once its options are read."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from bnlinear.analyze import Analysis
from bnlinear.checks import counted
from bnlinear.cli.apart import analysis
from bnlinear.cli.reading import Reading
from bnlinear.cli.reports.json_report import write_report
from bnlinear.cli.show.analysis import show
from bnlinear.cli.terminal.limits import check_seed
from bnlinear.cli.terminal.stages import stages
from bnlinear.files import check_outputs
from bnlinear.plots import check_suffix
from bnlinear.tables import Table

#: Wider tables would take hours.
MOST_FEATURES = 5000


def analyze(reading: Reading, *, plot: str | None, json_path: str | None, **options: Any) -> None:
    """Read the table, analyze it, show and write what was asked for."""
    check_outputs({"--json": json_path, "--plot": plot}, reading.inputs)
    check_suffix("--plot", plot)
    check_seed(options["rng"])
    table = reading.table(max_features=MOST_FEATURES)
    with stages() as stage:
        found = analysis(table, stage, **options)
    found = replace(found, warnings=(*table.notes, *found.warnings))
    if plot is not None:
        found = draw(table, found, plot)
    write_report(json_path, found.to_json())  # files first: the screen may be gone
    if json_path != "-":
        show(found)


def draw(table: Table, found: Analysis, path: str) -> Analysis:
    """Condition numbers, and for least squares the excess loss, else the distance, against step.

    What floats cannot draw is left out, and the analysis is returned with a warning that says so.
    """
    from bnlinear.analyze.extras.curves import distance_curves, loss_curves
    from bnlinear.plots import Curve, save

    known = [method for method in found.methods if method.kappa is not None]
    if found.loss == "squared":
        curves, ylabel = loss_curves(table, found), "excess loss, share of the start's"
    else:
        curves, ylabel = distance_curves(found), "distance to the minimiser, worst start"
    save(path, f"{found.source}: {counted(found.n, 'row')}, "
         f"{counted(found.m, 'feature')}, {found.loss} loss",
         [method.name for method in known],
         [Decimal(str(method.kappa).partition(" ")[0]) for method in known],
         [Curve(*curve) for curve in curves], ylabel)
    drawn = {name for name, *_ in curves} | {"GD bnp+eps", "GD best D"}  # these only have bars
    missing = [method.name for method in known if method.name not in drawn]
    note = (f"{path} has no curve of {', '.join(missing)}: floats do not hold it, or there is "
            "nothing to learn")
    return replace(found, warnings=(*found.warnings, note)) if missing else found
