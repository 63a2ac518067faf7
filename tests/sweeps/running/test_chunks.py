"""Threads, processes, a cluster, dying executors, checkpoints: never another bit."""

import time
import tracemalloc
import zipfile
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from multiprocessing import get_context

import numpy as np
import pytest

from bnlinear import BNGD, GD, sweep
from bnlinear.sweeps import Diagonal, SweepInterrupted
from bnlinear.sweeps.kernels import numpy_kernel, trajectories
from bnlinear.sweeps.methods import record_of
from bnlinear.sweeps.methods.record import Task
from bnlinear.sweeps.running import checkpoint, chunks, watch

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
          pytest.raises(ValueError, match="a map that gives Future; it must be like")):
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
    with pytest.raises(ValueError, match=r"not a checkpoint that can be read .*belongs.npy"):
        run(checkpoint=tmp_path / "other.npz")


def stored(path):
    with np.load(path) as file:
        return {name: file[name] for name in file.files}


def spoiled(name, change):
    def spoil(path):
        arrays = stored(path)
        arrays[name] = change(arrays[name])
        np.savez(path, **arrays)
    return spoil


def without(name):
    def spoil(path):
        arrays = stored(path)
        del arrays[name]
        np.savez(path, **arrays)
    return spoil


def altered(losses):
    losses = losses.copy()
    losses[3, 5] = np.nextafter(losses[3, 5], 1)
    return losses


def lying(path):
    """A header that announces 7 TiB before 16 bytes."""
    arrays = stored(path)
    with zipfile.ZipFile(path, "w") as archive:
        for name, array in arrays.items():
            with archive.open(f"{name}.npy", "w") as member:
                if name == "losses":
                    np.lib.format.write_array_header_1_0(
                        member, {"descr": "<f8", "fortran_order": False, "shape": (10**6, 10**6)})
                    member.write(b"\0" * 16)
                else:
                    np.lib.format.write_array(member, array)


def bad_header(path):
    arrays = stored(path)
    with zipfile.ZipFile(path, "w") as archive:
        for name, array in arrays.items():
            with archive.open(f"{name}.npy", "w") as member:
                if name == "done":
                    member.write(b"\x93NUMPY\x01\x00\x06\x00{[}(((")
                else:
                    np.lib.format.write_array(member, array)


@pytest.mark.parametrize("spoil, message", [
    *((without(name), "not a checkpoint that can be read") for name in (
        "done", "losses", "effective_lr", "belongs", "digest")),
    (spoiled("losses", altered), "its results were altered"),
    (spoiled("done", lambda done: ~done), "its results were altered"),
    (spoiled("effective_lr", lambda lr: 2 * lr), "its results were altered"),
    (spoiled("losses", lambda losses: losses[:, :-1]), r"'losses' .* has shape \(42, 80\)"),
    (spoiled("losses", lambda losses: losses.astype(np.float32)), "type float32"),
    (spoiled("done", lambda done: done.astype(int)), "'done' .* has shape"),
    (spoiled("losses", np.asfortranarray), "'losses' .* has shape"),
    (spoiled("belongs", lambda text: np.array("[1]")), "belongs is no object"),
    (spoiled("belongs", lambda text: np.array("{")), "not a checkpoint that can be read"),
    (lying, r"'losses' .* has shape \(1000000, 1000000\)"), (bad_header, "not a checkpoint"),
    (lambda path: path.write_bytes(path.read_bytes()[:-100]), "not a checkpoint"),
    (lambda path: path.write_bytes(path.read_bytes()[:300] + b"x" + path.read_bytes()[301:]),
     "not a checkpoint"),
])
def test_a_checkpoint_that_is_not_whole_is_refused_in_one_line(tmp_path, spoil, message):
    path = tmp_path / "sweep.npz"
    run(checkpoint=path)
    spoil(path)
    before = path.read_bytes()
    with pytest.raises(ValueError, match=message) as caught:
        run(checkpoint=path)
    assert "\n" not in str(caught.value) and path.read_bytes() == before


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


def test_a_resumed_sweep_may_have_holes(tmp_path):
    """As unordered answers leave them."""
    def third_only(f, tasks):
        yield f(list(tasks)[2])
        raise OSError("gone")

    path = tmp_path / "sweep.npz"
    with pytest.raises(SweepInterrupted, match="chunk 1 of 11"):
        run(workers=third_only, checkpoint=path)
    assert np.flatnonzero(stored(path)["done"]).tolist() == [8, 9, 10, 11]
    same(run(checkpoint=path), run())


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

    def run():
        return sweep(few, method, rates, 4999, record="every", workers=workers)

    run()  # what a first call imports: numba's compiler is larger than the result
    peak, result = peak_of(run)
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
