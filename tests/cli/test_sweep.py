"""`bnlinear sweep` as its user meets it."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from bnlinear import BNGD, GD, LeastSquares, sweep
from bnlinear.cli import main
from bnlinear.sweeps.running.limits import check_table
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
    assert [one["method"] for one in report["sweeps"]] == ["BNGD", "GD", "GD centred"]
    data = diabetes()
    X, y = data.X.astype(float), data.y.astype(float)
    ones = np.ones((len(X), 1))
    tables = [(X, True), (np.hstack([ones, X]), False), (np.hstack([ones, X - X.mean(0)]), False)]
    grid = np.geomspace(1e-4, 1e2, 30)
    w0 = np.random.default_rng(3).standard_normal(10)
    w0 /= np.linalg.norm(w0)
    for found, method, (table, centre) in zip(report["sweeps"], (BNGD, GD, GD), tables,
                                              strict=True):
        problem = LeastSquares.from_data(table, y, centre=centre)
        start = w0 if centre else np.append(0.0, w0)  # the bias starts at 0
        direct = sweep(problem, method, grid, 50, w0=start)
        assert found["learning_rates"] == grid.tolist()
        finite = np.isfinite(direct.final)
        # through H there: eps·κ(H), up to 1e-8
        assert np.allclose(np.array(found["excess_loss"], dtype=float)[finite],
                           direct.final[finite], rtol=1e-6)
        assert (None in found["excess_loss"]) == (method is GD)


def test_gd_means_what_it_means_in_analyze(capsys, tmp_path):
    """x = 10, …, 13: on raw features with a bias GD is stable below 0.0149 only."""
    path = tmp_path / "far.csv"
    path.write_text("x,y\n10,1\n11,3\n12,2\n13,5\n")
    assert main(["analyze", str(path), "--json", "-"]) == 0
    methods = {m["name"]: m for m in json.loads(capsys.readouterr().out)["methods"]}
    for option, name in (("gd", "GD"), ("gd-centred", "GD centred")):
        end = methods[name]["lr_max"]
        assert main(["sweep", str(path), "--method", option, "--steps", "20000", "--lr",
                     f"{0.999 * end!r},{1.001 * end!r}", "--json", "-"]) == 0
        (found,) = json.loads(capsys.readouterr().out)["sweeps"]
        assert found["method"] == name
        below, above = found["excess_loss"]
        # from the end of the stable range on the loss grows: 1.002**40000 is 1e34
        assert below < 1 and (above is None or above > 1e10)


def test_normalised_features_have_ones_on_the_diagonal(capsys):
    from bnlinear.cli.sweep import Data

    data = Data.of(diabetes(), normalised=True)
    assert np.allclose(np.mean(data.X**2, axis=0), 1.0, rtol=1e-14) and "Corr(X)" in data.words
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
    (["--lr", "1,-2"], "learning_rates[1] -2.0"), (["--lr", ""], "--lr : give"),
    (["--steps", "-1"], "--steps -1"), (["--steps", "x"], "'--steps'"),
    (["--workers", "0"], "--workers 0"), (["--rng", "-1"], "--rng -1"),
    (["--method", "adam"], "--method adam: 'adam' is not one of bngd, rayleigh, gd, gd-centred"),
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
    assert [row["method"] for row in csv.DictReader(out.splitlines())] == (
        ["BNGD"] * 2 + ["GD"] * 2 + ["GD centred"] * 2)
    assert "best lr" in err
    assert "would overwrite" in complaint(capsys, table, "--csv", "-", "--json", "-")


def report_of(capsys, path, *args):
    assert main(["sweep", str(path), *args, "--json", "-"]) == 0
    out, err = capsys.readouterr()
    return json.loads(out), err


@pytest.mark.parametrize("rows, rank", [
    ("a,b,y\n1,7,3\n4,7,9\n0,7,5\n", 1),  # a constant column
    ("a,b,c,y\n1,0,0,3\n0,1,0,9\n0,0,1,5\n1,0,0,4\n", 2),  # one-hot
    ("a,b,c,d,y\n1,2,3,5,3\n4,1,1,2,9\n0,3,1,2,5\n", 2),  # fewer rows than columns
    ("a,b,y\n0.1,0.2,1\n0.2,0.4,5\n0.3,0.6,2\n0.7,1.4,2\n", 1),  # proportional
])
def test_dependent_features_are_swept(capsys, tmp_path, rows, rank):
    path = tmp_path / "flat.csv"
    path.write_text(rows)
    report, err = report_of(capsys, path, "--lr", "0.01,0.1", "--steps", "400")
    assert report["rank"] == rank and f"rank {rank} of" in err
    _, *lines = rows.split()
    data = np.array([line.split(",") for line in lines], dtype=float)
    X, y = data[:, :-1], data[:, -1]
    Xc = X - X.mean(0)
    fit = Xc @ np.linalg.lstsq(Xc, y - y.mean(), rcond=1e-9)[0]
    assert report["R_star"] == pytest.approx(np.mean(fit**2), rel=1e-12)
    assert all(loss is not None for loss in report["sweeps"][0]["excess_loss"])
    report, err = report_of(capsys, path, "--lr", "0.01,0.1", "--steps", "4", "--normalised")
    if ",7," in rows:
        assert "constant, left out: b" in err and report["rank"] == 1


def test_digits_that_all_rows_share_are_not_lost(capsys, tmp_path):
    """R* of y on t = 1.7e18 + i is that on i."""
    y = [3, 1, 4, 1, 5, 9]
    slope = np.polyfit(range(6), y, 1)[0]
    for shift in (0, 1_700_000_000_000_000_000):
        path = tmp_path / f"{shift}.csv"
        path.write_text("t,y\n" + "".join(f"{shift + i},{v}\n" for i, v in enumerate(y)))
        report, _ = report_of(capsys, path, "--method", "bngd,gd", "--lr", "1e-37", "--steps", "9")
        assert report["R_star"] == pytest.approx(slope**2 * np.var(range(6)), rel=1e-13)
    # [1, t] is so ill-conditioned that nine stable steps of GD change nothing along t − mean
    assert report["sweeps"][1]["excess_loss"][0] >= report["R_star"] / 4


# -- what the summary says -------------------------------------------------------------------------

def lines_of(capsys, *args):
    assert main(["sweep", *map(str, args)]) == 0
    return capsys.readouterr().out.splitlines()


def test_a_grid_on_which_all_diverge_has_no_best(capsys, table):
    *_, row, note = lines_of(capsys, table, "--method", "gd", "--lr", "10:1000:5")
    assert row.split() == ["GD", "-", "-", "-", "-"]
    assert note.startswith("GD: all learning rates diverged; it is stable below 0.")


def test_a_best_at_the_edge_asks_for_a_wider_grid(capsys, table):
    for grid, side in (("1e-9:1e-8:5", "largest"), ("1e8:1e9:5", "smallest")):
        *_, note = lines_of(capsys, table, "--method", "bngd", "--lr", grid, "--steps", "30")
        assert f"BNGD: the best learning rate is the {side} of the grid; widen it there" in note
    *_, last = lines_of(capsys, table, "--method", "bngd", "--lr", "1e-3:1e3:50", "--steps", "30")
    assert last.startswith("BNGD") and "widen" not in last


def test_a_loss_of_zero_has_no_range_within_ten_times_it(capsys, tmp_path):
    path = tmp_path / "one.csv"
    path.write_text("x,y\n-1,-2\n0,0\n1,2\n")
    *_, row = lines_of(capsys, path, "--method", "gd-centred", "--lr", "0.1,1,0.5", "--steps",
                       "90000")
    assert row.split()[-4:] == ["0.1", "0", "-", "-"]


def test_lr_auto_shows_the_useful_range_of_each_method(capsys, table):
    report, err = report_of(capsys, table, "--steps", "200")
    assert "widen" not in err and "diverged" not in err
    for one in report["sweeps"]:
        assert one["notes"] == [] and len(one["learning_rates"]) == 200
        best = int(np.nanargmin(np.array(one["excess_loss"], dtype=float)))
        assert 5 < best < 195  # well inside


def test_limits_come_with_their_numbers(capsys, table):
    for args, message in (
            (["--lr", "1:2:100000000000"], "--lr 1:2:100000000000: a grid has at most 10,000,000"),
            (["--lr", "1:2:" + "9" * 500], "a grid has at most 10,000,000 learning rates"),
            (["--steps", 10**20], "--steps 100000000000000000000: it must be an integer, from 0"),
            (["--steps", 10**15, "--method", "bngd"], "would take about"),
            (["--workers", 100000], "--workers 100000: it must be an integer, from 1 to 256")):
        assert message in complaint(capsys, table, *args)


def test_a_table_too_wide_is_refused_before_it_is_factored():
    with pytest.raises(ValueError, match="12,000 rows and 20,000 features would take about"):
        check_table(12000, 20000, "a table")


# -- elsewhere, and Ctrl-C ------------------------------------------------------------------------

@pytest.mark.oracle
def test_a_cluster_gives_the_same_report(capsys, table):
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None,
                                  processes=True) as cluster:
        there, _ = report_of(capsys, table, "--scheduler", cluster.scheduler_address)
    here, _ = report_of(capsys, table)
    assert there == here


@pytest.mark.oracle
def test_a_scheduler_that_is_not_there(capsys, table, monkeypatch):
    pytest.importorskip("distributed")
    monkeypatch.setattr("bnlinear.cli.cluster.TIMEOUT", "0.3s")
    assert "--scheduler tcp://127.0.0.1:9: no scheduler answers there" in complaint(
        capsys, table, "--scheduler", "tcp://127.0.0.1:9")


@pytest.mark.parametrize("method", ["bngd", "gd", "sgdg"])
def test_ctrl_c_is_answered_within_one_long_chunk(table, method):
    """Millions of recorded steps a learning rate: chunks that are minutes long in NumPy."""
    arguments = ["sweep", table, "--method", method, "--steps", str(3 * 10**6), "--lr",
                 "0.01,0.02,0.03,0.04,0.05"]
    script = ("import functools, sys\n"
              "import bnlinear.cli.sweep as command\n"
              "command.run = functools.partial(command.run, kernel='numpy', record='every')\n"
              "from bnlinear.cli import main; print('ready', file=sys.stderr, flush=True)\n"
              f"sys.exit(main({arguments!r}))")
    process = subprocess.Popen([sys.executable, "-c", script], stderr=subprocess.PIPE, text=True,
                               stdout=subprocess.PIPE, start_new_session=True)
    assert process.stderr.readline() == "ready\n"
    time.sleep(2.5)  # reading the table takes less
    assert process.poll() is None, process.communicate()
    pressed = time.monotonic()
    os.killpg(process.pid, signal.SIGINT)
    printed, complained = process.communicate(timeout=20)
    # the promise is a second; a loaded machine may take a little longer
    assert time.monotonic() - pressed < 3
    assert process.returncode == 130 and "Traceback" not in printed + complained
