"""The commands of `bnlinear` and their options.

A command is a function below with `@app.command()`; it returns None, or its exit code. Whatever
is wrong with its input it raises as a `ValueError` or an `OSError`; `bnlinear.cli.main` alone turns
that into one line on standard error and the exit code 2.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from bnlinear import __version__
from bnlinear.cli.reading import (
    ColumnsOption,
    DecimalOption,
    DropMissingOption,
    DropOption,
    FileArgument,
    Reading,
    SepOption,
    TargetOption,
)
from bnlinear.cli.terminal.exit_codes import OK, WRONG_INPUT
from bnlinear.cli.terminal.signals import Stopped


class _Commands(TyperGroup):
    """Ctrl-C passes through: typer would print an empty line and turn it into `Abort`."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as interrupt:
            raise Stopped from interrupt


app = typer.Typer(name="bnlinear", rich_markup_mode=None,
                  pretty_exceptions_enable=False, cls=_Commands)

JsonOption = Annotated[str | None, typer.Option(
    "--json", metavar="PATH", help="Also write the report as JSON ('-': to stdout, alone).")]


#: What typer raises for a wrong option or command, under whichever name its version exports it.
_UsageError: type[Exception] = typer.BadParameter.__bases__[0]


def run(args: Sequence[str] | None) -> int:
    """Run the command that the arguments name; returns its exit code."""
    try:
        code = app(args=None if args is None else list(args), standalone_mode=False,
                   prog_name="bnlinear")
    except _UsageError as error:
        raise ValueError(_usage_line(error)) from error
    return code if isinstance(code, int) else OK


def _usage_line(error: Any) -> str:
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "bnlinear"
    return f"{error.format_message().rstrip('.')}; see '{command} --help'"


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"bnlinear {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _root(
    context: typer.Context,
    version: Annotated[bool, typer.Option(
        "--version", callback=_show_version, is_eager=True, help="Show the version.")] = False,
) -> int:
    """Machine-checked verdicts on theorems about normalization on linear models."""
    if context.invoked_subcommand is None:
        print(context.get_help(), file=sys.stderr)
        return WRONG_INPUT
    return OK


def _claim_ids(incomplete: str) -> list[str]:
    """Ids of the ledger that begin so, for the shell's completion."""
    from bnlinear.claims.running.loading import select

    return [claim.id for _, claim in select([]) if claim.id.startswith(incomplete)]


EffortOption = Annotated[str, typer.Option(
    metavar="quick|standard|thorough", help="How much is tried.")]
SchedulerOption = Annotated[str | None, typer.Option(
    metavar="ADDRESS", help="Run on the Dask cluster of this scheduler, tcp://….")]
RngOption = Annotated[int, typer.Option("--rng", metavar="INT", help="Seed of the search.")]


@app.command()
def verify(
    claims: Annotated[list[str] | None, typer.Argument(
        metavar="[ID|PAPER|GLOB|FILE.py]...", help="By default the whole ledger.",
        autocompletion=_claim_ids)] = None,
    effort: EffortOption = "standard",
    rng: RngOption = 0,
    workers: Annotated[int, typer.Option(
        metavar="N", help="Processes; the verdicts do not depend on it.")] = 2,
    scheduler: SchedulerOption = None,
    json_path: JsonOption = None,
    html: Annotated[str | None, typer.Option(
        metavar="PATH", help="Also write one self-contained page: search, filter, unfold.")] = None,
    latex: Annotated[str | None, typer.Option(
        metavar="PATH", help="Also write a table and theorems for a paper's appendix.")] = None,
    junit: Annotated[str | None, typer.Option(
        metavar="PATH", help="Also write JUnit XML, for a CI server.")] = None,
    watch: Annotated[bool, typer.Option(
        "--watch", help="Judge again whenever a FILE.py is saved, until Ctrl-C.")] = False,
    rocq: Annotated[bool, typer.Option(
        "--rocq", help="Let Rocq check every proof again (needs coqc).")] = False,
) -> int:
    """Give every claim its verdict; exit code 0 if each is as expected."""
    from bnlinear.cli.reports.write import Reports
    from bnlinear.cli.verify import report_console
    from bnlinear.cli.verify import verify as run

    def once() -> int:
        return run(claims or [], effort=effort, rng=rng, workers=workers, json_path=json_path,
                   console=report_console(json_path), reports=Reports(html, latex, junit),
                   scheduler=scheduler, rocq=rocq)

    if not watch:
        return once()
    from bnlinear.cli.verify import verify_again_and_again

    return verify_again_and_again(claims or [], once)


