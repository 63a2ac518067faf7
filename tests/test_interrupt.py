"""Ctrl-C: what is decided so far is printed within a second, and nothing is left behind."""

import os
import signal
import subprocess
import sys
import time

import pytest

from bnlinear.claims.running import supervisor as workers
from tests.processes import alive

SLOW = '''
import time
from bnlinear.claims import claim, families, le


@claim(statement="R <= R*", p=families.directions(max_dim=2))
def first(p):
    return le(p.x**2 / p.y, p.R_star)

@claim(statement="R <= R*, slowly", p=families.directions(max_dim=2))
def second(p):
    open({mark!r}, "w").close()
    time.sleep(60)
    return le(p.x**2 / p.y, p.R_star)
'''



def test_interrupt(tmp_path):
    mark, out = tmp_path / "started", tmp_path / "out.json"
    path = tmp_path / "slow.py"
    path.write_text(SLOW.format(mark=str(mark)))
    process = subprocess.Popen(
        [sys.executable, "-m", "bnlinear", "verify", str(path), "--effort", "quick",
         "--workers", "1", "--json", str(out)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)
    deadline = time.monotonic() + 60
    while not mark.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert mark.exists(), "the second claim never started"
    pressed = time.monotonic()
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the whole group
    printed, complained = process.communicate(timeout=10)
    # the promise is a second; a loaded machine may take a little longer to let processes die
    assert time.monotonic() - pressed < 3
    assert process.returncode == 130
    assert "slow.first" in printed and "certified" in printed
    assert "interrupted: 1 of 2 not decided" in printed
    assert "Traceback" not in printed + complained
    while alive(process.pid) and time.monotonic() - pressed < 5:
        time.sleep(0.05)  # multiprocessing's own tracker ends a moment after its parent
    assert not alive(process.pid), "a worker was left behind"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["slow.py", "started"]


def test_an_interrupt_that_python_drops_is_remembered(monkeypatch):
    """Raised inside a destructor, a KeyboardInterrupt is told to a hook and forgotten."""
    class Careless:
        def __del__(self):
            signal.raise_signal(signal.SIGINT)

    told = []
    monkeypatch.setattr(sys, "unraisablehook", told.append)
    before = signal.getsignal(signal.SIGINT)
    with workers._interrupts() as check:
        check()
        careless = Careless()
        del careless
        assert [type(one.exc_value) for one in told] == [KeyboardInterrupt]
        with pytest.raises(KeyboardInterrupt):
            check()
    assert signal.getsignal(signal.SIGINT) is before
