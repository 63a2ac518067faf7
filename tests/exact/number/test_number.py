"""exact.Number keeps these promises:

1. on rationals it is the field of fractions, and its order;
2. no float enters, by any operator, from any side, alone or in an array;
3. equal numbers hash alike; numbers survive pickling bit for bit.
"""

import operator
import pickle
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from flint import arb, fmpq
from hypothesis import given
from hypothesis import strategies as st
from strategies import nonzero_rationals, positive_rationals, rationals

from bnlinear.exact.number import (
    InexactError,
    Number,
    array,
    dyadic,
    dyadic_array,
    is_exact,
    rational,
)
from bnlinear.exact.precision import Undecided, at_precision
from tests.exact.number.values import ARITHMETIC, IRRATIONAL, ORDER, ball, ends, fraction

# -- 1. the field and its order ------------------------------------------------------------------


@pytest.mark.parametrize("op", ARITHMETIC)
@given(p=rationals(), q=nonzero_rationals())
def test_arithmetic_is_that_of_fractions(op, p, q):
    expected = op(p, q)
    assert fraction(op(Number(p), Number(q))) == expected
    assert fraction(op(Number(p), q)) == expected
    assert fraction(op(p, Number(q))) == expected


@pytest.mark.parametrize("op", ARITHMETIC)
@pytest.mark.parametrize("kind", [int, np.int64, np.int32, lambda n: fmpq(n), Fraction, Decimal])
def test_exact_scalars_of_every_kind_mix(op, kind):
    assert fraction(op(Number("3/2"), kind(-7))) == op(Fraction(3, 2), -7)
    assert fraction(op(kind(-7), Number("3/2"))) == op(-7, Fraction(3, 2))


@pytest.mark.parametrize("op", ORDER)
@given(p=rationals(5), q=rationals(5))  # small: equal pairs do occur
def test_order_is_that_of_fractions(op, p, q):
    assert op(Number(p), Number(q)) is op(p, q)
    assert op(Number(p), q) is op(p, q)
    assert op(p, Number(q)) is op(p, q)


@given(p=nonzero_rationals(), n=st.integers(-5, 5))
def test_powers_negation_absolute_value_truth(p, n):
    assert fraction(Number(p) ** n) == p ** n
    assert fraction(-Number(p)) == -p
    assert fraction(abs(Number(p))) == abs(p)
    assert fraction(+Number(p)) == p
    assert bool(Number(p)) and not Number(0)
    assert float(Number(p)) == float(p)


def test_powers_are_whole_only():
    for exponent in (0.5, Fraction(1, 2), Number(2)):
        with pytest.raises(TypeError, match="whole powers only"):
            Number(2) ** exponent


def test_division_by_zero_is_refused():
    with pytest.raises(ZeroDivisionError):
        Number(1) / Number(0)
    with pytest.raises(Undecided):
        Number(1) / ball(Fraction(0), Fraction(1))


# -- reading exact values ------------------------------------------------------------------------

@pytest.mark.parametrize("text, value", [
    ("0.1", Fraction(1, 10)), ("-3/5", Fraction(-3, 5)), ("1.25e-1", Fraction(1, 8)),
    (" 7 ", Fraction(7)), ("1e3", Fraction(1000)),
])
def test_strings_are_read_as_decimals(text, value):
    assert fraction(Number(text)) == value


@pytest.mark.parametrize("text", ["abc", "", "1/0", "nan", "inf", "1,5"])
def test_other_strings_are_refused(text):
    with pytest.raises(ValueError, match="not a rational number such as"):
        Number(text)


def test_decimals_that_are_not_finite_are_refused():
    with pytest.raises(ValueError, match="not a finite number"):
        Number(Decimal("nan"))


def test_a_ball_is_not_a_rational():
    with pytest.raises(ValueError, match="is a ball, not a rational"):
        rational(Number(2).sqrt())


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_dyadic_is_the_binary_value(x):
    assert fraction(dyadic(x)) == Fraction(x)
    assert fraction(dyadic_array([[x]])[0, 0]) == Fraction(x)


