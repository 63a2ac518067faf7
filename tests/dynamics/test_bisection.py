"""Bisection keeps the sign change inside, in floats and in exact numbers; brackets are found."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import positive_rationals, rationals

from bnlinear.dynamics.bisection import bisect, find_bracket
from bnlinear.exact.number import Number


@given(root=rationals(9), below=positive_rationals(9), above=positive_rationals(9),
       sign=st.sampled_from([1, -1]), halvings=st.integers(0, 20))
def test_a_root_is_within_half_the_last_interval_exactly(root, below, above, sign, halvings):
    a, b, root = Number(root - below), Number(root + above), Number(root)
    found = bisect(lambda t: sign * (t - root) ** 3, a, b, halvings)
    assert abs(found - root) <= (b - a) / Number(2) ** (halvings + 1)
    assert isinstance(found, Number) and found.is_rational


@given(root=rationals(9), halvings=st.integers(0, 20))
def test_the_ends_may_come_in_any_order(root, halvings):
    a, b, root = Number(root - 2), Number(root + 1), Number(root)
    found = bisect(lambda t: t - root, b, a, halvings)
    assert abs(found - root) <= (b - a) / Number(2) ** (halvings + 1)


def test_each_halving_evaluates_once():
    seen = []

    def slope(t):
        seen.append(t)
        return t - Fraction(1, 3)

    bisect(slope, Fraction(0), Fraction(1), 7)
    assert len(seen) == 2 + 7


def test_a_root_that_is_hit_is_returned():
    assert bisect(lambda t: t - 0.75, 0.0, 1.0, 50) == 0.75
    assert bisect(lambda t: t, 0.0, 0.0, 50) == 0.0


def test_no_sign_change_is_refused():
    with pytest.raises(ValueError, match=r"one sign at both ends a = 1.0 and b = 2.0"):
        bisect(lambda t: t, 1.0, 2.0, 5)


@given(st.floats(-1e5, 1e5).filter(lambda r: abs(r) > 1e-5))
def test_the_bracket_holds_the_root_on_the_downhill_side(root):
    bracket = find_bracket(lambda t: t - root, limit=2.0**20)
    assert bracket is not None
    a, b = bracket
    assert abs(a) <= abs(root) <= abs(b) and np.sign(b) == np.sign(root)
    assert (a - root) * (b - root) <= 0


def test_the_side_is_downhill_even_if_uphill_has_a_root():
    # slope (t + 1)(t − 2): at 0 it falls to the right, so the minimum at 2 is meant, not −1
    assert find_bracket(lambda t: (t + 1) * (t - 2), limit=100.0) == (2.0, 4.0)


@pytest.mark.parametrize("slope, found", [
    (lambda t: 1.0, None),
    (lambda t: t - 9, None),                             # beyond the limit
    (lambda t: t - 4, (4.0, 8.0)),                       # a root that is hit: bisection stays there
    (lambda t: min(t - 3, 0.0), None),                   # 0 for good, as after an underflow
    (lambda t: t, (0.0, 0.0)),                           # 0 is critical
    (lambda t: -1.0 if t < 3 else np.nan, None),         # no longer a number
    (lambda t: -1.0 if t < 3 else -np.inf, None),
    (lambda t: 0.5 + t, (0.0, -1.0)),
])
def test_brackets_up_to_the_limit(slope, found):
    assert find_bracket(slope, limit=8.0) == found


def test_a_root_at_the_near_end_is_found():
    bracket = find_bracket(lambda t: t - 4, limit=8.0)
    assert bisect(lambda t: t - 4, *bracket, 60) == pytest.approx(4, abs=1e-15)


def test_a_limit_below_one_is_kept():
    assert find_bracket(lambda t: t - 0.4, limit=0.5) == (0.0, 0.5)
    assert find_bracket(lambda t: t - 0.6, limit=0.5) is None
