"""An `Analysis` on the terminal: a headline, a table, what applies, what to mind."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bnlinear.analyze import Analysis, Batches, MethodReport, Witness
from bnlinear.checks import counted
from bnlinear.cli.terminal.complaints import in_options

#: A κ with its bound that is longer would push other columns off 80 characters.
_WIDEST = 21


def show(analysis: Analysis, console: Console | None = None) -> None:
    """Print the report, 80 columns wide when piped."""
    # no markup: names of columns may hold brackets
    console = console or Console(highlight=False, markup=False, emoji=False)
    console.print(Text(headline(analysis), style="bold"))
    console.print(f"{analysis.source}: {counted(analysis.n, 'row')}, "
                  f"{counted(analysis.m, 'feature')}, nullity {analysis.nullity}" + _loss(analysis))
    console.print(_table(analysis))
    console.print(_legend(analysis))
    for line in (*_scaling(analysis), *_claims(analysis), *_batches(analysis)):
        console.print(line)
    if analysis.measured:
        console.print(_measured(analysis))
        console.print("measured: steps taken one by one, or (I - lr*H)^k in balls by repeated "
                      "squaring; BNGD from a start near its minimisers, where its count is meant."
                      if analysis.loss == "squared" else
                      "measured: from w = 0 to 1e-6 of the distance to the optimum; predicted: for "
                      "starts near it.")
    for warning in analysis.warnings:
        console.print(f"warning: {in_options(warning)}")


def headline(analysis: Analysis) -> str:
    """One sentence that compares like with like: GD before and after normalization.

    GD's counts on least squares hold from the worst start anywhere; BNGD's only near a minimiser,
    so that the two are not set against each other.
    """
    gd = [m for m in analysis.methods if m.name.startswith("GD") and m.name != "GD best D"]
    plain = gd[0].iterations
    steps = [(m.iterations, m.name) for m in gd if m.iterations is not None]
    if plain is None:
        return "The step count of gradient descent on the raw features stayed undecided."
    fewest, name = min(steps, key=lambda pair: pair[0])  # the first of equals
    near = "" if analysis.loss == "squared" else ", near the optimum"
    if fewest >= plain:
        return ("Normalization buys nothing on these data: GD needs no fewer steps after it"
                f"{near}.")
    return (f"Normalization buys a factor of {_factor(plain, fewest)}: {name} needs "
            f"{_number(fewest)} step{'s' * (fewest > 1)}, GD on the raw features "
            f"{_number(plain)}{near}.")


def _factor(plain: int, fewest: int) -> str:
    """Rounded down, to three digits: never more than it is."""
    if plain >= 100 * fewest:
        return _number(plain // fewest)
    digits = 1 if plain >= 10 * fewest else 2
    return f"{plain * 10**digits // fewest / 10**digits:.{digits}f}"


def _loss(analysis: Analysis) -> str:
    if analysis.loss == "squared":
        return ""
    ridge = "" if analysis.ridge == "0" else f", ridge {analysis.ridge}"
    return f", {analysis.loss} loss{ridge}"


def _table(analysis: Analysis) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, padding=0)  # 80 columns are just enough
    table.add_column("method", no_wrap=True)
    for title in ("kappa", "lr max", "lr opt", "rate", "steps", "from"):
        table.add_column(title, justify="right", no_wrap=True)
    for method in analysis.methods:
        table.add_row(method.name, _kappa(method.kappa),
                      _short(method.lr_max), _short(method.lr_opt), _rate(method.rate),
                      "-" if method.iterations is None else _number(method.iterations),
                      _start(analysis, method))
    return table


def _start(analysis: Analysis, method: MethodReport) -> str:
    """Where the count holds: from any start, or near the minimiser only."""
    if method.iterations is None:
        return "-"
    return "near" if analysis.loss != "squared" or method.name.startswith("BNGD") else "any"


def _legend(analysis: Analysis) -> str:
    about = "kappa: certified, largest over smallest nonzero eigenvalue of the Hessian"
    if any(_kappa(method.kappa).startswith("~") for method in analysis.methods):
        about += " (~: rounded here, with its bound in --json)"
    about += ". lr: for the loss with 1/2 and a mean over the rows" if (
        analysis.loss == "squared") else ". lr: for a mean over the rows"
    if any(method.name.startswith("BNGD") for method in analysis.methods):
        about += "; for BNGD the effective learning rate lr*|u|^2/|w|^2"
    about += (". steps: from the worst start at lr opt until the distance to the minimiser has "
              "shrunk by 1e-6; any: from any start, near: only from starts near the minimiser "
              "(--measure runs them)"
              f". bnp+eps: {analysis.eps} added to the variances.")
    if analysis.loss == "logistic":
        about += " S-: means and variances weighted by the curvatures of the rows."
    return about


def _scaling(analysis: Analysis) -> Iterator[str]:
    if analysis.best_scaling is not None:
        least = _kappa(analysis.best_scaling)
        where = "S-centred" if analysis.loss == "logistic" else "centred"
        yield (f"best D: no diagonal scaling of {where} features has a kappa below {least}, and "
               "the one found is certified as above" + (
                   f" (claim beyond.sqrt_m: bnp is within a factor of m = {analysis.m})"
                   if "beyond.sqrt_m" in analysis.applies else ""))


def _claims(analysis: Analysis) -> Iterator[str]:
    yield "These claims apply: " + ", ".join(analysis.applies)
    reasons: dict[str, list[str]] = {}
    for finding in analysis.findings:
        if finding.status == "fails":
            reasons.setdefault(finding.because, []).append(finding.claim)
        elif finding.status == "counterexample":
            yield f"these data are a counterexample to {finding.claim}: {finding.because}"
    for because, claims in reasons.items():
        yield f"not applicable ({because}): {', '.join(claims)}"


def _batches(analysis: Analysis) -> Iterator[str]:
    for found in analysis.batches:
        yield _batch_counts(found)
        for witness in found.witnesses:
            yield _witness(witness)


def _batch_counts(found: Batches) -> str:
    order = "in row order" if found.order == "rows" else "of shuffled rows"
    return (f"mini-batches of {found.size} {order}: {found.deficient} of {found.count} are "
            f"rank-deficient ([1, X]); of these, centring raises kappa in {found.worse_centred}, "
            f"normalizing in {found.worse_normalised}")


def _witness(witness: Witness) -> str:
    rows = ", ".join(map(str, witness.rows[:40])) + (", ..." if len(witness.rows) > 40 else "")
    return (f"  worst by {witness.step}: kappa {witness.before} becomes {witness.after}, rows "
            f"{rows}")


def _measured(analysis: Analysis) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("method", no_wrap=True)
    for title in ("predicted", "measured"):
        table.add_column(title, justify="right", no_wrap=True)
    table.add_column("how")
    for row in analysis.measured:
        table.add_row(row.name, *("-" if count is None else _number(count)
                                  for count in (row.predicted, row.measured)), row.how)
    return table


def _kappa(text: str | None) -> str:
    """With its bound where there is room for it, else rounded, which "~" says."""
    if text is None:
        return "-"
    short = text.partition(" (")[0]
    if len(short) <= _WIDEST:
        return short
    value = Decimal(short.partition(" ")[0])
    return f"~{value:.7e}" if value >= 10**10 else f"~{value:.10g}"


def _short(value: float | None) -> str:
    return "-" if value is None else f"{value:.3g}"


def _rate(value: float | None) -> str:
    """Close to 1, what it lacks is what can be read."""
    if value is None or value < 0.999:
        return "-" if value is None else f"{value:.4f}"
    return f"1-{1 - value:.2g}"


def _number(count: int) -> str:
    return f"{count:,}" if count < 10**9 else f"{Decimal(count):.3e}"
