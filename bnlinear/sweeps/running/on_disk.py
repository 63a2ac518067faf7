"""The losses of a sweep in a memory-mapped .npy file: as many as the disk holds."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from bnlinear.checks import ArgumentError, Described


@contextmanager
def mapped(path: str | Path, shape: tuple[int, ...]) -> Iterator[Any]:
    """A float array on disk, to write to; the file gets its name when the block ends well.

    The space is reserved before: a full disk is an error at once, not a signal in mid-run.
    """
    final = Path(path).resolve()
    draft = final.with_name(f".{final.name[:100]}.{os.urandom(4).hex()}.part")
    try:
        array = np.lib.format.open_memmap(draft, mode="w+", dtype=float, shape=shape)
        with draft.open("r+b") as file:
            if hasattr(os, "posix_fallocate"):
                os.posix_fallocate(file.fileno(), 0, draft.stat().st_size)
        yield array
        array.flush()
        draft.replace(final)
    except OSError as error:
        if error.errno is None:
            raise
        raise OSError(f"cannot write {path}: {os.strerror(error.errno)}") from error
    finally:
        draft.unlink(missing_ok=True)


def check_out(out: Any, record: str, checkpoint: Any) -> None:
    """Whether the losses can go to a file."""
    if out is None:
        return
    path = Path(out)
    if record != "every":
        raise ArgumentError("out", Described(out), 'the final losses are few: a file is for '
                            'record="every"', "leave it out")
    if checkpoint is not None:
        raise ArgumentError("out", Described(out), "a checkpoint holds all losses in memory",
                            "give one of `out` and `checkpoint`")
    if path.suffix != ".npy":
        raise ArgumentError("out", Described(out), "its name must end in .npy")
    if path.is_dir() or not path.resolve().parent.is_dir():
        raise ArgumentError("out", Described(out), "no file can be written there",
                            "name one in a folder that exists")
