"""What no machine can do is refused at once, with the numbers."""

import pytest

from bnlinear.cli.terminal import limits


def test_workers(monkeypatch):
    monkeypatch.setattr(limits.os, "cpu_count", lambda: 8)
    limits.check_workers(128)
    with pytest.raises(ValueError, match=r"workers = 129; at most 128 are started on 8 core"):
        limits.check_workers(129)
    with pytest.raises(ValueError, match="at least one"):
        limits.check_workers(0)


@pytest.mark.parametrize("seed, fine", [(0, True), (2**64 - 1, True), (2**64, False), (-1, False)])
def test_seeds(seed, fine):
    if fine:
        limits.check_seed(seed)
    else:
        with pytest.raises(ValueError, match="rng"):
            limits.check_seed(seed)
