"""What a command is at, on one line of a terminal's standard error, removed at the end."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_CLEAR = "\r\x1b[K"


@contextmanager
def stages() -> Iterator[Callable[[str], object]]:
    """A function that shows a few words, and for how long the command has been running.

    Nothing is written where standard error is no terminal. The cursor stays as it is: whatever
    ends the process, the terminal is left in order.
    """
    if not sys.stderr.isatty():
        yield str
        return
    begun = time.monotonic()

    def show(words: str) -> None:
        print(f"{_CLEAR}{time.monotonic() - begun:4.0f} s  {words} …", end="", file=sys.stderr,
              flush=True)

    try:
        yield show
    finally:
        print(_CLEAR, end="", file=sys.stderr, flush=True)
