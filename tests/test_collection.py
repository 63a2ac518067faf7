"""Every process collects the same tests: workers compare their lists before they run any."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]

#: Collect with the clock put forward by so many seconds, and print the ids.
COLLECT = """\
import sys, time
now = time.time
time.time = lambda: now() + float(sys.argv[1])
import pytest
sys.exit(pytest.main(["--collect-only", "-q", "-p", "no:randomly", "-p", "no:xdist",
                      "-p", "no:cacheprovider", *sys.argv[2:]]))
"""


def collecting(later, seed, *files):
    """A process that collects, on a later day and with other hashes of strings."""
    return subprocess.Popen([sys.executable, "-c", COLLECT, str(later), *map(str, files)],
                            cwd=ROOT, stdout=subprocess.PIPE, text=True,
                            env=os.environ | {"PYTHONHASHSEED": str(seed)})


def ids(process):
    return [line for line in process.communicate()[0].splitlines() if "::" in line]


def test_ids_depend_on_no_clock_and_no_hash():
    one, other = collecting(0, 1), collecting(86_400, 2)
    first, second = ids(one), ids(other)
    assert len(first) > 4000 and first == second


def test_an_id_with_the_time_of_day_is_seen(tmp_path):
    """As the bytes of a gzip file had it, which hold the second they were made in."""
    file = tmp_path / "test_time.py"
    file.write_text("import gzip, pytest\n"
                    "@pytest.mark.parametrize('data', [gzip.compress(b'x')])\n"
                    "def test_it(data): pass\n")
    assert ids(collecting(0, 1, file)) != ids(collecting(86_400, 1, file))
