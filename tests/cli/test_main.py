"""How a command begins and ends: signals at any moment, readers that leave, streams that are not.

Each command runs as a process of its own, as in a shell.
"""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bnlinear.cli.main import as_command

ROOT = Path(__file__).parents[2]

#: Runs a module as a command, and sends the process a signal when another is first looked for.
SIGNALLED = """
import os, runpy, sys

number, moment, command = int(sys.argv[1]), sys.argv[2], sys.argv[3]

class Finder:
    def find_spec(self, name, path=None, target=None):
        global moment
        if name == moment:
            moment = None
            os.kill(os.getpid(), number)

sys.meta_path.insert(0, Finder())
del sys.argv[:3]
runpy.run_module(command, run_name="__main__", alter_sys=True)
"""

LOOPS = """
import os, time
from bnlinear.claims import claim, families, le

@claim(statement="loops", p=families.directions(max_dim=2))
def loops(p):
    print("a claim speaks", flush=True)
    open({mark!r}, "a").write(f"{{os.getpid()}}\\n")
    while True:
        {body}
"""


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "data.csv"
    path.write_text("a,b,y\n1,2,3\n4,1,9\n0,0,5\n2,2,2\n")
    return str(path)


def command(*args):
    return [sys.executable, "-m", "bnlinear", *map(str, args)]


def in_shell(line, **options):
    """A line of bash, in which `bnlinear` is the command."""
    text = f'bnlinear() {{ "{sys.executable}" -m bnlinear "$@"; }}; set -o pipefail; {line}'
    return subprocess.run(["bash", "-c", text], cwd=ROOT, capture_output=True, text=True,
                          check=False, timeout=120, **options)


# -- signals ------------------------------------------------------------------------------------

