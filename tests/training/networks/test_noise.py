"""Injected noise: one centre and size a unit, jitter a sample, anew for each draw."""

import numpy as np
import pytest

from bnlinear.training.networks.noise import InjectedNoise


def test_units_have_their_centres_within_the_ranges():
    noise = InjectedNoise(mean=2.0, scale=3.0, spread=0.0).draw((5, 400), np.random.default_rng(0),
                                                               np.float64)
    assert np.array_equal(noise.shift, np.tile(noise.shift[0], (5, 1)))  # no jitter without spread
    assert 1.9 < noise.shift.max() <= 2 and -2 <= noise.shift.min() < -1.9
    assert 2.9 < noise.scale.max() <= 3 and 1 <= noise.scale.min() < 1.1


def test_samples_jitter_about_them():
    noise = InjectedNoise(mean=0.0, scale=1.0, spread=0.1).draw((4000, 2), np.random.default_rng(1),
                                                               np.float32)
    assert noise.scale.dtype == np.float32
    assert np.abs(noise.shift).max() <= 0.1 and noise.shift.std() == pytest.approx(
        0.1 / 3**0.5, rel=0.05)  # uniform; the error of a deviation of 8000 draws is 1 %
    assert noise.scale.std() == pytest.approx(0.1, rel=0.05)


@pytest.mark.parametrize("options", [{"mean": -1}, {"spread": -1}, {"scale": 0.5},
                                     {"scale": float("nan")}])
def test_options_out_of_range(options):
    with pytest.raises(ValueError, match=next(iter(options))):
        InjectedNoise(**options)
