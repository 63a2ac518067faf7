"""The page that says what has a row names every paper of the ledger, and only rows that exist."""

import re
from fnmatch import fnmatchcase
from pathlib import Path

from bnlinear.claims.running.loading import ledger_files, ledger_folder

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "coverage.md"


def ids():
    """The functions that `@claim` decorates, by paper, without importing the ledger."""
    folder = ledger_folder()
    for path in ledger_files():
        paper = path.relative_to(folder).parts[0].removesuffix(".py")
        text = path.read_text(encoding="utf-8")
        yield from (f"{paper}.{name}" for name in re.findall(r"^\)\ndef (\w+)", text, re.MULTILINE))


def test_every_paper_has_a_line_and_every_name_a_row():
    known = set(ids())
    named = set(re.findall(r"`([a-z_]+\d*\.[a-z_*]+)`", PAGE.read_text(encoding="utf-8")))
    assert len(known) > 250 and len(named) > 20
    assert [name for name in named if not any(fnmatchcase(row, name) for row in known)] == []
    papers = {row.partition(".")[0] for row in known}
    assert {name.partition(".")[0] for name in named} >= papers
