"""Commands about claims: judge them, show them, discover their constants, draw their figures."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bnlinear import children
from bnlinear.cli.options import EffortOption, JsonOption, RngOption, SchedulerOption


def _claim_ids(incomplete: str) -> list[str]:
    """Ids of the ledger that begin so, for the shell's completion."""
    from bnlinear.claims.running.loading import select

    return [claim.id for _, claim in select([]) if claim.id.startswith(incomplete)]


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
    if not watch:  # what is imported then is read anew
        children.copy()
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


def list_claims(
    glob: Annotated[str, typer.Argument(help="Which claims; by default all of the ledger.")] = "*",
) -> None:
    """List claims: id, expected verdict, statement."""
    from bnlinear.cli.verify import listing, report_console

    listing(glob, report_console(None))


def show(
    claim: Annotated[str, typer.Argument(
        metavar="ID", help="A claim of the ledger, or FILE.py.", autocompletion=_claim_ids)],
    effort: EffortOption = "standard",
    rng: RngOption = 0,
) -> None:
    """Show one claim in full: its proof step by step, or its counterexample worked out."""
    children.copy()
    from bnlinear.cli.verify import report_console
    from bnlinear.cli.verify import show as run

    run(claim, effort=effort, rng=rng, console=report_console(None))


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


def new(
    file: Annotated[Path, typer.Argument(metavar="FILE.py", help="The file to write.")],
) -> None:
    """Write a template for a claim of one's own."""
    from bnlinear.cli.verify import new as run

    run(file)
    print(f"wrote {file}; edit it, then: bnlinear verify {file}")


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
