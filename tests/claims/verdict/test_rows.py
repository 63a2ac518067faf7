"""A row is ok for the expected verdict or for stronger evidence, and for nothing else."""

from types import SimpleNamespace

import pytest

from bnlinear.claims.record import EVIDENCE
from bnlinear.claims.verdict.rows import row
from bnlinear.claims.verdict.values import Verdict

VERDICTS = (*EVIDENCE, "refuted", "undefined", "undecided")


def card(expected):
    return SimpleNamespace(id="a.b", text="x <= y", source="", expected=expected, box="",
                           repairs=None)


@pytest.mark.parametrize("expected", (*EVIDENCE, "refuted"))
@pytest.mark.parametrize("name", VERDICTS)
def test_what_is_ok(expected, name):
    stronger = (expected in EVIDENCE and name in EVIDENCE
                and EVIDENCE.index(name) < EVIDENCE.index(expected))
    assert row(card(expected), Verdict(name)).ok == (name == expected or stronger)


def test_evidence_from_strong_to_weak():
    assert EVIDENCE == ("proved", "argued", "certified", "supported")


def test_a_row_carries_its_verdict():
    verdict = Verdict("refuted", "note", "d = 1", 3, 4, 0.5, {"x": "1"}, ("lemma",), None, True)
    made = row(card("refuted"), verdict, seconds=1.5)
    assert (made.note, made.scope, made.instances, made.hunted, made.sharpness) == (
        "note", "d = 1", 3, 4, 0.5)
    assert made.counterexample == {"x": "1"} and made.uses == ("lemma",) and made.error
    assert made.seconds == 1.5
