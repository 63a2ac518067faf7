"""Divisors and radicands as they pass: where an expression could lose its value.

An exact Number tells whoever listens what it is divided by and what it takes a root or a logarithm
of. Nothing changes for the computation. The listeners are global to the process.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

Listener: TypeAlias = Callable[[Any], None]

listeners: list[Listener] = []


@contextmanager
def watched(listener: Listener) -> Iterator[None]:
    """Inside, `listener` hears every divisor and every radicand, before it is used.

    >>> from bnlinear.exact import Number
    >>> heard = []
    >>> with watched(heard.append):
    ...     _ = Number(1) / 3 + Number(4).sqrt()
    >>> heard
    [3, Number('4')]
    """
    listeners.append(listener)
    try:
        yield
    finally:
        listeners.remove(listener)


def tell(value: object) -> None:
    """Called by `Number` before it divides by a value or takes a root of it."""
    for listener in listeners:
        listener(value)
