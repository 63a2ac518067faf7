"""Sums of products through floats are exact: against Python's integers, at every edge of a digit.

1. columns of int8 to int64, both ends of each;
2. sums that fill 52 bits, blocks of rows, and blocks of blocks;
3. columns of any integers, in chunks.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bnlinear.exact import grams
from bnlinear.exact.grams import BITS, ROWS, gram

EDGES = [s * (2**k + d) for k in (0, 7, BITS - 1, BITS, BITS + 1, 2 * BITS, 3 * BITS, 62)
         for d in (-1, 0, 1) for s in (1, -1)] + [-2**63, 2**63 - 1]
INT64 = st.one_of(st.sampled_from(EDGES), st.integers(-2**63, 2**63 - 1), st.integers(-3, 3))


def plain(columns):
    return [[sum(int(a) * int(b) for a, b in zip(x, y, strict=True)) for y in columns]
            for x in columns]


def found(columns):
    return [[int(v) for v in row] for row in gram(columns).tolist()]


def equal_lengths(values, most=4):
    return st.integers(1, 9).flatmap(lambda n: st.lists(
        st.lists(values, min_size=n, max_size=n), min_size=1, max_size=most))


@given(equal_lengths(INT64))
def test_int64(lists):
    columns = [np.array(values, dtype=np.int64) for values in lists]
    assert found(columns) == plain(columns)


@pytest.mark.parametrize("dtype", [np.int8, np.int16, np.int32, np.int64])
def test_both_ends_of_a_type(dtype):
    low, high = np.iinfo(dtype).min, np.iinfo(dtype).max
    columns = [np.array([low, high, -1, low], dtype=dtype), np.array([1, low, high, low], dtype),
               np.array([0, 1, 1, 0], dtype=np.int8)]
    assert found(columns) == plain(columns)


@given(equal_lengths(st.one_of(INT64, st.integers(-2**200, 2**200))))
def test_integers_of_any_size(lists):
    columns = [np.array(values, dtype=object) for values in lists]
    assert found(columns) == plain(columns)


@pytest.mark.parametrize("value", [2**BITS - 1, -2**BITS + 1, 2**(2 * BITS) - 1])
def test_sums_that_fill_a_float(value):
    """A whole block of the largest digits: 2¹⁶·(2¹⁸ − 1)² is below 2⁵², and odd parts survive."""
    n = ROWS + 3
    columns = [np.full(n, value, dtype=np.int64), np.ones(n, dtype=np.int8)]
    columns[0][0] -= 2 if value > 0 else -2
    first = value - (2 if value > 0 else -2)
    assert found(columns) == [[first**2 + (n - 1) * value**2, first + (n - 1) * value],
                              [first + (n - 1) * value, n]]


def test_many_blocks(monkeypatch):
    """Blocks of one row, so that the running sum is carried over twice."""
    monkeypatch.setattr(grams, "ROWS", 1)
    x = np.full(1300, 2**BITS - 1, dtype=np.int64)
    x[7] = -5
    y = np.arange(1300)
    assert found([x, y]) == plain([x, y])


def test_blocks_whose_sum_no_int64_holds(monkeypatch):
    """Digits of 26 bits, a row a block: 3000 blocks of 2⁵² are beyond 2⁶³."""
    monkeypatch.setattr(grams, "BITS", 26)
    monkeypatch.setattr(grams, "ROWS", 1)
    x = np.full(3000, 2**26 - 1, dtype=np.int64)
    assert found([x]) == [[3000 * (2**26 - 1)**2]]


def test_chunks_of_large_integers(monkeypatch):
    monkeypatch.setattr(grams, "MOST_PRODUCTS", 12)  # three rows at a time
    columns = [np.array([10**30 + i * i for i in range(11)], dtype=object),
               np.array([(-3)**i for i in range(11)], dtype=object)]
    assert found(columns) == plain(columns)


def test_the_running_sum_of_the_largest_blocks_fits():
    """512 blocks of the largest sums stay within an int64; a float holds each of them."""
    block = ROWS * (2**BITS - 1)**2
    assert block < 2**53 and 512 * block < 2**63
