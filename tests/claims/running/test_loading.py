"""Which claims a file holds, and that those of the ledger are loaded once."""

from bnlinear.claims.running.loading import ledger_folder, load
from bnlinear.claims.verdict import proofs
from proofs_checks.beyond import universal

DRAFT = """
from bnlinear.claims import claim, eq, families

@claim(statement="s = s", s=families.scalars(0, 1))
def same(s):
    return eq(s, s)
"""


def test_a_lemma_of_the_ledger_is_one_object_wherever_it_is_imported():
    """So that it is proved once, for its own row and for the theorems that use it."""
    folder = ledger_folder()
    loaded = {claim.id: claim for name in ("beyond/universal.py", "cai2019/convergence.py")
              for claim in load(folder / name, shared=True)}
    assert loaded["beyond.universal_outside"] is universal.universal_outside
    theorem = loaded["cai2019.converges_for_any_lr"]
    assert universal.universal_outside in theorem.the_argument.lemmas
    before = proofs._checked.cache_info().misses
    for claim in (universal.universal_scale, loaded["beyond.universal_scale"]):
        proofs.check_proof(claim)
    assert proofs._checked.cache_info().misses <= before + 1


def test_unless_it_is_asked_for_a_file_is_read_anew():
    """What it imports may have changed."""
    (first, second) = (load(ledger_folder() / "beyond" / "universal.py") for _ in range(2))
    assert [claim.id for claim in first] == [claim.id for claim in second]
    assert not {*map(id, first)} & {*map(id, second)}
    assert universal.universal_outside not in first


def test_a_draft_is_read_anew(tmp_path):
    """It changes under the eyes of `--watch`."""
    draft = tmp_path / "draft.py"
    draft.write_text(DRAFT)
    (first,) = load(draft, shared=True)
    draft.write_text(DRAFT.replace("s = s", "s equals s"))
    (second,) = load(draft, shared=True)
    assert (first.text, second.text) == ("s = s", "s equals s") and first.id == "draft.same"
