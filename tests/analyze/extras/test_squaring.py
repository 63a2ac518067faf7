"""Steps counted by squaring: those that are taken one by one, at any precision."""

import numpy as np
import pytest

from bnlinear.analyze.extras import squaring
from bnlinear.exact.number import Number, array
from bnlinear.exact.precision import Undecided, at_precision
from bnlinear.exact.spectra import spectrum


@pytest.mark.parametrize("entries", [[[2, 1], [1, 3]], [[1, 0], [0, 100]], [[5, 2], [2, 1]]])
def test_as_many_as_one_by_one(entries):
    H = array(entries)
    counted = squaring.count_squared(lambda: H, spectrum(H))
    floats = np.array(entries, dtype=float)
    values, vectors = np.linalg.eigh(floats)
    here = vectors[:, 0] + vectors[:, -1]
    steps, lr = 0, 2 / (values[0] + values[-1])
    start = np.linalg.norm(here)
    while np.linalg.norm(here) > 1e-6 * start:
        here, steps = here - lr * floats @ here, steps + 1
    assert counted == steps


def test_more_bits_until_it_is_decided(monkeypatch):
    bits, count = [], squaring._count

    def counted(matrix, spectrum):
        bits.append(squaring.flint.ctx.prec)
        if len(bits) < 3:
            raise Undecided("not yet")
        return count(matrix, spectrum)

    monkeypatch.setattr(squaring, "_count", counted)
    H = array([[2, 1], [1, 3]])
    assert squaring.count_squared(lambda: H, spectrum(H)) > 1 and bits == [256, 512, 1024]


def test_what_stays_undecided_is_said(monkeypatch):
    def never(matrix, spectrum):
        raise Undecided("never")

    monkeypatch.setattr(squaring, "_count", never)
    with pytest.raises(Undecided):
        squaring.count_squared(lambda: array([[1]]), spectrum(array([[1]])))


def test_a_ball_that_holds_the_target_decides_nothing():
    third = at_precision(60, lambda: (Number(1) / 3).ball)
    wide = at_precision(20, lambda: Number(1).ball / 3)
    assert squaring._certainly(third, third + 1) and not squaring._certainly(third + 1, third)
    with pytest.raises(Undecided, match="too near"):
        squaring._certainly(wide, third)
