"""An `Analysis` on the terminal: a headline, a table, what applies, what to mind."""

from __future__ import annotations

from decimal import Decimal

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bnlinear.analyze import Analysis


def show(analysis: Analysis, console: Console | None = None) -> None:
    """Print the report, 80 columns wide when piped."""
    # no markup: names of columns may hold brackets
    console = console or Console(highlight=False, markup=False, emoji=False)
    console.print(Text(headline(analysis), style="bold"))
    console.print(f"{analysis.source}: {analysis.n} rows, {analysis.m} features, "
                  f"nullity {analysis.nullity}")
    console.print(_table(analysis))
    console.print("kappa: certified, largest over smallest nonzero eigenvalue of the Hessian. "
                  "lr: for the loss with 1/2 and a mean over the rows; for BNGD the effective "
                  "learning rate lr*|u|^2/|w|^2. steps: from the worst start at lr opt until "
                  "the distance to the minimiser has shrunk by 1e-6 (BNGD: near the minimiser).")
    console.print("These claims apply: " + ", ".join(analysis.applies))
    for warning in analysis.warnings:
        console.print(f"warning: {warning}")


def headline(analysis: Analysis) -> str:
    """One sentence: the fewest steps after normalization against plain gradient descent."""
    plain = analysis.methods[0].iterations
    steps = [(m.iterations, m.name) for m in analysis.methods if m.iterations is not None]
    if plain is None:
        return "The step count of gradient descent on the raw features stayed undecided."
    fewest, name = min(steps, key=lambda pair: pair[0])  # the first of equals
    if fewest >= plain:
        return "Normalization buys nothing on these data: no method needs fewer steps than GD."
    return (f"Normalization buys a factor of {_number(plain // fewest)}: {name} needs "
            f"{_number(fewest)} steps, GD on the raw features {_number(plain)}.")


def _table(analysis: Analysis) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("method", no_wrap=True)
    for title in ("kappa", "lr max", "lr opt", "rate", "steps"):
        table.add_column(title, justify="right", no_wrap=True)
    for method in analysis.methods:
        table.add_row(method.name, method.kappa or "-",
                      _short(method.lr_max), _short(method.lr_opt), _rate(method.rate),
                      "-" if method.iterations is None else _number(method.iterations))
    return table


def _short(value: float | None) -> str:
    return "-" if value is None else f"{value:.3g}"


def _rate(value: float | None) -> str:
    """Close to 1, what it lacks is what can be read."""
    if value is None or value < 0.999:
        return "-" if value is None else f"{value:.4f}"
    return f"1-{1 - value:.2g}"


def _number(count: int) -> str:
    return f"{count:,}" if count < 10**12 else f"{Decimal(count):.3e}"
