"""What a sweep takes, in memory and on disk; and what nobody could wait for."""

import tracemalloc
from dataclasses import replace

import numpy as np
import pytest

from bnlinear import BNGD, GD, sweep
from bnlinear.sweeps import SweepInterrupted
from bnlinear.sweeps.kernels import numpy_kernel
from bnlinear.sweeps.methods import record_of
from bnlinear.sweeps.methods.record import Task
from bnlinear.sweeps.running import chunks
from tests.sweeps.running.grid import GRID, drawn, dying, run, same

pytestmark = pytest.mark.usefixtures("short_chunks")

# -- memory ---------------------------------------------------------------------------------------


def peak_of(compute):
    tracemalloc.start()
    try:
        result = compute()
        return tracemalloc.get_traced_memory()[1], result
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("workers", [1, 2, map])
@pytest.mark.parametrize("method", [BNGD, GD])
def test_a_recorded_sweep_takes_little_more_than_its_result(workers, method):
    rates, few = np.geomspace(1e-3, 1, 600), drawn(4)

    def run(count):
        return sweep(few, method, rates[:count], 4999, record="every", workers=workers)

    # what a first call imports: for as many trajectories of BNGD numba, with its compiler
    run(600 if method is BNGD else 40)
    peak, result = peak_of(lambda: run(600))
    assert peak <= 1.2 * result.excess_loss.nbytes  # 24 MB


def test_a_million_rates_take_twice_their_result(monkeypatch):
    rates = np.geomspace(1e-3, 1, 10**6)
    monkeypatch.setattr(chunks, "THREAD_SECONDS", 0.01)  # not the fixture's tiny chunks
    monkeypatch.setattr(numpy_kernel, "BLOCK", 131072)
    peak, result = peak_of(lambda: sweep(drawn(2), BNGD, rates, 3, kernel="numpy"))
    held = {id(owner): owner.nbytes for array in (
        result.excess_loss, result.last_two, result.effective_lr, result.learning_rates)
        for owner in [array if array.base is None else array.base]}
    assert peak <= 2 * sum(held.values())


def test_losses_may_go_to_a_file(tmp_path):
    path = tmp_path / "losses.npy"
    for workers in (1, 2, map):
        found = run(out=path, workers=workers)
        assert isinstance(found.excess_loss, np.memmap) and not found.excess_loss.flags.writeable
        same(found, run())
        assert np.array_equal(np.load(path), run().excess_loss)
        assert [p.name for p in tmp_path.iterdir()] == ["losses.npy"]
    path.write_bytes(b"mine")
    with pytest.raises(SweepInterrupted):
        run(out=path, workers=dying(3))
    assert path.read_bytes() == b"mine" and len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("settings, message", [
    ({"out": "x.npy", "record": "final"}, 'a file is for record="every"'),
    ({"out": "x.csv"}, "its name must end in .npy"),
    ({"out": "no/such/x.npy"}, "no file can be written there"),
    ({"out": "x.npy", "checkpoint": "y.npz"}, "give one of `out` and `checkpoint`"),
])
def test_files_that_cannot_be(tmp_path, monkeypatch, settings, message):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match=message):
        sweep(**{"problem": drawn(), "method": BNGD, "learning_rates": GRID, "steps": 8,
                 "record": "every"} | settings)
    assert not list(tmp_path.iterdir())


# -- limits ---------------------------------------------------------------------------------------

@pytest.mark.parametrize("settings, message", [
    ({"steps": 10**20}, r"steps = 100000000000000000000; it must be an integer, from 0 to 9007"),
    ({"steps": int("9" * 400)}, "it must be an integer, from 0 to 9007"),
    ({"steps": 10**13, "record": "every"}, "losses of 42 learning rates take 2.984 PiB, and"),
    ({"steps": 10**15}, "42 learning rates and 60 coordinates they would take about .* years"),
    ({"steps": 10**12, "record": "every", "out": "x.npy"}, "of free space on the disk"),
    ({"workers": 100_000}, "workers = 100000; it must be an integer, from 1 to 256"),
])
def test_what_nobody_could_wait_for_is_refused_with_its_numbers(tmp_path, monkeypatch, settings,
                                                                message):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match=message):
        sweep(**{"problem": drawn(), "method": BNGD, "learning_rates": GRID, "steps": 8} | settings)


def test_gd_in_closed_form_has_no_such_limit():
    assert np.isfinite(sweep(drawn(), GD, [1e-16], 2**53).final[0])


def test_a_task_is_small():
    import pickle

    task = Task(drawn(), record_of(BNGD), GRID, 80, None, 1.0, True, "numpy")
    assert len(pickle.dumps(replace(task, steps=10**6))) < 4000
