"""An error in a claim's file is an error: exit code 2, with file, line and what to write."""

import sys
from pathlib import Path

import numpy as np
import pytest

from bnlinear.claims import claim, eq, families, le
from bnlinear.claims.verdict import errors
from bnlinear.claims.verdict.ladder import judge
from bnlinear.cli import main
from bnlinear.exact import Number

HEAD = """
from bnlinear.claims import claim, families, le
from bnlinear.exact import Number

THOUSANDTH = Number("1/1000")

@claim(statement="", p=families.least_squares(max_dim=2))
def mine(p):
    return {body}
"""
PROOF = """
@mine.proof()
def _(prove, p):
    prove.by({step})

mine.mutant(lambda p: le(1, p.y))
"""


@pytest.mark.parametrize(("body", "step", "line", "remedy"), [
    ("le(0, 0.5 * p.y)", "", 9, "write Number('0.5')"),
    ('le(0, "1/2" * p.y)', "", 9, 'write Number("1/2")'),
    ("le(0, p.sigm)", "", 9, "did you mean sigma?"),
    ("le(0, THOUSANTH * p.y)", "", 9, "did you mean THOUSANDTH?"),
    ("le(0, p.y)", "prove.nrm(p.w, 1)", 13, "did you mean norm?"),
    ("le(0, p.y)", "prove.norm(p.w, 1) * 0.5", 13, "write Number('0.5')"),
], ids=["float", "string", "misspelt field", "misspelt name", "misspelt step", "float in a step"])
def test_file_line_and_what_to_write(tmp_path, capsys, body, step, line, remedy):
    draft = tmp_path / "draft.py"
    draft.write_text(HEAD.format(body=body) + (PROOF.format(step=step) if step else ""))
    code = main(["verify", str(draft), "--effort", "quick", "--workers", "1"])
    out = capsys.readouterr().out
    assert code == (1 if step.endswith("0.5") else 2)  # a step that the kernel refuses is no proof
    assert remedy in out and "Traceback" not in out
    assert step.endswith("0.5") or f"draft.py, line {line}" in out


@pytest.mark.parametrize(("body", "remedy"), [
    (lambda p: None, "must return a relation"),
    (lambda p: p.y > 0, "return le(lhs, rhs)"),
    (lambda p: le(0.0, p.y), "use exact numbers"),
    (lambda p: eq([p.y], p.y), "need the same shape"),
    (lambda p: le(0, p.y) & le(0, p.y), "all_of, any_of, implies"),
    (lambda p: le(p.y % 1, 1), "exact numbers know"),
    (lambda p: le(np.tanh(p.y), 1), "exact numbers know"),
    (lambda p: eq(np.linalg.solve(p.H, p.g), p.u), "screen_only=True"),
    (lambda p: le(0, doubled(p.w) @ p.w), "not w *= 2"),
    (lambda p: sys.exit(0), "SystemExit"),
], ids=["nothing", "truth", "float", "shapes", "and", "remainder", "tanh", "solve", "in place",
        "exit"])
def test_the_place_is_a_line_of_the_author_s(body, remedy):
    row = judge(claim(statement="", p=families.least_squares(max_dim=2))(body), effort="quick")
    assert row.error and row.note.count(", line ") == 1 and remedy in row.note
    assert f"{__file__}, line " in row.note


def doubled(w):
    w *= 2
    return w


@pytest.mark.parametrize(("body", "remedy"), [
    (lambda p: le(0, np.dot(p.w, p.w)), "a proof is about every d"),
    (lambda p: le(0, p.w[0]**2), "a proof is about every d"),
    (lambda p: le(0, np.sum(p.w * p.w)), "a proof is about every d"),
    (lambda p: le(0, max(p.x, -p.x)), "maximum(a, b)"),
    (lambda p: le(0, p.x if p.x > 0 else -p.x), "abs(x)"),
    (lambda p: le(0, np.exp(p.x)), "a proof knows"),
])
def test_a_body_for_numbers_alone_takes_no_proof(body, remedy):
    made = claim(statement="", p=families.least_squares(max_dim=2))(body)
    made.proof()(lambda prove, p: prove.by(prove.norm(p.w)))
    made.mutant(lambda p: le(p.y, 0))
    assert remedy in judge(made, effort="quick").note


@pytest.mark.parametrize("body", [
    lambda p: le(0, Number("1/1000000") * p.y), lambda p: le(p.w * 0, (Number("1/3") * p.w) ** 2),
    lambda p: le(p.y * 0, p.y / Number(3) + Number(1) / 7),
])
def test_exact_constants_work_on_the_float_screen(body):
    row = judge(claim(statement="", p=families.least_squares(max_dim=2))(body), effort="quick")
    assert row.verdict == "certified" and row.hunted > 100


def test_multiples_of_facts_close_goals():
    @claim(statement="y ≤ 2y", p=families.least_squares(max_dim=2))
    def twice(p):
        return le(0, 2 * p.y)

    twice.proof()(lambda prove, p: prove.by(2 * prove.norm(p.w, 1)))
    twice.mutant(lambda p: le(1, 2 * p.y))
    assert judge(twice, effort="quick").verdict == "proved"


def test_a_folder_whose_name_begins_like_the_package_is_the_author_s():
    file = f"{Path(errors.__file__).parents[2]}_drafts/mine.py"
    try:
        exec(compile("1 / 0", file, "exec"))
    except ZeroDivisionError as error:
        assert errors.in_file(error).startswith(f"{file}, line 1: ZeroDivisionError")
