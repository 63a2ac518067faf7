"""The proved rows, each exported once for all tests of this folder."""

from functools import cache
from pathlib import Path

from bnlinear.claims.running.loading import select
from bnlinear.rocq.export import export_claim

ROWS = {claim.id: claim for _, claim in select([])}
PROVED = {name: claim for name, claim in ROWS.items() if claim.the_proof is not None}

#: Id and answer, one row a line; a row is added here when its proof is.
ANSWERS = dict(line.split("\t") for line in
               (Path(__file__).parent / "answers.txt").read_text(encoding="utf-8").splitlines())

#: Rows that have a statement in Rocq.
EXPORTED = [name for name in PROVED if not ANSWERS.get(name, "").startswith("not exported")]


@cache
def exported(name):
    return export_claim(PROVED[name])
