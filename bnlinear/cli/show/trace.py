"""What a claim's body reads and computes at one instance: the coordinates it uses, by name."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, is_dataclass
from typing import Any

from bnlinear.claims.record import code_of
from bnlinear.problems import LeastSquares

#: What a page says of a problem; its other parts serve its own methods.
_OF_A_PROBLEM = ("H", "g", "c", "u", "R_star")


@dataclass
class Trace:
    """What was read from the instances, and what the body's own names stood for.

    Attributes
    ----------
    read
        (Parameter, attribute or key) → value, in the order in which their values were known.
    own
        The names that the body assigned, with their values.
    said
        What the body returned.
    """

    read: dict[tuple[str, str], Any] = field(default_factory=dict)
    own: dict[str, Any] = field(default_factory=dict)
    scope: dict[str, Any] = field(default_factory=dict)
    said: Any = None


def traced(body: Callable[..., Any], instances: dict[str, Any],
           judge: Callable[[dict[str, Any]], Any]) -> Trace:
    """Run `judge` on instances that note what the body reads of them."""
    trace = Trace()
    code = code_of(body)

    def watch(frame: Any, event: str, _: Any) -> None:
        if event == "return" and code is not None and frame.f_code is code:
            trace.scope = {**frame.f_globals, **frame.f_locals}
            trace.own = {name: value for name, value in frame.f_locals.items()
                         if name not in inspect.signature(body).parameters
                         and name not in code.co_freevars}

    before = sys.getprofile()
    watched = {name: _watched(instance, name, trace) for name, instance in instances.items()}
    sys.setprofile(watch)
    try:
        trace.said = judge(watched)
    finally:
        sys.setprofile(before)
    return trace


def _watched(instance: object, name: str, trace: Trace) -> Any:
    """The instance itself, of a subclass that notes what is read; other kinds as they are."""
    def note(key: str, value: object) -> None:
        trace.read.setdefault((name, key), value)

    if type(instance) is dict:
        return _WatchedDict(instance, note)
    if not is_dataclass(instance) or not hasattr(instance, "__dict__"):
        return instance
    kind: Any = type(instance)
    inside = isinstance(instance, LeastSquares)

    def read(self: object, key: str) -> Any:
        value = kind.__getattribute__(self, key)
        if not key.startswith("_") and (not inside or key in _OF_A_PROBLEM):
            note(key, value)
        return value

    copy: Any = object.__new__(type(kind.__name__, (kind,), {"__getattribute__": read}))
    parts = {key: _watched(part, name, trace) if isinstance(part, LeastSquares) else part
             for key, part in vars(instance).items()}
    copy.__dict__.update(parts)
    return copy


class _WatchedDict(dict[str, Any]):
    """A dictionary that notes which of its entries are read."""

    def __init__(self, plain: dict[str, Any], note: Callable[[str, Any], None]) -> None:
        super().__init__(plain)
        self._note = note

    def __getitem__(self, key: str) -> Any:
        value = super().__getitem__(key)
        self._note(key, value)
        return value
