"""The grid of `--lr auto`: it shows where each method works, and where it stops."""

import numpy as np
import pytest

from bnlinear import BNGD, GD, SGDG, sweep
from bnlinear.dynamics import rayleigh_step
from bnlinear.sweeps import Diagonal, auto_rates


def drawn(n, seed=0, scale=1.0):
    rng = np.random.default_rng(seed)
    return Diagonal.from_spectrum(scale * np.geomspace(0.01, 1.0, n), *rng.standard_normal((2, n)))


@pytest.mark.parametrize("method", [GD, BNGD, SGDG, rayleigh_step])
@pytest.mark.parametrize("scale", [1e-60, 1.0, 1e60])
@pytest.mark.parametrize("n", [10, 30, 1000])
def test_the_best_rate_is_well_inside(method, scale, n):
    problem = drawn(n, scale=scale)
    rates = auto_rates([(problem, method)], 60)
    final = sweep(problem, method, rates, 300).final
    best = int(np.nanargmin(final))
    assert 3 <= best <= 56
    ends = np.where(np.isfinite(final[[0, -1]]), final[[0, -1]], np.inf)
    assert np.all(3 * final[best] < ends)  # the useful range ends within the grid


def test_the_range_grows_with_the_dimension():
    """Cai et al. 2019: about in proportion to it."""
    widths = [np.median([np.ptp(np.log(auto_rates([(drawn(n, seed), BNGD)], 2)))
                         for seed in range(30)]) for n in (10, 1000)]
    assert widths[1] - widths[0] == pytest.approx(np.log(100), abs=1.0)


def test_one_grid_for_all():
    one, two = drawn(5), drawn(5, scale=1e6)
    rates = auto_rates([(one, GD), (two, GD)], 50)
    for problem in (one, two):
        assert rates[0] < 2 / problem.eigenvalues.max() < rates[-1]


def test_nothing_to_learn_and_bad_numbers():
    with pytest.raises(ValueError, match="no feature explains the target"):
        auto_rates([(Diagonal([1.0], [1.0], [0.0]), GD)])
    with pytest.raises(ValueError, match="number = 1; it must be an integer, 2 or more"):
        auto_rates([(drawn(3), GD)], 1)
    with pytest.raises(ValueError, match="there must be one at least"):
        auto_rates([])
