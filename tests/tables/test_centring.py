"""Columns of exact numbers, centred before they are rounded."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bnlinear.exact.number import Number
from bnlinear.tables.centring import centred_floats
from bnlinear.tables.column import Column

sizes = st.sampled_from([1, 10**3, 10**15, 10**18, 10**30])


@given(st.lists(st.integers(-99, 99), min_size=1, max_size=9), sizes, sizes,
       st.sampled_from([1, 10, 2**60]))
def test_each_is_the_nearest_float(steps, size, shift, denominator):
    values = [Fraction(shift + size * step, denominator) for step in steps]
    floats, mean = centred_floats(Column.of([Number(v) for v in values]), "x")
    truth = sum(values) / len(values)
    assert floats.tolist() == [float(v - truth) for v in values] and mean == float(truth)


def test_small_types_do_not_wrap_around():
    column = Column(np.array([-128, 127, -128], dtype=np.int8))
    assert centred_floats(column, "x")[0] == pytest.approx([-85.0, 170.0, -85.0], rel=1e-15)


def test_what_is_no_float_is_refused():
    with pytest.raises(ValueError, match="column 'x': its entries less their mean leave"):
        centred_floats(Column.of([Number(0), Number(10**400)]), "column 'x'")
