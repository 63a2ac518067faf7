"""Letters that are numbers stay these numbers, whoever moves or rounds the coordinates."""

from fractions import Fraction

import pytest

from bnlinear.claims import claim, families, le
from bnlinear.claims.discovery.settings import stated
from bnlinear.claims.families.coordinates import Coordinates, Rejected

SETTING = {"mu": Fraction(1), "L": Fraction(5, 2), "lr": Fraction(1, 3)}


@claim(statement="", p=families.bngd_states(max_dim=2))
def below(p, c=1):
    return le(p.lr, c)


@pytest.fixture
def fixed():
    return stated(below, "c", Fraction(1), {"lr": SETTING["lr"]})


def members(claimed, dim):
    boxes = claimed.boxes(dim)
    return [Coordinates(dim, tuple(low + (high - low) * Fraction(k, 7) for low, high in boxes))
            for k in range(1, 7)]


def test_the_ends_of_the_spectrum_are_those_of_the_setting():
    @claim(statement="", p=families.least_squares(max_dim=2))
    def positive(p, c=0):
        return le(c, p.mu)

    claimed = stated(positive, "c", Fraction(0), SETTING)
    assert claimed.dims == range(2, 4)  # the third is for what lies between the ends
    for dim in claimed.dims:
        for at in members(claimed, dim):
            moved = Coordinates(dim, (Fraction(2), Fraction(8), *at.values[2:]))
            for member in (at, moved):
                p = claimed.build(member)["p"]
                assert (p.mu, p.L) == (1, Fraction(5, 2))
                assert p.H.trace() == (Fraction(7, 2) if dim == 2 else Fraction(7, 2)
                                       + Fraction(str(at.values[2])))
    outside = Coordinates(3, (*members(claimed, 3)[0].values[:2], Fraction(9),
                              *members(claimed, 3)[0].values[3:]))
    with pytest.raises(Rejected, match="outside"):
        claimed.build(outside)


def test_a_scalar_is_that_of_the_setting(fixed):
    for at in members(fixed, 2):
        values = list(at.values)
        values[fixed.boxes(2).index((SETTING["lr"], SETTING["lr"]))] = Fraction(7)
        for numbers in (tuple(values), tuple(map(float, values))):
            assert float(fixed.build(Coordinates(2, numbers))["p"].lr) == pytest.approx(1 / 3)
