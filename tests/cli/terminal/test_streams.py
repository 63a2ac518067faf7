"""Standard output that outlives its reader: a full disk is told, a closed pipe is not an error."""

import os
import subprocess
import sys
from pathlib import Path

RUN = """
import sys
from bnlinear.cli.terminal.streams import patient_streams
try:
    with patient_streams():
        for _ in range(3000):
            print("a line of a report")
except OSError as error:
    print(error, file=sys.stderr)
    sys.exit(3)
"""


def run(**streams):
    return subprocess.run([sys.executable, "-c", RUN], stderr=subprocess.PIPE, text=True,
                          timeout=60, check=False, **streams)


def test_a_reader_that_left_is_no_error():
    read, write = os.pipe()
    os.close(read)
    try:
        done = run(stdout=write)
    finally:
        os.close(write)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_full_disk_is_told():
    if not (full := Path("/dev/full")).exists():
        return
    with full.open("w") as disk:
        done = run(stdout=disk)
    assert done.returncode == 3 and "cannot write standard output: No space" in done.stderr
