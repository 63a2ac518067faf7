"""The command line: `bnlinear COMMAND …`, also `python -m bnlinear`.

A command is a function below with `@app.command()`; it returns None, or its exit code. Whatever
is wrong with its input it raises as a `ValueError` or an `OSError`; `main` alone turns that into
one line on stderr and the exit code 2.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from bnlinear import __version__
from bnlinear.cli.json_report import check_path, write_report

app = typer.Typer(name="bnlinear", add_completion=False, rich_markup_mode=None,
                  pretty_exceptions_enable=False)

OK, WRONG_INPUT, INTERRUPTED = 0, 2, 130

JsonOption = Annotated[str | None, typer.Option(
    "--json", metavar="PATH", help="Also write the report as JSON ('-': to stdout, alone).")]


#: What typer raises for a wrong option or command, under whichever name its version exports it.
_UsageError: type[Exception] = typer.BadParameter.__bases__[0]


def main(args: Sequence[str] | None = None) -> int:
    """Run the command line (`sys.argv` by default); returns the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without "±" must not end the run
    try:
        code = app(args=None if args is None else list(args), standalone_mode=False,
                   prog_name="bnlinear")
    except _UsageError as error:
        return _complain(_usage_line(error))
    except (ValueError, OSError) as error:
        return _complain(str(error))
    except (typer.Abort, KeyboardInterrupt):
        return INTERRUPTED
    return code if isinstance(code, int) else OK


def _usage_line(error: Any) -> str:
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "bnlinear"
    return f"{error.format_message().rstrip('.')}; see '{command} --help'"


def _complain(message: str) -> int:
    print("bnlinear: " + " ".join(message.split()), file=sys.stderr)
    return WRONG_INPUT


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


@app.command()
def analyze(
    file: Annotated[Path | None, typer.Argument(
        help="CSV, or npz with arrays X and y; by default the bundled diabetes data.")] = None,
    target: Annotated[str | None, typer.Option(
        metavar="COLUMN", help="What to predict; by default the column target or y.")] = None,
    json_path: JsonOption = None,
) -> None:
    """Report what normalization would buy on a table of data."""
    from bnlinear.analyze import MAX_FEATURES
    from bnlinear.analyze import analyze as run
    from bnlinear.cli.show_analysis import show
    from bnlinear.tables import diabetes, read_table

    check_path(json_path)
    table = (diabetes(target) if file is None
             else read_table(file, target, max_features=MAX_FEATURES))
    analysis = run(table)
    if json_path != "-":
        show(analysis)
    write_report(json_path, analysis.to_json())
