"""The page that counts the trusted lines counts them right, and forgets no file."""

import re
import subprocess
import sys
from pathlib import Path

import bnlinear.claims.kernel
from bnlinear.claims.kernel.__main__ import (
    CHECKS,
    PACKAGE,
    TRUSTED,
    lines_of,
    table,
    total,
)

FOLDER = Path(bnlinear.claims.kernel.__file__).parent
README = (FOLDER / "README.md").read_text(encoding="utf-8")


def test_the_tables_are_those_of_the_command():
    assert table(TRUSTED) in README and table(CHECKS) in README
    said = int(re.search(r"fewer than ([\d,]+) lines", README)[1].replace(",", ""))
    assert said - 250 <= total(TRUSTED) < said, "python -m bnlinear.claims.kernel counts its lines"
    out = subprocess.run([sys.executable, "-m", "bnlinear.claims.kernel"], check=True,
                         capture_output=True, text=True, encoding="utf-8").stdout
    assert f"To be trusted: {total(TRUSTED):,} lines" in out
    for name in TRUSTED | CHECKS:
        text = (PACKAGE / name).read_text(encoding="utf-8")
        assert f"{len(text.splitlines()):6}  {name} " in out


def test_no_file_of_the_folder_is_forgotten_and_all_are_counted():
    here = {path.relative_to(PACKAGE).as_posix() for path in FOLDER.rglob("*.py")}
    assert here - set(TRUSTED) - set(CHECKS) == {
        "claims/kernel/__init__.py", "claims/kernel/__main__.py",
        "claims/kernel/checks/__init__.py"}
    assert all((PACKAGE / name).is_file() and lines_of(name) > 10 for name in TRUSTED | CHECKS)


def test_files_and_classes_stay_small():
    import ast

    for path in FOLDER.rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        assert len(source.splitlines()) <= 300, path
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.ClassDef):
                assert (node.end_lineno or 0) - node.lineno < 200, node.name
