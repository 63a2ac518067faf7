"""A second opinion on a proof, asked for at thorough effort.

Every scalar inequality that z3 called implied is asked again of cvc5, where it is installed: the
problem travels as SMT-LIB text, so the two share no code. cvc5 may give up, but it may not object.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterable, Sequence
from importlib.util import find_spec
from pathlib import Path

from bnlinear.children import bound
from bnlinear.claims.kernel.prover import prove
from bnlinear.claims.kernel.smt import recorded
from bnlinear.claims.record import ClaimRecord

#: Seconds of processor time that cvc5 gets for one question before it counts as having given up.
PATIENCE = 5

SCRIPT = Path(__file__).with_name("ask_cvc5.py")


def ask_again(claim: ClaimRecord) -> tuple[str, str]:
    """Ask cvc5 what z3 decided in a proof: an objection (or ""), and what was confirmed."""
    if claim.the_proof is None or not installed():
        return "", ""
    with recorded() as questions:
        prove(claim)
    confirmed, objected = objections(questions)
    return (objected[0] if objected else "",
            f"; cvc5 confirms {confirmed} of {len(questions)} answers of z3")


def installed() -> bool:
    return find_spec("cvc5") is not None


def objections(questions: Iterable[str]) -> tuple[int, list[str]]:
    """Ask again: how many cvc5 confirmed, and the questions it answers differently.

    Parameters
    ----------
    questions
        SMT-LIB problems that should be unsatisfiable.
    """
    asked = list(questions)
    said = answers(asked)
    return said.count("unsat"), [question for question, answer in zip(asked, said, strict=True)
                                 if answer == "sat"]


def answers(questions: Sequence[str]) -> list[str]:
    """ "sat", "unsat" or "unknown" for each, "unknown" where cvc5's time ran out too.

    Raises
    ------
    RuntimeError
        If cvc5 fails.
    """
    said: list[str] = []
    while asked := questions[len(said):]:
        process = subprocess.run(
            bound([sys.executable, "-P", str(SCRIPT), str(PATIENCE)]), text=True,
            capture_output=True, input=json.dumps(asked), check=False)
        answered = process.stdout.split()
        if hasattr(signal, "SIGXCPU") and process.returncode == -signal.SIGXCPU:
            answered.append("unknown")
        elif process.returncode:
            complaint = process.stderr.strip().splitlines()
            raise RuntimeError(f"cvc5 failed: {complaint[-1] if complaint else process.returncode}")
        elif len(answered) != len(asked):
            raise RuntimeError(f"cvc5 failed: {len(answered)} answers to {len(asked)} questions")
        said += answered
    return said
