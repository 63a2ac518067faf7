"""Threads, processes, a cluster, executors that die, progress: never another bit."""

import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context

import numpy as np
import pytest

from bnlinear import BNGD, GD, sweep
from bnlinear.sweeps import SweepInterrupted
from bnlinear.sweeps.kernels import trajectories
from bnlinear.sweeps.methods import record_of
from bnlinear.sweeps.methods.record import Task
from bnlinear.sweeps.running import chunks, watch
from tests.sweeps.running.grid import GRID, drawn, dying, run, same

pytestmark = pytest.mark.usefixtures("short_chunks")

# -- who does the work ----------------------------------------------------------------------------


@pytest.mark.parametrize("method", [BNGD, GD])
@pytest.mark.parametrize("workers", [2, 3, 100])
def test_threads(kernel, method, workers):
    same(run(method, kernel=kernel, workers=workers), run(method, kernel=kernel))


def test_any_map(kernel):
    alone = run(kernel=kernel)
    same(run(kernel=kernel, workers=map), alone)
    same(run(kernel=kernel, workers=lambda f, tasks: [f(task) for task in tasks]), alone)
    with ThreadPoolExecutor(2) as pool:
        same(run(kernel=kernel, workers=pool.map), alone)


def test_answers_in_any_order(kernel):
    """Their place is on them: `imap_unordered` gives them as they come."""
    def backwards(f, tasks):
        return [f(task) for task in tasks][::-1]

    same(run(kernel=kernel, workers=backwards), run(kernel=kernel))
    with get_context("spawn").Pool(2) as pool:
        same(run(kernel=kernel, workers=pool.imap_unordered), run(kernel=kernel))


def test_a_chunk_that_comes_twice_is_refused():
    def twice(f, tasks):
        return [f(task) for task in [*tasks][:1] * 2]

    with pytest.raises(ValueError, match="gives a chunk twice; it must be like"):
        run(workers=twice)


def test_processes(kernel):
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        same(run(kernel=kernel, workers=pool.map), run(kernel=kernel))


@pytest.mark.oracle
def test_a_dask_cluster():
    distributed = pytest.importorskip("distributed")
    with (distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None,
                                   processes=True) as cluster,
          distributed.Client(cluster) as client):
        same(run(workers=client.get_executor().map), run())


@pytest.mark.parametrize("seconds", [0.0, 1e-5, 1e-3, 1.0])
def test_the_cut_does_not_show(kernel, monkeypatch, seconds):
    alone = run(kernel=kernel)
    monkeypatch.setattr(chunks, "FOREIGN_SECONDS", seconds)
    same(run(kernel=kernel, workers=map), alone)


def test_chunks_take_long_enough(monkeypatch):
    task = Task(drawn(1000), record_of(BNGD), np.ones(1000), 999, None, 1.0, False, "numpy")
    each = task.method.cost["numpy"] * 1000 * 1000
    monkeypatch.setattr(chunks, "FOREIGN_SECONDS", 0.1)
    parts = chunks.cut(task, np.arange(1000), map)
    assert all(len(part) * each >= 0.1 for part in parts[:-1])
    assert np.array_equal(np.concatenate(parts), np.arange(1000))
    fair = chunks.cut(task, np.arange(1000), 2)
    assert max(map(len, fair)) <= 500 and all(len(part) % 4 == 0 for part in fair[:-1])


# -- workers that fail ----------------------------------------------------------------------------

def test_a_dying_executor_keeps_what_is_done():
    with pytest.raises(SweepInterrupted, match=(
            r"chunk 4 of 11, learning_rates\[12\] to learning_rates\[15\] failed: "
            r"OSError\('the node is gone'\)\. The 12 learning rates done before are kept on "
            "this error")) as caught:
        run(workers=dying(3))
    assert np.flatnonzero(caught.value.done).tolist() == list(range(12))
    alone = run()
    assert np.array_equal(caught.value.losses[:12], alone.excess_loss[:12])
    assert np.array_equal(caught.value.effective_lr[:12], alone.effective_lr[:12])
    assert np.all(np.isnan(caught.value.losses[12:]))
    assert isinstance(caught.value.__cause__, OSError)


def test_an_executor_that_gives_too_little_or_the_wrong_thing():
    with pytest.raises(SweepInterrupted, match=r"chunk 3 of 11.* never came back"):
        run(workers=lambda f, tasks: [f(task) for task in list(tasks)[:2]])
    with (ThreadPoolExecutor(1) as pool,
          pytest.raises(ValueError, match="a map that gives Future; it must be like")):
        run(workers=lambda f, tasks: [pool.submit(f, task) for task in tasks])


def test_progress_is_told():
    told = []
    run(workers=map, progress=lambda done, total: told.append((done, total)))
    assert told == [(0, 42), *((n, 42) for n in range(4, 42, 4)), (42, 42)]


def test_a_long_chunk_reports_fractions_and_can_be_left(monkeypatch, kernel):
    """By steps, within one chunk; and an exception from there, as Ctrl-C is, ends the sweep."""
    monkeypatch.setattr(watch, "PAUSE", 0.0)
    monkeypatch.setitem(trajectories.SLICE, kernel, 60 * 4 * 10)
    told = []
    sweep(drawn(), BNGD, GRID[:4], 80, kernel=kernel,
          progress=lambda done, total: told.append(done))
    assert told == sorted(told) and told[0] == 0 and told[-1] == 4
    assert len(told) >= 8 and any(done % 1 for done in told)

    def impatient(done, total):
        if done > 1:
            raise KeyboardInterrupt

    for workers in (1, 2):
        began = time.monotonic()
        with pytest.raises(KeyboardInterrupt):
            sweep(drawn(), BNGD, GRID[:8], 10**8, kernel=kernel, workers=workers,
                  progress=lambda done, total: impatient(2 if done else 0, total))
        assert time.monotonic() - began < 20  # all of it would take a minute on four threads
