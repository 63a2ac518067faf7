"""Child processes that end with their parent, however it ends, and do not speak out of turn.

A parent that is killed cannot end its children: each watches its parent by a thread and, on Linux,
by a signal, which also ends a child that is inside a long C call. A child is light until that is
arranged: what it is to call is imported afterwards, by its name.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import reduce
from importlib import import_module
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

#: Two threads that start children at once lose one in some hundreds: it ends with code 255 before
#: it begins. What is changed for a start, the environment among it, is the whole process's anyway.
_STARTING = threading.Lock()
#: The libraries' threads, by the variables that number them when NumPy is imported.
_THREADS = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
#: What a child does not hear until it has its task.
_SIGNALS = (signal.SIGINT, signal.SIGTERM)
#: prctl(2): the signal that a process gets when its parent dies.
_PR_SET_PDEATHSIG = 1
#: It becomes the other program, which keeps what prctl arranged.
_BOUND = (f"import ctypes, os, sys; ctypes.CDLL(None).prctl({_PR_SET_PDEATHSIG}, "
          f"{int(signal.SIGKILL)}, 0, 0, 0); os.execvp(sys.argv[1], sys.argv[1:])"
          if sys.platform == "linux" else "")

#: Whether a command has this process to itself, and whether its children are to be copies of it.
_process = {"own": False, "copied": False}


def own() -> None:
    """A command has this process to itself: nothing else's state is in it."""
    _process["own"] = True


def copy() -> None:
    """From now on children are copies of this process, which start in a few milliseconds.

    Only where a command has the process to itself, and on Linux. To be called before NumPy is
    imported: its linear algebra is done in one thread then, since a copy has none of the others.
    While there are others, children are fresh interpreters all the same.
    """
    if _process["own"]:
        _process["copied"] = True
        os.environ |= {name: one for name, one in _THREADS.items() if name not in os.environ}


def start(function: Callable[..., None], *arguments: Any,
          copied: bool = False) -> tuple[Any, Connection]:
    """Call ``function(pipe, *arguments)`` in another process; returns the process and our end.

    The function is one of a module; the arguments are pickled. What it prints goes to standard
    error: standard output may be a report's. It does not hear Ctrl-C, which the parent answers.

    Parameters
    ----------
    copied
        As if `copy` had been called, whatever threads there are. Only for a parent whose libraries
        have not used theirs yet.
    """
    copied = sys.platform == "linux" and (
        copied or (_process["copied"] and _one_thread()))
    context: Any = multiprocessing.get_context("fork" if copied else "spawn")
    ours, theirs = context.Pipe()
    from_main = threading.current_thread() is threading.main_thread()
    name = f"{function.__module__}:{function.__qualname__}"
    process = context.Process(target=_begin, args=(from_main, name, theirs, *arguments),
                              daemon=True)
    if context.get_start_method() == "spawn" and sys.platform != "win32":
        resource_tracker.ensure_running()  # which would let signals through when it starts
    with _STARTING, _for_one_thread(), _held_back(), warnings.catch_warnings():
        # newer Pythons warn of any thread at all, even one of OpenBLAS, which follows a copy
        warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)
        process.start()
    theirs.close()
    return process, ours


def bound(command: Sequence[str]) -> list[str]:
    """A command of another program that ends, on Linux, with the thread that starts it: `kill -9`
    of this process would leave it running for as long as it takes."""
    if sys.platform != "linux":
        return list(command)
    return [sys.executable, "-ISc", _BOUND, *command]


def end(process: Any, pipe: Connection) -> None:
    """End a child at once."""
    pipe.close()
    process.kill()
    process.join()


def _one_thread() -> bool:
    with suppress(OSError):
        return len([*Path("/proc/self/task").iterdir()]) == 1
    return False


def _begin(from_main: bool, name: str, pipe: Connection, *arguments: Any) -> None:
    global _STARTING
    _STARTING = threading.Lock()  # a copy has its parent's, which is held
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # a copy has its parent's handler
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
    parent = multiprocessing.parent_process()
    assert parent is not None  # this is a child
    threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()
    if from_main and sys.platform == "linux":  # Linux means the thread that started the child
        with suppress(OSError, AttributeError):  # a C library without it: the thread is left
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    os.dup2(2, 1)
    sys.stdout = sys.stderr  # what is printed is seen at once, and not lost in the end
    module, _, path = name.partition(":")
    function = reduce(getattr, path.split("."), import_module(module))
    with suppress(BrokenPipeError, ConnectionResetError):  # the parent is gone
        function(pipe, *arguments)  # type: ignore[operator]


def _end_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)


@contextmanager
def _held_back() -> Iterator[None]:
    """Signals wait until a child has its task: else it would end with a traceback.

    The parent's are remembered, as threads of libraries may hear them for it; the child inherits
    that they are blocked, and lets them through in `_begin`.
    """
    heard: list[int] = []
    main = threading.current_thread() is threading.main_thread()
    before = {number: handler for number in _SIGNALS if main
              and callable(handler := signal.getsignal(number))}
    with _blocked():
        for number in before:
            signal.signal(number, lambda number, frame: heard.append(number))
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
            for one in heard:
                signal.raise_signal(one)  # it comes when the block ends


@contextmanager
def _blocked() -> Iterator[None]:
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _for_one_thread() -> Iterator[None]:
    """Children inherit it: linear algebra in one thread each, since they share the cores."""
    added = {name: one for name, one in _THREADS.items() if name not in os.environ}
    os.environ |= added
    try:
        yield
    finally:
        for name in added:
            del os.environ[name]
