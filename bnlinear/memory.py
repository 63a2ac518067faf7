"""How much memory there is, asked before much of it is used."""

from __future__ import annotations

import os
import re
import sys
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
        raise ValueError(f"{what} needs {_shown(needed)} of memory, and {_shown(free)} are free"
                         + (f"; {remedy}" if remedy else ""))


def available() -> float:
    """Bytes that this process may still use: free memory, or less if it is limited to less."""
    return max(0.0, min(_free(), _allowed()))


def _free() -> float:
    with suppress(OSError):
        found = re.search(r"MemAvailable:\s*(\d+) kB", Path("/proc/meminfo").read_text())
        if found:
            return float(found[1]) * 1024
    with suppress(ValueError, OSError, AttributeError):  # all there is, where free is not told
        return float(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    return float("inf")


def _allowed() -> float:
    """What a limit of the shell (ulimit -v) leaves."""
    if sys.platform == "win32":
        return float("inf")
    import resource

    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    if limit == resource.RLIM_INFINITY:
        return float("inf")
    used = 0
    with suppress(OSError, ValueError):
        used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    return float(limit - used)


def _shown(size: float) -> str:
    for unit in ("bytes", "KiB", "MiB", "GiB", "TiB", "PiB"):
        if size < 1024 or unit == "PiB":
            return f"{size:.4g} {unit}"
        size /= 1024
    raise AssertionError  # the last unit takes everything