@app.command()
def export(
    claims: Annotated[list[str] | None, typer.Argument(
        metavar="[ID|PAPER|GLOB|FILE.py]...", help="By default the whole ledger.",
        autocompletion=_claim_ids)] = None,
    out: Annotated[str, typer.Option(
        "--out", metavar="DIR", help="The folder to write; `make` in it compiles.")] = "rocq",
) -> int:
    """Write proved claims as Rocq theorems, with their proofs."""
    from bnlinear.cli.rocq import export as run

    return run(claims or [], Path(out))


@app.command("list")
def list_claims(
    glob: Annotated[str, typer.Argument(help="Which claims; by default all of the ledger.")] = "*",
) -> None:
    """List claims: id, expected verdict, statement."""
    from bnlinear.cli.verify import listing, report_console

    listing(glob, report_console(None))


@app.command()
def show(
    claim: Annotated[str, typer.Argument(
        metavar="ID", help="A claim of the ledger, or FILE.py.", autocompletion=_claim_ids)],
    effort: EffortOption = "standard",
    rng: RngOption = 0,
) -> None:
    """Show one claim in full: its proof step by step, or its counterexample worked out."""
    from bnlinear.cli.verify import report_console
    from bnlinear.cli.verify import show as run

    run(claim, effort=effort, rng=rng, console=report_console(None))


@app.command()
def figures(
    ids: Annotated[list[str] | None, typer.Argument(
        metavar="[ID]...", help="Which ones; by default all.")] = None,
    listed: Annotated[bool, typer.Option("--list", help="List the figures, one a line.")] = False,
    out: Annotated[Path, typer.Option(
        metavar="DIR", help="Where to write them.")] = Path("figures"),
    formats: Annotated[str, typer.Option(
        "--format", metavar="pdf,svg,png", help="Which pictures.")] = "pdf,svg,png",
    rng: RngOption = 0,
    quick: Annotated[bool, typer.Option(
        "--quick", help="Networks: fewer seeds and samples, to see that all works.")] = False,
) -> int:
    """Draw the figures of the papers' claims, each with its numbers and its caption."""
    from argparse import Namespace

    try:
        from figures.__main__ import run
    except ModuleNotFoundError as error:
        raise ValueError(f"the figures are not installed ({error}); reinstall bnlinear") from error
    return run(Namespace(ids=ids or [], list=listed, out=out, format=formats, rng=rng,
                         quick=quick))


@app.command()
def new(
    file: Annotated[Path, typer.Argument(metavar="FILE.py", help="The file to write.")],
) -> None:
    """Write a template for a claim of one's own."""
    from bnlinear.cli.verify import new as run

    run(file)
    print(f"wrote {file}; edit it, then: bnlinear verify {file}")


@app.command()
def discover(
    claim: Annotated[str, typer.Argument(
        metavar="ID|FILE.py", help="Claims with a constant: a parameter with a default.",
        autocompletion=_claim_ids)],
    constant: Annotated[str | None, typer.Option(
        metavar="NAME", help="The constant, where a claim has several.")] = None,
    greatest: Annotated[bool, typer.Option(
        "--greatest", help="Look for the greatest constant instead of the least.")] = False,
    letter: Annotated[list[str] | None, typer.Option(
        metavar="NAME", help="What it may depend on; by default μ and L. May be repeated.")] = None,
    effort: EffortOption = "quick",
    rng: RngOption = 0,
    json_path: JsonOption = None,
) -> int:
    """Find the best constant in an inequality: a counterexample below it, a proof at it."""
    from bnlinear.cli.discover import discover as run

    return run(claim, constant=constant, best="greatest" if greatest else "least",
               letters=None if letter is None else tuple(letter), effort=effort, rng=rng,
               json_path=json_path)


