"""How much memory there is, asked before much of it is used."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path


def check_memory(needed: float, what: str, remedy: str = "") -> None:
    """Raise a `ValueError` with the numbers if so many bytes are not there.

    >>> check_memory(10**18, "a sweep over 10¹⁵ learning rates", "take fewer")
    Traceback (most recent call last):
        ...
    ValueError: a sweep over 10¹⁵ learning rates needs 909.5 PiB of memory, ...; take fewer
    """
    free = available()
    if needed > free:
        raise ValueError(f"{what} needs {shown(needed)} of memory, and {shown(free)} are free"
                         + (f"; {remedy}" if remedy else ""))


def available() -> float:
    """Bytes that this process may still use: free memory, or less if it is limited to less."""
    return max(0.0, min(_free(), _limit() - _used()))


def total() -> float:
    """Bytes that this process could ever use: all of the machine's, or less if it is limited."""
    return min(_physical(), _limit())


def shown(size: float) -> str:
    """A number of bytes for a message.

    >>> shown(10), shown(2.5 * 2**30), shown(2**70)
    ('10 bytes', '2.5 GiB', '1.049e+06 PiB')
    """
    for unit in ("bytes", "KiB", "MiB", "GiB", "TiB"):
        if size < 1024:
            return f"{size:.4g} {unit}"
        size /= 1024
    return f"{size:.4g} PiB"


def _free() -> float:
    with suppress(OSError):
        found = re.search(r"MemAvailable:\s*(\d+) kB", Path("/proc/meminfo").read_text())
        if found:
            return float(found[1]) * 1024
    return _physical()  # all there is, where free is not told


def _physical() -> float:
    with suppress(ValueError, OSError, AttributeError):
        return float(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    return float("inf")


def _limit() -> float:
    """What the shell allows (ulimit -v)."""
    with suppress(ImportError):  # Windows has none
        import resource

        limit, _ = resource.getrlimit(resource.RLIMIT_AS)
        if limit != resource.RLIM_INFINITY:
            return float(limit)
    return float("inf")


def _used() -> float:
    with suppress(OSError, ValueError, AttributeError):
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        return float(pages * os.sysconf("SC_PAGE_SIZE"))
    return 0.0
