"""Ranges of families: two exact numbers, and a member or more in between."""

from fractions import Fraction

import numpy as np
import pytest

from bnlinear.claims import DataPart, Family, ScalarPart, Spectrum, VectorPart, families
from bnlinear.claims.families.coordinates import box_of
from bnlinear.exact import Number

HALF = Fraction(1, 2)


@pytest.mark.parametrize("ends", [
    (HALF, 2), ("1/2", "2"), [0.5, 2.0], (np.float32(0.5), np.int64(2)),
    (Number("0.5"), Number(2))])
def test_ends_in_every_notation_are_the_same_fractions(ends):
    boxes = [box_of("lr", ends), VectorPart("v", box=ends).box, ScalarPart("s", ends).box,
             Spectrum(box=ends).box, DataPart(box=ends).box, families.scalars(*ends).boxes(1)[0]]
    assert boxes == [(HALF, Fraction(2))] * 6
    assert all(type(end) is Fraction for box in boxes for end in box)


@pytest.mark.parametrize("make, message", [
    (lambda: families.scalars(2, 1), r"value = \[2, 1\]: the lower end .* \(1, 2\)"),
    (lambda: families.scalars(0, float("inf")), r"value = \(0, inf\): cannot convert Infinity"),
    (lambda: families.scalars(float("nan"), 1), "give two numbers, the lower one first"),
    (lambda: families.scalars("a", 1), "'a' is not a rational number"),
    (lambda: families.scalars(None, 1), "cannot read NoneType"),
    (lambda: families.scalars(-2, -1, sign="> 0"), r"value in \[-2, -1\] is never > 0"),
    (lambda: families.scalars(-2, 0, sign="> 0"), r"value in \[-2, 0\] is never > 0"),
    (lambda: families.scalars(0, 1, sign="≥ 0"), "sign = '≥ 0' of value; it must be"),
    (lambda: families.bngd_states(lr=0.1), "lr = 0.1: not two numbers"),
    (lambda: families.bngd_states(lr=(1, 2, 3)), "lr = .*: not two numbers"),
    (lambda: VectorPart("v", box="12"), "entries of v = '12': not two numbers"),
    (lambda: DataPart(box=(1, -1)), "entries of X and y = .* the lower end comes first"),
    (lambda: Spectrum(box=(0, 8)), r"eigenvalues of H in \[0, 8\]: they must be positive"),
    (lambda: Family("f", VectorPart("v"), dict), r"f: parts = VectorPart.*must be a tuple"),
    (lambda: Family("f", (VectorPart("v"),), dict, 1, 2.5), "max_dim = 2.5; need .* whole numbers"),
    (lambda: Family("f", (VectorPart("v"),), dict, "1"), "min_dim = '1', .* whole numbers"),
])
def test_what_is_no_range_is_refused_where_it_is_made(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_a_range_that_touches_its_sign_has_a_member():
    assert families.scalars(-1, 0, sign=">= 0").boxes(1) == [(Fraction(-1), Fraction(0))]
    assert families.scalars(3, 3).boxes(1) == [(Fraction(3), Fraction(3))]
