"""A second opinion on a proof, asked for at thorough effort.

Every scalar inequality that z3 called implied is asked again of cvc5, where it is installed: the
problem travels as SMT-LIB text, so the two share no code. cvc5 may give up, but it may not object.
"""

from __future__ import annotations

from collections.abc import Iterable

#: Milliseconds that cvc5 gets for one question before it counts as having given up.
PATIENCE = 5000

#: Nonlinear real arithmetic. Under ALL cvc5 never finds a model that is irrational only (x² = 2):
#: it could not object to a wrong "implied" whose counterexamples all are.
LOGIC = "(set-logic QF_NRA)"


def installed() -> bool:
    try:
        import cvc5  # noqa: F401
    except ImportError:
        return False
    return True


def objections(questions: Iterable[str]) -> tuple[int, list[str]]:
    """Ask again: how many cvc5 confirmed, and the questions it answers differently.

    Parameters
    ----------
    questions
        SMT-LIB problems that should be unsatisfiable.
    """
    confirmed, objected = 0, []
    for question in questions:
        answer = ask(question)
        confirmed += answer == "unsat"
        if answer == "sat":
            objected.append(question)
    return confirmed, objected


def ask(question: str) -> str:
    """ "sat", "unsat" or "unknown"."""
    import cvc5

    solver = cvc5.Solver(cvc5.TermManager())
    solver.setOption("tlimit-per", str(PATIENCE))
    parser = cvc5.InputParser(solver)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, LOGIC + question, "question")
    answer = "unknown"
    while not (command := parser.nextCommand()).isNull():
        said = str(command.invoke(solver, parser.getSymbolManager())).strip()
        answer = said or answer
    return answer if answer in ("sat", "unsat") else "unknown"
