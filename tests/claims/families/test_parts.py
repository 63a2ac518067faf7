"""Parts build what they promise, in any arithmetic, and reject what their sign forbids."""

from fractions import Fraction

import numpy as np
import pytest

from bnlinear.claims.families.coordinates import Rejected
from bnlinear.claims.families.parts import OnesPart, ScalarPart, VectorPart
from bnlinear.exact.moments import Space

BOX = (Fraction(-1), Fraction(2))


def test_a_vector_has_its_coordinates_and_is_not_zero():
    part = VectorPart("u")
    assert part.build((1, Fraction(1, 2)), 2)["u"].tolist() == [1, Fraction(1, 2)]
    assert len(part.boxes(3)) == 3 and part.without((1, 2, 3), 3, 1) == (1, 3)
    with pytest.raises(Rejected, match="u = 0"):
        part.build((0, 0), 2)
    assert not VectorPart("u", nonzero=False).build((0, 0), 2)["u"].any()


@pytest.mark.parametrize("sign, allowed", [("", {-1, 0, 1}), (">= 0", {0, 1}), ("> 0", {1})])
def test_a_scalar_has_its_sign(sign, allowed):
    part = ScalarPart("s", BOX, sign)
    for value in (-1, 0, 1):
        if value in allowed:
            assert part.build((value,), 2) == {"s": value}
        else:
            with pytest.raises(Rejected, match=f"s must be {sign}"):
                part.build((value,), 2)
    assert part.may_vanish == (0 in allowed)
    assert part.searched() == "s in [-1, 2]" and part.without((7,), 3, 0) == (7,)


def test_what_is_assumed_is_what_is_built():
    """Hypotheses name the signs that `build` enforces, no more."""
    space = Space()
    for part, sign, why in ((VectorPart("u"), ">", "u ≠ 0"), (OnesPart(), ">", "⟨1, 1⟩ > 0"),
                            (ScalarPart("s", BOX, "> 0"), ">", "s > 0"),
                            (ScalarPart("t", BOX, ">= 0"), ">=", "t >= 0")):
        ((_, known, reason),) = part.hypotheses(part.symbols(space, "p."))
        assert known == sign and why in reason
    assert VectorPart("v", nonzero=False).hypotheses({"v": None}) == []
    assert ScalarPart("r", BOX).hypotheses({"r": None}) == []


def test_only_an_open_box_is_left():
    rng = np.random.default_rng(0)
    assert ScalarPart("s", BOX).beyond((1,), 2, rng) == (1,)
    beyond = [ScalarPart("s", BOX, open_box=True).beyond((1,), 2, rng)[0] for _ in range(20)]
    assert any(value > BOX[1] for value in beyond)


def test_ones_are_ones():
    assert OnesPart().build((), 3)["ones"].tolist() == [1, 1, 1] and OnesPart().boxes(3) == []
