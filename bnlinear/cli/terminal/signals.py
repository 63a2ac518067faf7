"""Ctrl-C and SIGTERM end a command at any moment, in silence: exit codes 130 and 143."""

from __future__ import annotations

import atexit
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any

INTERRUPTED = 128 + signal.SIGINT
TERMINATED = 128 + signal.SIGTERM


class Stopped(BaseException):
    """SIGTERM arrived: unwind, so that drafts are removed and children ended."""


class Signals:
    """The exit code that the signals so far ask for.

    `quick`: end the process at once. An exception would do harm while libraries are imported,
    whose C code may swallow it or turn it into another, and while the interpreter ends.
    `returned`: what the command ends with, once that is known.
    """

    def __init__(self) -> None:
        self.code: int | None = None
        self.quick = True
        self.returned: int | None = None

    def leave(self) -> None:
        """End with the exit code that was returned: the last thing that an interpreter does.

        Python would end `python -m …` by the signal itself, once a KeyboardInterrupt has passed
        through an `exec` or `eval` of a text, as libraries have many, whoever has caught it since.
        """
        if self.code is not None and self.returned == self.code:
            for stream in (sys.stdout, sys.stderr):
                with suppress(OSError, ValueError, AttributeError):  # closed, or not there
                    stream.flush()
            os._exit(self.code)

    def __call__(self, number: int, frame: FrameType | None) -> None:
        self.code = 128 + number
        if self.quick:
            os._exit(self.code)
        raise KeyboardInterrupt if number == signal.SIGINT else Stopped


@contextmanager
def signals(alone: bool) -> Iterator[Signals]:
    """Answer SIGINT and SIGTERM while the block runs, and after it if the process is `alone`.

    Only the main thread can; in another one nothing changes.
    """
    heard = Signals()
    if threading.current_thread() is not threading.main_thread():
        yield heard
        return
    if alone:
        atexit.register(heard.leave)  # the first that is registered is the last that is called
    before: dict[int, Any] = {}
    for number in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) is not signal.SIG_IGN:  # as under nohup
            before[number] = signal.signal(number, heard)
    hook = sys.unraisablehook
    sys.unraisablehook = _silent(heard, hook)
    try:
        yield heard
    finally:
        sys.unraisablehook = hook
        if not alone:
            for signum, handler in before.items():
                signal.signal(signum, handler)


def _silent(heard: Signals, hook: Callable[[Any], None]) -> Callable[[Any], None]:
    """An interrupt in a destructor is dropped by Python with a traceback; leave that out."""
    def report(problem: object) -> None:
        if heard.code is None:
            hook(problem)
    return report