@app.command()
def analyze(
    file: FileArgument = None,
    target: TargetOption = None,
    sep: SepOption = None,
    decimal: DecimalOption = None,
    drop_missing: DropMissingOption = False,
    columns: ColumnsOption = None,
    drop: DropOption = None,
    loss: Annotated[str, typer.Option(
        metavar="squared|logistic", help="logistic: for a target of two classes.")] = "squared",
    ridge: Annotated[str, typer.Option(
        metavar="R", help="Add (R/2)|w|^2 to the logistic loss.")] = "0",
    eps: Annotated[str, typer.Option(
        metavar="E", help="What bnp+eps adds to the variances.")] = "1e-5",
    batch_size: Annotated[int | None, typer.Option(
        metavar="B", help="Also look at mini-batches of B rows.")] = None,
    rng: Annotated[int, typer.Option("--rng", metavar="INT", help="Seed of their shuffling.")] = 0,
    measure: Annotated[bool, typer.Option(
        "--measure", help="Also run the methods and count their steps.")] = False,
    scaling: Annotated[bool | None, typer.Option(
        help="Look for the best diagonal scaling; by default up to 300 features.")] = None,
    plot: Annotated[str | None, typer.Option(
        metavar="PATH", help="Draw it: .png, .pdf or .svg.")] = None,
    json_path: JsonOption = None,
) -> None:
    """Report what normalization would buy on a table of data."""
    from bnlinear.cli.analyze import analyze as run

    run(Reading(file, target, sep, decimal, drop_missing, columns, drop), loss=loss, ridge=ridge,
        eps=eps, batch_size=batch_size, rng=rng, measured=measure, scaling=scaling, plot=plot,
        json_path=json_path)


@app.command()
def train(
    data: Annotated[str, typer.Option(
        metavar="NAME", help="digits, mnist, fashion, or a folder with IDX files or CIFAR-10."
    )] = "digits",
    net: Annotated[str | None, typer.Option(
        metavar="SHAPE", help="784-100-10, or cnn; by default three layers of 100.")] = None,
    method: Annotated[str, typer.Option(
        metavar="LIST", help="Of vanilla, bn, bngd, bnp, sgdg, adamg, agc, noise.")] = "bn",
    batch_size: Annotated[int, typer.Option(metavar="B", help="Samples in a batch.")] = 60,
    lr: Annotated[str, typer.Option(
        "--lr", metavar="GRID", help="first:last:count (geometric), or a list.")] = "0.1",
    epochs: Annotated[int, typer.Option(metavar="N", help="Passes over the samples.")] = 5,
    seeds: Annotated[str, typer.Option(
        metavar="N|LIST", help="How many, or which: a list such as 0,3,7.")] = "1",
    lr_a: Annotated[float | None, typer.Option(
        "--lr-a", metavar="RATE", help="bngd, sgdg, adamg: of all that --lr is not for.")] = None,
    momentum: Annotated[float, typer.Option(metavar="M", help="Of SGD.")] = 0.0,
    weight_decay: Annotated[float, typer.Option(metavar="D", help="Of SGD.")] = 0.0,
    drop: Annotated[str | None, typer.Option(
        metavar="LIST", help="Epochs after which the rates are divided by 5.")] = None,
    scale: Annotated[str, typer.Option(
        metavar="q2|q|none", help="bnp: what its gradient is divided by.")] = "q2",
    activation: Annotated[str, typer.Option(
        metavar="NAME", help="relu, tanh, erf or identity.")] = "relu",
    skip: Annotated[bool, typer.Option("--skip", help="Skip connections.")] = False,
    shuffle: Annotated[str, typer.Option(
        metavar="epoch|once", help="A new order in every epoch, or one.")] = "epoch",
    samples: Annotated[int | None, typer.Option(
        metavar="N", help="Train on the first N samples only.")] = None,
    workers: Annotated[int, typer.Option(
        metavar="N", help="Processes; the result does not depend on it.")] = 1,
    scheduler: SchedulerOption = None,
    checkpoint: Annotated[str | None, typer.Option(
        metavar="PATH", help="Written after each epoch; if it exists, go on from there.")] = None,
    csv: Annotated[str | None, typer.Option(metavar="PATH", help="Write a table.")] = None,
    plot: Annotated[str | None, typer.Option(
        metavar="PATH", help="Draw it: .png, .pdf or .svg.")] = None,
    json_path: JsonOption = None,
) -> None:
    """Train networks on images with the methods of the papers."""
    from bnlinear.cli.train import Choices
    from bnlinear.cli.train import train as run
    from bnlinear.cli.verify import report_console

    run(Choices(data=data, net=net, methods=method, batch_size=batch_size, lr=lr, epochs=epochs,
                seeds=seeds, lr_a=lr_a, momentum=momentum, weight_decay=weight_decay, drop=drop,
                scale=scale, activation=activation, skip=skip, shuffle=shuffle, samples=samples,
                workers=workers, scheduler=scheduler, checkpoint=checkpoint),
        csv=csv, plot=plot, json_path=json_path,
        console=report_console("-" if "-" in (json_path, csv, plot) else None))


