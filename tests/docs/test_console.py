"""Every `console` block of the README and the docs, run as a reader would, output and all.

A block holds `$ command` lines, each followed by what it prints ("…" stands for any text). A
`python` block whose first line is `# name.py` is that file, in the folder the commands run in.
Commands of one page run in one folder, in their order.
"""

import doctest
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CHECK = doctest.OutputChecker()
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
#: Runs at most this long, in seconds.
LIMIT = 300


def steps(page):
    """("file", name, text) and ("run", command, output) of a page, in order."""
    for kind, body in FENCE.findall(page):
        if kind == "python" and (name := re.match(r"# (\w+\.py)\n", body)):
            yield "file", name[1], body
        if kind == "console":
            for block in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
                command, _, output = block.partition("\n")
                yield "run", command, output


def pages():
    files = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return [file for file in files if any(
        kind == "run" for kind, *_ in steps(file.read_text(encoding="utf-8")))]


def run(command, folder):
    words = shlex.split(command)
    if words[0] in ("bnlinear", "pytest"):
        words = [sys.executable, "-m", *words]
    if words[2:3] == ["pytest"]:  # the plugin is loaded by name where bnlinear is not installed
        words[3:3] = ["-p", "bnlinear.pytest_plugin", "-p", "no:cacheprovider"]
    env = os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "100", "NO_COLOR": "1",
                        "MPLBACKEND": "Agg", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    ran = subprocess.run(words, cwd=folder, env=env, capture_output=True, text=True, timeout=LIMIT)
    return ran.stdout + ran.stderr


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_print_what_the_page_says(page, tmp_path):
    for kind, name, text in steps(page.read_text(encoding="utf-8")):
        if kind == "file":
            (tmp_path / name).write_text(text, encoding="utf-8")
            continue
        printed = run(name, tmp_path)
        wanted = text.replace("…", "...")
        assert ("bnlinear: " in text) or not re.search(r"^bnlinear: |Traceback", printed, re.M), (
            f"$ {name}\n{printed}")
        assert CHECK.check_output(wanted, printed, FLAGS), (
            f"$ {name}\n--- the page says\n{text}\n--- it prints\n{printed}")


def test_a_wrong_output_is_noticed(tmp_path):
    printed = run("bnlinear --version", tmp_path)
    assert CHECK.check_output("bnlinear ...\n", printed, FLAGS)
    assert not CHECK.check_output("bnlinear 99\n", printed, FLAGS)


def test_blocks_are_read_in_order():
    page = "```python\n# a.py\nx = 1\n```\n```console\n$ one\nout\n$ two\n```\n```sh\n$ no\n```\n"
    assert [(kind, name) for kind, name, _ in steps(page)] == [
        ("file", "a.py"), ("run", "one"), ("run", "two")]
