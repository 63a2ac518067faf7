"""Columns of balls to floats and back, at any scale."""

from flint import arb, arb_mat
from hypothesis import example, given
from hypothesis import strategies as st

from bnlinear.exact.precision import at_precision
from bnlinear.exact.wide.vectors import (
    diagonal,
    from_columns,
    identity,
    log_size,
    scaled_columns,
    to_floats,
    unit,
)

DYADIC = st.tuples(st.integers(-2**80, 2**80), st.integers(-3000, 3000))


@example([(2**56 + 1, 0)])  # of more bits than a ball has by itself
@given(st.lists(DYADIC, min_size=1, max_size=5))
def test_floats_and_a_power(pairs):
    """Relative to the largest: half a unit in the last place, or one if they are cut off."""
    values = at_precision(9000, lambda: [arb(a) * arb(2) ** q for a, q in pairs])
    found, power = to_floats(values)
    top = max(abs(v) for v in values)
    for value, told in zip(values, found, strict=True):
        lack = at_precision(9000, lambda v=value, t=told: abs(v - arb(float(t)) * arb(2) ** power))
        assert lack <= top * arb(2) ** -52
    assert top == 0 or 0.5 <= max(abs(found)) <= 1


def test_zeros():
    found, power = to_floats([arb(0), arb(0)])
    assert list(found) == [0, 0] and power == 0
    assert log_size(arb_mat([[0, 0]])) < -2**39


def test_columns():
    A = from_columns([[arb(1), arb(2)], [arb(3), arb(4)], [arb(5), arb(6)]])
    assert A == arb_mat([[1, 3, 5], [2, 4, 6]])
    assert scaled_columns(A, [arb(2), arb(0), arb(-1)]) == arb_mat([[2, 0, -5], [4, 0, -6]])
    assert diagonal(arb_mat([[1, 2], [3, 4]])) == [1, 4]
    assert identity(2) == arb_mat([[1, 0], [0, 1]])


@given(st.integers(-4000, 4000), st.integers(1, 2**70))
def test_the_size_of_the_largest_entry(power, value):
    X = arb_mat([[arb(-value) * arb(2) ** power], [0]])
    assert log_size(X) == value.bit_length() + power


def test_unit_columns_are_exact_midpoints():
    X = at_precision(200, lambda: unit(arb_mat([[3, arb(10)**-200], [4, 0]])))
    assert all(v.rad() == 0 for v in X.entries())
    assert abs(X[0, 0] - arb(3) / 5) < 1e-15 and X[0, 1] == 1
