"""The Rocq proofs of limits and rates, compiled once for all tests of this folder."""

import subprocess

import pytest

from tests.rocq.universal import ORDER, TEXTS, coqc


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """A folder with every file of the proof compiled."""
    folder = tmp_path_factory.mktemp("universal")
    for name in ORDER:
        (folder / f"{name}.v").write_text(TEXTS[name], encoding="utf-8")
        done = coqc(folder, name)
        assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def ask(built, tmp_path):
    """Runs lines of Rocq that import every file; returns what they print."""
    def run(lines, modules=ORDER):
        text = (f"From Coq Require Import Reals Lra.\nFrom BnLinear Require Import "
                f"{' '.join(modules)}.\nLocal Open Scope R_scope.\n{lines}\n")
        (tmp_path / "Question.v").write_text(text, encoding="utf-8")
        return subprocess.run(["coqc", "-q", "-Q", str(built), "BnLinear", "Question.v"],
                              cwd=tmp_path, capture_output=True, text=True, timeout=300,
                              check=False)
    return run
