"""Options that several commands have."""

from __future__ import annotations

from typing import Annotated

import typer

JsonOption = Annotated[str | None, typer.Option(
    "--json", metavar="PATH", help="Also write the report as JSON ('-': to stdout, alone).")]
EffortOption = Annotated[str, typer.Option(
    metavar="quick|standard|thorough", help="How much is tried.")]
SchedulerOption = Annotated[str | None, typer.Option(
    metavar="ADDRESS", help="Run on the Dask cluster of this scheduler, tcp://….")]
RngOption = Annotated[int, typer.Option("--rng", metavar="INT", help="Seed of the search.")]
