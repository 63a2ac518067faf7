"""Digits that are printed are right: cut, not rounded, and only where both ends of a ball agree."""

from decimal import Decimal
from fractions import Fraction

from flint import arb, fmpq
from hypothesis import given
from hypothesis import strategies as st
from strategies import rationals

from bnlinear.claims import claim, families, le
from bnlinear.claims.search.decide import Evidence
from bnlinear.claims.search.pool import pool
from bnlinear.exact import Number
from bnlinear.exact.decimals import below, cut, known_digits, rounded_down

RADII = st.sampled_from([Fraction(0), Fraction(1, 10**12), Fraction(1, 10**7), Fraction(1, 10)])


@given(rationals(), RADII, st.integers(-1, 1))
def test_the_digits_of_a_ball_are_those_of_every_number_in_it(middle, radius, where):
    number = Number(middle) if not radius else Number.from_ball(
        arb(fmpq(middle.numerator, middle.denominator), fmpq(radius.numerator, radius.denominator)))
    inside = middle + where * radius
    shown = known_digits(number)
    if shown is None:
        assert radius and abs(inside) <= Fraction(Decimal(below(number)))
        return
    printed = Fraction(Decimal(shown.replace("…", "").removeprefix("≈ ")))
    unit = Fraction(10) ** (Decimal(shown.replace("…", "").removeprefix("≈ ")).adjusted() - 5)
    if "…" in shown:
        assert 0 <= (inside - printed) * (1 if middle > 0 else -1) < unit
    else:
        assert abs(inside - printed) <= (unit / 2 if shown.startswith("≈") else 0)


@given(rationals())
def test_rounded_down_is_never_more(value):
    assert abs(Fraction(rounded_down(Number(value)))) <= abs(value)
    assert abs(rounded_down(Number(value)) - float(value)) <= 2**-52 * abs(float(value))


def test_only_one_reads_as_one():
    assert [cut(x) for x in (1.0, 0.9999999761, 0.3, 1e-9)] == [
        "1.000000", "0.999999", "0.300000", "0.000000"]


def test_sharpness_is_one_only_where_it_is_attained():
    def sharpness(short):
        @claim(statement="y (1 - short) <= y", p=families.least_squares(max_dim=1))
        def bound(p):
            return le(p.y * (1 - short), p.y)

        evidence = Evidence(bound)
        for at in pool(bound, 4, 0):
            evidence.judge(at)
        return evidence.sharpness

    assert sharpness(Number(0)) == 1.0
    assert sharpness(Number("1e-30")) < 1.0
