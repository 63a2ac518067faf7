"""Real numbers known by what encloses them: certain comparisons, or none."""

import pytest

from bnlinear.exact.number import Number
from bnlinear.exact.precision import Undecided, at_precision, working_precision
from bnlinear.exact.wide import Enclosed


def root(value):
    return Enclosed(lambda: Number(value).sqrt())


def test_comparisons_take_the_precision_that_they_need():
    asked = []

    def compute():
        asked.append(working_precision())
        return Number(2).sqrt()

    near = at_precision(400, lambda: Number(Number(2).sqrt().ball.lower().fmpq()))  # below √2
    assert not Enclosed(compute) < near and asked == [64, 128, 256, 512]
    assert root(2) < root(3) and root(2) != root(3) and not root(2) >= Number("1.5")


def test_an_exact_number_equals_itself_and_is_not_above():
    half = Enclosed(lambda: Number("1/2"))
    assert half == Number("1/2") and not half > Number("1/2") and half > Number("1/3")


def test_what_is_the_same_number_stays_undecided():
    two = root(2)
    assert two == two
    with pytest.raises(Undecided):
        two.__eq__(root(2))


def test_quotients_are_enclosures():
    assert (root(8) / root(2)).ball.contains(2) and (2 / root(4)).ball.contains(1)


def test_as_a_float_and_in_words():
    assert float(root(2)) == 2**0.5 and repr(root(2)) == "Enclosed(1.41421)"
    assert root(2) != "two"
