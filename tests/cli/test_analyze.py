"""`bnlinear analyze` as its user meets it: what it prints, where it writes, how it complains."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from bnlinear import __version__
from bnlinear.analyze import analyze
from bnlinear.cli import main
from bnlinear.tables import diabetes

ROOT = Path(__file__).parents[2]


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "data.csv"
    path.write_text("a,[bold]b,y\n1,2,3\n4,1,9\n0,0,5\n")
    return str(path)


def complaint(capsys, *args):
    """Exit code 2, nothing on stdout, one line on stderr."""
    assert main([str(arg) for arg in args]) == 2
    out, err = capsys.readouterr()
    assert out == "" and err.endswith("\n") and err.count("\n") == 1
    assert err.startswith("bnlinear: ")
    return err


# -- what it says -------------------------------------------------------------------------------

def test_the_bundled_data(capsys):
    assert main(["analyze"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    first = " ".join(out.split("\n\n")[0].split())
    assert first.startswith("Normalization buys a factor of 111,369: GD bnp needs 3,248 steps, "
                            "GD on the raw features 361,726,936.")
    for text in ("442 rows, 10 features, nullity 0", "52365337.3170", "361,726,936",
                 "cai2019.kappa_star"):
        assert text in out
    assert max(map(len, out.splitlines())) <= 80


def test_headline_without_gain(capsys, tmp_path):
    path = tmp_path / "standard.csv"
    path.write_text("a,b,y\n1,1,1\n1,-1,0\n-1,1,0\n-1,-1,5\n")
    assert main(["analyze", str(path)]) == 0
    out = capsys.readouterr().out
    assert out.startswith("Normalization buys nothing on these data")
    assert "warning: centring does not lower kappa" in out


def test_missing_values_print_as_a_dash(capsys, tmp_path):
    path = tmp_path / "one.csv"
    path.write_text("a,y\n1,1\n2,5\n4,0\n")
    assert main(["analyze", str(path)]) == 0
    row = next(r for r in capsys.readouterr().out.splitlines() if r.strip().startswith("BNGD raw"))
    assert row.split()[2:] == ["-"] * 6


def test_brackets_in_a_name_are_text(capsys, tmp_path):
    path = tmp_path / "[red]data.csv"
    path.write_text("a,[bold]b,y\n1,2,3\n4,2,9\n0,2,5\n")
    assert main(["analyze", str(path)]) == 0
    out = "".join(capsys.readouterr().out.split())
    assert "[red]data.csv" in out and "(thestdis0):[bold]b" in out


def test_npz_and_target(capsys, tmp_path):
    np.savez(tmp_path / "data.npz", X=np.eye(3), z=np.arange(3))
    assert main(["analyze", str(tmp_path / "data.npz"), "--target", "z"]) == 0
    assert main(["analyze", "--target", "bmi"]) == 0
    assert "nullity" in capsys.readouterr().out


# -- options ------------------------------------------------------------------------------------

def test_the_options_reach_the_report(capsys, tmp_path):
    path, figure = tmp_path / "two.csv", tmp_path / "out.svg"
    path.write_text("a,b,y\n0,2,0\n1,-1,1\n2,5,3\n0,1,1\n")
    assert main(["analyze", str(path), "--batch-size", "2", "--measure", "--eps", "1/4",
                 "--plot", str(figure), "--json", str(tmp_path / "out.json")]) == 0
    out = capsys.readouterr().out
    for text in ("mini-batches of 2 in row order: 2 of 2 are rank-deficient",
                 "worst by centring: kappa 2.09383632136 ± 4e-12 becomes 2.5 ± 0, rows 1, 2",
                 "predicted", "measured", "bnp+eps: 1/4 added"):
        assert text in " ".join(out.split())
    assert figure.read_text(encoding="utf-8").startswith("<?xml")
    report = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert report["eps"] == "1/4"
    assert report["batches"][0]["witnesses"][0]["rows"] == [1, 2]
    assert report["measured"][0]["measured"] == report["measured"][0]["predicted"]


def test_logistic(capsys, tmp_path):
    path = tmp_path / "two.csv"
    path.write_text("a,y\n1,0\n2,1\n3,0\n4,1\n")
    assert main(["analyze", str(path), "--loss", "logistic", "--ridge", "1e-3"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "logistic loss, ridge 1e-3" in out and "GD S-bnp" in out and "BNGD" not in out
    assert "not applicable (the ridge 1/1000 adds to M): beyond.weighted_centring" in out


@pytest.mark.parametrize("rows", [
    [(f"{i * i}e-390", f"{i}e390") for i in range(9)],  # κ = 7e1559
    [(10**50 + i * i, i) for i in range(9)],
    [(f"{i * i}e-60", i) for i in range(9)],
    [(10**9 + i * i, i) for i in range(9)],
])
@pytest.mark.parametrize("options", [["--measure"], ["--loss", "logistic"]])
def test_no_column_is_cropped(capsys, tmp_path, rows, options):
    path = tmp_path / "far.csv"
    path.write_text("a,b,y\n" + "".join(f"{a},{b},{i % 2}\n" for i, (a, b) in enumerate(rows)))
    assert main(["analyze", str(path), *options]) == 0
    out = capsys.readouterr().out
    assert max(map(len, out.splitlines())) <= 80 and "…" not in out
    first = next(line for line in out.splitlines() if line.strip().startswith("GD  "))
    assert "~" in first and "e+" in first  # whole, and said to be rounded
    assert len(first.split()) == 7


def test_wide_tables_are_certified(capsys, tmp_path):
    rng = np.random.default_rng(0)
    np.savez(tmp_path / "wide.npz", X=rng.normal(size=(200, 160)), y=rng.normal(size=200))
    assert main(["analyze", str(tmp_path / "wide.npz"), "--no-scaling", "--json", "-"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["certified"] is True and report["nullity"] == 0
    assert re.fullmatch(r"[\d.]+ ± \de-\d+", report["kappa"]["raw"])


def test_counts_say_where_they_hold(capsys):
    """GD's from any start; BNGD's near the minimiser, and so no part of the headline."""
    assert main(["analyze"]) == 0
    rows = {line[:10].strip(): line.split()[-1] for line in capsys.readouterr().out.splitlines()}
    assert (rows["GD"], rows["GD bnp"], rows["BNGD bnp"]) == ("any", "any", "near")


def test_a_large_count_is_never_cut(capsys, tmp_path):
    path = tmp_path / "far.csv"
    path.write_text("a,b,y\n0,0,1\n1,25000,0\n2,49000,5\n3,75000,2\n")
    assert main(["analyze", str(path)]) == 0
    out = capsys.readouterr().out
    row = next(line for line in out.splitlines() if line.startswith("GD "))
    assert "…" not in row and float(row.split()[-2].replace(",", "")) > 1e9


@pytest.mark.parametrize("options, message", [
    (["--loss", "logistic"], "--loss logistic: the target 'target' of the bundled diabetes data"),
    (["--loss", "hinge"], "--loss hinge: it must be one of squared, logistic"),
    (["--ridge", "1"], "--ridge 1: it is for --loss logistic; leave it out"),
    (["--eps", "nan"], "--eps nan: it must be a number such as 1e-3"),
    (["--batch-size", "1"], "--batch-size 1: it must be an integer, from 2"),
    (["--rng", "-1"], "--rng -1: it must be an integer, from 0 to"),
    (["--rng", "1" + "0" * 400], "a seed is an integer, 0 or more"),
    (["--eps", "1e9999999"], "--eps 1e9999999: it must be a number within 1e±400"),
    (["--eps", "1e-99999999999999999999"], "it must be a number within 1e±400"),
    (["--eps", "1" * 9999], "of at most 1000 characters"),
    (["--eps", "-1"], "--eps -1: it must be"),
    (["--loss", "logistic", "--ridge", "1e999999"], "--ridge 1e999999: it must be a number within"),
    (["--batch-size", "1" + "0" * 400], "it must be an integer, from 2"),
    (["--plot", "out.gif"], "--plot out.gif: the name must end in .pdf, .png, .svg"),
    (["--plot", "/no/such/folder/out.png"], "no file can be written there"),
])
def test_bad_options_are_one_line(capsys, options, message):
    assert message in complaint(capsys, "analyze", *options)


def test_a_messy_table(capsys, tmp_path):
    path = tmp_path / "messy.csv"
    path.write_text('id;"height; cm";weight;healthy\np1;180,5;70;yes\np2;165;NA;no\n'
                    'p3;170,2;80,1;yes\np4;175;65;no\np5;160;90;no\np6;181;60;yes\n')
    err = complaint(capsys, "analyze", path, "--target", "healthy")
    assert "leave out with --drop id; line 3, column 'weight': 'NA'" in err
    assert "leave out the row with --drop-missing" in err
    for command in (["analyze", "--loss", "logistic", "--ridge", "1"], ["sweep", "--steps", "2"]):
        assert main([command[0], str(path), "--target", "healthy", "--drop", "id",
                     "--drop-missing", *command[1:]]) == 0
        out = " ".join(capsys.readouterr().out.split())
        assert "5 rows, 2 features" in out
        assert "1 of 6 rows lacks a value and is left out" in out
        assert "target 'healthy': 'no' counts as 0, 'yes' as 1" in out
    assert main(["analyze", str(path), "--target", "healthy", "--columns", '"height; cm"']) == 0
    assert "6 rows, 1 feature," in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize("options, message", [
    (["--sep", "ab"], "--sep ab: it must be one mark between cells"),
    (["--decimal", ";"], "--decimal ;: it must be a point or a comma"),
    (["--drop", "zz"], "has no column 'zz'"),
    (["--drop", "y"], "--drop y: that is the target; choose another with --target"),
])
def test_options_for_reading(capsys, table, options, message):
    for command in ("analyze", "sweep"):
        assert message in complaint(capsys, command, table, *options)
        assert "is for a file" in complaint(capsys, command, *options)


# -- JSON ---------------------------------------------------------------------------------------

def test_json_to_a_file_and_to_stdout(capsys, tmp_path):
    path = tmp_path / "report.json"
    path.write_text("old")
    assert main(["analyze", "--json", str(path)]) == 0
    assert "Normalization buys" in capsys.readouterr().out
    assert main(["analyze", "--json", "-"]) == 0
    printed = capsys.readouterr().out
    expected = analyze(diabetes()).to_json()
    assert json.loads(printed) == json.loads(path.read_text(encoding="utf-8")) == expected
    assert list(tmp_path.iterdir()) == [path]  # no draft is left


def test_a_failed_write_leaves_the_old_report(capsys, tmp_path, monkeypatch):
    path = tmp_path / "report.json"
    path.write_text("old")

    def full(number):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert main(["analyze", "--json", str(path)]) == 2
    assert "No space left" in capsys.readouterr().err
    assert path.read_bytes() == b"old" and list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_written_to_and_not_replaced(capsys, tmp_path):
    """As a device would be; never try this on /dev/null: a failing test would replace it."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert main(["analyze", "--json", str(pipe)]) == 0
        assert pipe.is_fifo()
        assert json.loads(os.read(reader, 65536))["n"] == 442
    finally:
        os.close(reader)


