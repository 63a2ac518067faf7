"""The state of a training run in a file, from which it goes on to the same bits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from bnlinear.archives import BrokenArchive, read_checkpoint, read_owner, write_checkpoint
from bnlinear.checks import ArgumentError
from bnlinear.files import check_output


def leaves(tree: object) -> list[Any]:
    """The arrays and numbers in nested tuples, in order."""
    if tree is None:
        return []
    if isinstance(tree, tuple | list):
        return [leaf for part in tree for leaf in leaves(part)]
    return [tree]


def rebuilt(tree: object, values: list[Any]) -> Any:
    """A tree of this form with other leaves, taken from the front of `values`."""
    if tree is None:
        return None
    if isinstance(tree, tuple | list):
        parts = [rebuilt(part, values) for part in tree]
        return type(tree)(*parts) if hasattr(tree, "_fields") else type(tree)(parts)
    value = values.pop(0)
    return int(value) if isinstance(tree, int) else value


def check_place(path: str | Path) -> Path:
    """Raise a `ValueError` if no checkpoint could be written there."""
    check_output("checkpoint", path)
    return Path(path)


def save(path: Path, state: object, records: dict[str, np.ndarray],
         belongs: dict[str, str]) -> None:
    """Write the file, all or nothing."""
    write_checkpoint(path, _named(state) | records, belongs)


def load(path: Path, template: object, names: list[str],
         belongs: dict[str, str]) -> tuple[Any, dict[str, np.ndarray]] | None:
    """The state and the records, or None if there is no file.

    Raises
    ------
    ValueError
        If it is no checkpoint, or one of another run, or was altered.
    """
    if not path.exists():
        return None
    state = list(_named(template))  # whose shapes may grow: BNP's statistics begin as one
    try:
        theirs = read_owner(path)
        wrong = [key for key, value in belongs.items() if theirs.get(key) != value]
        found = {} if wrong else read_checkpoint(path, dict.fromkeys([*state, *names]))
    except (BrokenArchive, OSError) as error:
        raise ArgumentError("checkpoint", str(path), f"this file is no checkpoint that can be "
                            f"read ({error})", "delete it, or name another file") from error
    if wrong:
        raise ArgumentError("checkpoint", str(path), f"it belongs to another run: its {wrong[0]} "
                            "differs", "name another file, or delete it to start again")
    return rebuilt(template, [found[key] for key in state]), {name: found[name] for name in names}


def _named(state: object) -> dict[str, Any]:
    return {f"leaf{place}": leaf for place, leaf in enumerate(leaves(state))}
