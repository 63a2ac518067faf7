"""A call in a child process: somebody's file may loop, or end the process."""

from __future__ import annotations

from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from bnlinear.children import end, start
from bnlinear.claims.running.clock import BACKSTOP, limited, ran_out

#: Importing the libraries and the user's file comes on top of a claim's own clock.
GRACE = 20.0

#: How long the import of somebody's claim file may take.
IMPORT_SECONDS = 30.0


def isolated(function: Callable[..., Any], *arguments: Any, seconds: float, what: str) -> Any:
    """Call a function of this package in a child process that may hang or die.

    Raises
    ------
    ValueError
        What the function raises as a `ValueError`, or that the child overran or died.
    """
    process, ours = start(_answer, seconds + GRACE, function, arguments)
    try:
        if not ours.poll(BACKSTOP * seconds + GRACE):
            raise ValueError(f"{what} did not end within {BACKSTOP * seconds:.0f} s; does it wait "
                             "for something?")
        fine, answer = ours.recv()
    except (EOFError, ConnectionResetError):
        process.join(1)
        if ran_out(process.exitcode):
            raise ValueError(f"{what} did not end within {seconds:.0f} s of processor time; does "
                             "it loop?") from None
        raise ValueError(f"{what} ended the process (exit code {process.exitcode}); "
                         "it must not call os._exit") from None
    finally:
        end(process, ours)
    if not fine:
        raise ValueError(answer)
    return answer


def _answer(pipe: Connection, seconds: float, function: Callable[..., Any],
            arguments: tuple[Any, ...]) -> None:
    try:
        with limited(seconds):
            answer = function(*arguments)
        pipe.send((True, answer))
    except ValueError as error:
        pipe.send((False, str(error)))
    except (Exception, KeyboardInterrupt) as error:  # raised by somebody's file, not by a user
        pipe.send((False, f"{arguments[0]} raised {type(error).__name__}: {error}"))
