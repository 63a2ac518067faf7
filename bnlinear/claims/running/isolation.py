"""A call in a child process: somebody's file may loop, or end the process."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

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
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_answer, args=(theirs, function, arguments), daemon=True)
    process.start()
    theirs.close()
    try:
        if not ours.poll(seconds + GRACE):
            raise ValueError(f"{what} did not end within {seconds:.0f} s; does it loop?")
        fine, answer = ours.recv()
    except (EOFError, ConnectionResetError):
        process.join(1)
        raise ValueError(f"{what} ended the process (exit code {process.exitcode}); "
                         "it must not call os._exit") from None
    finally:
        process.kill()
        process.join()
        ours.close()
    if not fine:
        raise ValueError(answer)
    return answer


def _answer(pipe: Connection, function: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        pipe.send((True, function(*arguments)))
    except ValueError as error:
        pipe.send((False, str(error)))
