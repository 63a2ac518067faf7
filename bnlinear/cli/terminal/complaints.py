"""A wrong argument, said in the words of the command line: `batch_size` is `--batch-size`."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping

from bnlinear.checks import ArgumentError
from bnlinear.tables import TableError

#: Arguments of the library whose options are called otherwise; the others swap "_" for "-".
OPTIONS: Mapping[str, str] = {"measured": "measure", "learning_rates": "lr", "lr_a": "lr-a"}

#: `name` or `name=value` between backquotes.
_ARGUMENT = re.compile(r"`([a-z]\w*)(?:=([^`]*))?`")


def complaint(error: Exception) -> str:
    """What to print of an error, without a line break.

    >>> complaint(ArgumentError("batch_size", 1, "it must be 2 or more", "or leave `loss=squared`"))
    '--batch-size 1: it must be 2 or more; or leave --loss squared'
    """
    if isinstance(error, ArgumentError):
        place = option(error.argument) if error.argument.isidentifier() else error.argument
        text = f"{place} {_unquoted(error.shown)}: {in_options(error.advice)}"
    elif isinstance(error, TableError):
        text = in_options(str(error))
    else:
        text = str(error)
    return " ".join(text.split())


def option(argument: str) -> str:
    """The option that sets an argument."""
    return "--" + OPTIONS.get(argument, argument.replace("_", "-"))


def in_options(text: str) -> str:
    """Backquoted arguments as options."""
    return _ARGUMENT.sub(lambda match: option(match[1]) + (
        f" {_pasted(match[2])}" if match[2] else ""), text)


def _pasted(value: str) -> str:
    """A value as a shell takes it; a list of names keeps the quotation marks that it needs.

    >>> print(_pasted("'final'"), _pasted('"Income (€)"'), _pasted('a,"b c"'), _pasted(";"))
    final 'Income (€)' 'a,"b c"' ';'
    """
    inner = _unquoted(value)
    return shlex.quote(value if set(inner) & set(',"') and inner != value else inner)


def _unquoted(text: str) -> str:
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] in "'\"" else text
