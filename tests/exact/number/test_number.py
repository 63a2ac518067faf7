"""exact.Number keeps these promises:

1. on rationals it is the field of fractions, and its order;
2. no float enters, by any operator, from any side, alone or in an array;
3. a ball contains the true value, and is as narrow as its precision allows;
4. a comparison answers what is certain and raises `Undecided` for the rest;
5. `decide` doubles the precision, up to its limit, and restores it;
6. equal numbers hash alike; numbers survive pickling bit for bit.
"""

import operator
import pickle
from decimal import Decimal
from fractions import Fraction
from math import isqrt

import flint
import mpmath
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
from bnlinear.exact.precision import Undecided, at_precision, decide

ARITHMETIC = [operator.add, operator.sub, operator.mul, operator.truediv]
ORDER = [operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne]


def fraction(number):
    return Fraction(int(number.rational.p), int(number.rational.q))


def ends(number):
    """Lower and upper end of a ball, as fractions: from midpoint and radius, both dyadic."""
    mid, rad = (Fraction(int(m)) * Fraction(2) ** int(e)
                for m, e in (end.man_exp() for end in (number.ball.mid(), number.ball.rad())))
    return mid - rad, mid + rad


def ball(middle, radius):
    """A ball that reaches at least `radius` to both sides; its ends are read by `ends`."""
    return Number.from_ball(arb(fmpq(middle.numerator, middle.denominator),
                                fmpq(radius.numerator, radius.denominator)))


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
IRRATIONAL = Number(2).sqrt()


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


# -- 3. balls contain the truth ------------------------------------------------------------------

@given(positive_rationals() | st.just(Fraction(0)))
def test_sqrt_of_a_rational_square_is_exact(p):
    assert fraction(Number(p * p).sqrt()) == p
    assert fraction(np.sqrt(array([p * p]))[0]) == p


@given(x=positive_rationals(), bits=st.integers(20, 300))
def test_sqrt_of_any_other_is_a_narrow_ball_around_it(x, bits):
    if isqrt(x.numerator) ** 2 == x.numerator and isqrt(x.denominator) ** 2 == x.denominator:
        return
    root = at_precision(bits, Number(x).sqrt)
    low, high = ends(root)
    assert not root.is_rational
    assert low > 0 and low * low < x < high * high
    assert high - low <= high * Fraction(2) ** (3 - bits)  # a few roundings of one unit each


@given(positive_rationals())
def test_roots_of_negative_numbers_are_refused(x):
    with pytest.raises(ValueError, match="square root of the negative"):
        Number(-x).sqrt()
    with pytest.raises(ValueError, match="square root of the negative"):
        (-IRRATIONAL * x).sqrt()
    with pytest.raises(Undecided):  # the ball is on both sides of 0
        ball(Fraction(0), x).sqrt()


@pytest.mark.parametrize("op", ARITHMETIC)
@given(p=rationals(), q=nonzero_rationals(), mixed=st.booleans())
def test_ball_arithmetic_contains_the_rational_result(op, p, q, mixed):
    radius = Fraction(1, 10**6)
    right = Number(q) if mixed else ball(q, radius)  # |q| ≥ 1/99: the divisor is off zero
    for inside in (p - radius, p, p + radius):
        low, high = ends(op(ball(p, radius), right))
        assert low <= op(inside, q) <= high
        low, high = ends(op(right, ball(p, radius))) if op is not operator.truediv else (low, high)
        assert low <= (op(q, inside) if op is not operator.truediv else op(inside, q)) <= high
    low, high = ends(-ball(p, radius))
    assert low <= -p - radius and -p + radius <= high
    low, high = ends(abs(ball(p, radius)))
    assert low <= abs(p) <= high


@given(middle=rationals(9) | st.just(Fraction(0)), radius=positive_rationals(9),
       n=st.integers(0, 6))
def test_powers_of_balls_contain_the_powers(middle, radius, n):
    """flint's own power is not a number when the midpoint is 0."""
    number = ball(middle, radius)
    low, high = ends(number**n)
    for inside in (middle - radius, middle, middle + radius, *ends(number)):
        assert low <= inside**n <= high
    assert n % 2 or at_precision(256, lambda: number**n >= 0)
    assert high <= max(abs(end) for end in ends(number)) ** n * (1 + Fraction(1, 10**6))


@pytest.mark.parametrize("name", ["sin", "cos", "exp", "log"])
@given(x=positive_rationals(20))
def test_functions_agree_with_mpmath(name, x):
    value = at_precision(128, getattr(Number(x), name))
    with mpmath.workdps(60):
        oracle = getattr(mpmath, name)(mpmath.mpf(x.numerator) / x.denominator)
        close = Fraction(int(mpmath.nint(oracle * 10**50)), 10**50)
    low, high = ends(value)
    slack = Fraction(1, 10**49)  # the oracle was rounded to 50 digits
    assert low - slack <= close <= high + slack
    assert high - low <= Fraction(1, 2**80) * (1 + abs(close))  # 128 bits, exp and sin lose few


