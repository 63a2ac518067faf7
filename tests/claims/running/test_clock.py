"""The clock of a child counts what it computes: others on the machine, or a nap, cost it nothing.

1. A claim that sleeps longer than its limit is judged all the same; one that spins is ended.
2. What never ends without computing is ended by the wall clock, far later, and the row says so.
3. A call in a child of its own has the same clock.
4. There are never more workers than cores.
"""

import time
from dataclasses import replace

import pytest

from bnlinear.claims.running import clock, isolation, supervisor
from bnlinear.claims.running.isolation import isolated
from bnlinear.claims.running.loading import load
from bnlinear.claims.search.effort import EFFORTS

DRAFT = '''
import time
from bnlinear.claims import claim, families, le

NAP = [{nap}]

@claim(statement="true", p=families.least_squares(max_dim=2))
def sleeps(p):
    if NAP:
        time.sleep(NAP.pop())
    return le(p.x**2, p.R_star * p.y)

@claim(statement="true, if it ended", p=families.least_squares(max_dim=2))
def spins(p):
    while True:
        pass
'''

LIMIT, GRACE = 1, 5.0


@pytest.fixture
def rows(tmp_path, monkeypatch):
    """The rows of the draft by name, with a nap of so many seconds."""
    monkeypatch.setitem(EFFORTS, "quick", replace(EFFORTS["quick"], seconds=LIMIT))
    monkeypatch.setattr(supervisor, "GRACE", GRACE)

    def run(nap):
        path = tmp_path / "draft.py"
        path.write_text(DRAFT.format(nap=nap))
        jobs = [(path, found) for found in load(path)]
        return {row.id.partition(".")[2]: row
                for _, row in supervisor.run(jobs, effort="quick", rng=0, workers=2)}

    return run


@pytest.mark.skipif(not clock._TICKS, reason="the system keeps no such clock")
def test_a_nap_costs_nothing_and_spinning_does(rows, monkeypatch):
    monkeypatch.setattr(clock, "BACKSTOP", 600.0)  # the processor's clock alone, at any load
    found = rows(nap=LIMIT + GRACE + 2)
    assert found["sleeps"].verdict == "certified"
    assert found["spins"].verdict == "undecided"
    assert "time limit (1 s): it used that much processor time" in found["spins"].note


def test_the_wall_clock_ends_what_only_sleeps(rows, monkeypatch):
    monkeypatch.setattr(clock, "BACKSTOP", 4.0)
    started = time.monotonic()
    found = rows(nap=10_000)
    assert time.monotonic() - started < 120
    assert found["sleeps"].verdict == "undecided"
    assert "by the wall clock was not enough" in found["sleeps"].note


def spin():
    while True:
        pass


@pytest.mark.skipif(not clock._TICKS, reason="the system keeps no such clock")
def test_a_call_in_a_child_has_the_same_clock(monkeypatch):
    monkeypatch.setattr(isolation, "GRACE", 0.0)
    with pytest.raises(ValueError, match="the call did not end within 3 s of processor time"):
        isolated(spin, seconds=3.0, what="the call")


def test_never_more_workers_than_cores(rows, monkeypatch):
    started = []
    start = supervisor.start
    monkeypatch.setattr(supervisor, "start", lambda *call: started.append(1) or start(*call))
    monkeypatch.setattr(supervisor, "cores", lambda: 1)
    assert rows(nap=0)["sleeps"].verdict == "certified"
    assert len(started) <= 2  # the one worker, and the one that replaced it
