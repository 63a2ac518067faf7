"""`bnlinear discover`: what it prints, writes and refuses."""

import io
import json
import sys

import pytest

from bnlinear.cli.discover import discover
from bnlinear.cli.main import main

DRAFT = '''
from bnlinear.claims import claim, families, le
from bnlinear.dynamics import gd_step

@claim(statement="one step shrinks |w - u|^2 by c", p=families.least_squares(max_dim=2))
def contraction(p, c=1):
    after = gd_step(p.w, p.H, p.g, 1 / p.L)
    return le((after - p.u) @ (after - p.u), c * ((p.w - p.u) @ (p.w - p.u)))
'''


@pytest.fixture
def draft(tmp_path):
    path = tmp_path / "draft.py"
    path.write_text(DRAFT)
    return path


def test_it_prints_the_theorem_and_writes_the_report(draft, tmp_path, capsys):
    report = tmp_path / "found.json"
    assert main(["discover", str(draft), "--json", str(report)]) == 0
    assert capsys.readouterr().out.splitlines()[:2] == [
        "contraction: the least c is (1 − μ/L)², proved for all d; what is stronger by a "
        "thousandth is violated at 3 settings of the letters",
        "at μ = 1, L = 5/2: 9/25 is proved; an exact instance attains it"]
    (found,) = json.loads(report.read_text())["discoveries"]
    assert (found["id"], found["limit"], found["proved"], found["sharp"]) == (
        "draft.contraction", "9/25", "9/25", True)


def test_wrong_input_is_one_line(draft, capsys):
    assert main(["discover", str(draft), "--constant", "k"]) == 2
    assert capsys.readouterr().err.startswith("bnlinear: constant 'k'; contraction has c")
    assert main(["discover", "cai2019.gd_contraction"]) == 2
    assert "no constant to look for" in capsys.readouterr().err


def test_of_several_claims_those_with_the_constant():
    from bnlinear.claims import claim, families, le
    from bnlinear.cli.discover import _with_constant

    @claim(statement="one", p=families.directions(max_dim=1))
    def one(p, c=1):
        return le(0, c)

    @claim(statement="two", p=families.directions(max_dim=1))
    def two(p, c=1, k=2):
        return le(0, c * k)

    @claim(statement="none", p=families.directions(max_dim=1))
    def none(p):
        return le(0, 1)

    assert _with_constant([none], None) == [none]  # and it says itself what is wrong
    assert _with_constant([one, two, none], None) == [one]
    assert _with_constant([one, two, none], "c") == [one, two]
    assert _with_constant([one, two, none], "k") == [two]
    with pytest.raises(ValueError, match="none of these 2 claims has the one constant"):
        _with_constant([two, none], None)


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_terminal_sees_what_is_looked_for(draft, capsys, monkeypatch):
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    discover(str(draft), constant=None, best="least", letters=None, effort="quick", rng=0,
             json_path=None)
    assert "draft.contraction: closing in on its constant …" in terminal.getvalue()
    assert terminal.getvalue().endswith("\r\x1b[K")
