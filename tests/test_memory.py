"""Memory that is there, in a process that is limited and in one whose system tells nothing."""

import resource
from pathlib import Path

import pytest

from bnlinear import memory


def limited(monkeypatch, limit):
    monkeypatch.setattr(resource, "getrlimit", lambda which: (limit, resource.RLIM_INFINITY))


def test_a_limit_of_the_shell_counts(monkeypatch):
    free, everything = memory.available(), memory.total()
    assert 0 < free < everything < float("inf")
    limited(monkeypatch, 2**40 * 2**10)
    assert memory.total() == everything
    limited(monkeypatch, 2**33 + 2**20)
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    assert memory.total() == min(everything, 2**33 + 2**20)
    assert memory.available() <= 2**33 + 2**20 - used + 2**24
    limited(monkeypatch, 1)
    assert memory.available() == 0
    with pytest.raises(ValueError, match=r"thing needs 2 KiB of memory, and 0 bytes are free; no"):
        memory.check_memory(2048, "a thing", "no")


def test_what_is_too_much_is_refused_with_both_numbers(monkeypatch):
    monkeypatch.setattr(memory, "available", lambda: 3 * 2**20)
    memory.check_memory(3 * 2**20, "a table")
    with pytest.raises(ValueError, match=r"^a table needs 3\.5 MiB of memory, and 3 MiB .*; cut"):
        memory.check_memory(3.5 * 2**20, "a table", "cut")


def test_where_the_system_tells_less(monkeypatch):
    def silent(*args):
        raise OSError

    monkeypatch.setattr(Path, "read_text", silent)
    assert memory.available() == memory.total()  # all there is
    limited(monkeypatch, 2**20)
    assert memory.available() == 2**20  # nothing is known to be used
    monkeypatch.setattr(memory.os, "sysconf", silent)
    limited(monkeypatch, resource.RLIM_INFINITY)
    assert memory.available() == memory.total() == float("inf")
    memory.check_memory(10**30, "anything")
