"""`bnlinear verify`, `list`, `show` and `new` as their users run them."""

import io
import json
import subprocess
import sys
from contextlib import suppress

import pytest

from bnlinear.cli import main

DRAFT = '''
from bnlinear.claims import claim, eq, families, le
from bnlinear.dynamics import rayleigh_step

@claim(statement="R <= R*", p=families.directions(max_dim=2))
def holds(p):
    return le(p.x**2 / p.y, p.R_star)

@claim(statement="R <= 99/100 R*", p=families.directions(max_dim=2))
def fails(p):
    return le(p.x**2 / p.y, p.R_star * 99 / 100)
'''

BAD_PROOF = '''
from bnlinear.claims import claim, eq, families

@claim(statement="x^2 = y R*", p=families.directions(max_dim=2))
def false(p):
    return eq(p.x**2, p.y * p.R_star)

@false.proof()
def _(prove, p):
    prove.identity()

@false.mutant
def _(p):
    return eq(p.x**2, 2 * p.y * p.R_star)
'''

KEYS = {"id", "statement", "source", "expect", "verdict", "ok", "scope", "instances", "hunted",
        "sharpness", "counterexample", "repairs", "uses", "seconds"}


@pytest.fixture
def draft(tmp_path):
    path = tmp_path / "draft.py"
    path.write_text(DRAFT)
    return path


def test_a_file_of_ones_own(draft, tmp_path, capsys):
    out = tmp_path / "out.json"
    assert main(["verify", str(draft), "--effort", "quick", "--json", str(out)]) == 1
    report = json.loads(out.read_text())
    assert set(report) == {"bnlinear", "rng", "effort", "claims", "counts"}
    holds, fails = report["claims"]
    assert set(holds) >= KEYS
    assert (holds["id"], holds["verdict"], holds["ok"]) == ("draft.holds", "certified", True)
    assert (fails["verdict"], fails["ok"]) == ("refuted", False)
    assert set(fails["counterexample"]["p"]) >= {"H", "u", "w"}
    assert "draft.fails: refuted, expected certified" in capsys.readouterr().out


def test_a_run_interrupted_before_its_first_verdict_prints_no_empty_table(
        draft, capsys, monkeypatch):
    def never(*_, **__):
        raise KeyboardInterrupt
        yield

    monkeypatch.setattr("bnlinear.cli.verify.run", never)
    assert main(["verify", str(draft)]) == 130
    said = capsys.readouterr().out
    assert "0 claims" not in said and "not decided" in said


def test_same_rng_same_json_for_any_number_of_workers(draft, tmp_path):
    reports = []
    for workers in ("1", "2", "1"):
        out = tmp_path / f"{len(reports)}.json"
        main(["verify", str(draft), "cai2019.interlacing", "--effort", "quick", "--rng", "5",
              "--workers", workers, "--json", str(out)])
        report = json.loads(out.read_text())
        for claim in report["claims"]:
            del claim["seconds"]
        reports.append(report)
    assert reports[0] == reports[1] == reports[2]


def test_a_proof_of_a_false_claim_is_no_proof(tmp_path, capsys):
    path = tmp_path / "bad.py"
    path.write_text(BAD_PROOF)
    assert main(["verify", str(path), "--effort", "quick"]) == 1
    assert "bad.false: refuted, expected proved" in capsys.readouterr().out


