"""Handlers of signals where they cannot be, and what a destructor drops that is no interrupt."""

import signal
import sys
import threading
from types import SimpleNamespace

import pytest

from bnlinear.cli.terminal.signals import INTERRUPTED, TERMINATED, Stopped, signals


@pytest.mark.parametrize("number, error, code", [(signal.SIGINT, KeyboardInterrupt, INTERRUPTED),
                                                 (signal.SIGTERM, Stopped, TERMINATED)])
def test_a_signal_unwinds_once_libraries_are_there(number, error, code):
    with signals(alone=False) as heard:
        heard.quick = False
        with pytest.raises(error):
            signal.raise_signal(number)
    assert heard.code == code


def test_another_thread_has_no_handlers_and_works_all_the_same():
    before, told = signal.getsignal(signal.SIGINT), []

    def work():
        with signals(alone=False) as heard:
            told.append((heard.code, signal.getsignal(signal.SIGINT)))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert told == [(None, before)]


def test_what_is_ignored_stays_so(monkeypatch):
    """As under nohup, or in the background of a shell."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with signals(alone=False):
            assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


def test_errors_in_destructors_are_reported_but_for_interrupts(monkeypatch):
    told = []
    monkeypatch.setattr(sys, "unraisablehook", told.append)
    problem = SimpleNamespace(exc_value=ValueError())
    with signals(alone=False) as heard:
        sys.unraisablehook(problem)
        assert told == [problem]
        heard.code = INTERRUPTED
        sys.unraisablehook(problem)
        assert told == [problem]
