"""Which claims a file holds, and that those of the ledger are loaded once."""

from bnlinear.claims.running.loading import ledger_folder, load, select
from bnlinear.claims.verdict.proofs import check_proof
from proofs_checks.beyond import universal

DRAFT = """
from bnlinear.claims import claim, eq, families

@claim(statement="s = s", s=families.scalars(0, 1))
def same(s):
    return eq(s, s)
"""


def test_a_lemma_of_the_ledger_is_one_object_wherever_it_is_imported():
    """So that it is proved once, for its own row and for the theorems that use it."""
    loaded = {claim.id: claim for claim in load(ledger_folder() / "beyond" / "universal.py")}
    assert loaded["beyond.universal_outside"] is universal.universal_outside
    ((_, theorem),) = select(["cai2019.converges_for_any_lr"])
    assert universal.universal_outside in theorem.the_argument.lemmas
    before = check_proof.cache_info().misses
    for claim in (universal.universal_scale, loaded["beyond.universal_scale"]):
        check_proof(claim)
    assert check_proof.cache_info().misses <= before + 1


def test_a_draft_is_read_anew(tmp_path):
    """It changes under the eyes of `--watch`."""
    draft = tmp_path / "draft.py"
    draft.write_text(DRAFT)
    (first,) = load(draft)
    draft.write_text(DRAFT.replace("s = s", "s equals s"))
    (second,) = load(draft)
    assert (first.text, second.text) == ("s = s", "s equals s") and first.id == "draft.same"
