"""`bnlinear train`: its report and files, the same bits for any workers, bad input, Ctrl-C."""

import csv
import json
import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

from bnlinear.cli import main

SMALL = ["train", "--net", "64-16-10", "--samples", "200", "--epochs", "2", "--batch-size", "20"]


def run(*options):
    return main([*SMALL, *map(str, options)])


def test_a_report_a_table_and_a_picture(tmp_path, capsys):
    table, picture, report = (tmp_path / name for name in ("a.csv", "a.png", "a.json"))
    assert run("--method", "bn,bnp", "--lr", "0.1:1:2", "--seeds", 2, "--csv", table, "--plot",
               picture, "--json", report) == 0
    out = capsys.readouterr().out
    assert "200 images for training, 359 for testing" in out and "bnp" in out
    with table.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 2 * 2 * 2 * 3  # methods, seeds, rates, epochs with the start
    found = json.loads(report.read_text())
    assert found["methods"][0]["method"] == "bn" and found["batch_size"] == 20
    last = [float(row["loss"]) for row in rows if row["epoch"] == "2" and row["method"] == "bnp"]
    assert np.allclose(np.ravel(found["methods"][1]["loss"][-1]), last)
    assert picture.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("method", ["vanilla", "bn", "bngd", "bnp", "sgdg", "adamg", "agc",
                                    "noise"])
@pytest.mark.parametrize("net", ["64-16-10", "cnn"])
def test_every_method_trains_from_one_command(method, net, capsys):
    assert run("--method", method, "--net", net, "--epochs", 1, "--lr", 0.05) == 0
    assert method in capsys.readouterr().out


def test_workers_change_no_bit(tmp_path):
    paths = [tmp_path / "one.csv", tmp_path / "two.csv"]
    for path, workers in zip(paths, (1, 2), strict=True):
        assert run("--seeds", 2, "--workers", workers, "--csv", path) == 0
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_rates_that_diverge_are_said_and_the_run_is_kept(tmp_path, capsys):
    path = tmp_path / "a.csv"
    assert run("--method", "vanilla", "--lr", "0.1,1e30", "--csv", path, "--plot",
               tmp_path / "a.svg") == 0
    assert "vanilla: diverged at lr 1e+30" in " ".join(capsys.readouterr().out.split())
    assert "inf" in path.read_text() and "diverged" in path.read_text()


@pytest.mark.parametrize("options, message", [
    (["--method", "adam"], "'adam' is not one of vanilla"), (["--method", "bn,bn"], "twice"),
    (["--data", "imagenet"], "imagenet: neither digits"), (["--net", "64"], "widths joined by -"),
    (["--net", "64-x-10"], "widths joined by -"), (["--net", "60-10"], "begin it with 64"),
    (["--net", "64-16-7"], "the label 9 does not fit a head with 7"),
    (["--batch-size", "201"], "--batch-size 201: it is more than the 200"),
    (["--batch-size", "1"], "--batch-size 1: layer 1 has batch normalization"),
    (["--samples", "0"], "--samples 0"), (["--samples", "5000"], "--samples 5000"),
    (["--lr", "0"], "--lr"), (["--lr", "1:2"], "--lr 1:2"), (["--seeds", "0"], "--seeds 0"),
    (["--seeds", "1,x"], "--seeds 1,x"), (["--seeds", "1,1"], "different integers"),
    (["--epochs", "-1"], "--epochs -1"), (["--workers", "0"], "--workers 0"),
    (["--momentum", "1"], "--momentum 1"), (["--scale", "q3", "--method", "bnp"], "--scale q3"),
    (["--activation", "gelu"], "gelu"), (["--shuffle", "never"], "--shuffle never"),
    (["--drop", "x"], "--drop x"), (["--lr-a", "0", "--method", "sgdg"], "lr"),
    (["--net", "64-100000000000-10"], "Take narrower layers"),
    (["--plot", "a.txt"], "the name must end in"), (["--csv", "/no/such/a.csv"], "no folder"),
    (["--checkpoint", "/no/such/a.npz"], "no folder"),
])
def test_bad_input_is_one_line(options, message, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run(*options) == 2
    captured = capsys.readouterr()
    assert message in captured.err and captured.err.count("\n") == 1
    assert not captured.out and not list(tmp_path.iterdir())


def test_an_interrupt_leaves_the_checkpoint_and_nothing_else(tmp_path):
    path = tmp_path / "run.npz"
    command = [sys.executable, "-m", "bnlinear", *SMALL, "--epochs", "100000", "--csv",
               str(tmp_path / "a.csv"), "--checkpoint", str(path)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                               start_new_session=True)
    deadline = time.monotonic() + 60
    while not path.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert path.exists(), "no epoch was ever done"
    pressed = time.monotonic()
    os.killpg(process.pid, signal.SIGINT)
    _, complained = process.communicate(timeout=10)
    assert time.monotonic() - pressed < 3  # the promise is a second; machines may be loaded
    assert process.returncode == 130 and "Traceback" not in complained
    assert [item.name for item in tmp_path.iterdir()] == ["run.npz"]
    with np.load(path) as file:
        epochs = len(file["loss"]) - 1
    resumed = run("--epochs", epochs + 1, "--checkpoint", path, "--csv", tmp_path / "b.csv")
    whole = run("--epochs", epochs + 1, "--csv", tmp_path / "c.csv")
    assert resumed == whole == 0
    assert (tmp_path / "b.csv").read_bytes() == (tmp_path / "c.csv").read_bytes()
