"""Soundness is measured, not claimed: the suite of false and true statements, at quick effort.

What must hold at any effort: no false statement is ever proved, no true one refuted. How many false
ones the hunt finds at quick effort is a matter of luck, of which a bound is required; the scorer
(`python -m tests.soundness --effort thorough`) tells the rest. Of the tables every fifth row is
judged here, all of them there.
"""

from pathlib import Path

import pytest

from bnlinear.claims.claim import Claim
from bnlinear.claims.kernel.prover import NotClosed, ProofError, prove
from bnlinear.claims.running.loading import load
from bnlinear.claims.verdict.ladder import Row, judge
from tests.soundness.__main__ import FALSE, TRUE, judge_all, unsound


def claims(files: list[Path]) -> list[Claim]:
    return [claim for path in files for claim in load(path)]


def tables(files: list[Path]) -> list[Path]:
    return [path for path in files if "Table(" in path.read_text(encoding="utf-8")]


def judged(files: list[Path]) -> list[Row]:
    """All rows of the files, of the tables every fifth. Each half is asked for by one test alone:
    tests that share it may run in different processes, and would judge it twice."""
    return (judge_all([path for path in files if path not in tables(files)], effort="quick")
            + judge_all(tables(files), effort="quick", every=5))


def test_size():
    false, true = claims(FALSE), claims(TRUE)
    assert len(false) >= 250 and sum(c.the_proof is not None for c in false) >= 50
    assert len(true) >= 95 and sum(c.the_proof is not None for c in true) >= 15


@pytest.mark.parametrize(("stem", "least"), [
    ("false_outside_boxes", 30), ("false_layers", 40), ("false_on_ties", 35), ("false_thin", 15)])
def test_kinds(stem, least):
    assert sum(c.id.startswith(f"{stem}.") for c in claims(FALSE)) >= least


def test_statements_about_the_outside_hold_inside(monkeypatch):
    """Hunted inside the boxes alone, none is refuted: so they are about the outside."""
    monkeypatch.setattr(Claim, "leaves_the_box", False)
    inside = [c for c in claims(FALSE) if c.id.startswith("false_outside_boxes.")]
    assert not [c.id for c in inside[::4] if judge(c, effort="quick").verdict == "refuted"]


def test_no_false_statement_is_proved_and_nearly_all_are_refuted():
    rows = judged(FALSE)
    assert not unsound(rows, [])
    missed = [row.id for row in rows if row.verdict != "refuted"]
    assert len(missed) <= 0.1 * len(rows), missed


def test_no_true_statement_is_refuted_and_each_has_the_verdict_it_is_equipped_for():
    rows = judged(TRUE)
    assert not unsound([], rows)
    assert not [(row.id, row.verdict, row.note) for row in rows if not row.ok]


@pytest.mark.parametrize("claim", [c for c in claims(FALSE) if c.the_proof is not None],
                         ids=lambda claim: claim.id)
def test_the_kernel_refuses(claim):
    with pytest.raises((NotClosed, ProofError, AttributeError)):
        prove(claim)
