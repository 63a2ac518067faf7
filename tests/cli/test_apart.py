"""A wide table is analyzed apart: the same report, and Ctrl-C is answered at any moment."""

import os
import pty
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

from bnlinear.analyze import analyze
from bnlinear.cli import apart, main
from bnlinear.tables import diabetes
from tests.processes import alive


@pytest.fixture
def long(tmp_path):
    """Columns in pairs that differ by 1e-150: inverses in balls of 1024 and 4096 bits, each one
    call of a second or more."""
    m, n, rng = apart.NARROW + 80, apart.NARROW + 85, np.random.default_rng(0)
    X, more = rng.integers(-9, 10, (2, n, m // 2)).astype(object)
    near = X * 10**150 + more
    lines = [",".join([*(f"x{j}" for j in range(m)), "y"]),
             *(",".join(map(str, [*row, *(f"{v}e-150" for v in other), i * i % 7]))
               for i, (row, other) in enumerate(zip(X.tolist(), near.tolist(), strict=True)))]
    path = tmp_path / "long.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


def test_the_report_is_the_same(monkeypatch):
    monkeypatch.setattr(apart, "NARROW", 5)
    words = []
    assert apart.analysis(diabetes(), words.append, eps="1e-3") == analyze(diabetes(), eps="1e-3")
    assert words[:2] == ["sums of products", "rank"]


def test_errors_pass_through(monkeypatch):
    with pytest.raises(ValueError) as here:
        apart.analysis(diabetes(), print, batch_size=1)
    monkeypatch.setattr(apart, "NARROW", 5)
    with pytest.raises(type(here.value)) as there:
        apart.analysis(diabetes(), print, batch_size=1)
    assert str(there.value) == str(here.value)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the child is no copy")
def test_a_fault_in_the_child_is_no_lack_of_memory(monkeypatch):
    monkeypatch.setattr(apart, "NARROW", 5)
    monkeypatch.setattr(apart, "analyze", lambda table, **options: 1 // 0)
    with pytest.raises(ZeroDivisionError) as fault:
        apart.analysis(diabetes(), print)
    assert "in _answer" in fault.value.__notes__[0]


def test_a_process_that_is_killed(monkeypatch):
    monkeypatch.setattr(apart, "NARROW", 5)
    monkeypatch.setattr(apart, "start", killed)
    with pytest.raises(ChildProcessError, match=r"ended from outside \(exit code -9\)"):
        apart.analysis(diabetes(), print)


def killed(*given, start=apart.start, **options):
    process, pipe = start(*given, **options)
    process.kill()
    return process, pipe


def test_complaints_are_one_line(tmp_path, capsys):
    m = apart.NARROW + 1
    path = tmp_path / "flat.csv"
    path.write_text("\n".join([",".join([*(f"x{j}" for j in range(m)), "y"]),
                               *(",".join(["7"] * m + [str(i)]) for i in range(3))]) + "\n")
    assert main(["analyze", str(path)]) == 2
    printed = capsys.readouterr()
    assert printed.out == "" and printed.err.count("\n") == 1
    assert "every feature is constant" in printed.err


# -- Ctrl-C, and what the terminal shows meanwhile -------------------------------------------------

def until(terminal, words, seconds=60):
    """What the terminal shows until the words are there."""
    shown, deadline = b"", time.monotonic() + seconds
    while words not in shown:
        assert time.monotonic() < deadline, shown
        try:
            shown += os.read(terminal, 4096)
        except OSError as error:  # Linux's end of file: the command is over
            raise AssertionError(shown) from error
    return shown


@pytest.mark.parametrize("moment, delay", [
    (b"sums of products", 0), (b"kappa of the raw features", 0),
    (b"kappa of the raw features", 1.5)])
def test_ctrl_c_is_answered_within_a_second(long, tmp_path, moment, delay):
    """At the beginning of a stage; and later, inside one long call, as this stage is."""
    ours, theirs = pty.openpty()
    out = tmp_path / "out.json"
    process = subprocess.Popen(
        [sys.executable, "-m", "bnlinear", "analyze", str(long), "--json", str(out)],
        stdout=subprocess.PIPE, stderr=theirs, start_new_session=True)
    os.close(theirs)
    try:
        shown = until(ours, moment)
        time.sleep(delay)
        assert process.poll() is None
        pressed = time.monotonic()
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the whole group
        printed, _ = process.communicate(timeout=20)
        # the promise is a second; a loaded machine may take a little longer
        assert time.monotonic() - pressed < 3
    finally:
        process.kill()
        os.close(ours)
    assert process.returncode == 130 and printed == b"" and not out.exists()
    assert b" s  sums of products" in shown
    while alive(process.pid) and time.monotonic() - pressed < 5:
        time.sleep(0.05)  # multiprocessing's own tracker ends a moment after its parent
    assert not alive(process.pid), "a process was left behind"



def test_the_stages_are_removed_in_the_end(tmp_path):
    """On standard error; standard output is the report's."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen([sys.executable, "-m", "bnlinear", "analyze"], stderr=theirs,
                               stdout=subprocess.PIPE)
    os.close(theirs)
    printed, _ = process.communicate(timeout=60)
    shown = os.read(ours, 10**6)
    os.close(ours)
    assert process.returncode == 0 and "sums of products" not in printed.decode()
    lines = shown.decode().split("\r\x1b[K")
    assert lines[-1] == "" and [line.split("  ")[-1] for line in lines[1:3]] == [
        "sums of products …", "rank …"]

