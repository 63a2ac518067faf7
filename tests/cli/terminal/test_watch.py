"""`--watch`: judged once, then after each save; it needs a file, and forgives broken ones."""

import itertools

import pytest

from bnlinear.cli.terminal.signals import INTERRUPTED
from bnlinear.cli.terminal.watch import changes
from bnlinear.cli.verify import verify_again_and_again


def test_a_save_is_noticed_and_nothing_else(tmp_path):
    draft = tmp_path / "draft.py"
    draft.write_text("x = 1")
    pauses = itertools.count()

    def sleep(seconds):
        if next(pauses) == 3:
            draft.write_text("x = 12")
        assert next(pauses) < 50

    seen = changes([str(draft)], sleep=sleep)
    next(seen)
    assert next(pauses) == 0
    next(seen)
    assert next(pauses) > 3


def test_a_draft_that_is_gone_for_a_moment_is_waited_for(tmp_path):
    draft = tmp_path / "draft.py"
    draft.write_text("x = 1")
    states = iter([draft.unlink, lambda: None, lambda: draft.write_text("x = 12")])
    seen = changes([str(draft)], sleep=lambda seconds: next(states)())
    next(seen)
    next(seen)
    assert draft.exists()


def test_a_claim_of_the_ledger_cannot_be_watched():
    with pytest.raises(ValueError, match="--watch needs a file"):
        next(changes(["cai2019.norm_growth"]))


def test_an_error_is_told_and_the_next_save_waited_for(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("bnlinear.cli.verify.changes", lambda patterns: iter([None, None, None]))
    answers = iter([ValueError("broken"), 0, INTERRUPTED])

    def once():
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    assert verify_again_and_again(["draft.py"], once) == INTERRUPTED
    assert "bnlinear: broken" in capsys.readouterr().err
