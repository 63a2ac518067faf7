"""How every run begins and ends: signals and streams first, the libraries after.

Nothing but the standard library is imported here at first, so that Ctrl-C has its answer before
the half second that the libraries take to import.
"""

from __future__ import annotations

import gc
import sys
import warnings
from collections.abc import Callable, Sequence

from bnlinear import children
from bnlinear.cli.terminal.exit_codes import WRONG_INPUT
from bnlinear.cli.terminal.signals import Signals, signals
from bnlinear.cli.terminal.streams import patient_streams


def main(args: Sequence[str] | None = None) -> int:
    """Run the command line (`sys.argv` by default); returns the exit code."""
    def load() -> Callable[[], int]:
        from bnlinear.cli.app import run

        return lambda: run(args)

    return as_command("bnlinear", load, alone=args is None)


def as_command(name: str, load: Callable[[], Callable[[], int]], *, alone: bool) -> int:
    """Run something as a command of the shell; returns its exit code.

    Parameters
    ----------
    name
        Begins the one line with which wrong input is refused.
    load
        Imports what is needed and returns the work. That returns an exit code, or raises a
        `ValueError` or an `OSError` for wrong input.
    alone
        Whether the process ends with the command.
    """
    with signals(alone) as heard:
        heard.returned = _answered(name, load, heard, alone)
        return heard.returned


def _answered(name: str, load: Callable[[], Callable[[], int]], heard: Signals,
              alone: bool) -> int:
    try:
        with patient_streams():
            if alone:
                children.own()
                # what imports make stays: looking for rubbish in it is a tenth of a short run
                gc.set_threshold(10**5, *gc.get_threshold()[1:])
            if alone and not sys.warnoptions:
                warnings.simplefilter("ignore")  # they tell programmers, not users
            work = load()
            heard.quick = False
            return _refusing(name, work, heard)
    except BaseException as error:
        if heard.code is not None:
            return heard.code
        if isinstance(error, OSError):  # what went to standard output is lost
            return complain(name, str(error))
        raise
    finally:
        heard.quick = alone


def _refusing(name: str, work: Callable[[], int], heard: Signals) -> int:
    try:
        return work()
    except MemoryError:
        return complain(name, "there is not enough memory for this; take fewer rows, features, "
                        "learning rates or workers")
    except (ValueError, OSError) as error:
        if heard.code is not None:  # a library turned the interrupt into its own error
            raise
        from bnlinear.cli.terminal.complaints import complaint

        return complain(name, complaint(error))


def complain(name: str, message: str) -> int:
    """One line on standard error; returns the exit code for wrong input."""
    print(f"{name}: " + " ".join(message.split()), file=sys.stderr)
    return WRONG_INPUT
