"""The minima of pyproject.toml are those that CI tests."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_what_is_promised_is_what_is_tested():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    promised = {}
    for line in (*project["dependencies"], *project["optional-dependencies"]["test"]):
        name, minimum = re.fullmatch(r"([\w-]+)>=([\d.]+)", line).groups()  # and no cap
        promised[name] = minimum
    tested = dict(line.split("==") for line in
                  (ROOT / ".ci" / "lowest.txt").read_text(encoding="utf-8").splitlines()
                  if "==" in line)
    for brought in ("click", "pyparsing"):  # by typer and matplotlib: newer ones deprecate what
        del tested[brought]                 # these versions use
    assert set(tested) == set(promised)
    for name, version in tested.items():
        assert version == promised[name] or version.startswith(f"{promised[name]}."), name
