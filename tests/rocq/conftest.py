"""The Rocq proofs of limits and rates, compiled once for all tests of this folder."""

import subprocess
from dataclasses import replace

import pytest

from bnlinear.rocq.check import find_coqc, prepare
from tests.rocq.universal import ORDER


@pytest.fixture(scope="session")
def coqc(tmp_path_factory):
    """A compiler with the theory of exported claims, and no answers from earlier runs."""
    return replace(prepare(find_coqc()), answers=tmp_path_factory.mktemp("answers"))


@pytest.fixture(scope="session")
def universal(tmp_path_factory):
    """A compiler with every file of the proofs of limits and rates."""
    return prepare(find_coqc(), tmp_path_factory.mktemp("universal"), names=tuple(ORDER))


@pytest.fixture(scope="session")
def built(universal):
    """The folder of these files."""
    return universal.theory


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