@pytest.mark.parametrize("number, code", [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("moment, args", [
    ("typer", ["bnlinear", "list"]),
    ("numpy", ["bnlinear", "analyze"]),
    ("flint", ["bnlinear", "analyze"]),
    ("bnlinear.claims", ["bnlinear", "verify", "cai2019.interlacing"]),
    ("matplotlib", ["bnlinear", "analyze", "--plot", "{folder}/out.png"]),
    ("figures.bisection", ["figures", "bisection", "--out", "{folder}"]),
])
def test_a_signal_while_libraries_are_imported(tmp_path, number, code, moment, args):
    args = [arg.format(folder=tmp_path) for arg in args]
    done = subprocess.run([sys.executable, "-c", SIGNALLED, str(int(number)), moment, *args],
                          cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (code, "", "")
    assert not list(tmp_path.iterdir())


def started(tmp_path, body, *args):
    """A command that judges a claim which never ends, once it is there; and the claim's process."""
    mark, path = tmp_path / "mark", tmp_path / "draft.py"
    path.write_text(LOOPS.format(mark=str(mark), body=body))
    process = subprocess.Popen(command(args[0], path, *args[1:]), cwd=ROOT, text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    deadline = time.monotonic() + 60
    while not (mark.exists() and mark.read_text().endswith("\n")):
        assert time.monotonic() < deadline and process.poll() is None
        time.sleep(0.05)
    return process, int(mark.read_text().split()[0])


def alive(number):
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


#: In Python; and in a call of C that keeps the interpreter's lock, so that no thread can look.
BODIES = ["time.sleep(1)", "sum(range(10**10))"]


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are looked up in /proc")
@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("args", [("verify", "--workers", "1"), ("show",)])
@pytest.mark.parametrize("number, code", [
    (signal.SIGTERM, 143), (signal.SIGKILL, -signal.SIGKILL), (signal.SIGINT, 130)])
def test_no_child_outlives_the_command(tmp_path, number, code, args, body):
    process, child = started(tmp_path, body, *args)
    assert alive(child)
    process.send_signal(number)
    _, complaints = process.communicate(timeout=20)
    pressed = time.monotonic()
    while alive(child) and time.monotonic() - pressed < 3:  # the promise is a second
        time.sleep(0.05)
    assert not alive(child)
    assert process.returncode == code
    assert set(complaints.splitlines()) == {"a claim speaks"}


def test_a_signal_when_all_is_done_needs_no_traceback(tmp_path):
    """While the interpreter ends, a KeyboardInterrupt would have nobody to catch it."""
    code = ("import atexit, os, signal, sys; from bnlinear.cli import main\n"
            "atexit.register(os.kill, os.getpid(), signal.SIGINT)\n"
            "sys.argv[1:] = ['--version']; sys.exit(main())")
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True,
                          check=False)
    assert (done.returncode, done.stderr) == (130, "")
    assert done.stdout.startswith("bnlinear ")


EXECUTES = """
import signal, sys
from bnlinear.cli.main import as_command
def work():
    print("half a line", end="")
    exec("import signal; signal.raise_signal(signal.SIGINT)")
sys.exit(as_command("x", lambda: work, alone=True))
"""


def test_an_interrupt_in_a_text_that_a_library_executes(tmp_path):
    """Python remembers it, and would end a module by the signal itself."""
    (tmp_path / "executes.py").write_text(EXECUTES)
    done = subprocess.run([sys.executable, "-m", "executes"], capture_output=True, text=True,
                          cwd=tmp_path, check=False,
                          env=os.environ | {"PYTHONPATH": os.pathsep.join(
                              [str(ROOT), str(tmp_path)])})
    assert (done.returncode, done.stdout, done.stderr) == (130, "half a line", "")


def test_handlers_are_put_back():
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    streams = sys.stdout, sys.stderr

    def work():
        assert signal.getsignal(signal.SIGINT) != before[0]
        return 7

    assert as_command("x", lambda: work, alone=False) == 7
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before
    assert (sys.stdout, sys.stderr) == streams


@pytest.mark.parametrize("swallow", [RuntimeError, ImportError, ValueError, OSError])
def test_an_interrupt_that_a_library_turned_into_another_error(capsys, swallow):
    def work():
        try:
            signal.raise_signal(signal.SIGINT)
        except KeyboardInterrupt:
            raise swallow("something failed") from None

    assert as_command("x", lambda: work, alone=False) == 130
    assert capsys.readouterr().err == ""


def test_memory_that_is_not_there_is_one_line(capsys):
    def work():
        raise MemoryError

    assert as_command("x", lambda: work, alone=False) == 2
    assert capsys.readouterr().err.startswith("x: there is not enough memory")


WARNS = """
import sys, warnings
from bnlinear.cli.main import as_command
sys.exit(as_command("x", lambda: lambda: warnings.warn("for programmers", RuntimeWarning) or 0,
                    alone=True))
"""


@pytest.mark.parametrize("options, warned", [([], False), (["-W", "default"], True)])
def test_warnings_of_libraries_are_for_programmers(options, warned):
    done = subprocess.run([sys.executable, *options, "-c", WARNS], cwd=ROOT, capture_output=True,
                          text=True, check=True)
    assert ("for programmers" in done.stderr) is warned


# -- streams ------------------------------------------------------------------------------------

def test_a_reader_that_leaves_costs_neither_file_nor_exit_code(tmp_path):
    """The report is longer than a pipe holds: writing the screen first would end here."""
    path, out = tmp_path / "draft.py", tmp_path / "out.json"
    path.write_text("from bnlinear.claims import claim, families, le\n" + "".join(
        f"@claim(statement='y > 0, {k}', p=families.directions(max_dim=1))\n"
        f"def a_claim_with_a_long_name_{k}(p):\n    return le(0, p.y)\n" for k in range(5)))
    done = in_shell(f"bnlinear verify {path} --effort quick --json {out} | true; "
                    "echo ${PIPESTATUS[0]}")
    assert (done.stdout, done.stderr) == ("0\n", "")
    assert json.loads(out.read_text())["counts"]["ok"] == 5


@pytest.mark.parametrize("line", [
    "bnlinear analyze --json {out} | true", "bnlinear analyze --json {out} >&-",
    "bnlinear analyze --json {out} 2>&-", "bnlinear analyze --json {out} >&- 2>&-",
    "bnlinear analyze --json {out} <&- >&- 2>&-", "bnlinear analyze --json - 2>&- > {out}",
    "bnlinear sweep --steps 3 --json {out} >&-", "bnlinear sweep --steps 3 --csv {out} | true",
    "bnlinear sweep --steps 3 --plot {out} 2>&- | true",
    "bnlinear analyze --json >(cat > {out}) >&-; sleep 0.2",
    "bnlinear list | head -1 > {out}", "bnlinear --help | true; touch {out}; echo x > {out}",
])
def test_missing_streams(tmp_path, line):
    out = tmp_path / "out.svg"
    done = in_shell(line.format(out=out))
    assert (done.returncode, done.stderr) == (0, "")
    assert out.stat().st_size > 0
    if "--json" in line:
        json.loads(out.read_text())


def test_wrong_input_with_closed_streams_is_exit_2():
    assert in_shell("bnlinear analyze no-such.csv >&- 2>&-").returncode == 2
    assert in_shell("bnlinear analize 2>&1 | true").returncode == 2


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_behind_standard_output(tmp_path, table):
    out = tmp_path / "out.json"
    done = in_shell(f"bnlinear analyze {table} --json {out} > /dev/full")
    assert (done.returncode, done.stderr) == (
        2, "bnlinear: cannot write standard output: No space left on device\n")
    json.loads(out.read_text())
    done = in_shell(f"bnlinear analyze {table} --json - > /dev/full")
    assert done.returncode == 2 and "No space left" in done.stderr
    assert done.stderr.count("\n") == 1


def test_what_a_claim_prints_stays_out_of_the_json(tmp_path):
    path = tmp_path / "draft.py"
    path.write_text("from bnlinear.claims import claim, families, le\nprint('imported')\n"
                    "@claim(statement='y > 0', p=families.directions(max_dim=1))\n"
                    "def positive(p):\n    print('judged')\n    return le(0, p.y)\n")
    done = subprocess.run(command("verify", path, "--effort", "quick", "--json", "-"), cwd=ROOT,
                          capture_output=True, text=True, check=False)
    assert json.loads(done.stdout)["counts"]["ok"] == 1
    assert "imported" in done.stderr and "judged" in done.stderr
