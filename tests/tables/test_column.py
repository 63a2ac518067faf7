"""Columns: integers over a denominator, and what they are as numbers and as floats."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bnlinear.exact.number import Number
from bnlinear.tables.column import Column, smallest

FRACTIONS = st.fractions() | st.integers() | st.integers(-(2**70), 2**70).map(Fraction)


@given(st.lists(FRACTIONS, min_size=1))
def test_numbers_come_back(values):
    column = Column.of([Number(Fraction(value)) for value in values])
    assert [Fraction(str(number)) for number in column.numbers()] == values
    assert column.is_constant == (len(set(values)) == 1)


@given(st.lists(st.integers(-(2**64), 2**64), min_size=1),
       st.sampled_from([1, 3, 10, 10**15, 2**53, 10**18, 10**400]))
def test_floats_are_the_nearest(numerators, denominator):
    column = Column(smallest(numerators), denominator)
    assert column.floats().tolist() == [float(Fraction(p, denominator)) for p in numerators]


def test_beyond_the_floats():
    assert Column(smallest([10**400, -10**400, 1])).floats().tolist() == [np.inf, -np.inf, 1.0]


@pytest.mark.parametrize("values, dtype", [
    ([0, 127], "int8"), ([-128], "int8"), ([128], "int16"), ([-129, 3], "int16"),
    ([255], "int16"), ([65535, -1], "int32"), ([2**32], "int64"), ([2**63 - 1], "int64"),
    ([-(2**63)], "int64"), ([2**63], "object"), ([0, -(2**63) - 1], "object"), ([], "int8"),
])
def test_the_smallest_type_that_holds_them(values, dtype):
    found = smallest(values)
    assert found.dtype == dtype and found.tolist() == values
