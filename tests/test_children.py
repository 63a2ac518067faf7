"""A child answers through its pipe, prints to standard error only, and can be ended."""

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from multiprocessing import util
from pathlib import Path

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


def has_children(pipe):
    try:
        children.start(answer, 0)
    except AssertionError as error:
        pipe.send(str(error))


@pytest.mark.parametrize("copied", [False, True])
def test_a_child_that_would_have_children_is_told_so(copied):
    """It does not wait for its parent's start to end, which is its own."""
    process, pipe = children.start(has_children, copied=copied)
    try:
        assert pipe.poll(20) and "daemonic processes" in pipe.recv()
    finally:
        children.end(process, pipe)


def told(pipe):
    pipe.send((getattr(sys, "told", None), os.environ.get("OMP_NUM_THREADS"),
               signal.getsignal(signal.SIGTERM) is signal.SIG_DFL))


#: The process is a command's own if {own}; it has a thread more if {thread}.
A_COMMAND = """
import os, signal, sys, threading
from bnlinear import children
from tests.test_children import told

sys.told = "before the child began"
signal.signal(signal.SIGTERM, lambda *_: None)
done = threading.Event()
if {own}:
    children.own()
children.copy()
if {thread}:
    threading.Thread(target=done.wait).start()
process, pipe = children.start(told)
print(*pipe.recv(), os.environ.get("OMP_NUM_THREADS"), sep=", ")
done.set()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="Linux alone copies processes")
@pytest.mark.parametrize("own, thread, heard, threads", [
    (True, False, "before the child began", "1"),
    (True, True, None, "1"),  # which a copy would not have
    (False, False, None, None),  # whose state and whose threads nobody knows
])
def test_children_are_copies_of_a_process_that_a_command_has_to_itself(own, thread, heard, threads):
    root = Path(__file__).resolve().parent.parent
    environment = {name: value for name, value in os.environ.items() if "THREADS" not in name}
    done = subprocess.run([sys.executable, "-c", A_COMMAND.format(own=own, thread=thread)],
                          cwd=root, env=environment, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == (f"{heard}, 1, True, {threads}\n", "")


def test_a_child_is_ended_at_once():
    process, pipe = children.start(sleep)
    assert pipe.recv() == "asleep"
    children.end(process, pipe)
    assert not process.is_alive()
    with pytest.raises(OSError):
        pipe.recv()


@pytest.mark.parametrize("whom", ["parent", "child"])
def test_a_signal_while_a_child_is_started_costs_neither_its_task_nor_a_traceback(
        monkeypatch, capfd, whom):
    spawn, held = util.spawnv_passfds, []

    def interrupted(*args):
        held.append(spawn(*args))
        if whom == "child":  # as a terminal does: to the whole group
            os.kill(held[0], signal.SIGINT)
        else:
            signal.raise_signal(signal.SIGINT)
        return held[0]

    process, pipe = children.start(answer, 0)  # multiprocessing's tracker is there
    children.end(process, pipe)
    monkeypatch.setattr(util, "spawnv_passfds", interrupted)
    if whom == "child":
        process, pipe = children.start(answer, 41)
        assert pipe.recv()[1] == 42
        children.end(process, pipe)
    else:
        with pytest.raises(KeyboardInterrupt):
            children.start(answer, 41)
        for process in multiprocessing.active_children():
            process.join()
        with suppress(ChildProcessError):  # it is waited for already, or nobody knows of it
            os.waitpid(held[0], 0)
    assert len(held) == 1 and "Traceback" not in capfd.readouterr().err
    assert signal.pthread_sigmask(signal.SIG_BLOCK, []) == set()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_signal_that_another_thread_hears_while_a_child_starts_is_not_lost():
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    done, began = threading.Event(), False
    thread = threading.Thread(target=done.wait)
    thread.start()  # in which it is not blocked
    try:
        with pytest.raises(KeyboardInterrupt), children._held_back():
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(0.2)
            began = True
    finally:
        done.set()
        thread.join()
        signal.signal(signal.SIGINT, before)
    assert began


STARTS_ANOTHER = """
import subprocess, sys, time
from bnlinear.children import bound
print(subprocess.Popen(bound(["sleep", "60"])).pid, flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="a signal of Linux")
def test_another_program_ends_with_its_parent_that_is_killed():
    with subprocess.Popen([sys.executable, "-c", STARTS_ANOTHER], stdout=subprocess.PIPE,
                          text=True) as parent:
        other = int(parent.stdout.readline())
        while Path(f"/proc/{other}/comm").read_text() != "sleep\n":
            time.sleep(0.01)
        parent.kill()
    killed = time.monotonic()
    while _runs(other) and time.monotonic() - killed < 10:
        time.sleep(0.01)
    assert not _runs(other) and time.monotonic() - killed < 2


def _runs(pid):
    """Not where it is gone, or waits to be buried."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_another_program_gets_its_arguments_and_gives_its_exit_code():
    command = [sys.executable, "-c", "import sys; sys.exit(len(sys.argv))", "a b", "--c"]
    assert subprocess.run(children.bound(command), check=False).returncode == 3


def test_one_child_starts_at_a_time(monkeypatch):
    """Of two that threads start at once one may end with code 255 before it begins."""
    spawned = multiprocessing.get_context("spawn").Process
    starting, most, begin = [], [], spawned.start

    def slowly(process):
        starting.append(process)
        most.append(len(starting))
        time.sleep(0.05)
        begin(process)
        starting.remove(process)

    monkeypatch.setattr(spawned, "start", slowly)
    with ThreadPoolExecutor(3) as pool:
        for process, pipe in pool.map(lambda _: children.start(sleep), range(3)):
            children.end(process, pipe)
    assert most == [1, 1, 1]
