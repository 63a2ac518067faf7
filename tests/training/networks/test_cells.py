"""Seeds as cells: results in their place, whoever computes them; errors say what failed."""

import multiprocessing

import numpy as np
import pytest

from bnlinear.problems import network
from bnlinear.training.networks import ByLayer, Samples, SGDRule, train_network
from bnlinear.training.networks.cells import _received, _work

DATA = Samples(np.eye(4), np.eye(4)[:, :2])


def trained(workers, seeds=(0, 1)):
    return train_network(network("4-3-2"), DATA, ByLayer(SGDRule([0.1])), epochs=1, batch_size=2,
                         seeds=seeds, workers=workers)


def test_any_map_gives_the_same_in_order():
    told = []

    def backwards(run, cells):
        done = {cell.seeds: run(cell) for cell in reversed(list(cells))}
        told.extend(done)
        return [done[seeds] for seeds in sorted(done)]

    assert np.array_equal(trained(backwards).loss, trained(map).loss) and told == [(1,), (0,)]


@pytest.mark.parametrize("workers, message", [
    (lambda run, cells: [1, 2], "workers gave int for a cell; it must be like executor.map"),
    (lambda run, cells: [run(next(iter(cells)))], "workers gave 1 of 2 results"),
])
def test_what_is_no_map_is_refused(workers, message):
    with pytest.raises(ValueError, match=message):
        trained(workers)


def test_a_child_sends_its_result_or_its_error():
    ours, theirs = multiprocessing.Pipe()
    _work(theirs, lambda cell: cell + 1, 1)
    assert _received(ours, 0) == 2

    def fails(cell):
        raise ValueError("no such rate")

    _work(theirs, fails, 1)
    with pytest.raises(ValueError, match="no such rate"):
        _received(ours, 0)
    theirs.close()
    with pytest.raises(ValueError, match="seed number 3 ended without a result; it may have run"):
        _received(ours, 2)
