"""Standard output and error that outlive their reader.

`bnlinear … | head -1` closes standard output in mid-report, `>&-` starts without one, a disk may be
full: none of these may cost the files that a command writes, nor change its exit code by chance.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class _Patient(io.RawIOBase):
    """A stream that drops what nobody reads, and remembers why else it could not be written."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.gone = False
        self.error: OSError | None = None

    def write(self, data: Any, /) -> int:
        if not self.gone:
            try:
                return os.write(self.number, data)
            except OSError as error:
                self.gone = True
                if not isinstance(error, BrokenPipeError):
                    self.error = error
        return len(data)

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self.number

    def isatty(self) -> bool:
        return os.isatty(self.number)


@contextmanager
def patient_streams() -> Iterator[None]:
    """Standard output and error that do not fail, while the block runs.

    A stream that the caller has replaced (a test, a notebook) is left alone.

    Raises
    ------
    OSError
        At the end, if standard output could not be written for another reason than that nobody
        reads it.
    """
    _open_missing()
    before = sys.stdout, sys.stderr
    raws = {}
    for name, stream, number in (("stdout", sys.__stdout__, 1), ("stderr", sys.__stderr__, 2)):
        if getattr(sys, name) is stream:
            raws[name] = _Patient(number)
            setattr(sys, name, _text(raws[name], stream))
        elif isinstance(stream := getattr(sys, name), io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        yield
    finally:
        for name in raws:
            getattr(sys, name).flush()
        sys.stdout, sys.stderr = before
    if "stdout" in raws and (error := raws["stdout"].error) is not None:
        raise OSError(f"cannot write standard output: {error.strerror}") from error


def _open_missing() -> None:
    """A closed stream is opened to nowhere; else the next file would get its number."""
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free: this one


def _text(raw: _Patient, before: io.TextIOBase | None) -> io.TextIOWrapper:
    if before is not None:
        before.flush()
    encoding = getattr(before, "encoding", None) or "utf-8"
    # errors="replace": a terminal without "±" must not end the run
    return io.TextIOWrapper(io.BufferedWriter(raw), encoding=encoding, errors="replace",
                            line_buffering=raw.isatty() or raw.number == 2)
