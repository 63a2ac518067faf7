"""`bnlinear sweep` as its user meets it."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from bnlinear import BNGD, GD, LeastSquares, sweep
from bnlinear.cli import main
from bnlinear.tables import diabetes


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "data.csv"
    path.write_text("a,b,y\n1,2,3\n4,1,9\n0,0,5\n2,2,2\n")
    return str(path)


def complaint(capsys, *args):
    """Exit code 2, nothing on stdout, one line on stderr."""
    assert main(["sweep", *map(str, args)]) == 2
    out, err = capsys.readouterr()
    assert out == "" and err.endswith("\n") and err.count("\n") == 1
    assert err.startswith("bnlinear: ")
    return err


def test_the_bundled_data(capsys):
    assert main(["sweep", "--lr", "1e-4:1e2:30", "--steps", "50", "--rng", "3",
                 "--json", "-"]) == 0
    out, err = capsys.readouterr()
    report = json.loads(out)
    assert "442 rows, 10 features; H = Cov(X), g = Cov(X, y), R* = 3070.19" in err
    bngd, gd = report["sweeps"]
    data = diabetes()
    problem = LeastSquares.from_data(data.X.astype(float), data.y.astype(float))
    grid = np.geomspace(1e-4, 1e2, 30)
    for found, method in ((bngd, BNGD), (gd, GD)):
        direct = sweep(problem, method, grid, 50, rng=3)
        assert found["method"] == direct.method and found["learning_rates"] == grid.tolist()
        # the means are subtracted twice here, once there: rounding, times κ = 5e4 or so
        finite = np.isfinite(direct.final)
        assert np.allclose(np.array(found["excess_loss"], dtype=float)[finite],
                           direct.final[finite], rtol=1e-6)
    assert None in gd["excess_loss"] and None not in bngd["excess_loss"]


def test_normalised_features_have_ones_on_the_diagonal(capsys):
    from bnlinear.cli.sweep import problem_of

    problem, what = problem_of(diabetes(), normalised=True)
    assert np.allclose(np.diagonal(problem.H), 1.0, rtol=1e-14) and "Corr(X)" in what
    assert main(["sweep", "--normalised", "--lr", "0.1,1", "--steps", "5"]) == 0
    assert "H = Corr(X), g = Cov(X, y)/std(X)" in capsys.readouterr().out


def test_files(capsys, table, tmp_path):
    out, png = tmp_path / "out.csv", tmp_path / "out.png"
    assert main(["sweep", table, "--method", "rayleigh,gd", "--lr", "0.1,3,0.2", "--steps", "20",
                 "--csv", str(out), "--plot", str(png), "--workers", "1", "--flag-chaos"]) == 0
    text, err = capsys.readouterr()
    assert err == "" and "direction step" in text
    with out.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["method"], float(row["learning_rate"])) for row in rows] == [
        (method, lr) for method in ("direction step", "GD") for lr in (0.1, 3.0, 0.2)]
    assert png.read_bytes().startswith(b"\x89PNG")


def test_the_summary(capsys, table):
    assert main(["sweep", table, "--method", "gd", "--lr", "0.01,0.1,9", "--steps", "100"]) == 0
    row = capsys.readouterr().out.splitlines()[-1].split()
    assert row[:2] == ["GD", "0.1"] and row[3:] == ["0.1", "to", "0.1", "-"]


@pytest.mark.parametrize("args, message", [
    (["--lr", "0:1:3"], "--lr 0:1:3: give a grid as first:last:count"),
    (["--lr", "1:2"], "--lr 1:2"), (["--lr", "1:2:0"], "--lr 1:2:0"), (["--lr", "a,b"], "--lr a,b"),
    (["--lr", "1:inf:3"], "--lr 1:inf:3"), (["--lr", "nan:1:3"], "--lr nan:1:3"),
    (["--lr", "1,-2"], "learning_rates[1] = -2.0"), (["--lr", ""], "--lr : give"),
    (["--steps", "-1"], "--steps -1"), (["--steps", "x"], "'--steps'"),
    (["--workers", "0"], "--workers 0"), (["--rng", "-1"], "--rng -1"),
    (["--method", "adam"], "--method adam: 'adam' is not one of bngd, gd, rayleigh"),
    (["--method", ""], "--method : ''"), (["--target", "zz"], "no column 'zz'"),
    (["no-such.csv"], "cannot read no-such.csv"),
    (["--csv", "no/such/out.csv"], "--csv no/such/out.csv: no file can be written"),
    (["--csv", "."], "--csv .: no file"), (["--plot", "out.txt"], "--plot out.txt: the name must"),
    (["--json", "no/such/out.json"], "no folder"),
])
def test_wrong_usage_is_one_line(capsys, args, message):
    assert message in complaint(capsys, *args)


@pytest.mark.parametrize("option", ["--csv", "--json"])
def test_an_output_is_not_the_input(capsys, table, option):
    before = Path(table).read_bytes()
    assert f"{option} {table} would overwrite the input" in complaint(capsys, table, option, table)
    assert Path(table).read_bytes() == before


def test_csv_on_standard_output(capsys, table):
    assert main(["sweep", table, "--lr", "0.1,1", "--steps", "3", "--csv", "-"]) == 0
    out, err = capsys.readouterr()
    assert [row["method"] for row in csv.DictReader(out.splitlines())] == ["BNGD"] * 2 + ["GD"] * 2
    assert "best lr" in err
    assert "would overwrite" in complaint(capsys, table, "--csv", "-", "--json", "-")


def test_features_that_cannot_be_swept(capsys, tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text("a,b,y\n1,7,3\n4,7,9\n0,7,5\n")
    assert "the feature 'b' is constant" in complaint(capsys, path, "--normalised")
