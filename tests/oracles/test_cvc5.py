"""The second opinion: cvc5 is asked what z3 was, and may not object."""

import pytest

from bnlinear.claims import claim, families, le
from bnlinear.claims.kernel.checks.second_opinion import answers, objections
from bnlinear.claims.verdict.ladder import judge

pytestmark = pytest.mark.oracle
pytest.importorskip("cvc5")

X = "(declare-const x Real)"
SATISFIABLE = X + "(assert (> (* x x) 2))(check-sat)"
CONTRADICTION = X + "(assert (< (* x x) 0))(check-sat)"


def test_it_answers():
    nothing_asked = X + "(assert (> x 0))"
    assert answers([SATISFIABLE, CONTRADICTION, nothing_asked]) == ["sat", "unsat", "unknown"]
    assert answers([]) == []


def test_a_question_without_end_is_given_up_and_the_next_one_asked(tmp_path, monkeypatch):
    """A cvc5 that heeds no limit of its own: the processor time of its process ends it."""
    tmp_path.joinpath("cvc5.py").write_text(ENDLESS)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.delenv("PYTHONUNBUFFERED", raising=False)  # else no answer could be lost
    monkeypatch.setattr("bnlinear.claims.kernel.checks.second_opinion.PATIENCE", 1)
    assert answers(["fine", "endless", "fine"]) == ["unsat", "unknown", "unsat"]


def test_a_cvc5_that_fails_is_an_error(tmp_path, monkeypatch):
    tmp_path.joinpath("cvc5.py").write_text("raise OSError('no library')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(RuntimeError, match="cvc5 failed: OSError: no library"):
        answers([SATISFIABLE])


@pytest.mark.parametrize("said, count", [("", 0), ("a remark", 3)])
def test_answers_that_are_no_longer_one_a_question_are_an_error(tmp_path, monkeypatch, said, count):
    script = tmp_path / "script.py"
    script.write_text(f"print({said!r})\n" + "print('unsat')\n" * bool(said))
    monkeypatch.setattr("bnlinear.claims.kernel.checks.second_opinion.SCRIPT", script)
    with pytest.raises(RuntimeError, match=f"cvc5 failed: {count} answers to 2 questions"):
        answers([SATISFIABLE, CONTRADICTION])


ENDLESS = """
class Command:
    def __init__(self, text): self.text = text
    def isNull(self): return not self.text
    def invoke(self, solver, symbols):
        while "endless" in self.text: pass
        return "unsat"

class InputParser:
    def __init__(self, solver): self.commands = []
    def setStringInput(self, language, text, name): self.commands = [text, ""]
    def nextCommand(self): return Command(self.commands.pop(0))
    def getSymbolManager(self): return None

class Solver:
    def __init__(self, manager): pass
    def setOption(self, name, value): pass

class InputLanguage:
    SMT_LIB_2_6 = None

TermManager = object
"""


IRRATIONAL = "(declare-const x Real)(declare-const y Real)"


@pytest.mark.parametrize("question", [
    X + "(assert (= (* x x) 2))(check-sat)",
    X + "(assert (and (> x 0) (= (* x x x) 3)))(check-sat)",
    IRRATIONAL + "(assert (and (= (+ (* x x) (* y y)) 1) (= (* 2 x x) 1) (> y 0)))(check-sat)",
])
def test_it_objects_where_all_counterexamples_are_irrational(question):
    """A false "implied": x² = 2 has no rational solution, and the negated goal has real ones."""
    assert objections([question]) == (0, [question])


def test_a_false_implication_of_ours_is_met():
    """As the kernel would ask it: that x² ≠ 2 for every real x, were z3 to say so."""
    from bnlinear.claims.kernel.smt import expression
    from bnlinear.exact.moments import Space

    z3 = pytest.importorskip("z3")
    context, solver = z3.Context(), None
    solver = z3.Solver(ctx=context)
    x = Space().scalar("x")
    solver.add(expression((x * x - 2).top(), context) == 0)
    assert answers([solver.to_smt2()]) == ["sat"]


def test_an_objection_is_told_from_a_confirmation():
    assert objections([CONTRADICTION, SATISFIABLE, CONTRADICTION]) == (2, [SATISFIABLE])


def stretched():
    @claim(statement="y ≤ L|w|²", p=families.least_squares(max_dim=2))
    def bound(p):
        return le(p.y, p.L * (p.w @ p.w))

    @bound.proof()
    def _(prove, p):
        prove.by(prove.lift(p.w, lambda t: p.L - t))

    @bound.mutant
    def _(p):
        return le(2 * p.y, p.L * (p.w @ p.w))

    return bound


def test_a_proof_is_asked_again_at_thorough_effort_only(monkeypatch):
    row = judge(stretched(), effort="thorough")
    assert row.verdict == "proved" and "more exact instances in d = 1 … 5" in row.note
    assert "cvc5" in row.note
    assert judge(stretched(), effort="standard").note == ""
    monkeypatch.setattr("bnlinear.claims.kernel.checks.second_opinion.answers",
                        lambda questions: ["sat"] * len(questions))
    row = judge(stretched(), effort="thorough")
    assert row.verdict == "undecided" and "cvc5 objects" in row.note
