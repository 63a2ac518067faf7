"""Threads, processes, a cluster, dying executors, checkpoints: never another bit."""

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from multiprocessing import get_context

import numpy as np
import pytest

from bnlinear import BNGD, GD, sweep
from bnlinear.sweeps import Diagonal, SweepInterrupted
from bnlinear.sweeps.kernels import numpy_kernel
from bnlinear.sweeps.methods import Task
from bnlinear.sweeps.running import checkpoint, chunks

GRID = np.geomspace(1e-3, 1e5, 42)


def drawn(n=60, seed=0):
    rng = np.random.default_rng(seed)
    return Diagonal.from_spectrum(np.geomspace(1e-3, 1.0, n), *rng.standard_normal((2, n)))


@pytest.fixture(autouse=True)
def short_chunks(monkeypatch):
    """Chunks of four learning rates, so that 42 make eleven."""
    monkeypatch.setattr(chunks, "THREAD_SECONDS", 0.0)
    monkeypatch.setattr(chunks, "FOREIGN_SECONDS", 0.0)
    monkeypatch.setattr(numpy_kernel, "BLOCK", 240)


def run(method=BNGD, steps=80, **settings):
    return sweep(drawn(), method, GRID, steps, record="every", **settings)


def same(one, two):
    assert np.array_equal(one.excess_loss, two.excess_loss, equal_nan=True)
    assert np.array_equal(one.effective_lr, two.effective_lr)


@pytest.fixture(params=["numpy", pytest.param("numba", marks=pytest.mark.oracle)])
def kernel(request):
    if request.param == "numba":
        pytest.importorskip("numba")
    return request.param


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
    task = Task(drawn(1000), "BNGD", np.ones(1000), 999, None, 1.0, False, "numpy")
    each = chunks._COST["numpy"] * 1000 * 1000
    monkeypatch.setattr(chunks, "FOREIGN_SECONDS", 0.1)
    parts = chunks.cut(task, np.arange(1000), map)
    assert all(len(part) * each >= 0.1 for part in parts[:-1])
    assert np.array_equal(np.concatenate(parts), np.arange(1000))
    fair = chunks.cut(task, np.arange(1000), 2)
    assert max(map(len, fair)) <= 500 and all(len(part) % 4 == 0 for part in fair[:-1])


# -- workers that fail ----------------------------------------------------------------------------

def dying(after):
    """A map that fails once `after` chunks are done."""
    def workers(f, tasks):
        for number, task in enumerate(tasks):
            if number == after:
                raise OSError("the node is gone")
            yield f(task)

    return workers


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
          pytest.raises(ValueError, match="workers gave Future for a chunk; it must be like")):
        run(workers=lambda f, tasks: [pool.submit(f, task) for task in tasks])


# -- checkpoints ----------------------------------------------------------------------------------

def test_an_interrupted_sweep_continues(tmp_path, monkeypatch):
    path, alone, seen = tmp_path / "sweep.npz", run(), []
    with pytest.raises(SweepInterrupted, match=f"kept in {path}; run the same sweep again"):
        run(workers=dying(5), checkpoint=path)

    def counting(f, tasks):
        for task in tasks:
            seen.extend(task.learning_rates)
            yield f(task)

    same(run(workers=counting, checkpoint=path), alone)
    assert seen == GRID[20:].tolist()  # five chunks of four are not done again
    same(run(workers=dying(0), checkpoint=path), alone)  # nothing is left to do
    assert list(tmp_path.iterdir()) == [path]


def test_an_interrupt_saves_too(tmp_path):
    def interrupted(f, tasks):
        yield f(next(iter(tasks)))
        raise KeyboardInterrupt

    path = tmp_path / "sweep.npz"
    with pytest.raises(KeyboardInterrupt):
        run(workers=interrupted, checkpoint=path)
    with np.load(path) as file:
        assert file["done"].sum() == 4


def test_it_is_saved_as_time_goes_by(tmp_path, monkeypatch):
    """A process that is killed has no last word: the file must be there before."""
    path, there = tmp_path / "sweep.npz", []
    monkeypatch.setattr(checkpoint, "PAUSE", 0.0)

    def watching(f, tasks):
        for task in tasks:
            there.append(path.exists())
            yield f(task)

    run(workers=watching, checkpoint=path)
    assert there == [False] + [True] * 10


@pytest.mark.parametrize("name, settings", [
    ("problem", {"problem": drawn(seed=1)}), ("steps", {"steps": 81}),
    ("learning_rates", {"learning_rates": GRID[::-1]}), ("method", {"method": GD}),
    ("a0", {"a0": 1.0}), ("lr_a", {"lr_a": 0.5}), ("record", {"record": "final"}),
])
def test_the_file_of_another_sweep_is_refused(tmp_path, name, settings):
    path = tmp_path / "sweep.npz"
    run(checkpoint=path)
    before = path.read_bytes()
    this = {"problem": drawn(), "method": BNGD, "learning_rates": GRID, "steps": 80,
            "record": "every"} | settings
    with pytest.raises(ValueError, match=f"belongs to another sweep: its {name} differs; name"):
        sweep(**this, checkpoint=path)
    assert path.read_bytes() == before


def test_bad_checkpoints(tmp_path):
    with pytest.raises(ValueError, match="is a folder; name a file in it"):
        run(checkpoint=tmp_path)
    with pytest.raises(ValueError, match="there is no folder"):
        run(checkpoint=tmp_path / "no" / "sweep.npz")
    for content in (b"not an npz", b""):
        (tmp_path / "bad").write_bytes(content)
        with pytest.raises(ValueError, match="not a checkpoint that can be read"):
            run(checkpoint=tmp_path / "bad")
    np.savez(tmp_path / "other.npz", X=1)
    with pytest.raises(ValueError, match="belongs to another sweep: its problem differs"):
        run(checkpoint=tmp_path / "other.npz")


def test_progress_is_told():
    told = []
    run(workers=map, progress=lambda done, total: told.append((done, total)))
    assert told == [(0, 42), *((n, 42) for n in range(4, 42, 4)), (42, 42)]


def test_a_task_is_small():
    import pickle

    task = Task(drawn(), "BNGD", GRID, 80, None, 1.0, True, "numpy")
    assert len(pickle.dumps(replace(task, steps=10**6))) < 4000
