"""Which claims a file holds, and that those of the ledger are loaded once."""

from fnmatch import fnmatchcase

import pytest

from bnlinear.claims.running import loading
from bnlinear.claims.running.loading import cards, ledger_folder, load, select
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


@pytest.mark.parametrize("pattern, papers", [
    ("cai2019", ["cai2019"]), ("cai2019.norm_growth", ["cai2019"]),
    ("beyond.universal_*", ["beyond"]), ("cho2017.[a-m]*", ["cho2017"])])
def test_of_a_paper_that_is_named_no_other_is_read(monkeypatch, pattern, papers):
    every = {found.id for _, found in select(["*"])}
    read = []
    monkeypatch.setattr(loading, "load", lambda path: read.append(path) or load(path))
    found = {one.id for _, one in select([pattern])}
    assert sorted({path.parent.name for path in read}) == papers
    assert found == {name for name in every
                     if fnmatchcase(name, pattern) or name.startswith(f"{pattern}.")} != set()


@pytest.mark.parametrize("pattern", ["*growth", "c*.norm_growth", "?ai2019.norm_growth",
                                     "[bc]*.norm_growth", "*"])
def test_a_pattern_is_sought_in_all_papers(pattern):
    assert "cai2019.norm_growth" in {found.id for _, found in select([pattern])}


@pytest.mark.parametrize("pattern, near", [
    ("cai2019.gap_never_increases", "beyond.gap_never_increases"),  # of another paper
    ("cai", "cai2019"), ("kappa_star", "cai2019.kappa_star"), ("kohler2018", "kohler2019")])
def test_an_unknown_id_is_told_what_is_near(pattern, near):
    with pytest.raises(ValueError, match=f"did you mean (.*, )?{near}[,?]"):
        select([pattern])


@pytest.mark.parametrize(("repairs", "right"), [
    ("draft.same", True), ("cai2019.kappa_star", True), ("draft.sme", False),
    ("draft.false", False)])
def test_what_repairs_a_claim_of_the_file_is_there(tmp_path, repairs, right):
    draft = tmp_path / "draft.py"
    draft.write_text(DRAFT + f"""
@claim(statement="s = 1", s=families.scalars(0, 1), expect="refuted", repairs="{repairs}")
def false(s):
    return eq(s, 1)
""")
    if right:
        assert len(load(draft)) == 2
    else:
        with pytest.raises(ValueError, match=f"{repairs}.* it holds draft.same, draft.false"):
            load(draft)


def test_an_import_that_is_interrupted_is_one_line(tmp_path):
    draft = tmp_path / "draft.py"
    draft.write_text("raise KeyboardInterrupt")
    with pytest.raises(ValueError, match=r"draft.py raised KeyboardInterrupt"):
        cards([str(draft)])


def test_no_claim_is_lost_behind_another_of_its_name(tmp_path):
    draft = tmp_path / "draft.py"
    more = "\nother = claim(statement='', s=families.scalars(0, 1))(lambda s: eq(s, {}))\n"
    draft.write_text(DRAFT + more.format(1) + "alias = other\n")
    assert len(load(draft)) == 2
    draft.write_text(DRAFT + more.format(1) + more.replace("other", "third").format(2))
    with pytest.raises(ValueError, match="2 claims are called <lambda>; give each function a name"):
        load(draft)


def test_no_claim_is_lost_behind_a_second_function_of_its_name(tmp_path):
    """Python keeps the last; the first, here a false one, would never be judged."""
    draft = tmp_path / "draft.py"
    first = DRAFT.replace("eq(s, s)", "eq(s, 1)")
    draft.write_text(first + DRAFT)
    with pytest.raises(ValueError, match="2 claims are called same; give each function a name"):
        load(draft)
    draft.write_text(first + DRAFT.replace("same", "other"))
    assert [found.name for found in load(draft)] == ["same", "other"]
