"""What a sweep would cost is refused with the numbers, before it starts."""

from types import SimpleNamespace

import numpy as np
import pytest

from bnlinear.sweeps.running import limits


def task(rates=2, steps=10, every=False, seconds=1e-3):
    return SimpleNamespace(learning_rates=np.ones(rates), steps=steps, every=every,
                           columns=steps + 1 if every else 2, seconds=seconds,
                           problem=SimpleNamespace(h=np.ones(3)))


def test_losses_that_do_not_fit(monkeypatch, tmp_path):
    monkeypatch.setattr(limits, "total", lambda: 1000)
    limits.check_cost(task())
    with pytest.raises(ValueError, match=r"rates = 100; .* take 1\.562 KiB, .* 1000 bytes"):
        limits.check_cost(task(rates=100))
    with pytest.raises(ValueError, match=r"steps = 999; .*out=FILE\.npy"):
        limits.check_cost(task(steps=999, every=True))
    limits.check_cost(task(steps=999, every=True), out=tmp_path / "x.npy")  # the disk has more


def test_steps_that_take_years():
    with pytest.raises(ValueError, match=r"2 learning rates and 3 coordinates .* about 2 years"):
        limits.check_cost(task(seconds=3.15e7))


def test_a_table_that_is_too_large(monkeypatch):
    monkeypatch.setattr(limits, "total", lambda: 10**6)
    limits.check_table(100, 10, "t.csv")
    with pytest.raises(ValueError, match="10,000 rows and 100 features"):
        limits.check_table(10_000, 100, "t.csv")
