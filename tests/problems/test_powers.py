"""A power of two changes no digit, and nothing that is not a float."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bnlinear.exact.number import array
from bnlinear.problems.powers import scaled


@given(st.lists(st.just(0.0) | st.floats(1e-150, 1e150) | st.floats(-1e150, -1e-150), min_size=1,
                max_size=4))
def test_the_largest_entry_is_in_one_half_to_one_and_comes_back(values):
    w = np.array(values)
    unit, power = scaled(w)
    assert np.array_equal(np.ldexp(unit, power), w)
    assert not w.any() or 0.5 <= np.abs(unit).max() < 1


def test_columns_have_powers_of_their_own():
    unit, power = scaled(np.array([[4.0, 0.0], [-6.0, 2.0**-40]]), axis=0)
    assert power.tolist() == [3, -39] and np.abs(unit).max(axis=0).tolist() == [0.75, 0.5]


def test_exact_numbers_and_infinities_stay():
    w = array([5, 7])
    assert scaled(w)[0] is w and scaled(w)[1] == 0
    assert scaled(np.array([np.inf, 2.0]))[1] == 0