def test_functions_at_zero_are_exact_and_log_needs_a_positive_number():
    assert [fraction(f(Number(0))) for f in (Number.sin, Number.cos, Number.exp)] == [0, 1, 1]
    for x in (Number(0), Number(-1), -IRRATIONAL):
        with pytest.raises(ValueError, match="not positive"):
            x.log()


def test_a_ball_that_is_not_finite_never_exists():
    for bad in (arb("nan"), arb("inf")):
        with pytest.raises(Undecided):
            Number.from_ball(bad)


# -- 4. three-valued comparisons -----------------------------------------------------------------

def outcome(op, left, right):
    """At a precision that holds the rationals of these tests, the ends of balls included."""
    try:
        return at_precision(256, lambda: op(left, right))
    except Undecided:
        return None


MIRROR = {operator.lt: operator.gt, operator.le: operator.ge, operator.gt: operator.lt,
          operator.ge: operator.le, operator.eq: operator.eq, operator.ne: operator.ne}


@pytest.mark.parametrize("op", ORDER)
@given(middle=rationals(9), radius=positive_rationals(9), offset=rationals(30),
       place=st.sampled_from(["anywhere", "low end", "high end"]))
def test_a_ball_against_a_rational(op, middle, radius, offset, place):
    """The truth, from the ends of the ball: yes for all its points, no for all, or undecided."""
    number = ball(middle, radius)
    low, high = ends(number)
    x = {"anywhere": middle + offset, "low end": low, "high end": high}[place]
    points = [low, high, (low + high) / 2, *([x] if low <= x <= high else [])]
    answers = {op(point, x) for point in points}
    expected = answers.pop() if len(answers) == 1 else None
    assert outcome(op, number, Number(x)) is expected
    assert outcome(MIRROR[op], Number(x), number) is expected
    assert outcome(MIRROR[op], x, number) is expected


@pytest.mark.parametrize("op", [operator.lt, operator.ge])
@given(a=rationals(9), b=rationals(9), r=positive_rationals(9), s=positive_rationals(9))
def test_a_ball_against_a_ball(op, a, b, r, s):
    left, right = ball(a, r), ball(b, s)
    answers = {op(x, y) for x in ends(left) for y in ends(right)}
    assert outcome(op, left, right) is (answers.pop() if len(answers) == 1 else None)


def test_truth_of_a_ball_around_zero_is_undecided():
    with pytest.raises(Undecided):
        bool(ball(Fraction(0), Fraction(1)))
    assert bool(IRRATIONAL)


# -- 5. decide -----------------------------------------------------------------------------------

@pytest.mark.parametrize("op", ORDER)
def test_a_tie_of_balls_is_undecided_at_every_precision(op):
    with pytest.raises(Undecided, match="overlap at 1024 bits"):
        decide(lambda: op(Number(2).sqrt() * Number(3).sqrt(), Number(6).sqrt()), limit=1024)


@given(n=st.integers(2, 999).filter(lambda n: isqrt(n) ** 2 != n), bits=st.integers(1, 500))
def test_decide_tells_near_ties_apart(n, bits):
    below = Fraction(isqrt(n << (2 * bits)), 1 << bits)  # √n, cut off after `bits` bits
    above = below + Fraction(1, 1 << bits)
    assert decide(lambda: Number(n).sqrt() > below) is True
    assert decide(lambda: Number(n).sqrt() >= above) is False


def test_decide_doubles_up_to_its_limit_and_restores_the_precision():
    before, asked = flint.ctx.prec, []

    def needs(bits):
        def question():
            asked.append(flint.ctx.prec)
            if flint.ctx.prec < bits:
                raise Undecided
            return "answer"
        return question

    assert decide(needs(300), start=64) == "answer"
    assert asked == [64, 128, 256, 512]
    asked.clear()
    with pytest.raises(Undecided):
        decide(needs(10**6), start=100, limit=700)
    assert asked == [100, 200, 400, 700]
    assert flint.ctx.prec == before


def test_the_precision_is_restored_after_an_error():
    before = flint.ctx.prec
    with pytest.raises(ZeroDivisionError):
        at_precision(777, lambda: 1 // 0)
    assert flint.ctx.prec == before


# -- 6. hashing and pickling ---------------------------------------------------------------------

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


# -- balls that touch 0 ------------------------------------------------------------------


def zeros():
    """√k − √k: each is 0, and no ball knows it."""
    return np.array([Number(k).sqrt() - Number(k).sqrt() for k in range(2, 9)], dtype=object)


@pytest.mark.parametrize("bits", [53, 64, 128, 300])
def test_absolute_values_squares_and_lengths_of_zero_are_not_negative(bits):
    def check():
        v = zeros()
        assert all(abs(z) >= 0 and z * z >= 0 for z in v)
        assert v @ v >= 0 and (v @ v) / 7 + abs(v[0]) * (v @ v) >= 0
        length = np.sqrt(v @ v)
        assert length >= 0 and length.ball.contains(0)
        assert np.sqrt((v @ v) / 7) + length >= 0
    at_precision(bits, check)


def test_nothing_else_around_zero_becomes_nonnegative():
    z, other = zeros()[:2]
    for value in (z, z * other, z + other, -abs(z), abs(z) - abs(other), z / Number(3)):
        with pytest.raises(Undecided):
            bool(value >= 0)
