"""The benchmarks' command: the competitors compute the same numbers, and the table says so."""

import json

import numpy as np
import pytest

from benchmarks import __main__ as command
from benchmarks import analyze, machine, networks, report
from benchmarks.cases import CASES, MAKERS
from benchmarks.child import measure
from benchmarks.competitors import COMPETITORS, rates_for
from bnlinear import LeastSquares, dynamics

TINY = {kind: make(np.random.default_rng(1), 30, 6, 20) for kind, make in MAKERS.items()}


def truth(p):
    """The paper's step itself, one learning rate after the other."""
    H = {"dense": lambda: p.H, "diagonal": lambda: np.diag(p.H),
         "sparse": lambda: p.H.toarray()}[p.kind]()
    problem = LeastSquares.from_minimiser((H + H.T) / 2, p.u)
    ends = []
    for lr in p.learning_rates:
        w = p.w0
        a = w @ problem.g / np.sqrt(w @ H @ w)
        for _ in range(p.steps):
            a, w = dynamics.bngd_step(a, w, H, problem.g, lr, 1)
        ends.append(problem.bn_excess_loss(a, w))
    return np.array(ends)


@pytest.mark.parametrize("name, kind", sorted(
    {(name, CASES[case].kind) for name, one in COMPETITORS.items() for case in one.share}))
def test_a_competitor_computes_the_losses(name, kind):
    if not COMPETITORS[name].is_installed():
        pytest.skip(f"{COMPETITORS[name].needs} is not installed")
    found = COMPETITORS[name].run(TINY[kind], TINY[kind].learning_rates)
    # tighter than what the command asks for: twenty steps, not a thousand
    assert found == pytest.approx(truth(TINY[kind]), rel=1e-11)


@pytest.mark.parametrize("kind", MAKERS)
def test_no_trajectory_is_chaotic_nor_idle(kind):
    """Else their losses could not be compared, or a competitor that does nothing would agree."""
    p = TINY[kind]
    H = np.diag(p.H) if kind == "diagonal" else p.H if kind == "dense" else p.H.toarray()
    L = np.linalg.eigvalsh(H)[-1]
    first = dynamics.bngd.effective_lr(np.sqrt(p.u @ p.g), p.w0, H, p.g, p.learning_rates)
    assert np.all(np.abs(first) * L <= 1 + 1e-12)
    ends = truth(p)
    assert np.all(np.abs(np.diff(ends) / ends[1:]) > 1e-4)


def test_every_case_has_what_the_targets_compare():
    for case, slow, fast, _ in report.TARGETS:
        assert case in COMPETITORS[slow].share and case in COMPETITORS[fast].share
    assert all(sum(case in one.share for one in COMPETITORS.values()) >= 4 for case in CASES)


def test_a_part_of_the_rates_is_spread_over_the_grid():
    assert rates_for(TINY["dense"], 1).tolist() == [0, 1, 2, 3, 4, 5]
    assert rates_for(TINY["dense"], 0.5).tolist() == [0, 2, 5]
    assert len(rates_for(TINY["dense"], 1e-9)) == 1


def test_a_run_reports_its_time_memory_and_losses():
    found = measure("S1", "batched", quick=True)
    assert len(found["losses"]) == len(found["rows"]) == CASES["S1"].quick[1]
    assert found["seconds"] > 0 and found["peak"] >= found["before"] > 10**6


def run(rows, losses, seconds=1.0, peak=50e6):
    return {"rows": rows, "losses": losses, "seconds": seconds, "peak": peak,
            "rates": len(rows)}


def rows_of(runs):
    return {row["competitor"]: row for row in report.summary("S2", runs, quick=False)}


def test_losses_that_differ_get_no_time():
    runs = {"batched": [run([0, 1, 2], [1.0, 2.0, 3.0], s) for s in (5.0, 1.0, 3.0)],
            "loop": [run([1], [2.0 + 1e-7], 30.0)], "numpy": [run([0, 1, 2], [1.0, 2.0, 3.1])],
            "numba": [run([0, 1, 2], [1.0, np.nan, 3.0])], "torch": [{"error": "no memory"}]}
    rows = rows_of(runs)
    assert rows["batched"]["seconds"] == 3.0
    assert (rows["batched"]["fastest"], rows["batched"]["slowest"]) == (1.0, 5.0)
    assert rows["loop"]["status"] == "ok"
    assert rows["numpy"]["status"] == rows["numba"]["status"] == "other losses"
    assert "seconds" not in rows["numpy"] and "seconds" not in rows["numba"]
    assert rows["torch"]["status"] == "failed: no memory"
    assert rows["jax"]["status"] == "skip: jax is not installed"


