"""An error in a claim's file: where it stands, what it is, what to write instead."""

from __future__ import annotations

import builtins
import os
import sysconfig
import traceback
from difflib import get_close_matches
from pathlib import Path
from types import CodeType

#: Below these folders nothing is the author's: the engine, libraries, and code made of a string.
_OTHERS = ("<", *(f"{folder}{os.sep}" for folder in (
    Path(__file__).parents[2], *map(sysconfig.get_path, ("stdlib", "purelib", "platlib")))))


#: What to write instead, by what Python or NumPy says of values that a claim's body meets.
_REMEDIES = {
    ("multiply sequence", "'str'"): 'write Number("1/2") of bnlinear.exact, not a string',
    ("'Relation'", "'Compound'"): "combine relations with all_of, any_of, implies",
    ("'Vector'", "'Operator'", "'Rotation'"): "a proof is about every d: write it with +, -, @ and "
    "multiples of whole vectors, or leave out the proof",
    ("type Scalar",): "a proof knows + - * /, whole powers, sqrt, abs, maximum of bnlinear.exact",
    ("truth value and no order",): "abs(x), and maximum(a, b) of bnlinear.exact, say what max and "
    "if would decide",
    ("'Number'", "type Number"): "exact numbers know + - * / **, abs, sqrt, exp, log, sin "
    "and cos: use these, or leave it to floats with screen_only=True",
    ("dtype('O')",): "solvers of NumPy take floats alone: state it without them, or leave it to "
    "floats with screen_only=True",
    ("read-only",): "do not change the claim's arrays in place: w = 2 * w, not w *= 2",
}


def in_file(error: BaseException, body: CodeType | None = None) -> str:
    """One line: file, line, the error, and the remedy where one is known.

    Where no line of the author's raised it, the place is that of `body`, the claim's own code.

    >>> try:  # doctest: +ELLIPSIS
    ...     "1/2" * 0.5
    ... except TypeError as error:
    ...     print(in_file(error))
    TypeError: can't multiply sequence by non-int of type ...; write Number("1/2") of ...
    """
    frames = [frame for frame in traceback.extract_tb(error.__traceback__)
              if frame.filename.endswith(".py") and not frame.filename.startswith(_OTHERS)]
    places = [(frame.filename, frame.lineno) for frame in frames[-1:]]
    if body is not None and not places:
        places = [(body.co_filename, body.co_firstlineno)]
    place = "".join(f"{file}, line {line}: " for file, line in places)
    said = traceback.TracebackException(type(error), error, error.__traceback__)
    said.__notes__ = []  # Hypothesis tells there how it came to draw what it drew
    lines = "".join(said.format_exception_only()).strip().splitlines()
    name, _, message = " ".join(lines).partition(": ")
    short = f"{name.rpartition('.')[2]}: {message}" if message else name
    if places and str(error).startswith(places[0][0]):
        place = ""  # it says itself where
    return place + short + remedy(error)


def remedy(error: BaseException) -> str:
    """What to write instead, where that is known: "; did you mean …?"."""
    text = str(error)
    known: list[str] = []
    if isinstance(error, AttributeError) and error.obj is not None:
        known = [name for name in dir(error.obj) if not name.startswith("_")]
    elif isinstance(error, NameError) and error.__traceback__ is not None:
        *_, (frame, _) = traceback.walk_tb(error.__traceback__)
        known = [*frame.f_locals, *frame.f_globals, *dir(builtins)]
    near = get_close_matches(getattr(error, "name", None) or "", known, n=1)
    if near:
        return f"; did you mean {near[0]}?"
    if type(error).__module__.startswith("bnlinear.") or not isinstance(
            error, TypeError | AttributeError | ValueError):
        return ""  # it says itself what to write, or is about something else
    return next((f"; {instead}" for words, instead in _REMEDIES.items()
                 if any(word in text for word in words)), "")
