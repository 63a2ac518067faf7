"""A child answers through its pipe, prints to standard error only, and can be ended."""

import os
import time

import pytest

from bnlinear import children


def answer(pipe, number):
    print("not for a report")
    pipe.send((os.getpid(), number + 1, os.environ.get("OMP_NUM_THREADS")))


def sleep(pipe):
    pipe.send("asleep")
    time.sleep(600)


def test_a_child_answers_and_does_not_speak_out_of_turn(capfd, monkeypatch):
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    process, pipe = children.start(answer, 41)
    pid, number, threads = pipe.recv()
    process.join()
    assert (pid, number, threads) == (process.pid, 42, "1") and pid != os.getpid()
    assert "OMP_NUM_THREADS" not in os.environ  # only for the children
    out, err = capfd.readouterr()
    assert out == "" and "not for a report" in err


def test_a_child_is_ended_at_once():
    process, pipe = children.start(sleep)
    assert pipe.recv() == "asleep"
    children.end(process, pipe)
    assert not process.is_alive()
    with pytest.raises(OSError):
        pipe.recv()
