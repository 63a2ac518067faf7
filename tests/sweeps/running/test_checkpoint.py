"""Sweeps that are interrupted, and go on from a file without another bit; files that are not it."""

import zipfile

import numpy as np
import pytest

from bnlinear import BNGD, GD, sweep
from bnlinear.sweeps import SweepInterrupted
from bnlinear.sweeps.running import checkpoint
from tests.sweeps.running.grid import GRID, drawn, dying, run, same

pytestmark = pytest.mark.usefixtures("short_chunks")

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


def with_member(name, write):
    """The same file, but for one member, which `write` writes."""
    def spoil(path):
        arrays = stored(path)
        with zipfile.ZipFile(path, "w") as archive:
            for other, array in arrays.items():
                with archive.open(f"{other}.npy", "w") as member:
                    if other == name:
                        write(member)
                    else:
                        np.lib.format.write_array(member, array)
    return spoil


def lying(member):
    """A header that announces 7 TiB before 16 bytes."""
    np.lib.format.write_array_header_1_0(
        member, {"descr": "<f8", "fortran_order": False, "shape": (10**6, 10**6)})
    member.write(b"\0" * 16)


def bad_header(member):
    member.write(b"\x93NUMPY\x01\x00\x06\x00{[}(((")


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
    (with_member("losses", lying), r"'losses' .* has shape \(1000000, 1000000\)"),
    (with_member("done", bad_header), "not a checkpoint"),
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
