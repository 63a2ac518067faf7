"""The line of a terminal that says what a command is at: removed at the end, absent in a pipe."""

import io
import sys

from bnlinear.cli.terminal.stages import stages


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_the_line_is_removed_at_the_end(monkeypatch):
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    with stages() as show:
        show("reading")
        assert terminal.getvalue().endswith("   0 s  reading …")
    assert terminal.getvalue().endswith("\r\x1b[K")


def test_nothing_is_written_where_nobody_looks(monkeypatch):
    monkeypatch.setattr(sys, "stderr", pipe := io.StringIO())
    with stages() as show:
        show("reading")
    assert pipe.getvalue() == ""
