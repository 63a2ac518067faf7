"""The two traces that a certified bound on best D is made of, in balls against exact ones."""

import numpy as np
import pytest
from flint import fmpz_mat

from bnlinear.analyze.extras import scalable
from bnlinear.analyze.extras.scalable import WideCovariance
from bnlinear.exact.number import array, dyadic_array
from bnlinear.exact.wide import Base

#: Units that differ: the powers of two which scale it are 1/4, 1/128, 1/2048.
S = [[16, 9 * 2**5, -3 * 2**7], [9 * 2**5, 2**14, 2**12], [-3 * 2**7, 2**12, 2**22]]
F = np.array([[0.5, -1.0, 0.25], [3.0, 0.125, 2.0], [-1.5, 1.0, 0.75]])


@pytest.mark.parametrize("held", [1, 6, 2**17])  # one column at a time, two, all
def test_traces_are_those_of_the_scaled_matrix(monkeypatch, held):
    monkeypatch.setattr(scalable, "HELD", held)
    C = WideCovariance(Base.of_integers(fmpz_mat(S)), 3, None)
    u = C.units()
    assert len(set(u)) == 3
    R, half = array(S) * np.outer(u, u), dyadic_array(F)
    top, squares = C.traces(F)
    RF = R @ half
    assert top.ball.contains((half * RF).sum().ball) and top.ball.rel_accuracy_bits() > 100
    for mine, true in zip(squares, (RF * RF).sum(axis=1), strict=True):
        assert mine.ball.contains(true.ball) and mine.ball.rel_accuracy_bits() > 100