def test_a_link_stays_a_link(capsys, tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link.json").symlink_to(tmp_path / "real" / "report.json")
    assert main(["analyze", "--json", str(tmp_path / "link.json")]) == 0
    assert (tmp_path / "link.json").is_symlink()
    assert json.loads((tmp_path / "real" / "report.json").read_text(encoding="utf-8"))["n"] == 442


def test_bad_json_paths(capsys, tmp_path):
    assert "no folder" in complaint(capsys, "analyze", "--json", tmp_path / "no" / "report.json")
    assert "is a folder; name a file" in complaint(capsys, "analyze", "--json", tmp_path)
    assert "requires an argument" in complaint(capsys, "analyze", "--json")


def test_a_folder_that_is_not_writable(capsys, tmp_path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write anywhere
    assert "not writable" in complaint(capsys, "analyze", "--json", tmp_path / "report.json")


def test_a_bad_json_path_is_told_before_the_work(capsys, tmp_path):
    err = complaint(capsys, "analyze", "no-such.csv", "--json", tmp_path)
    assert "is a folder" in err and "no-such" not in err


# -- complaints ---------------------------------------------------------------------------------

@pytest.mark.parametrize("args, message", [
    (["analyze", "no-such.csv"], "cannot read no-such.csv: No such file"),
    (["analyze", "--target", "zz"], "no column 'zz'; its columns are age, sex"),
    (["analyze", "--no-such-option"], "--no-such-option"),
    (["analyze", "--target"], "'--target' requires an argument"),
    (["analyze", "a", "b"], "unexpected extra argument"),
    (["analise"], "No such command 'analise'"),
    (["--no-such-option"], "; see 'bnlinear --help'"),
])
def test_wrong_usage_is_one_line(capsys, args, message):
    assert message in complaint(capsys, *args)


@pytest.mark.parametrize("text, message", [
    ("a,b\n1,2\n3,4\n", "say which one to predict with --target"),
    ("a,y\n1,red\n3,4\n", "line 2, column 'y': 'red' is not a finite"),
    ("a,y\n1,2\n1,3\n", "every feature is constant"),
    ("a,y\n1,2\n3,2\n", "the target 'y' is 2 in every row"),
    ("", "is empty"),
    (",".join(f"c{i}" for i in range(5001)) + ",y\n", "5001 features; .* at most 5000"),
])
def test_bad_tables_are_one_line(capsys, tmp_path, text, message):
    path = tmp_path / "bad.csv"
    path.write_text(text)
    assert re.search(message, complaint(capsys, "analyze", path))


def test_without_a_command_the_help_is_shown(capsys):
    assert main([]) == 2
    out, err = capsys.readouterr()
    assert out == "" and "Usage: bnlinear" in err and "analyze" in err


def test_help_and_version(capsys):
    assert main(["--help"]) == 0 and main(["analyze", "--help"]) == 0
    assert "--target" in capsys.readouterr().out
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"bnlinear {__version__}\n"


def test_a_mistake_of_ours_keeps_its_traceback(monkeypatch):
    def broken(*args, **kwargs):
        raise KeyError("ours")

    monkeypatch.setattr("bnlinear.tables.diabetes", broken)
    with pytest.raises(KeyError):
        main(["analyze"])


# -- as a process -------------------------------------------------------------------------------

def run(*args, **environment):
    return subprocess.run([sys.executable, "-m", "bnlinear", *args], cwd=ROOT, check=False,
                          capture_output=True, env={**os.environ, **environment})


def test_as_a_process(table):
    done = run("analyze", table)
    assert done.returncode == 0 and done.stderr == b"" and b"\x1b" not in done.stdout
    done = run("analyze", "no-such.csv")
    assert done.returncode == 2 and done.stdout == b"" and done.stderr.count(b"\n") == 1
    assert b"Traceback" not in done.stderr


def test_a_terminal_without_the_signs_does_not_end_the_run():
    done = run("analyze", PYTHONIOENCODING="ascii")
    assert done.returncode == 0 and b"361,726,936" in done.stdout
