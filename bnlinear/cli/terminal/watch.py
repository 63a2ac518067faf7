"""`verify FILE.py --watch`: judge a draft again whenever it is saved, until Ctrl-C."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

#: How often the files are looked at, in seconds.
PAUSE = 0.3


def watched(patterns: Iterable[str]) -> list[Path]:
    """The files among the patterns, and their neighbours, which they may import."""
    files = [Path(pattern) for pattern in patterns if pattern.endswith(".py")]
    if not files:
        raise ValueError("--watch needs a file of your own to look at: bnlinear verify FILE.py "
                         "--watch")
    return sorted({neighbour for file in files for neighbour in [file, *file.parent.glob("*.py")]})


def stamps(files: Iterable[Path]) -> dict[Path, tuple[int, int]]:
    """When each file was changed, and its size; files that are gone have none."""
    out = {}
    for file in files:
        try:
            status = file.stat()
        except OSError:
            continue
        out[file] = status.st_mtime_ns, status.st_size
    return out


def changes(patterns: list[str], *, sleep: Callable[[float], None] = time.sleep) -> Iterator[None]:
    """Once at the start, then after every change of the files; never ends by itself."""
    before = stamps(watched(patterns))
    yield
    while True:
        sleep(PAUSE)
        now = stamps(watched(patterns))
        if now != before and now:
            before = now
            yield
