"""The clock of a child process: it counts the processor time that the child has used.

On a busy machine, or with more processes than cores, a wall clock would end what had no turn to
run. The system keeps this clock and ends the process, inside a long C call too. What only sleeps
uses no processor time: a wall clock far beyond serves for that, in the parent.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

#: A process may take this many times its processor time on the wall clock.
BACKSTOP = 20.0

_TICKS = hasattr(signal, "setitimer")  # elsewhere (Windows) the wall clock alone serves


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """In the child: the process ends once this took so many seconds of processor time."""
    if not _TICKS:
        yield
        return
    signal.signal(signal.SIGPROF, signal.SIG_DFL)  # which is to end the process
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def ran_out(exit_code: int | None) -> bool:
    """Did its clock end the process?"""
    return _TICKS and exit_code == -signal.SIGPROF


def deadline(seconds: float, grace: float = 0.0) -> float:
    """When the parent ends a child that may use so many seconds of processor time."""
    return time.monotonic() + BACKSTOP * seconds + grace
