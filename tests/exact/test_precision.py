"""Working precision: doubled until balls can tell, restored whatever happens, floats kept out."""

import pytest

from bnlinear.exact.number import InexactError, Number
from bnlinear.exact.precision import (
    Undecided,
    at_precision,
    decide,
    floats_allowed,
    is_screening,
    no_floats,
    screening,
    working_precision,
)


def test_precision_is_doubled_until_balls_can_tell():
    asked = []

    def close():
        asked.append(working_precision())
        return Number(2).sqrt() < Number("1.41421356237309504880168872420969807857")

    assert decide(close) is True and asked == [64, 128, 256]


def test_a_tie_is_given_up_at_the_limit():
    asked = []

    def tie():
        asked.append(working_precision())
        return Number(2).sqrt() * Number(8).sqrt() < 4

    with pytest.raises(Undecided, match="overlap at 150 bits"):
        decide(tie, start=50, limit=150)
    assert asked == [50, 100, 150]


def test_the_precision_is_restored_after_an_error():
    before = working_precision()
    with pytest.raises(ZeroDivisionError):
        at_precision(before + 7, lambda: 1 / 0)
    assert working_precision() == before


def test_no_number_becomes_a_float_inside_a_decision():
    with no_floats():
        assert not floats_allowed()
        with pytest.raises(InexactError):
            float(Number(1))
    assert float(Number(1)) == 1.0


def test_on_a_screen_a_number_that_meets_a_float_is_one():
    with screening():
        assert is_screening() and (Number("1/2") + 0.25) == 0.75
    with pytest.raises(InexactError):
        Number("1/2") + 0.25
