"""Arrays from npz files that anybody may have written, or damaged.

What a member declares is compared with what it holds before memory is asked for; whatever else the
libraries meet in a broken file becomes one `ValueError`. Pickles are never loaded. A checkpoint is
such a file with a text that says what it belongs to and a digest of all its arrays.
"""

from __future__ import annotations

import hashlib
import json
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from math import prod
from pathlib import Path
from typing import IO, Any

import numpy as np

from bnlinear.files import writing
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


def read_array(path: Path, name: str, like: np.ndarray | None = None) -> np.ndarray:
    """One array of an npz file, of the shape and type of another if one is given; same errors."""
    with path.open("rb"), _told(path, name), zipfile.ZipFile(path) as archive:
        info = archive.getinfo(f"{name}.npy")
        with archive.open(info) as member:
            return _array(member, info.file_size, like)


def write_checkpoint(path: Path, arrays: Mapping[str, Any], belongs: Mapping[str, str]) -> None:
    """Write arrays, what they belong to and their digest: all of it or nothing."""
    with writing(path) as file:
        np.savez(file, **arrays, belongs=np.array(json.dumps(dict(belongs))),
                 digest=np.array(digest(*arrays.values())))


def read_owner(path: Path) -> dict[str, Any]:
    """What a checkpoint belongs to; the errors of `read_array`."""
    text = read_array(path, "belongs")
    with _told(path, "belongs"):
        owner = json.loads(str(text))
        if not isinstance(owner, dict):
            raise ValueError("belongs is no object")
        return owner


def read_checkpoint(path: Path, like: Mapping[str, np.ndarray | None]) -> dict[str, np.ndarray]:
    """The arrays of these names, each of the shape and type that is given, if one is.

    Raises
    ------
    BrokenArchive
        If one of them is not there, is another, or was altered since it was written.
    """
    arrays = {name: read_array(path, name, one) for name, one in like.items()}
    if str(read_array(path, "digest")) != digest(*arrays.values()):
        raise BrokenArchive("its results were altered: they do not have the digest that it states")
    return arrays


def digest(*arrays: Any) -> str:
    """Of the lengths and the bytes of arrays."""
    found = hashlib.sha256()
    for values in map(np.atleast_1d, arrays):
        found.update(np.int64(len(values)).tobytes())
        found.update(np.ascontiguousarray(values).data.cast("B"))
    return found.hexdigest()


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


def _array(member: IO[bytes], size: int, like: np.ndarray | None) -> np.ndarray:
    version = np.lib.format.read_magic(member)
    if version not in _HEADERS:
        raise ValueError(f"its npy format is {version[0]}.{version[1]}; 1.0 and 2.0 hold numbers")
    try:
        shape, fortran_order, dtype = _HEADERS[version](member)
    except Exception as error:  # whatever Python's own parser says of its text
        raise ValueError("its header is not one of the npy format") from error
    if like is not None and (fortran_order, shape, dtype) != (False, like.shape, like.dtype):
        raise ValueError(f"it has shape {shape} and type {dtype}, where {like.shape} and "
                         f"{like.dtype} are needed")
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
        view = view[len(piece):]  # with the last byte the checksum is compared
