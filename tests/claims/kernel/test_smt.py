"""Questions to z3: each is answered for itself, and asked once."""

import pytest

from bnlinear.claims.kernel import smt
from bnlinear.claims.kernel.smt import Answer, implied
from bnlinear.exact.moments import Space

SPACE = Space()
X, Y = SPACE.scalar("x"), SPACE.scalar("y")


def condition(scalar, sign):
    return scalar.top(), sign


@pytest.fixture
def asked(monkeypatch):
    """The questions that reach z3, of a kernel that remembers none."""
    monkeypatch.setattr(smt, "_said", {})
    reached, ask = [], smt._asked
    monkeypatch.setattr(smt, "_asked", lambda *given: reached.append(given) or ask(*given))
    return reached


QUESTIONS = [
    ([condition(X, ">=")], condition(X + 1, ">"), Answer.YES),
    ([condition(X, ">")], condition(X - 1, ">"), Answer.NO),  # another constant
    ([condition(X, ">=")], condition(X, ">"), Answer.NO),  # another sign
    ([condition(X, ">")], condition(X, ">"), Answer.YES),  # … of a hypothesis
    ([condition(Y, ">")], condition(X, ">"), Answer.NO),  # another symbol
    ([condition(Y, ">")], condition(Y, ">"), Answer.YES),
    ([condition(X * X, ">")], condition(X, ">"), Answer.NO),  # another power
    ([], condition(X * X, ">="), Answer.YES),
    ([condition(X, ">"), condition(-X, ">")], condition(X, "="), Answer.EMPTY),
    ([("any", [condition(X, ">"), condition(-X, ">")])], condition(X, "!="), Answer.YES),
    ([("all", [condition(X, ">"), condition(Y, ">")])], condition(X * Y, ">"), Answer.YES),
    ([("any", [condition(X, ">"), condition(Y, ">")])], condition(X * Y, ">"), Answer.NO),
    ([condition(X, ">"), condition(Y, ">")], condition(X * Y, ">"), Answer.YES),
]


def test_what_was_asked_before_is_answered_for_itself(asked):
    for _ in range(2):
        for hypotheses, goal, answer in QUESTIONS:
            assert implied(hypotheses, goal) is answer
    assert len(asked) == len(QUESTIONS)


def test_whoever_listens_hears_every_question(asked):
    hypotheses, goal, _ = QUESTIONS[0]
    implied(hypotheses, goal)
    with smt.recorded() as heard:
        implied(hypotheses, goal)
    assert len(heard) == 1 and len(asked) == 2


def test_only_the_last_questions_are_kept(asked, monkeypatch):
    monkeypatch.setattr(smt, "_MOST", 2)
    for k in range(5):
        assert implied([condition(X - k, ">=")], condition(X, ">=")) is Answer.YES
        assert len(smt._said) <= 2
