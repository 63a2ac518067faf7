"""The program `bnlinear`: its commands, in the order in which it lists them.

A command is a function of `bnlinear.cli.commands`; it returns None, or its exit code. Whatever
is wrong with its input it raises as a `ValueError` or an `OSError`; `bnlinear.cli.main` alone turns
that into one line on standard error and the exit code 2.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from bnlinear import __version__
from bnlinear.cli.commands import claims, data
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


#: In the order of the help.
COMMANDS: dict[str, Callable[..., int | None]] = {
    "verify": claims.verify, "export": claims.export, "list": claims.list_claims,
    "show": claims.show, "figures": claims.figures, "new": claims.new,
    "discover": claims.discover, "analyze": data.analyze, "train": data.train, "sweep": data.sweep,
}
for _name, _command in COMMANDS.items():
    app.command(_name)(_command)
