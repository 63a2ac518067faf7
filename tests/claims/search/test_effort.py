"""More effort asks for no less of anything."""

from dataclasses import asdict
from itertools import pairwise

from bnlinear.claims.search.effort import EFFORTS, GLANCE


def test_each_effort_includes_the_one_before():
    assert [*EFFORTS] == ["quick", "standard", "thorough"]
    for less, more in pairwise((GLANCE, *EFFORTS.values())):
        for name, value in asdict(less).items():
            assert value <= asdict(more)[name], name
        assert less != more
