"""Every row of the ledger says where it comes from: a key of the bibliography, and the place."""

import copy
import json
import pickle

import pytest

from bnlinear.claims import ref
from bnlinear.claims.references import Source, bibliography, entry_of, parse
from bnlinear.claims.running.loading import Card, select
from bnlinear.claims.verdict.rows import Row
from bnlinear.cli.reports.html import to_html
from bnlinear.cli.reports.latex import to_latex
from bnlinear.cli.show.rows import to_json

RUN = {"version": "0", "rng": 0, "effort": "quick"}
SOURCES = {claim.id: claim.source for _, claim in select(["*"])}


def row(source):
    return Row("a2020.first", "x ≤ 1", source, "proved", "proved", True)


def test_every_row_has_a_key_and_a_locator_or_says_not_located():
    assert len(SOURCES) > 200
    for row_id, source in SOURCES.items():
        assert isinstance(source, Source), f"{row_id}: source = {source!r} is not a ref(…)"
        assert source.entry == bibliography()[source.entry.key], row_id
        assert source.is_located is ("not located" not in source), row_id


def cites(source, entry):
    return source.entry == entry or entry.short in source.remark


def test_every_entry_is_cited_by_a_row():
    for key, entry in bibliography().items():
        assert any(cites(source, entry) for source in SOURCES.values()), key


def test_the_rows_of_a_paper_cite_it():
    papers = {row_id.partition(".")[0] for row_id in SOURCES} & set(bibliography())
    assert len(papers) > 12
    for paper in papers:
        own = [source for row_id, source in SOURCES.items() if row_id.startswith(f"{paper}.")]
        assert any(cites(source, bibliography()[paper]) for source in own), paper


def test_the_entries_are_whole():
    for key, entry in bibliography().items():
        wanted = {"author", "title", "year"} if entry.is_paper else {"title", "shorthand"}
        assert wanted <= set(entry.fields), key
        if entry.is_paper:
            assert {"journal", "booktitle"} & set(entry.fields), key
            assert key.endswith(entry.fields["year"]) and entry.fields["year"] in entry.short


@pytest.mark.parametrize(("key", "short"), [
    ("seginer2000", "Seginer 2000"), ("cho2017", "Cho & Lee 2017"),
    ("sluis1969", "van der Sluis 1969"),
    ("cai2019", "Cai, Li & Shen 2019"), ("kohler2019", "Kohler et al. 2019"),
    ("this_project", "this project"),
])
def test_short_names(key, short):
    assert bibliography()[key].short == short


def test_the_full_entry():
    assert bibliography()["lange2022"].full == (
        'Susanna Lange, Kyle Helfrich, Qiang Ye, "Batch Normalization Preconditioning for Neural '
        'Network Training", Journal of Machine Learning Research 23:72 2022, arXiv 2108.01110')


def test_an_unknown_key_is_one_error_that_names_the_file():
    with pytest.raises(ValueError, match=r"ref\('cia2019'\): no such key in "
                       r"bnlinear/claims/references\.bib \(did you mean 'cai2019'\?\)") as raised:
        ref("cia2019", "Theorem 1")
    assert "\n" not in str(raised.value)


def test_an_empty_locator_is_refused():
    with pytest.raises(ValueError, match="says no place in cai2019"):
        ref("cai2019", " ")


def test_a_key_given_twice_is_refused():
    with pytest.raises(ValueError, match="'a2020' stands there twice"):
        parse("@misc{a2020,\n  title = {A},\n}\n@misc{a2020,\n  title = {B},\n}\n")


@pytest.mark.parametrize("travel", [lambda s: pickle.loads(pickle.dumps(s)), copy.deepcopy,
                                    lambda s: Card("i", "t", s, "proved", None, "").source])
def test_a_source_is_text_that_keeps_its_entry_between_processes(travel):
    source = travel(ref("santurkar2018", "Theorem 4.1", remark="repaired"))
    assert source == "Santurkar et al. 2018, Theorem 4.1: repaired"
    assert (source.entry.key, source.locator, source.remark) == (
        "santurkar2018", "Theorem 4.1", "repaired")


def test_json_has_the_text_and_the_key():
    report = to_json([row(ref("cai2019", remark="the step")), row("my draft, Lemma 1")], **RUN)
    cited, free = json.loads(json.dumps(report))["claims"]
    assert (cited["source"], cited["reference"]) == (
        "Cai, Li & Shen 2019, not located: the step", "cai2019")
    assert (free["source"], free["reference"]) == ("my draft, Lemma 1", None)


def test_latex_cites_and_lists_the_paper_once():
    text = to_latex([row(ref("cai2019", remark="the step")), row(ref("cai2019", "Section 3")),
                     row(ref("this_project")), row("my draft, Lemma 1")], **RUN)
    assert text.count(r"\cite{cai2019}") == 2 and text.count(r"\bibitem{cai2019}") == 1
    assert text.count(r"\bibitem") == 1
    assert r"Cai, Li \& Shen 2019~\cite{cai2019}, not located: the step" in text


def test_latex_without_papers_has_no_bibliography():
    assert "thebibliography" not in to_latex([row("my draft, Lemma 1")], **RUN)


def test_the_page_names_the_paper():
    page = to_html([row(ref("kohler2019", remark="GDNP"))], **RUN, pages={})
    assert "length-direction decoupling in non-convex optimization" in page


def test_free_words_have_no_entry():
    assert entry_of("my draft, Lemma 1") is None
