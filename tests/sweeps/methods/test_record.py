"""A sweepable method is one record: two files add one, and nothing else knows its name."""

import re
from pathlib import Path

import numpy as np
import pytest

import bnlinear
from bnlinear.cli import main
from bnlinear.sweeps import Diagonal, SweepMethod, methods, sweep
from bnlinear.sweeps.methods import records

PROBLEM = Diagonal([1.0, 4.0], [2.0, 1.0], [0.5, 1.0])

#: The file a contributor writes: gradient descent that halves its step every time.
FILE = '''
import numpy as np

from bnlinear.sweeps.methods.gd import METHOD as GD
from bnlinear.sweeps.methods.record import SweepMethod


class HalvingGD:
    """What a user passes to `sweep`."""


def _run(task, losses, watch):
    for row, lr in enumerate(task.learning_rates):
        v, h = task.problem.v0, task.problem.h
        for k in range(task.steps + 1):
            loss = (v - h) @ (v - h) / 2
            losses[row, k if task.every else k % 2] = loss
            v = v + lr * 0.5**k * task.problem.eigenvalues * (h - v)
            watch.tick(row + (k + 1) / (task.steps + 1))
    if not task.every and task.steps % 2 == 0:
        losses[:] = losses[:, ::-1].copy()
    return task.learning_rates * 0.5**task.steps


METHOD = SweepMethod(
    name="halving GD", means=(HalvingGD,), symbol="h", run=_run, start_loss=GD.start_loss,
    rate=lambda result: result.last_two[:, 1] / result.last_two[:, 0],
    steps_to=lambda result, tolerance: np.full(len(result.learning_rates), np.nan),
    useful=GD.useful, check=GD.check, cost={"plain": 1e-7}, option="halving", bias=True)
'''


@pytest.fixture
def added(tmp_path, monkeypatch):
    """The folder of records with one file more."""
    (tmp_path / "halving.py").write_text(FILE)
    monkeypatch.setattr(methods, "__path__", [*methods.__path__, str(tmp_path)])
    records.cache_clear()
    yield
    records.cache_clear()


def test_one_file_adds_a_method(added, tmp_path):
    from bnlinear.sweeps.methods.halving import METHOD, HalvingGD

    for method in (HalvingGD, METHOD):
        found = sweep(PROBLEM, method, [0.1, 0.4], 6, record="every")
        assert found.method == "halving GD" and found.kernel == "plain"
        expected = [(PROBLEM.v0 - PROBLEM.h) * np.prod(
            [1 - lr * 0.5**k * PROBLEM.eigenvalues for k in range(6)], axis=0) for lr in (0.1, 0.4)]
        assert found.final == pytest.approx([e @ e / 2 for e in expected], rel=1e-12)
        assert np.array_equal(found.final, sweep(PROBLEM, method, [0.1, 0.4], 6).final)
        assert found.rate == pytest.approx(found.excess_loss[:, -1] / found.excess_loss[:, -2])
        found.to_csv(tmp_path / "out.csv")
        assert "halving GD,0.1" in (tmp_path / "out.csv").read_text()
        ax = found.plot()
        assert ax.get_xlabel() == "learning rate $h$" and ax.lines[0].get_label() == "halving GD"
    with pytest.raises(ValueError, match="HalvingGD"):  # the message lists it
        sweep(PROBLEM, "none", [1.0], 1)
    assert main(["sweep", "--method", "halving,halving-centred", "--steps", "9", "--csv",
                 str(tmp_path / "both.csv")]) == 0
    assert "halving GD centred,1" in (tmp_path / "both.csv").read_text()
    with pytest.raises(ValueError, match="halving GD is not run in balls here"):
        sweep(PROBLEM, HalvingGD, [0.1], 3, flag_chaos=True)


def test_every_file_of_the_folder_is_a_record_or_shared():
    names = {one.name for one in records()}
    assert names == {"GD", "BNGD", "direction step", "SGD-G"}
    assert all(isinstance(one, SweepMethod) and one.cost for one in records())


def test_no_code_asks_for_the_name_of_a_method():
    """So a new record needs no other file changed."""
    folder = Path(bnlinear.__file__).parent / "sweeps"
    names = "|".join(re.escape(one.name) for one in records())
    asks = re.compile(rf"""[=!]= *["']({names})["']|["']({names})["'] *[=!]=""")
    assert asks.search('if method == "GD":') and asks.search("if 'SGD-G' != name")
    for path in folder.rglob("*.py"):
        assert not asks.search(path.read_text(encoding="utf-8")), path
