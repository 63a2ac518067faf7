"""One sweep, over a grid of learning rates from convergence to divergence."""

import numpy as np

from bnlinear import BNGD, sweep
from bnlinear.sweeps import Diagonal

GRID = np.geomspace(1e-3, 1e5, 42)


def drawn(n=60, seed=0):
    rng = np.random.default_rng(seed)
    return Diagonal.from_spectrum(np.geomspace(1e-3, 1.0, n), *rng.standard_normal((2, n)))


def run(method=BNGD, steps=80, **settings):
    return sweep(drawn(), method, GRID, steps, record="every", **settings)


def same(one, two):
    assert np.array_equal(one.excess_loss, two.excess_loss, equal_nan=True)
    assert np.array_equal(one.effective_lr, two.effective_lr)


def dying(after):
    """A map that fails once `after` chunks are done."""
    def workers(f, tasks):
        for number, task in enumerate(tasks):
            if number == after:
                raise OSError("the node is gone")
            yield f(task)

    return workers
