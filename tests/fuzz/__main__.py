"""`python -m tests.fuzz N [--seed S]`: N inputs; a failure is printed with the seed that gives it.

A failure is a traceback, more than 30 seconds, a warning, a complaint of more than one line, a file
that was an input and changed, a draft or a process that was left behind.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import resource
import secrets
import signal
import subprocess
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

import numpy as np

from bnlinear import BNGD, LeastSquares, sweep
from bnlinear.cli import main
from bnlinear.problems import network
from bnlinear.tables import read_table
from bnlinear.training.networks import ByLayer, Samples, SGDRule, train_network
from tests.fuzz import junk
from tests.processes import alive

LIMIT = 30
ROOT = Path(__file__).parents[2]


class TooSlow(BaseException):
    """Nobody may catch it."""


def tables(random: Random, folder: Path) -> None:
    """A file that may be a table is read, or refused in one line."""
    kind = random.choice(["csv", "csv", "npz"])
    path = folder / f"data.{kind}"
    path.write_bytes(getattr(junk, kind)(random))
    try:
        read_table(path, random.choice([None, None, "y"]), drop_missing=random.random() < 0.5)
    except ValueError as error:
        assert "\n" not in str(error) and str(path) in str(error), error


def commands(random: Random, folder: Path) -> None:
    """A command line ends with an exit code, and at most one line of complaint."""
    path = folder / "data.csv"
    before = junk.csv(random) if random.random() < 0.3 else b"a,b,y\n1,2,3\n4,1,9\n0,0,5\n2,2,1\n"
    path.write_bytes(before)
    words = junk.command(random, str(folder), str(path))
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(words)
    assert code in (0, 2), (words, code)
    assert path.read_bytes() == before, words
    assert code == 0 or err.getvalue().count("\n") == 1, (words, err.getvalue())
    assert not list(folder.glob(".*.part")), words


def checkpoints(random: Random, folder: Path) -> None:
    """A damaged checkpoint is refused, or it is whole and the results the same."""
    run, path = random.choice([_swept, _trained]), folder / "checkpoint.npz"
    expected = run(path)
    path.write_bytes(junk.damaged(path.read_bytes(), random))
    try:
        found = run(path)
    except ValueError as error:
        assert "\n" not in str(error), error
    else:
        assert np.array_equal(found, expected)


def _swept(path: Path) -> np.ndarray:
    problem = LeastSquares.from_spectrum([0.1, 1.0], [1.0, 2.0])
    return sweep(problem, BNGD, np.array([0.1, 1.0, 9.0]), 5, rng=0, checkpoint=path).excess_loss


def _trained(path: Path) -> np.ndarray:
    data = Samples(np.eye(4), np.eye(4)[:, :2])
    return train_network(network("4-3-2"), data, ByLayer(SGDRule([0.1, 0.2])), epochs=1,
                         batch_size=2, checkpoint=path).loss


DRAFT = """
from bnlinear.claims import claim, families, le
@claim(statement="true", p=families.directions(max_dim=2))
def holds(p):
    return le(0, p.y)
"""


def processes(random: Random, folder: Path) -> None:
    """A process that is interrupted, or has no room: old files or new ones, and no children."""
    out, draft = folder / "out.json", folder / "draft.py"
    out.write_text('"old"')
    draft.write_text(DRAFT)
    words = random.choice([["analyze"], ["sweep", "--steps", "9"],
                           ["verify", str(draft), "--effort", "quick"]])
    number = random.choice([signal.SIGINT, signal.SIGTERM, signal.SIGKILL, None, None])
    limit = random.choice([(resource.RLIMIT_FSIZE, 1024), (resource.RLIMIT_AS, 2**29)])

    def limited() -> None:
        if number is None:
            resource.setrlimit(limit[0], (limit[1], limit[1]))

    process = subprocess.Popen(
        [sys.executable, "-m", "bnlinear", *words, "--json", str(out)], start_new_session=True,
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=limited)
    if number is not None:
        _wait_for_handlers(process.pid)
        time.sleep(3 * random.random())
        process.send_signal(number)
    _, complaints = process.communicate(timeout=60)
    assert json.loads(out.read_text()), "half a file"
    allowed = {0, 2} if number is None else {0, -number if number == 9 else 128 + number}
    if number is not None and json.loads(out.read_text()) != "old":
        allowed.add(-number)  # all was done, and Python had put the handlers back
    assert process.returncode in allowed, (words, number, process.returncode, complaints)
    assert "Traceback" not in complaints, complaints
    deadline = time.monotonic() + 5
    while (left := alive(process.pid)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not left, "a process was left behind"


def _wait_for_handlers(pid: int) -> None:
    """While Python itself begins, signals are not ours; that takes long on a busy machine."""
    bit = 1 << (signal.SIGTERM - 1)
    for _ in range(2000):
        with contextlib.suppress(OSError):
            status = Path(f"/proc/{pid}/status").read_text()
            if int(status.partition("SigCgt:")[2].split()[0], 16) & bit:
                return
        time.sleep(0.01)


#: Of a thousand inputs: how many of each kind.
KINDS: dict[Callable[[Random, Path], None], int] = {
    tables: 750, commands: 200, checkpoints: 45, processes: 5}


def one(seed: int) -> tuple[str, str]:
    """The kind of an input, and what went wrong with it, if anything did."""
    random = Random(seed)
    attack, = random.choices(list(KINDS), list(KINDS.values()))

    def late(number: int, frame: object) -> None:
        raise TooSlow

    signal.signal(signal.SIGALRM, late)
    with (tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder),
          warnings.catch_warnings()):
        warnings.simplefilter("error")
        signal.alarm(LIMIT if attack is not processes else 3 * LIMIT)
        try:
            attack(random, Path(folder))
        except TooSlow:
            return attack.__name__, f"more than {LIMIT} s"
        except Exception as error:
            return attack.__name__, f"{type(error).__name__}: {error}"
        finally:
            signal.alarm(0)
    return attack.__name__, ""


def run(count: int, seed: int) -> int:
    """Print failures and a tally; the exit code."""
    tally, failures = Counter[str](), 0
    for k in range(count):
        kind, failure = one(seed + k)
        tally[kind] += 1
        if failure:
            failures += 1
            print(f"seed {seed + k}, {kind}: {failure[:600]}", flush=True)
    counts = ", ".join(f"{number} {kind}" for kind, number in sorted(tally.items()))
    print(f"{count} inputs from seed {seed}: {counts}; {failures} failures")
    return int(failures > 0)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("count", type=int)
    parser.add_argument("--seed", type=int, default=None, help="by default a new one")
    given = parser.parse_args()
    # not from the clock: input k has seed + k, and two runs of one hour would share most of them
    sys.exit(run(given.count, secrets.randbelow(2**40) if given.seed is None else given.seed))