@app.command()
def sweep(
    file: FileArgument = None,
    target: TargetOption = None,
    sep: SepOption = None,
    decimal: DecimalOption = None,
    drop_missing: DropMissingOption = False,
    columns: ColumnsOption = None,
    drop: DropOption = None,
    method: Annotated[str, typer.Option(
        metavar="LIST", help="Of bngd, gd, gd-centred, sgdg, rayleigh (lr: the effective one)."),
        ] = "bngd,gd,gd-centred",
    lr: Annotated[str, typer.Option(
        "--lr", metavar="GRID", help="auto, first:last:count (geometric), or a list.")] = "auto",
    steps: Annotated[int, typer.Option(metavar="N", help="Steps of each run.")] = 1000,
    normalised: Annotated[bool, typer.Option(
        "--normalised", help="Divide the features by their standard deviations.")] = False,
    rng: Annotated[int, typer.Option("--rng", metavar="INT", help="Seed of the start.")] = 0,
    workers: Annotated[int, typer.Option(
        metavar="N", help="Threads; the result does not depend on it.")] = 2,
    scheduler: Annotated[str | None, typer.Option(
        metavar="ADDRESS", help="Run on the Dask cluster with this scheduler.")] = None,
    flag_chaos: Annotated[bool, typer.Option(
        "--flag-chaos", help="Run in balls too; flag where floats hold no digit.")] = False,
    csv: Annotated[str | None, typer.Option(
        metavar="PATH", help="Write a table ('-': to stdout, alone).")] = None,
    plot: Annotated[str | None, typer.Option(
        metavar="PATH", help="Draw it: .png, .pdf or .svg.")] = None,
    json_path: JsonOption = None,
) -> None:
    """Run methods with a whole grid of learning rates on a table of data."""
    from bnlinear.cli.sweep import Request
    from bnlinear.cli.sweep import sweep as run
    from bnlinear.cli.verify import report_console

    run(Reading(file, target, sep, decimal, drop_missing, columns, drop), Request(
        methods=method, lr=lr, steps=steps, normalised=normalised, rng=rng, workers=workers,
        scheduler=scheduler, chaos=flag_chaos, csv=csv, plot=plot, json_path=json_path),
        report_console("-" if "-" in (json_path, csv, plot) else None))
