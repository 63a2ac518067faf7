"""Memory is asked for before it is used; a refusal names both numbers."""

import pytest

from bnlinear import memory


def test_what_is_too_much_is_refused_with_both_numbers(monkeypatch):
    monkeypatch.setattr(memory, "available", lambda: 3 * 2**20)
    memory.check_memory(3 * 2**20, "a table")
    with pytest.raises(ValueError, match=r"^a table needs 3\.5 MiB of memory, and 3 MiB .*; cut"):
        memory.check_memory(3.5 * 2**20, "a table", "cut")


def test_a_limit_of_the_shell_counts(monkeypatch):
    monkeypatch.setattr(memory, "_free", lambda: 1e9)
    monkeypatch.setattr(memory, "_allowed", lambda: 1e6)
    assert memory.available() == 1e6
    monkeypatch.setattr(memory, "_allowed", lambda: -5.0)
    assert memory.available() == 0


def test_this_machine_has_some():
    assert 0 < memory.available() < 2**60