def test_the_table_and_the_targets():
    runs = {"batched": [run([0, 1], [1.0, 2.0], 9.0)], "numpy": [run([0, 1], [1.0, 2.0], 0.9)],
            "numba": [run([0, 1], [1.0, 2.0], 0.3)]}
    rows = list(rows_of(runs).values())
    text = report.table(rows, quick=False)
    lines = text.splitlines()
    assert {line.count("|") for line in lines} == {8}
    assert "| S2 | bnlinear, numba kernel | 0.3 | 0.3 – 0.3 | 30 | 50 | 1 % |" in lines
    assert "| S2 | JAX, scan + vmap | skip: jax is not installed | | | | |" in lines
    floor = [{"d": 1000, "ratio": 1.4, "peak": 3e10}]
    verdicts = report.verdicts(rows, floor, 2e-14)
    assert [line.rsplit(": ", 1)[1] for line in verdicts] == ["NOT met", "met", "NOT met", "met"]
    page = report.page({"processor": "X", "cores": "2", "system": "Linux", "numpy": "2"}, text,
                       verdicts, 3, False)
    assert text in page and "Machine: X, 2 cores" in page


def test_gd_stays_accurate_for_a_thousand_million_steps():
    assert machine.gd_error() < report.GD_TARGET


def test_the_machine_is_named_without_its_host():
    about = machine.describe()
    assert about["processor"] and int(about["cores"]) >= 1
    assert machine.platform.node() not in about.values()


def test_the_command_runs_one_case(tmp_path, capsys):
    assert command.main(["S3", "--quick", "--runs", "1", "--out", str(tmp_path)]) == 0
    assert "| S3 | bnlinear, NumPy kernel |" in capsys.readouterr().out
    found = json.loads((tmp_path / "benchmarks.json").read_text())
    assert {row["status"].split(":")[0] for row in found["rows"]} <= {"ok", "skip"}
    assert str(tmp_path) not in (tmp_path / "benchmarks.md").read_text(encoding="utf-8")


def test_what_is_wrong_is_said_in_one_line(capsys):
    assert command.main(["S9"]) == 2
    assert "no case 'S9'" in capsys.readouterr().err
    assert command.main(["--runs", "0"]) == 2
    assert "--runs 0" in capsys.readouterr().err


# -- steps of training ---------------------------------------------------------------------------

@pytest.mark.oracle
@pytest.mark.parametrize("name", networks.CASES)
def test_both_sides_of_a_training_benchmark_reach_the_same_weights(name):
    pytest.importorskip("torch")
    row = networks.measure(networks.CASES[name], steps=1, rounds=1)
    # float32, three steps; and the first step moves the weights by more than that
    assert row["miss"] < networks.AGREE and row["ours"] > 0 and row["pytorch"] > 0


def test_weights_that_differ_get_no_time():
    row = {"title": "SGD", "ours": 1e-3, "pytorch": 2e-3, "ratio": 0.5, "least": 0.4, "most": 0.6,
           "products": 0.3, "target": 1.0, "miss": 0.0}
    assert "| SGD | 1.00 | 2.00 | 0.50 | 0.40 – 0.60 | 0.30 | 1 | met |" in networks.report([row])
    assert "NOT met" in networks.report([row | {"target": 0.25}])
    assert "| SGD | other weights: nan" in networks.report([row | {"miss": float("nan")}])
    about = {"processor": "X", "cores": "2", "system": "Linux", "python": "3", "numpy": "2",
             "torch": "2"}
    assert "Machine: X," in networks.page(about, "table", 1.5)


def test_a_training_case_that_does_not_exist(capsys):
    assert networks.main(["adam"]) == 2
    assert "no case 'adam'" in capsys.readouterr().err


# -- the command analyze ---------------------------------------------------------------------------

def test_a_table_is_analyzed_and_timed_whole():
    row = analyze.measure(analyze.Case(30, 2), 1, None)
    assert 0 < row["ours_cpu"] and 0 < row["reading_cpu"] and 0 < row["floats_own"]
    assert row["ours_seconds"] > 0.1 and row["ours_peak"] > 10**7 and row["file"] > 500
    assert "| 30 × 2 |" in analyze.table({"tiny": row})


def test_a_command_that_fails_gets_no_time():
    with pytest.raises(SystemExit, match="exit code 3"):
        analyze.run([analyze.sys.executable, "-c", "raise SystemExit(3)"])


def test_what_is_asked_of_analyze():
    row = {"n": 100, "m": 10, "file": 10**6, "ours_cpu": 8.0, "reading_cpu": 2.0, "floats_own": 0.1,
           "floats_cpu": 1.0, "before_cpu": 100.0, "ours_peak": 5e6, "reading_peak": 4e6}
    wide = analyze.Case(100, 10, seconds=9, ratio=80, before=20, memory=True)
    lines = analyze.lines_of("w", wide, row)
    assert [line.rsplit(": ", 1)[1] for line in lines] == ["met", "met", "NOT met", "NOT met"]
    assert "12.5 times as fast" in lines[2]
    long = analyze.Case(10**5, 10, ratio=5, memory=True)
    lines = analyze.lines_of("n", long, row)  # (8 − 2)/1 and 5 MB of 3
    assert [line.rsplit(": ", 1)[1] for line in lines] == ["NOT met", "NOT met"]
    assert "pandas': 6;" in lines[0]


def test_an_analyze_case_that_does_not_exist(capsys):
    assert analyze.main(["m7"]) == 2
    assert "no case 'm7'" in capsys.readouterr().err
