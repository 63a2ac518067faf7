"""What exact arithmetic has decided: each instance counts once, under what was found of it."""

import pytest

from bnlinear.claims import claim, families, le
from bnlinear.claims.families.coordinates import Coordinates
from bnlinear.claims.search.decide import Evidence
from bnlinear.claims.verdict.ladder import judge
from bnlinear.exact import Number

ABOUT = families.scalars(-2, 2)


def at(value):
    return Coordinates(1, (value,))


def test_an_instance_that_holds_counts_once():
    found = Evidence(claim(statement="", p=ABOUT)(lambda p: le(p, 1)))
    assert [found.judge(at(value)) for value in (0, 2, 1)] == [True, False, True]
    assert (found.holds, found.ties, found.gave_up) == (2, [], [])


def test_a_tie_of_balls_is_kept_and_does_not_count():
    root = Number(2).sqrt
    found = Evidence(claim(statement="", p=ABOUT)(lambda p: le(root() * root() * p, 2)))
    assert [found.judge(at(value)) for value in (0, 1)] == [True, None]
    assert (found.holds, found.ties) == (1, [at(1)])


@pytest.mark.parametrize(("body", "verdict"), [
    (lambda x: le((x * 10**200) ** 4, 16 * 10**800), "certified"),
    (lambda x: le((x * 10**200) ** 4, 15 * 10**800), "refuted"),
    (lambda x: le(x * 10**400, 2 * 10**400), "certified"),
    (lambda x: le(x * 10**400, 10**400), "refuted"),
    (lambda x: le(10**400, 10**401 + 0 * x), "certified"),
])
def test_what_is_beyond_floats_is_decided_exactly(body, verdict):
    assert judge(claim(statement="", x=ABOUT)(body), effort="quick").verdict == verdict
