"""The page, the appendix and the CI file say what the rows say; the page works when clicked."""

import json
import shutil
import subprocess
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from bnlinear.claims.verdict.rows import Row
from bnlinear.cli.reports.html import to_html
from bnlinear.cli.reports.junit import to_junit
from bnlinear.cli.reports.latex import to_latex

RUN = {"version": "0", "rng": 0, "effort": "quick"}


def rows():
    def made(name, expected, verdict, ok, **more):
        return Row(name, "|w⁺|² ≥ |w|² & <b>", "Author 2026, Lemma 1", expected, verdict, ok,
                   **more)

    return [made("a2020.first", "proved", "proved", True, scope="all d", sharpness=0.5,
                 uses=("Stein",), instances=7, box="κ ≤ 64"),
            made("a2020.false_as_printed", "refuted", "refuted", True, repairs="a2020.first",
                 counterexample={"p": {"H": [["1", "0"], ["0", "2"]], "w": ["-3/5", "1"]}}),
            made("b2021.open", "certified", "undecided", False, note="a tie \x07")]


def test_junit_fails_exactly_the_rows_that_are_not_ok():
    suite = ET.fromstring(to_junit(rows()))[0]
    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("3", "1", "0")
    failed = [case for case in suite if case.find("failure") is not None]
    assert [case.get("name") for case in failed] == ["open"]
    assert "a tie" in failed[0].find("failure").text


def test_latex_holds_every_claim_and_its_counterexample():
    text = to_latex(rows(), **RUN)
    assert text.count(r"\begin{claim}") == text.count(r"\end{claim}") == 3
    assert r"\ref{a2020.first}" in text and "-3/5" in text
    assert r"a2020.false\_as\_printed & refuted" in text


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is not installed")
def test_latex_compiles(tmp_path):
    (tmp_path / "rows.tex").write_text(to_latex(rows(), **RUN), encoding="utf-8")
    (tmp_path / "main.tex").write_text(
        r"\documentclass{article}\usepackage{amsmath,amssymb,amsthm,longtable}"
        r"\newtheorem{claim}{Claim}\begin{document}\input{rows}\end{document}")
    ran = subprocess.run(["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "main.tex"],
                         cwd=tmp_path, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout[-2000:]


def test_names_of_authors_are_no_formulas():
    cited = replace(rows()[0], source="Cai, Li & Shen 2019, not located: steps")
    for source in (cited.source, "Wu & Li 2019"):
        page = to_html([replace(cited, source=source)], **RUN, pages={})
        assert f"<b>Source</b> {source.replace('&', '&amp;')}</p>" in page


def test_the_page_needs_no_network_and_escapes():
    page = to_html(rows(), **RUN, pages={"a2020.first": "step 1: <i>x</i>"})
    assert "http" not in page.replace("http-equiv", "")
    assert "&lt;i&gt;x&lt;/i&gt;" in page and "<b>&" not in page and "<i>x" not in page
    assert page.count('class="claim"') == 3 and 'href="#a2020.first"' in page
    assert "not ok" in page


CLICKS = """
function shown() { return claims.filter(c => !c.hidden).map(c => c.id); }
const seen = {start: shown()};
query.value = "false"; query.dispatchEvent(new Event("input")); seen.search = shown();
query.value = ""; query.dispatchEvent(new Event("input"));
boxes.find(b => b.value === "proved").click(); seen.unchecked = shown();
boxes.find(b => b.value === "proved").click();
paper.value = "b2021"; paper.dispatchEvent(new Event("change")); seen.paper = shown();
paper.value = ""; paper.dispatchEvent(new Event("change"));
unfold.click(); seen.open = claims.filter(c => c.open).length;
unfold.click(); seen.folded = claims.filter(c => c.open).length;
claims[1].querySelector("summary").click(); seen.one = claims.filter(c => c.open).length;
seen.count = count.textContent;
document.title = "SEEN" + JSON.stringify(seen);
"""


@pytest.mark.skipif(shutil.which("chromium") is None, reason="chromium is not installed")
def test_search_filters_and_folding_in_a_browser(tmp_path):
    page = to_html(rows(), **RUN).replace("</body>", f"<script>{CLICKS}</script></body>")
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    ran = subprocess.run(
        ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
         "--no-first-run", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom",
         (tmp_path / "page.html").as_uri()], capture_output=True, text=True, timeout=120)
    title = ran.stdout.partition("<title>SEEN")[2].partition("</title>")[0]
    seen = json.loads(title.replace("&amp;", "&"))
    ids = [r.id for r in rows()]
    assert seen == {"start": ids, "search": ids[1:2], "unchecked": ids[1:], "paper": ids[2:],
                    "open": 3, "folded": 0, "one": 1, "count": "3 of 3 claims shown"}


def test_a_row_that_is_ok_has_no_mark():
    fine = [replace(r, ok=True) for r in rows()]
    assert "not ok" not in to_html(fine, **RUN)


def test_all_reports_that_were_asked_for(tmp_path):
    from bnlinear.claims.running.loading import cards, select
    from bnlinear.claims.verdict.ladder import judge
    from bnlinear.cli.reports.write import Reports, explain_all

    draft = tmp_path / "draft.py"
    draft.write_text("from bnlinear.claims import claim, families, le\n"
                     "@claim(statement='y >= 0', p=families.directions(max_dim=1))\n"
                     "def holds(p):\n    return le(0, p.y)\n")
    jobs = cards([str(draft)])
    pages = explain_all(str(draft), ["draft.holds"], "quick", 0)
    assert list(pages) == ["draft.holds"] and "certified" in pages["draft.holds"]
    assert explain_all(str(draft), [], "quick", 0) == {}
    (_, one), = select([str(draft)])
    reports = Reports(*(str(tmp_path / name) for name in ("a.html", "a.tex", "a.xml")))
    assert list(reports.outputs().values()) == [reports.html, reports.latex, reports.junit]
    reports.write([judge(one, effort="quick")], jobs, version="0", rng=0, effort="quick")
    for name in ("a.html", "a.tex", "a.xml"):
        assert "holds" in (tmp_path / name).read_text(encoding="utf-8")
    Reports().write([], [], version="0", rng=0, effort="quick")  # none was asked for
