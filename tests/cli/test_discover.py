"""`bnlinear discover`: what it prints, writes and refuses."""

import json

import pytest

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
