"""Condition numbers in floats: within the error that they announce, or unknown."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bnlinear.analyze.extras.batches import spectra
from bnlinear.analyze.extras.float_spectra import UNKNOWN, float_spectra
from bnlinear.exact.matrices import centred_rank
from bnlinear.exact.number import array

ROWS = st.lists(st.lists(st.integers(-9, 9), min_size=2, max_size=2), min_size=3, max_size=6)


@given(ROWS.filter(lambda rows: len({tuple(row) for row in rows}) > 1))
def test_within_the_error_of_the_exact_ones(rows):
    X = array(rows)
    exact, rough = spectra(X), float_spectra(X, centred_rank(X) + 1)
    for key, found in rough.items():
        kappa = float(exact[key].condition_number())
        assert found.error < 1e-12
        assert abs(found.kappa - kappa) <= 2 * found.error * kappa


@pytest.mark.parametrize("rows", [
    [[2 * 10**308, 1], [1, 3], [0, 5]],  # beyond floats
    [[10**200, 1], [2 * 10**200, 3], [10**199, 5]],  # in floats, and their ratio is not
    [["1e-400", 1], [0, 3], [0, 5]],  # a spread that is 0 in floats
])
def test_what_floats_do_not_hold_is_unknown(rows):
    assert float_spectra(array(rows), 3)["raw"] == UNKNOWN


def test_one_that_is_unknown_is_no_comparison():
    found = float_spectra(array([["1e-400", 1], [0, 3], [0, 5]]), 3)
    assert found["bnp"] == UNKNOWN and np.isinf(found["bnp"].error)
