"""A script of its own: cvc5's answers to the questions on standard input, one a line.

    python -P ask_cvc5.py SECONDS < questions.json

cvc5 heeds its own limits only between some of its steps, so each question has SECONDS of the
processor time of this process, which the system ends beyond them: the question that has no line
then is the one that took too long. Nothing of the package is imported, to start at once.
"""

from __future__ import annotations

import json
import math
import signal
import sys

import cvc5

#: Nonlinear real arithmetic. Under ALL cvc5 never finds a model that is irrational only (x² = 2):
#: it could not object to a wrong "implied" whose counterexamples all are.
LOGIC = "(set-logic QF_NRA)"


def answer(question: str, seconds: int) -> str:
    """ "sat", "unsat" or "unknown"."""
    solver = cvc5.Solver(cvc5.TermManager())
    solver.setOption("tlimit-per", str(1000 * seconds))  # all that there is on Windows
    parser = cvc5.InputParser(solver)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, LOGIC + question, "question")
    said = "unknown"
    while not (command := parser.nextCommand()).isNull():
        said = str(command.invoke(solver, parser.getSymbolManager())).strip() or said
    return said if said in ("sat", "unsat") else "unknown"


def allow(seconds: int) -> None:
    """End this process after so many more seconds of processor time."""
    try:
        import resource
    except ImportError:  # Windows
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = resource.getrlimit(resource.RLIMIT_CPU)[1]
    soft = math.ceil(used.ru_utime + used.ru_stime) + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (
        soft if most == resource.RLIM_INFINITY else min(soft, most), most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    seconds = int(sys.argv[1])
    for question in json.load(sys.stdin):
        allow(seconds)
        print(answer(question, seconds), flush=True)


if __name__ == "__main__":
    main()
