"""Soundness is measured, not claimed: the suite of false and true statements, at quick effort.

What must hold at any effort: no false statement is ever proved, no true one refuted. How many false
ones the hunt finds at quick effort is a matter of luck, of which a bound is required; the scorer
(`python -m tests.soundness --effort thorough`) tells the rest.
"""

from pathlib import Path

import pytest

from bnlinear.claims.claim import Claim
from bnlinear.claims.kernel.prover import NotClosed, ProofError, prove
from bnlinear.claims.running.loading import load
from tests.soundness.__main__ import FALSE, TRUE, judge_all, unsound


def claims(files: list[Path]) -> list[Claim]:
    return [claim for path in files for claim in load(path)]


@pytest.fixture(scope="module")
def rows():
    return judge_all(FALSE, effort="quick"), judge_all(TRUE, effort="quick")


def test_size():
    false, true = claims(FALSE), claims(TRUE)
    assert len(false) >= 120 and sum(c.the_proof is not None for c in false) >= 50
    assert len(true) >= 50 and sum(c.the_proof is not None for c in true) >= 15


def test_no_false_statement_is_proved_and_no_true_one_refuted(rows):
    assert not unsound(*rows)


def test_nearly_all_false_statements_are_refuted(rows):
    missed = [row.id for row in rows[0] if row.verdict != "refuted"]
    assert len(missed) <= 0.1 * len(rows[0]), missed


def test_true_statements_have_the_verdict_they_are_equipped_for(rows):
    assert not [(row.id, row.verdict, row.note) for row in rows[1] if not row.ok]


@pytest.mark.parametrize("claim", [c for c in claims(FALSE) if c.the_proof is not None],
                         ids=lambda claim: claim.id)
def test_the_kernel_refuses(claim):
    with pytest.raises((NotClosed, ProofError, AttributeError)):
        prove(claim)
