"""Balls by their ends, numbers as fractions, and the operators on them."""

import operator
from fractions import Fraction

from flint import arb, fmpq

from bnlinear.exact.number import (
    Number,
)

ARITHMETIC = [operator.add, operator.sub, operator.mul, operator.truediv]
ORDER = [operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne]
IRRATIONAL = Number(2).sqrt()


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
