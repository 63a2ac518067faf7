"""The figures' command, and what every figure promises."""

import csv
import importlib
import json
from fnmatch import fnmatch

import numpy as np
import pytest

from bnlinear.claims.running.loading import select
from figures import __main__ as command

LEDGER = [claim.id for _, claim in select(["*"])]


@pytest.mark.parametrize("name", command.names())
def test_a_figure_names_itself_and_claims_that_exist(name):
    module = command.load(name)
    claims = [line for line in module.__doc__.splitlines() if line.startswith("Claims: ")]
    assert command.title(module) and len(claims) == 1
    for pattern in claims[0].removeprefix("Claims: ").split(", "):
        assert any(fnmatch(known, pattern) for known in LEDGER), pattern
    width, height = module.SIZE
    assert 3 <= width <= 7.2 and 2 <= height <= 9


def test_list_prints_one_figure_a_line(capsys):
    assert command.main(["--list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in lines] == command.names()


def test_drawing_writes_the_pictures_and_their_numbers(tmp_path):
    assert command.main(["bisection", "--out", str(tmp_path), "--format", "svg,png,pdf"]) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        f"bisection.{kind}" for kind in ("csv", "json", "pdf", "png", "svg")]
    record = json.loads((tmp_path / "bisection.json").read_text(encoding="utf-8"))
    assert record["rng"] == 0 and record["caption"] and record["claims"]
    with (tmp_path / "bisection.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    expected = importlib.import_module("figures.bisection").compute(rng=0)
    assert [float(row["slope"]) for row in rows] == list(expected["slope"])
    assert np.all(expected["slope"] <= expected["bound"])


def test_the_same_numbers_give_the_same_bytes(tmp_path):
    first, second = tmp_path / "a", tmp_path / "b"
    for out in (first, second):
        command.main(["bisection", "--out", str(out)])
    for path in first.iterdir():
        assert path.read_bytes() == (second / path.name).read_bytes(), path.name


def test_what_is_wrong_is_said_in_one_line(capsys, tmp_path):
    assert command.main(["nothing", "--out", str(tmp_path)]) == 2
    assert "no figure 'nothing'" in capsys.readouterr().err
    assert command.main(["--format", "gif", "--out", str(tmp_path)]) == 2
    assert "'gif'" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_a_failed_write_leaves_nothing(tmp_path, monkeypatch):
    def broken(self, file, **options):
        file.write(b"half")
        raise OSError("disk full")

    monkeypatch.setattr("matplotlib.figure.Figure.savefig", broken)
    with pytest.raises(OSError, match="disk full"):
        command.render("bisection", tmp_path, ["png"])
    assert [path.name for path in tmp_path.iterdir()] == ["bisection.csv"]


def test_a_quick_figure_says_so_and_shows_the_same_law(tmp_path):
    assert command.main(["networks_skips", "--quick", "--format", "svg", "--out",
                         str(tmp_path)]) == 0
    assert json.loads((tmp_path / "networks_skips.json").read_text())["quick"] is True
    with (tmp_path / "networks_skips.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for skip, last in (("False", 1e6), ("True", 10)):
        own = [row for row in rows if row["skip"] == skip]
        ratio = np.array([float(row["growth"]) / float(row["theory"]) for row in own])
        assert float(own[-1]["growth"]) > last  # 1.47^39 = 3e6; 39 blocks of the power law: 36
        # width 100 and batches of 64 explode faster, by some percent a block
        assert np.all(np.abs(np.log(ratio)) < (0.1 * np.arange(40) + 0.3))


@pytest.mark.oracle
@pytest.mark.parametrize("name", ["networks_probes", "networks_bngd"])
def test_figures_of_networks_draw(name, tmp_path):
    pytest.importorskip("mlxtend")
    assert command.main([name, "--quick", "--format", "png", "--out", str(tmp_path)]) == 0
    assert (tmp_path / f"{name}.png").stat().st_size > 5000


def test_a_comma_in_a_name_stays_in_its_cell(tmp_path):
    path = tmp_path / "a.csv"
    command._csv({"case": np.array(["BNGD, apart"]), "loss": np.array([0.1])}, path)
    with path.open(encoding="utf-8") as file:
        assert list(csv.reader(file)) == [["case", "loss"], ["BNGD, apart", "0.1"]]


def test_lines_of_convergence_meet_their_points():
    columns = importlib.import_module("figures.convergence").compute(rng=0)
    for name in ("GD", "BNGD", "Rayleigh"):
        drawn = (columns["method"] == name) & np.isfinite(columns["theory"])
        assert drawn.sum() == 101
        np.testing.assert_allclose(columns["theory"][drawn], columns["loss"][drawn], rtol=0.03)


def test_every_verdict_of_the_ledger_has_its_square():
    from matplotlib.figure import Figure

    ledger = importlib.import_module("figures.ledger")
    verdicts = list(ledger.VERDICTS)
    assert {"argued", "undefined"} < set(verdicts)
    figure = Figure()
    ledger.draw({"claim": np.array([f"paper.claim_{verdict}" for verdict in verdicts]),
                 "verdict": np.array(verdicts), "ok": np.ones(len(verdicts), int),
                 "sharpness": np.full(len(verdicts), np.nan)}, figure)
    squares = [patch for ax in figure.axes for patch in ax.patches if patch.get_width() == 0.03]
    assert len(squares) == len(verdicts)
    bold = [text.get_text() for ax in figure.axes for text in ax.texts
            if text.get_weight() == "bold"]
    assert [text for text in bold if text] == ["paper"]
    assert "sharpness" in [text.get_text() for text in figure.legends[0].get_texts()]


def test_the_losses_of_gdnp_fall_on_the_rayleigh_line():
    columns = importlib.import_module("figures.gdnp").compute(rng=0)
    np.testing.assert_allclose(columns["scaled"], columns["rayleigh"], rtol=1e-6)
