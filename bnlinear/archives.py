"""Arrays from npz files that anybody may have written, or damaged.

What a member declares is compared with what it holds before memory is asked for; whatever else the
libraries meet in a broken file becomes one `ValueError`. Pickles are never loaded.
"""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from math import prod
from pathlib import Path
from typing import IO

import numpy as np

from bnlinear.memory import check_memory

_HEADERS = {(1, 0): np.lib.format.read_array_header_1_0,
            (2, 0): np.lib.format.read_array_header_2_0}


class BrokenArchive(ValueError):
    """A file that is no npz file, or one that cannot be read."""


def array_names(path: Path) -> list[str]:
    """Names of the arrays in an npz file.

    Raises
    ------
    BrokenArchive
        If it is none.
    OSError
        If it cannot be opened.
    """
    with path.open("rb"), _told(path), zipfile.ZipFile(path) as archive:
        return [name.removesuffix(".npy") for name in archive.namelist()
                if name.endswith(".npy")]


def read_array(path: Path, name: str) -> np.ndarray:
    """One array of an npz file; the same errors."""
    with path.open("rb"), _told(path, name), zipfile.ZipFile(path) as archive:
        info = archive.getinfo(f"{name}.npy")
        with archive.open(info) as member:
            return _array(member, info.file_size)


@contextmanager
def _told(path: Path, name: str | None = None) -> Iterator[None]:
    """Whatever goes wrong in a library is the file's fault here, and is said so."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except zipfile.BadZipFile as error:
        if name is None:
            raise BrokenArchive(f"{path} is not an npz file") from error
        raise BrokenArchive(_cannot(path, name, error)) from error
    except Exception as error:
        raise BrokenArchive(_cannot(path, name, error)) from error


def _cannot(path: Path, name: str | None, error: Exception) -> str:
    what = "has contents that" if name is None else f"holds an array {name!r} that"
    why = " ".join(str(error).split()) or repr(error)
    return f"{path} {what} cannot be read ({why if len(why) <= 200 else why[:199] + '…'})"


def _array(member: IO[bytes], size: int) -> np.ndarray:
    version = np.lib.format.read_magic(member)
    if version not in _HEADERS:
        raise ValueError(f"its npy format is {version[0]}.{version[1]}; 1.0 and 2.0 hold numbers")
    try:
        shape, fortran_order, dtype = _HEADERS[version](member)
    except Exception as error:  # whatever Python's own parser says of its text
        raise ValueError("its header is not one of the npy format") from error
    if not all(type(length) is int and 0 <= length < 2**63 for length in shape):
        raise ValueError(f"its shape is {shape}")
    if dtype.hasobject:
        raise ValueError("it holds Python objects, not numbers")
    wanted, there = prod(shape) * dtype.itemsize, size - member.tell()
    if wanted != there:
        raise ValueError(f"its shape {shape} needs {wanted} bytes, and there are {there}")
    check_memory(wanted, f"its shape {shape}")
    values = np.empty(prod(shape), dtype=dtype)
    _fill(values, member)
    return values.reshape(shape, order="F" if fortran_order else "C")


def _fill(values: np.ndarray, member: IO[bytes]) -> None:
    view = values.view(np.uint8).data if values.nbytes else memoryview(b"")
    while view:
        piece = member.read(min(len(view), 2**20))
        if not piece:
            raise ValueError("it ends too early")
        view[:len(piece)] = piece
        view = view[len(piece):]
    if member.read(1):  # and the checksum is compared at the end
        raise ValueError("it is longer than it says")
