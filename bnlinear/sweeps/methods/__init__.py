"""The methods that can be swept: each file of this folder holds the record of one."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from typing import Any, TypeAlias

from bnlinear.checks import ArgumentError
from bnlinear.sweeps.methods.record import SweepMethod

#: A class of `bnlinear.dynamics`, one of its step functions, or a record.
Sweepable: TypeAlias = "type | Callable[..., Any] | SweepMethod"


@cache
def records() -> tuple[SweepMethod, ...]:
    """All records, in the order of their files' names."""
    return tuple(_records())


def _records() -> Iterator[SweepMethod]:
    for file in sorted(module.name for module in pkgutil.iter_modules(__path__)):
        method = getattr(import_module(f"{__name__}.{file}"), "METHOD", None)
        if method is not None:
            yield method


def record_of(method: Sweepable) -> SweepMethod:
    """The record of a method, given by its class or its step, or the record itself."""
    if isinstance(method, SweepMethod):
        return method
    for one in records():
        if any(method is meant for meant in one.means):
            return one
    names = sorted(meant.__name__ for one in records() for meant in one.means)
    raise ArgumentError("method", method, f"it must be one of {', '.join(names)} of "
                        "bnlinear.dynamics (the class, without a learning rate), or a "
                        "bnlinear.sweeps.SweepMethod")
