"""Chaotic learning rates are flagged, others are not; by balls, not by luck."""

from dataclasses import replace

import numpy as np
import pytest

from bnlinear import BNGD, GD, sweep
from bnlinear.dynamics import rayleigh_step
from bnlinear.exact.precision import Undecided
from bnlinear.sweeps import Diagonal
from bnlinear.sweeps.kernels import chaos
from bnlinear.sweeps.kernels.chaos import FLOOR, ball_losses, is_chaotic

RATES = [1e-3, 0.56234133, 10.0, 1e4]
STEPS = 1000


def drawn(seed=3, nudge=0.0):
    rng = np.random.default_rng(seed)
    values = np.geomspace(1e-3, 1.0, 12)
    u, w = rng.standard_normal((2, 12))
    return Diagonal.from_spectrum(values, u, w * (1 + nudge * np.arange(12)))


@pytest.mark.parametrize("record", ["final", "every"])
def test_chaotic_rates_are_flagged_and_only_they(record):
    found = sweep(drawn(), BNGD, RATES, STEPS, record=record, flag_chaos=True)
    assert found.flags.tolist() == [False, True, True, False] == found.chaotic().tolist()
    assert "2 chaotic" in repr(found)
    assert sweep(drawn(), BNGD, RATES, STEPS).flags is None


def test_every_recorded_loss_is_looked_at():
    """A loss in the middle that has no correct digit, where the last ones have all."""
    found = sweep(drawn(), BNGD, RATES[:1], 20, record="every")
    assert not found.chaotic().any()
    wrong = found.excess_loss.copy()
    wrong[0, 7] *= 2
    assert replace(found, excess_loss=wrong).chaotic().all()


def test_a_nudge_says_the_same():
    one, two = (sweep(drawn(nudge=nudge), BNGD, RATES, STEPS, record="every").excess_loss
                for nudge in (0.0, 1e-12))
    apart = np.max(np.abs(one - two) / np.maximum(one, two), axis=1)
    assert np.all(apart[[1, 2]] > 0.1) and np.all(apart[[0, 3]] < 1e-6)


def test_balls_do_not_depend_on_the_precision_they_start_with(monkeypatch):
    args = (drawn(), 10.0, 300, [0, 150, 300])
    settings = {"a0": None, "lr_a": 1.0}
    one = ball_losses(*args, **settings)
    monkeypatch.setattr(chaos, "_MOST_BITS", 64)
    with pytest.raises(Undecided, match="64 bits do not follow 300 steps; ask for fewer"):
        ball_losses(*args, **settings)
    monkeypatch.setattr(chaos, "_MOST_BITS", 2**20)
    monkeypatch.setattr(chaos, "at_precision",
                        lambda bits, compute, real=chaos.at_precision: real(bits // 8, compute))
    assert np.allclose(ball_losses(*args, **settings), one, rtol=1e-9, atol=0)


def test_rounding_at_the_floor_is_not_chaos():
    problem = Diagonal([1.0, 2.0], [1.0, 1.0], [1.0, 1.0])
    for method in (BNGD, rayleigh_step):
        found = sweep(problem, method, [0.3, 0.5], 400, record="every", flag_chaos=True)
        assert not np.any(found.flags)
        assert np.all(found.final < FLOOR * 2)  # while the true loss goes on to fall
    assert ball_losses(problem, 0.3, 400, [400], a0=None, lr_a=1.0, direction=True)[0] < 1e-60


def test_gd_is_never_chaotic():
    assert not np.any(sweep(drawn(), GD, RATES, 10**9, flag_chaos=True).flags)


def test_what_counts_as_chaotic():
    problem = Diagonal([1.0], [1.0], [1.0])
    assert is_chaotic(np.array([1.0, 0.5]), np.array([1.0, 0.6]), problem)
    assert not is_chaotic(np.array([1.0, 0.5]), np.array([1.0, 0.51]), problem)
    assert is_chaotic(np.array([1.0, np.nan]), np.array([1.0, 0.51]), problem)
    assert not is_chaotic(np.array([3e-32]), np.array([1e-99]), problem)
