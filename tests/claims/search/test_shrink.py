"""The shrinker: a counterexample stays one, and becomes small."""

from fractions import Fraction

from bnlinear.claims import claim, families, le, ne
from bnlinear.claims.families.coordinates import Coordinates
from bnlinear.claims.search.decide import Evidence
from bnlinear.claims.search.pool import pool
from bnlinear.claims.search.shrink import shrink
from bnlinear.dynamics import rayleigh_step


def small(body, at, p, where=None, **options):
    claimed = claim(statement="", p=p, where=where)(body)
    found = shrink(claimed, at, Evidence(claimed).violated, **options)
    assert Evidence(claimed).violated(found)
    return found


def test_one_number():
    at = Coordinates(1, (Fraction(355, 113),))
    assert small(lambda p: le(p, 2), at, families.scalars(0, 9)).values == (Fraction(3),)
    assert small(lambda p: le(p, -1), at, families.scalars(-9, 9)).values == (Fraction(0),)


def test_ugly_floats_become_small():
    at = Coordinates(1, (Fraction(3.0000000001),))
    assert small(lambda p: le(p, 3), at, families.scalars(0, 4)).values == (Fraction(4),)


def test_dimensions_go_first():
    family = families.directions(min_dim=2)

    def falls(p):
        return le(p.gap(rayleigh_step(p.w, p.H, p.g, p.effective_lr)), p.gap(p.w))

    def off(p):
        return ne(p.x, 0)

    claimed = claim(statement="", p=family, where=off)(falls)
    evidence = Evidence(claimed)
    at = next(at for at in pool(claimed, 400, rng=3) if at.dim == 4 and evidence.violated(at))
    found = small(falls, at, family, off)
    assert found.dim == 2
    assert max(value.denominator for value in found.values) <= 4


def test_the_budget_is_kept():
    spent = []
    claimed = claim(statement="", p=families.directions())(lambda p: le(p.y, 0))
    at = pool(claimed, 4, rng=0)[-1]
    shrink(claimed, at, lambda at: bool(spent.append(at)) or True, budget=7)
    assert len(spent) <= 7