def test_json_alone_on_stdout(draft):
    done = subprocess.run([sys.executable, "-m", "bnlinear", "verify", f"{draft}", "--effort",
                           "quick", "--json", "-"], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert json.loads(done.stdout)["counts"]["claims"] == 2


def test_list_and_show(capsys):
    assert main(["list", "cai2019.norm*"]) == 0
    assert "cai2019.norm_growth" in capsys.readouterr().out
    assert main(["show", "cai2019.norm_growth", "--effort", "quick"]) == 0
    shown = capsys.readouterr().out
    assert "verdict     proved (all d)" in shown
    assert "goal 1: both sides are the same function of the moments" in shown
    assert main(["show", "cai2019.kappa_strictly*", "--effort", "quick"]) == 0
    assert "3 < 3   FALSE" in capsys.readouterr().out


def test_the_template_verifies(tmp_path, capsys):
    path = tmp_path / "mine.py"
    assert main(["new", str(path)]) == 0
    assert main(["verify", str(path), "--effort", "quick"]) == 0
    capsys.readouterr()
    assert main(["new", str(path)]) == 2
    assert "exists already" in capsys.readouterr().err


def test_a_template_that_cannot_be_written_leaves_nothing(tmp_path, capsys, monkeypatch):
    def full(number):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    assert main(["new", str(tmp_path / "mine.py")]) == 2
    assert "No space left" in capsys.readouterr().err and not list(tmp_path.iterdir())


def test_the_template_under_a_name_that_python_cannot_quote(tmp_path):
    path = tmp_path / 'a"""\\.py'
    assert main(["new", str(path)]) == 0
    compile(path.read_text(), str(path), "exec")


def test_the_report_is_not_a_claim_file(draft, capsys):
    assert main(["verify", str(draft), "--json", str(draft)]) == 2
    assert "Python file" in capsys.readouterr().err and draft.read_text() == DRAFT
    link = draft.with_name("report.json")
    link.symlink_to(draft)
    assert main(["verify", str(draft), "--json", str(link)]) == 2
    assert draft.read_text() == DRAFT


def write(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text)
    return str(path)


@pytest.mark.parametrize(("arguments", "says"), [
    (["nothing.like_this"], "no claim matches 'nothing.like_this'"),
    (["cai2019.gradiant"], "did you mean cai2019.gradient"),
    (["missing.py"], "no such Python file"),
    (["cai2019.gradient", "--effort", "heroic"], "quick, standard, thorough"),
    (["cai2019.gradient", "--workers", "0"], "at least one worker"),
    (["cai2019.gradient", "--rng", "-1"], "0 or more"),
    (["cai2019.gradient", "--workers", "100000"], "--workers 100000: at most"),
    (["cai2019.gradient", "--rng", "1" + "0" * 400], "from 0 to 18446744073709551615"),
    (["cai2019.gradient", "--rng", "1" + "0" * 5000], "'--rng'"),
    (["cai2019.gradient", "--json", "/no/such/folder/x.json"], "there is no folder"),
    (["cai2019.gradient", "--colour"], "--colour"),
])
def test_bad_input_is_one_line_and_exit_2(arguments, says, capsys):
    assert main(["verify", *arguments]) == 2
    captured = capsys.readouterr()
    assert says in captured.err
    assert captured.err.count("\n") == 1
    assert "Traceback" not in captured.err
    assert captured.out == ""


@pytest.mark.parametrize(("text", "says"), [
    ("x = 1\n", "holds no claim"),
    ("import no_such_module_at_all\n", ", line 1: does not import (ModuleNotFoundError"),
    ("import math\n\n\nmath.cosine(1)\n", ", line 4: does not import (AttributeError"),
    ("import math\n\nx = math.sqrtt\n", "did you mean sqrt?); run it"),
    ("def broken(:\n", ", line 1: does not import (SyntaxError"),
    ("raise SystemExit(3)\n", ", line 1: does not import (SystemExit"),
    (BAD_PROOF.partition("@false.mutant")[0], "a proof but no mutant"),
    (DRAFT.replace("def holds(p)", "def holds(q)"), "one family for each parameter"),
    (DRAFT.replace("p=families.directions(max_dim=2)", "p=3", 1), "is not a family"),
])
def test_a_claim_file_that_cannot_be_used(text, says, tmp_path, capsys):
    assert main(["verify", write(tmp_path, "mine.py", text)]) == 2
    error = capsys.readouterr().err
    assert says in error
    assert error.count("\n") == 1


def test_a_paper_names_all_its_claims(capsys):
    assert main(["list", "brock2021"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines and all(line.startswith("brock2021.") for line in lines)


def test_in_a_pipe_the_list_is_a_line_a_claim(capsys):
    assert main(["list"]) == 0
    fields = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert len(fields) > 140 and all(len(parts) == 3 and parts[2] for parts in fields)


def test_on_a_terminal_the_list_is_a_table():
    from rich.console import Console

    from bnlinear.cli.verify import listing

    console = Console(file=io.StringIO(), force_terminal=True, width=200, color_system=None)
    listing("cai2019.[gi]*", console)
    text = console.file.getvalue()
    assert text.startswith("claim ") and "expected" in text.splitlines()[0]
    assert "cai2019.gradient" in text and "cai2019.interlacing" in text


def test_one_claim_is_explained_in_its_child(draft):
    from bnlinear.cli.verify import explained

    text = explained(str(draft), "draft.fails", "quick", 0)
    assert text.startswith("draft.fails\n") and "refuted" in text


def test_the_shell_completes_commands_and_ids(capsys, monkeypatch):
    for words, expected in (("bnlinear ver", "verify"),
                            ("bnlinear show cai2019.kappa_st", "cai2019.kappa_star")):
        monkeypatch.setenv("_BNLINEAR_COMPLETE", "complete_bash")
        monkeypatch.setenv("COMP_WORDS", words)
        monkeypatch.setenv("COMP_CWORD", str(len(words.split()) - 1))
        with suppress(SystemExit):
            main([])
        assert expected in capsys.readouterr().out.split()
