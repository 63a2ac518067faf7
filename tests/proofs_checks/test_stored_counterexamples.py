"""Claims whose counterexample is stored run on drawn members as well: the hunt at thorough effort
does that, and nothing before it."""

import pytest

from bnlinear.claims.running.loading import load, select
from bnlinear.claims.search.decide import Evidence
from bnlinear.claims.search.pool import pool

STORED = {found.id: path for path, found in select(["*"])
          if found.counterexample is not None and found.families and not found.screen_only}


def test_there_are_such_rows():
    assert len(STORED) >= 30


@pytest.mark.parametrize("name", STORED)
def test_it_is_decided_on_drawn_members(name):
    claim = next(claim for claim in load(STORED[name]) if claim.id == name)
    members = [at for at in pool(claim, 40, 0) if at.dim <= max(2, claim.dims[0])]
    evidence, violations = Evidence(claim), 0
    for at in members[:: 1 if claim.samples is None else 20]:
        violations += evidence.judge(at) is False
        if violations == 3:
            return
