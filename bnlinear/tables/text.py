"""The bytes of a text file, in blocks of whole lines."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: Bytes read at a time; and the longest line, which is held in memory.
BLOCK, LONGEST_LINE = 2**20, 2**26

_MARK = b"\xef\xbb\xbf"  # utf-8's byte order mark
_GZIP = b"\x1f\x8b"


@contextmanager
def open_text(path: Path) -> Iterator[io.BufferedIOBase]:
    """Open a file for its bytes, unpacked if it is gzip, whatever its name.

    Raises
    ------
    ValueError
        If it cannot be opened, or cannot be read on.
    """
    try:
        with path.open("rb") as raw:
            if raw.peek(2)[:2] == _GZIP:
                with gzip.GzipFile(fileobj=raw) as unpacked:
                    yield unpacked
            else:
                yield raw
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise ValueError(f"{path} is damaged: gzip cannot unpack it ({error})") from error
    except OSError as error:
        raise ValueError(f"cannot read {path}: {error.strerror or error}; pass a CSV file, or "
                         "npz with arrays X and y") from error


def blocks(stream: io.BufferedIOBase, source: str) -> Iterator[bytes]:
    """Blocks that end with a line, in utf-8, all line ends "\\n"."""
    carried, done = b"", 0
    while piece := stream.read(BLOCK):
        while piece.endswith(b"\r") and (more := stream.read(1)):  # half of "\r\n"?
            piece += more
        block = carried + piece.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        if not done:
            block = block.removeprefix(_MARK)
        cut = block.rfind(b"\n") + 1
        block, carried = block[:cut], block[cut:]
        if len(carried) > LONGEST_LINE:
            raise ValueError(f"{source} has a line of more than {LONGEST_LINE // 2**20} MiB; "
                             "it is no table of text")
        if block:
            yield _checked(block, done, source)
            done += len(block)
    if carried:
        yield _checked(carried.removeprefix(b"" if done else _MARK) + b"\n", done, source)


def _checked(block: bytes, done: int, source: str) -> bytes:
    try:
        if not block.isascii():
            block.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(f"{source} is not utf-8 text (byte {done + error.start}); save the table "
                         "as CSV in utf-8, or as npz with arrays X and y") from error
    return block
