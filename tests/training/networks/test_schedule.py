"""Rates drop at the named epochs and nowhere else."""

import pytest

from bnlinear.training.networks.schedule import Drops


def test_drops_multiply():
    drops = Drops(at=(1, 3), factor=0.5)
    assert [drops(epoch) for epoch in range(5)] == [1, 0.5, 0.5, 0.25, 0.25]
    assert Drops(at=())(7) == 1


@pytest.mark.parametrize("factor", [0, -1, float("nan")])
def test_a_factor_is_positive(factor):
    with pytest.raises(ValueError, match="factor"):
        Drops(at=(1,), factor=factor)
