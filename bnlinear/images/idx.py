"""IDX files, in which MNIST and its like are published: read whole, or refused.

Four bytes: 0, 0, the type of the entries (8: bytes), the number of dimensions; each dimension as
four bytes, the highest first; the entries. Often compressed, with the name ending in .gz.
"""

from __future__ import annotations

import gzip
import struct
import zlib
from math import prod
from pathlib import Path

import numpy as np

#: Entries that are unsigned bytes; images and labels have no others.
BYTES = 8


def read_idx(path: str | Path, dimensions: int) -> np.ndarray:
    """An array of bytes with this many dimensions.

    Raises
    ------
    ValueError
        If the file is no IDX file of bytes, or is cut short, too long or damaged.
    OSError
        If it cannot be read.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "labels-idx1-ubyte"
    ...     _ = path.write_bytes(bytes([0, 0, 8, 1, 0, 0, 0, 3, 7, 2, 1]))
    ...     read_idx(path, 1)
    array([7, 2, 1], dtype=uint8)
    """
    raw = _contents(Path(path))
    head = 4 + 4 * dimensions
    if len(raw) < head or raw[:4] != bytes([0, 0, BYTES, dimensions]):
        raise ValueError(f"{path}: no IDX file of bytes in {dimensions} dimension(s): it begins "
                         f"with {raw[:4].hex(' ') or 'nothing'}, not 00 00 08 0{dimensions}")
    shape = struct.unpack(f">{dimensions}I", raw[4:head])
    if len(raw) - head != prod(shape):
        state = "cut short" if len(raw) - head < prod(shape) else "too long"
        raise ValueError(f"{path}: {state}: it says {' x '.join(map(str, shape))} entries and has "
                         f"{len(raw) - head}; get it again")
    return np.frombuffer(raw, np.uint8, offset=head).reshape(shape)


def _contents(path: Path) -> bytes:
    raw = path.read_bytes()
    if not raw.startswith(b"\x1f\x8b"):
        return raw
    try:
        return gzip.decompress(raw)
    except (EOFError, OSError, zlib.error) as error:
        raise ValueError(f"{path}: damaged ({error}); get it again") from error
