"""Who prints the facts that the kernel gets from z3."""

from __future__ import annotations

from collections.abc import Callable

from bnlinear.rocq.questions.lifts import print_lift
from bnlinear.rocq.questions.questions import print_goal_question, print_question

#: By the rule of a fact; "goal" closes a goal.
PRINTERS: dict[str, Callable[..., str]] = {
    "question": print_question, "lift": print_lift, "goal": print_goal_question}
