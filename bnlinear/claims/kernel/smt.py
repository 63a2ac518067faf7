"""Scalar polynomial inequalities over the reals, decided by z3.

Only a handful of scalars ever get here. Every hypothesis set is checked satisfiable first,
rationals travel as strings, and effort is counted (`rlimit`), never timed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import Enum
from typing import Any

from flint import fmpq_mpoly

#: z3's own unit of work; a closed goal of this project needs less than a hundredth of it.
WORK = 20_000_000


class Answer(Enum):
    """What z3 said of "the hypotheses imply the goal"."""

    YES = "implied"
    NO = "not implied"
    UNKNOWN = "z3 gave up"
    EMPTY = "the hypotheses contradict each other"


Condition = tuple[fmpq_mpoly, str]  # a polynomial and its sign: ">=", ">", "=" or "!="
Formula = Condition | tuple[str, list[Any]]  # … or "all" and "any" of several formulas


#: Where the problems that z3 called unsatisfiable are written down, while somebody listens.
_listeners: list[list[str]] = []


@contextmanager
def recorded() -> Iterator[list[str]]:
    """Inside, every problem that z3 calls unsatisfiable is kept as SMT-LIB text."""
    heard: list[str] = []
    _listeners.append(heard)
    try:
        yield heard
    finally:
        _listeners.remove(heard)


#: What z3 said of the last questions: a proof and its mutants, and theorems that share a lemma,
#: ask the same ones.
_said: dict[Any, Answer] = {}
_MOST = 1000


def implied(hypotheses: Iterable[Formula], goal: Formula) -> Answer:
    """Do the hypotheses imply the goal, for all real values of the symbols?"""
    given = list(hypotheses)
    question = (*map(_spelt, given), _spelt(goal))
    if _listeners or question not in _said:
        if len(_said) >= _MOST:
            _said.clear()
        _said[question] = _asked(given, goal)
    return _said[question]


def _spelt(formula: Formula) -> Any:
    """The formula to its last symbol, so that equal ones can be told from others."""
    head, rest = formula
    if isinstance(head, str):
        return head, tuple(_spelt(part) for part in rest)  # type: ignore[arg-type]
    return head.context().names(), tuple(head.to_dict().items()), str(rest)


def _asked(hypotheses: list[Formula], goal: Formula) -> Answer:
    import z3

    context = z3.Context()  # of its own: the answer depends on the question alone
    given = [constraint(formula, context) for formula in hypotheses]
    solver = z3.SolverFor("QF_NRA", ctx=context)
    solver.set("rlimit", WORK)
    solver.add(*given)
    possible = solver.check()
    if possible == z3.unsat:
        return Answer.EMPTY
    if possible == z3.unknown:
        return Answer.UNKNOWN
    solver.add(z3.Not(constraint(goal, context)))
    found = solver.check()
    if found == z3.unsat:
        for heard in _listeners:
            heard.append(solver.to_smt2())
        return Answer.YES
    return Answer.NO if found == z3.sat else Answer.UNKNOWN


def constraint(formula: Formula, context: object) -> Any:
    import z3

    head, rest = formula
    if isinstance(head, str):
        parts = [constraint(part, context) for part in rest]  # type: ignore[arg-type]
        return z3.And(*parts, context) if head == "all" else z3.Or(*parts, context)
    left, sign = expression(head, context), str(rest)
    return {">=": left >= 0, ">": left > 0, "=": left == 0, "!=": left != 0}[sign]


def expression(polynomial: fmpq_mpoly, context: object) -> Any:
    """A polynomial as a z3 term."""
    import z3

    names = polynomial.context().names()
    total: Any = z3.RealVal("0", context)
    for powers, coefficient in polynomial.to_dict().items():
        term: Any = z3.RealVal(str(coefficient), context)
        for name, power in zip(names, powers, strict=True):
            for _ in range(int(power)):
                term = term * z3.Real(symbol_of(name), context)
        total = total + term
    return total


def symbol_of(name: str) -> str:
    """A name that every solver reads: |mu*lr| and the like are spelt in letters."""
    return "".join(c if c.isascii() and c.isalnum() else f"_{ord(c)}_" for c in name)