@pytest.mark.parametrize("x", [np.nan, np.inf, -np.inf])
def test_dyadic_refuses_what_is_not_finite(x):
    with pytest.raises(ValueError, match="not a finite number"):
        dyadic(x)


def test_array_keeps_the_shape_and_knows_what_is_exact():
    table = array([[1, "1/2"], [Fraction(1, 3), 4]])
    assert table.shape == (2, 2) and is_exact(table)
    assert [fraction(v) for v in table.ravel()] == [1, Fraction(1, 2), Fraction(1, 3), 4]
    assert not is_exact(np.ones(2))
    assert not is_exact(np.array([Number(1), 1], dtype=object))


# -- 2. no float enters --------------------------------------------------------------------------

FLOATS = [0.5, 0.0, 2.0, np.nan, np.inf, np.float64(0.5), np.float32(0.5), np.float16(0.5),
          np.longdouble(0.5), True, np.True_]
FLOAT_ARRAYS = [np.array([0.5]), np.array([[1.0, 2.0]]), np.array(2.0),
                np.array([0.5], dtype=np.float32), np.array([0.5], dtype=object)]


@pytest.mark.parametrize("op", ARITHMETIC + ORDER)
@pytest.mark.parametrize("value", FLOATS + FLOAT_ARRAYS, ids=repr)
@pytest.mark.parametrize("number", [Number(3), IRRATIONAL], ids=["rational", "ball"])
def test_floats_are_refused_on_both_sides(op, value, number):
    with pytest.raises(InexactError):
        op(number, value)
    with pytest.raises(InexactError):
        op(value, number)


@pytest.mark.parametrize("op", [*ARITHMETIC, operator.matmul])
def test_float_arrays_are_refused_by_exact_arrays(op):
    exact, floats = array([1, 2]), np.array([0.5, 1.0])
    with pytest.raises(InexactError):
        op(exact, floats)
    with pytest.raises(InexactError):
        op(floats, exact)


def test_floats_are_refused_when_converting():
    for convert in (Number, rational, lambda x: array([1, x])):
        with pytest.raises(InexactError, match=r"write Number\(.*\) to mean .* dyadic"):
            convert(0.5)
    with pytest.raises(InexactError, match="truth value"):
        Number(True)


@pytest.mark.parametrize("value", ["1", None, 1j, [1]], ids=repr)
def test_what_is_no_number_does_not_mix(value):
    for op in (operator.add, operator.sub, operator.truediv, operator.lt, operator.ge):
        with pytest.raises(TypeError):
            op(Number(1), value)
        with pytest.raises(TypeError):
            op(value, Number(1))
    assert Number(1) != value


# -- 3. hashing and pickling ---------------------------------------------------------------------

@given(rationals())
def test_equal_numbers_hash_alike(p):
    assert hash(Number(p)) == hash(p)
    point = IRRATIONAL * 0 + p  # a ball of radius 0 or a little more
    if point.ball.is_exact():
        assert point == p and hash(point) == hash(p)
    assert {Number(p): "found"}[p] == "found"


def test_a_ball_of_radius_zero_hashes_as_its_rational():
    point = Number.from_ball(arb(3) / 4)
    assert point == Fraction(3, 4) and hash(point) == hash(Fraction(3, 4))


@given(rationals())
def test_rationals_survive_pickling(p):
    assert fraction(pickle.loads(pickle.dumps(Number(p)))) == p


@given(x=positive_rationals(), y=rationals(), bits=st.sampled_from([20, 53, 64, 300, 2000]),
       later=st.sampled_from([20, 64, 2000]))
def test_balls_survive_pickling_bit_for_bit(x, y, bits, later):
    number = at_precision(bits, lambda: (Number(x).sqrt() * IRRATIONAL - y).exp())
    sent = pickle.dumps(number)
    back = at_precision(later, lambda: pickle.loads(sent))
    assert ends(back) == ends(number) and hash(back) == hash(number)
    assert back.is_rational == number.is_rational
