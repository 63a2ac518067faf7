"""An error in a claim's file: where it stands, what it is, what to write instead."""

from __future__ import annotations

import builtins
import traceback
from difflib import get_close_matches
from pathlib import Path

#: Frames below this folder are the engine's own: an error is told where the author's file ends.
_ENGINE = str(Path(__file__).parents[2])


def in_file(error: BaseException) -> str:
    """One line: file, line, the error, and the remedy where one is known.

    >>> try:  # doctest: +ELLIPSIS
    ...     "1/2" * 0.5
    ... except TypeError as error:
    ...     print(in_file(error).partition(": ")[2])
    TypeError: can't multiply sequence by non-int of type ...; write Number("1/2") of ...
    """
    frames = [frame for frame in traceback.extract_tb(error.__traceback__)
              if not frame.filename.startswith(_ENGINE)]
    place = f"{frames[-1].filename}, line {frames[-1].lineno}: " if frames else ""
    said = traceback.TracebackException(type(error), error, error.__traceback__)
    lines = "".join(said.format_exception_only()).strip().splitlines()
    name, _, message = " ".join(lines).partition(": ")
    short = f"{name.rpartition('.')[2]}: {message}" if message else name
    if frames and str(error).startswith(frames[-1].filename):
        place = ""  # it says itself where
    return place + short + remedy(error)


def remedy(error: BaseException) -> str:
    """What to write instead, where that is known: "; did you mean …?"."""
    text = str(error)
    if isinstance(error, TypeError) and ("sequence" in text or "'str'" in text):
        return '; write Number("1/2") of bnlinear.exact, not a string'
    known: list[str] = []
    if isinstance(error, AttributeError) and error.obj is not None:
        known = [name for name in dir(error.obj) if not name.startswith("_")]
    elif isinstance(error, NameError) and error.__traceback__ is not None:
        *_, (frame, _) = traceback.walk_tb(error.__traceback__)
        known = [*frame.f_locals, *frame.f_globals, *dir(builtins)]
    near = get_close_matches(getattr(error, "name", None) or "", known, n=1)
    return f"; did you mean {near[0]}?" if near else ""
