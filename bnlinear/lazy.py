"""Packages that import what they offer when it is first asked for: the command line starts sooner.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any


def offers(package: str, homes: Mapping[str, Sequence[str]]) -> Callable[[str], Any]:
    """The `__getattr__` of a package (PEP 562).

    Parameters
    ----------
    package
        Its `__name__`.
    homes
        From each module of the package, relative to it, to the names that the package offers of it.
        No name may be that of a module: once that is imported, it would hide the name.

    Raises
    ------
    AttributeError
        By what is returned, for any other name, as without this function.
    """
    where = {name: module for module, names in homes.items() for name in names}
    heads = {module.partition(".")[0] for module in homes}

    def attribute(name: str) -> Any:
        if name in heads:
            return import_module(f"{package}.{name}")
        if name not in where:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(import_module(f"{package}.{where[name]}"), name)
        setattr(sys.modules[package], name, value)
        return value

    return attribute


def lists(package: str) -> Callable[[], list[str]]:
    """The `__dir__` that belongs to `offers`: completion and Sphinx see names not yet asked for."""
    def names() -> list[str]:
        module = sys.modules[package]
        return sorted({*vars(module), *module.__all__})

    return names
